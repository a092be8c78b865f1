"""Sentences on the mistakes that exercises of several kinds share."""

from dashboard.text import english

_SHARED = {
    "sign": english(
        "The sign is reversed. ∂L/∂z = ŷ − y is negative where ŷ is below its target, and "
        "a step against it raises the logit."
    ),
    "other_case": english(
        "That is the other case: the entry is ŷₖ(1 − ŷₖ)/T for k = i and −ŷₖŷᵢ/T for k ≠ i."
    ),
    "diagonal": english(
        "You left out the off-diagonal terms: through the sum in softmax, every logit "
        "changes every ŷ."
    ),
    "smoothing": english(
        "You left out label smoothing: it gives the true class less than 1 and every other "
        "class more than 0."
    ),
    "smoothing_over_others": english(
        "That is another convention: here ε is divided among all K classes, not among the "
        "K − 1 other classes."
    ),
    "temperature": english(
        "You left out the temperature: z is divided by T, so every derivative with respect "
        "to z has a factor 1/T."
    ),
    "slope_temperature": english(
        "Your ŷ has the temperature, but you left out the factor 1/T of every derivative "
        "with respect to z."
    ),
    "true_class": english(
        "That is ŷ − 1, which is right for the true class only: every other class has its own y."
    ),
    "activation": english("You left out the activation: ∂L/∂w = a · ∂L/∂z."),
    "sum": english("That is the sum over the batch; the loss is the mean of two examples."),
    "ascent": english(
        "That step goes along the gradient, so L rises; gradient descent subtracts η times "
        "the gradient."
    ),
    "step_alone": english("That is only the change: add the old value."),
    "step_size": english("You left out η: a step is η times the gradient."),
}


def shared(*names: str) -> dict[str, str]:
    """The sentences on these mistakes by name, in English.

    >>> shared("step_size")
    {'step_size': 'You left out η: a step is η times the gradient.'}
    """
    return {name: _SHARED[name] for name in names}


def shared_with_logit_gradient(*names: str) -> dict[str, str]:
    """As `shared`, with the mistakes on the way to ∂L/∂z added."""
    smoothing = ("smoothing", "smoothing_over_others", "true_class")
    return shared("sign", "slope_temperature", "temperature", *smoothing, *names)
