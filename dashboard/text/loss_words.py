"""What a loss is called, and its unit: cross-entropy is counted in nats, a squared error is not."""

from dashboard.text.translation import translate


def loss_in_words(loss: str) -> str:
    """The loss L with its unit, for one of `core.training.objective.KERNELS`.

    >>> loss_in_words("cross-entropy"), loss_in_words("squared error")
    ('loss L (nats)', 'loss L (squared error)')
    """
    if loss == "cross-entropy":
        return translate("loss L (nats)")
    return translate("loss L (squared error)")


def loss_symbol(loss: str) -> str:
    """As `loss_in_words`, where there is no room for the word.

    >>> loss_symbol("cross-entropy"), loss_symbol("squared error")
    ('L (nats)', 'L (squared error)')
    """
    return translate("L (nats)") if loss == "cross-entropy" else translate("L (squared error)")


def loss_defined(loss: str) -> str:
    """What the loss of a training set is, as a page says it where L first stands.

    >>> loss_defined("squared error")
    'Loss L: ½ Σ (ŷ − y)², summed over the classes; the mean over the examples.'
    """
    if loss == "cross-entropy":
        return translate(
            "Loss L: −Σ y log ŷ, summed over the classes; the mean over the examples, in *nats* "
            "(log: natural logarithm)."
        )
    return translate("Loss L: ½ Σ (ŷ − y)², summed over the classes; the mean over the examples.")
