"""The losses per example that known mistakes compute, from two passes over the logits.

Like the mistakes of `core.bugs`, they are kept apart from the right formulas.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.examination.explanation import RIGHT_LOSS
from core.examination.labelled_logits import LabelledLogits, blocks_of_rows
from core.examination.measured_predictions import Predictions
from core.losses.cross_entropy import losses_and_gradient, row_blocks

CLIP = 1e-7  # Keras's epsilon


class Mistake(NamedTuple):
    """Wrong losses of the examples; `sign` and the like are right losses times a factor."""

    name: str
    formula: str  # of lᵢ
    losses: NDArray[np.float64]  # (m,), of as many examples as it counts
    weights: NDArray[np.float64] | None  # (m,), where there are some
    # How far rounding in float32 moves each loss beyond what `float32_errors` says, (m,), or 0.
    error: NDArray[np.float64] | float = 0.0
    reductions: tuple[str, ...] | None = None  # to which it is confined


class LogitSums(NamedTuple):
    """What the two passes find for each example."""

    normalizers: NDArray[np.float64]  # log Σ_k e^{z_k}, (n,)
    twice: NDArray[np.float64]  # −log softmax(ŷ)_y, (n,)
    over_batch: NDArray[np.float64]  # −log of the softmax over the examples at the label, (n,)
    scaled: NDArray[np.float64]  # −log clip(z_y/Σ_k z_k), (n,)
    scaled_after: NDArray[np.float64]  # −log (clip(z_y)/Σ_k clip(z_k)), (n,)
    scaled_error: NDArray[np.float64]  # Σ_k |z_k| / |Σ_k z_k|, (n,): what float32 makes of it
    entries: NDArray[np.float64]  # Σ_k −log ŷ_k, (n,)
    weighted_entries: NDArray[np.float64]  # Σ_k w_k (−log ŷ_k), (n,)


def clipped(probabilities: NDArray[Any]) -> NDArray[Any]:
    """What Keras makes of probabilities before it takes their logarithm.

    >>> clipped(np.array([0.0, 0.5]))
    array([1.e-07, 5.e-01])
    """
    return np.asarray(np.clip(probabilities, CLIP, 1 - CLIP))


def column_normalizers(logits: NDArray[Any]) -> NDArray[np.float64]:
    """Log Σ_i e^{z_ik} over the examples, (classes,): what a softmax over the wrong axis divides by.

    >>> column_normalizers(np.zeros((4, 1))).round(4)
    array([1.3863])
    """  # noqa: E501 (the summary is one line)
    maxima = logits.max(axis=0).astype(np.float64)
    maxima[np.isneginf(maxima)] = 0  # a column that is all −inf keeps its sum of 0
    sums = np.zeros(logits.shape[1])
    for rows in row_blocks(*logits.shape):
        shifted = logits[rows].astype(np.float64)
        shifted -= maxima
        sums += np.exp(shifted, out=shifted).sum(axis=0)
    with np.errstate(divide="ignore"):
        return np.asarray(maxima + np.log(sums))


@np.errstate(divide="ignore", invalid="ignore", over="ignore")  # what is not finite fits nothing
def logit_sums(examples: LabelledLogits, predictions: Predictions) -> LogitSums:
    """Everything that the mistakes need of the logits.

    >>> from core.examination.labelled_logits import labelled_logits
    >>> from core.examination.measured_predictions import predictions_of
    >>> one = labelled_logits([[2.0, 1.0, 0.5]], [0], None, None, None)
    >>> logit_sums(one, predictions_of(one, 10)).scaled  # −ln(2/3.5)
    array([0.55961579])
    """
    number, classes = examples.logits.shape
    own = np.arange(number)
    at_labels = examples.logits[own, examples.labels].astype(np.float64)
    largest = examples.logits[own, predictions.predicted].astype(np.float64)
    normalizers = largest - np.log(predictions.confidence)
    twice, scaled, scaled_after, error = (np.empty(number) for _ in range(4))
    entries, weighted_entries = np.empty(number), np.empty(number)
    class_weights = np.ones(classes) if examples.class_weights is None else examples.class_weights
    for block in blocks_of_rows(examples):
        rows, logits = block.rows, block.logits
        twice[rows] = losses_and_gradient(block.probabilities, examples.labels[rows], 1.0).losses
        sums = np.einsum("nk->n", logits)
        scaled[rows] = -np.log(clipped(at_labels[rows] / sums))
        entries[rows] = classes * normalizers[rows] - sums
        weighted_entries[rows] = class_weights.sum() * normalizers[rows] - logits @ class_weights
        np.clip(logits, CLIP, 1 - CLIP, out=block.probabilities)
        after = np.einsum("nk->n", block.probabilities)
        scaled_after[rows] = -np.log(clipped(at_labels[rows]) / after)
        error[rows] = np.einsum("nk->n", np.abs(logits, out=logits)) / np.abs(sums)
    over_batch = column_normalizers(examples.logits)[examples.labels] - at_labels
    return LogitSums(
        normalizers, twice, over_batch, scaled, scaled_after, error, entries, weighted_entries
    )


def mistakes(examples: LabelledLogits, predictions: Predictions, sums: LogitSums) -> list[Mistake]:
    """The mistakes without a free number, in the order in which they are listed.

    >>> from core.examination.labelled_logits import labelled_logits
    >>> from core.examination.measured_predictions import predictions_of
    >>> two = labelled_logits([[1.0, 0.0], [0.0, 2.0]], [0, 0], None, None, None)
    >>> found = predictions_of(two, 10)
    >>> [each.name for each in mistakes(two, found, logit_sums(two, found))][:2]
    ['softmax_twice', 'logits_as_probabilities']
    """
    weights, losses = examples.weights, predictions.losses
    # −log of the clipped ŷ, with the digits that 1 − ŷ would lose
    clipped_losses = np.clip(losses, -np.log(1 - CLIP), -np.log(CLIP))
    scaling_error = np.where(sums.scaled < -np.log(CLIP), sums.scaled_error, 0.0)
    found = [
        Mistake("softmax_twice", "−log softmax(softmax(zᵢ))[yᵢ]", sums.twice, weights),
        Mistake(
            "logits_as_probabilities",
            "−log clip(zᵢ[yᵢ] / Σₖ zᵢ[k], 10⁻⁷, 1 − 10⁻⁷)",
            sums.scaled,
            weights,
            error=scaling_error,
        ),
        Mistake(
            "logits_as_probabilities",
            "−log (c(zᵢ[yᵢ]) / Σₖ c(zᵢ[k])), c(x) = clip(x, 10⁻⁷, 1 − 10⁻⁷)",
            sums.scaled_after,
            weights,
        ),
        Mistake("clipped", "−log clip(softmax(zᵢ)[yᵢ], 10⁻⁷, 1 − 10⁻⁷)", clipped_losses, weights),
        Mistake("log_base_2", "−log₂ softmax(zᵢ)[yᵢ]", losses / np.log(2), weights),
        Mistake("log_base_10", "−log₁₀ softmax(zᵢ)[yᵢ]", losses / np.log(10), weights),
        *_shifted_losses(examples, sums),
        Mistake(
            "softmax_over_batch",
            "−log (e^zᵢ[yᵢ] / Σⱼ e^zⱼ[yᵢ])",
            sums.over_batch,
            weights,
        ),
    ]
    if examples.ignored:
        counted = len(losses) + examples.ignored
        found.append(
            Mistake(
                "ignored_in_denominator",
                f"{RIGHT_LOSS} · n/(n + m)",
                losses * (len(losses) / counted),
                weights,
                reductions=("mean", "mean_over_entries", "weighted_sum_over_n"),
            )
        )
    found.append(Mistake("sign", "log softmax(zᵢ)[yᵢ]", -losses, weights))
    return found


def shifted_labels(examples: LabelledLogits) -> dict[str, NDArray[np.intp]]:
    """Labels that are off by one, by their formula: their numbers, or the rows they stand in.

    >>> from core.examination.labelled_logits import labelled_logits
    >>> two = labelled_logits(np.zeros((2, 3)), [0, 2], None, None, None)
    >>> shifted_labels(two)["yᵢ + 1 (mod K)"]
    array([1, 0])
    """
    labels, classes = examples.labels, examples.logits.shape[1]
    found = {"yᵢ + 1 (mod K)": (labels + 1) % classes, "yᵢ − 1 (mod K)": (labels - 1) % classes}
    if not examples.ignored:  # among the rows that are left, neighbours are not neighbours
        found["yᵢ₊₁, yₙ₊₁ = y₁"] = np.roll(labels, -1)
        found["yᵢ₋₁, y₀ = yₙ"] = np.roll(labels, 1)
    return found


def _shifted_losses(examples: LabelledLogits, sums: LogitSums) -> list[Mistake]:
    every = slice(None)
    variants = [(formula, every, labels) for formula, labels in shifted_labels(examples).items()]
    if not examples.ignored and len(examples.labels) > 1:
        variants.append(("yᵢ₊₁, i < n", slice(None, -1), examples.labels[1:]))
        variants.append(("yᵢ₋₁, i > 1", slice(1, None), examples.labels[:-1]))
    found = []
    for formula, rows, shifted in variants:
        logits, samples = examples.logits[rows], examples.sample_weights
        losses = sums.normalizers[rows] - logits[np.arange(len(shifted)), shifted]
        kept = examples._replace(sample_weights=None if samples is None else samples[rows])
        formula = f"−log softmax(zᵢ)[y], y = {formula}"
        found.append(Mistake("labels_shifted", formula, losses, kept.weights_at(shifted)))
    return found
