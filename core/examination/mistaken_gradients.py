"""The gradients in the logits that right and wrong programs compute, compared with a reported one.

Each is kept as three sums for each example, which is all that a comparison needs: with R the
reported gradient and D that of one example's loss, Σ_k R_k D_k and Σ_k D_k², beside Σ_k R_k².
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.examination.labelled_logits import BlockOfRows, LabelledLogits, blocks_of_rows
from core.examination.mistaken_losses import CLIP, column_normalizers, shifted_labels
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
    at_column: NDArray[np.float64]  # D at the class of the largest reported entry, (n,)


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
    column = reported.entry[1]
    squares, at_labels, right_at_labels = (np.empty(number) for _ in range(3))
    sums: dict[tuple[str, str], NDArray[np.float64]] = {}
    normalizers = column_normalizers(examples.logits)
    normalizers[np.isneginf(normalizers)] = 0  # of a class that every example masks
    over_batch = (normalizers, np.bincount(examples.labels, minlength=classes))
    shifted = {f"softmax(zᵢ) − y, y = {words}": y for words, y in shifted_labels(examples).items()}
    for block in blocks_of_rows(examples):
        rows = block.rows
        values = reported.values[rows].astype(np.float64)
        own, labels = np.arange(len(values)), examples.labels[rows]
        squares[rows] = np.einsum("nk,nk->n", values, values)
        at_labels[rows] = values[own, labels] - values.mean(axis=1)
        right_at_labels[rows] = block.probabilities[own, labels] - 1
        for name, formula, gradient in _gradients(block, labels, over_batch, shifted):
            of_rows = sums.setdefault((name, formula), np.empty((3, number)))[:, rows]
            np.einsum("nk,nk->n", values, gradient, out=of_rows[0])
            np.einsum("nk,nk->n", gradient, gradient, out=of_rows[1])
            of_rows[2] = gradient[:, column]
    found = [
        Direction(
            name, formula, examples.weights_at(shifted.get(formula, examples.labels)), *of_examples
        )
        for (name, formula), of_examples in sums.items()
    ]
    return Directions(found, squares, at_labels, right_at_labels)


def _gradients(
    block: BlockOfRows,
    labels: NDArray[np.intp],
    over_batch: tuple[NDArray[np.float64], NDArray[np.int64]],
    shifted: dict[str, NDArray[np.intp]],
) -> Iterator[tuple[str, str, NDArray[np.float64]]]:
    """Name, formula and ∂l/∂z of each program, for the rows of a block."""
    probabilities, own = block.probabilities, np.arange(len(labels))
    right = probabilities.copy()
    right[own, labels] -= 1
    yield RIGHT, "softmax(zᵢ) − yᵢ", right
    # q = softmax(ŷ): ∂l/∂z_k = Σ_j (q_j − y_j) ŷ_j (δ_jk − ŷ_k)
    errors = losses_and_gradient(probabilities, labels, 1.0).gradient
    errors -= np.einsum("nk,nk->n", errors, probabilities)[:, None]
    errors *= probabilities
    yield "softmax_twice", "∂(−log softmax(softmax(zᵢ))[yᵢ])/∂zᵢ", errors
    # l = log Σ_k z_k − log z_y, and constant where it is clipped
    sums = np.einsum("nk->n", block.logits)
    at_labels = block.logits[own, labels]
    inside = (at_labels / sums > CLIP) & (at_labels / sums < 1 - CLIP)
    scaled = np.zeros_like(probabilities)
    scaled[inside] = 1 / sums[inside, None]
    scaled[own[inside], labels[inside]] -= 1 / at_labels[inside]
    yield "logits_as_probabilities", "∂(−log(zᵢ[yᵢ] / Σₖ zᵢ[k]))/∂zᵢ", scaled
    for formula, off_by_one in shifted.items():
        gradient = probabilities.copy()
        gradient[own, off_by_one[block.rows]] -= 1
        yield "labels_shifted", formula, gradient
    # q_ik = e^{z_ik} / Σ_j e^{z_jk}: every example of class k puts q_ik on z_ik
    normalizers, counts = over_batch
    gradient = np.exp(block.logits - normalizers) * counts
    gradient[own, labels] -= 1
    yield "softmax_over_batch", "nₖ e^zᵢ[k] / Σⱼ e^zⱼ[k] − yᵢ[k]", gradient
    # Where ŷ_y is clipped, the loss is constant.
    left = -right[own, labels]
    right[(left < CLIP) | (left > 1 - CLIP)] = 0
    yield "clipped", "(softmax(zᵢ) − yᵢ) · [10⁻⁷ < ŷᵢ[yᵢ] < 1 − 10⁻⁷]", right
