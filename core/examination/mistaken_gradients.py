"""The gradients in the logits that right and wrong programs compute, compared with a reported one.

Each is kept as three sums for each example, which is all that a comparison needs: with R the
reported gradient and D that of one example's loss, Σ_k R_k D_k and Σ_k D_k², beside Σ_k R_k².
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.examination.labelled_logits import BlockOfRows, LabelledLogits, blocks_of_rows
from core.examination.mistaken_losses import CLIP, column_normalizers
from core.examination.reported_numbers import half_unit_of_decimals
from core.losses.cross_entropy import losses_and_gradient
from core.sentence import SentenceError
from core.validation import as_floating

RIGHT = "right"


class ReportedGradient(NamedTuple):
    """A gradient in the logits, of the examples that count."""

    values: NDArray[Any]  # R, (n, classes)
    entry: tuple[int, int]  # the largest, by its row among those handed in and its class
    half_unit: float  # of the last decimal, where all entries are rounded; otherwise 0


class Direction(NamedTuple):
    """The gradients D of the losses of single examples, compared with the reported one."""

    name: str
    formula: str  # of Dᵢ
    weights: NDArray[np.float64] | None  # (n,), where there are some
    products: NDArray[np.float64]  # Σ_k R_k D_k, (n,)
    squares: NDArray[np.float64]  # Σ_k D_k², (n,)
    at_entry: float  # D at the largest reported entry


class Directions(NamedTuple):
    """What one pass over logits and reported gradient finds."""

    all: list[Direction]  # the right one first
    reported_squares: NDArray[np.float64]  # Σ_k R_k², (n,)
    reported_at_labels: NDArray[np.float64]  # R_y − the mean of R over the classes, (n,)
    right_at_labels: NDArray[np.float64]  # D_y of the right gradient, (n,)


def reported_gradient_of(gradient: ArrayLike, examples: LabelledLogits) -> ReportedGradient:
    """The reported gradient, checked; errors are those of `examine_logits`.

    >>> from core.examination.labelled_logits import labelled_logits
    >>> one = labelled_logits([[0.0, 0.0]], [1], None, None, None)
    >>> reported_gradient_of([[0.5, -0.5]], one).entry
    (0, 0)
    """
    values = as_floating(gradient, "reported_gradient")
    number, classes = examples.logits.shape
    shape = (number + examples.ignored, classes)
    if values.shape == (classes,) and shape[0] == 1:
        values = values[None]
    if values.shape != shape:
        raise SentenceError(
            "reported_gradient must have the shape of the logits, {shape}, got shape {found}",
            shape=shape,
            found=values.shape,
        )
    if examples.ignored:
        values = values[examples.rows]
    largest = max(values.argmax(), values.argmin(), key=lambda at: abs(values.flat[at]))
    if not np.isfinite(values.flat[largest]):  # NaN is the largest and the least
        raise SentenceError(
            "reported_gradient must be finite, got {value}", value=values.flat[largest]
        )
    row, column = divmod(int(largest), classes)
    return ReportedGradient(
        values, (int(examples.rows[row]), column), half_unit_of_decimals(values)
    )


@np.errstate(divide="ignore", invalid="ignore", over="ignore")  # what is not finite fits nothing
def directions_of(examples: LabelledLogits, reported: ReportedGradient) -> Directions:
    """Every gradient without a free number beside the reported one.

    >>> from core.examination.labelled_logits import labelled_logits
    >>> one = labelled_logits([[0.0, 0.0]], [1], None, None, None)
    >>> found = directions_of(one, reported_gradient_of([[0.5, -0.5]], one))
    >>> [each.name for each in found.all][:3], found.all[0].products
    (['right', 'softmax_twice', 'logits_as_probabilities'], array([0.5]))
    """
    number, classes = examples.logits.shape
    row, column = int(np.searchsorted(examples.rows, reported.entry[0])), reported.entry[1]
    squares, at_labels, right_at_labels = (np.empty(number) for _ in range(3))
    formulas: dict[str, str] = {}
    products: dict[str, NDArray[np.float64]] = {}
    own_squares: dict[str, NDArray[np.float64]] = {}
    at_entry: dict[str, float] = {}
    normalizers = column_normalizers(examples.logits)
    normalizers[np.isneginf(normalizers)] = 0  # of a class that every example masks
    over_batch = (normalizers, np.bincount(examples.labels, minlength=classes))
    for block in blocks_of_rows(examples):
        rows = block.rows
        values = reported.values[rows].astype(np.float64)
        own, labels = np.arange(len(values)), examples.labels[rows]
        squares[rows] = np.einsum("nk,nk->n", values, values)
        at_labels[rows] = values[own, labels] - values.mean(axis=1)
        right_at_labels[rows] = block.probabilities[own, labels] - 1
        for name, formula, gradient in _gradients(examples, block, over_batch):
            formulas[formula] = name
            products.setdefault(formula, np.empty(number))[rows] = np.einsum(
                "nk,nk->n", values, gradient
            )
            own_squares.setdefault(formula, np.empty(number))[rows] = np.einsum(
                "nk,nk->n", gradient, gradient
            )
            if rows.start <= row < rows.stop:
                at_entry[formula] = float(gradient[row - rows.start, column])
    labels_of = dict(_shifts(examples))
    found = [
        Direction(
            name,
            formula,
            examples.weights_at(labels_of.get(formula, examples.labels)),
            products[formula],
            own_squares[formula],
            at_entry[formula],
        )
        for formula, name in formulas.items()
    ]
    return Directions(found, squares, at_labels, right_at_labels)


def _shifts(examples: LabelledLogits) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Labels that are off by one, under the formula of their gradient."""
    labels, classes = examples.labels, examples.logits.shape[1]
    yield "ŷᵢ − one-hot(yᵢ + 1 mod K)", (labels + 1) % classes
    yield "ŷᵢ − one-hot(yᵢ − 1 mod K)", (labels - 1) % classes
    if not examples.ignored:  # among the rows that are left, neighbours are not neighbours
        yield "ŷᵢ − one-hot(yᵢ₊₁)", np.roll(labels, -1)
        yield "ŷᵢ − one-hot(yᵢ₋₁)", np.roll(labels, 1)


def _gradients(
    examples: LabelledLogits,
    block: BlockOfRows,
    over_batch: tuple[NDArray[np.float64], NDArray[np.int64]],
) -> Iterator[tuple[str, str, NDArray[np.float64]]]:
    """Name, formula and ∂l/∂z of each program, for the rows of a block."""
    probabilities, labels = block.probabilities, examples.labels[block.rows]
    own = np.arange(len(labels))
    right = probabilities.copy()
    right[own, labels] -= 1
    yield RIGHT, "softmax(zᵢ) − yᵢ", right
    # q = softmax(ŷ): ∂l/∂z_k = Σ_j (q_j − y_j) ŷ_j (δ_jk − ŷ_k)
    errors = losses_and_gradient(probabilities, labels, 1.0).gradient
    errors -= np.einsum("nk,nk->n", errors, probabilities)[:, None]
    errors *= probabilities
    yield "softmax_twice", "that of −log softmax(softmax(zᵢ))[yᵢ]", errors
    # l = log Σ_k z_k − log z_y, and constant where it is clipped
    sums = np.einsum("nk->n", block.logits)
    at_labels = block.logits[own, labels]
    inside = (at_labels / sums > CLIP) & (at_labels / sums < 1 - CLIP)
    scaled = np.zeros_like(probabilities)
    scaled[inside] = 1 / sums[inside, None]
    scaled[own[inside], labels[inside]] -= 1 / at_labels[inside]
    yield "logits_as_probabilities", "that of −log(zᵢ[yᵢ] / Σₖ zᵢ[k])", scaled
    for formula, shifted in _shifts(examples):
        gradient = probabilities.copy()
        gradient[own, shifted[block.rows]] -= 1
        yield "labels_shifted", formula, gradient
    # q_ik = e^{z_ik} / Σ_j e^{z_jk}: every example of class k puts q_ik on z_ik
    normalizers, counts = over_batch
    gradient = np.exp(block.logits - normalizers) * counts
    gradient[own, labels] -= 1
    yield "softmax_over_batch", "nₖ · softmax of z over the examples − yᵢ", gradient
    # Where ŷ_y is clipped, the loss is constant.
    left = -right[own, labels]
    right[(left < CLIP) | (left > 1 - CLIP)] = 0
    yield "clipped", "softmax(zᵢ) − yᵢ, 0 where 10⁻⁷ clips ŷᵢ[yᵢ]", right
