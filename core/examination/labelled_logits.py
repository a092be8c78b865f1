"""Logits and labels as somebody's program wrote them: checked, and read in blocks of rows."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.examination.reductions import as_weights
from core.losses.cross_entropy import losses_and_gradient, row_blocks
from core.losses.softmax import widened
from core.sentence import Sentence, SentenceError
from core.validation import as_floating, as_real


class LabelledLogits(NamedTuple):
    """The examples that count, and what is known of the others."""

    logits: NDArray[Any]  # z, (n, classes), float32 or float64
    labels: NDArray[np.intp]  # y, (n,)
    rows: NDArray[np.intp]  # (n,), where each stands among the rows that were handed in
    class_weights: NDArray[np.float64] | None  # (classes,)
    sample_weights: NDArray[np.float64] | None  # (n,)
    ignored: int  # how many examples have the label `ignore`

    def weights_at(self, labels: NDArray[np.intp]) -> NDArray[np.float64] | None:
        """Weights of the examples, (n,), if these were their labels; None where none are given."""
        if self.class_weights is None:
            return self.sample_weights
        weights = self.class_weights[labels]
        return weights if self.sample_weights is None else weights * self.sample_weights

    @property
    def weights(self) -> NDArray[np.float64] | None:
        """w, (n,): the weight of the class times that of the example; None where none are given."""
        return self.weights_at(self.labels)


class BlockOfRows(NamedTuple):
    """Some rows on their way through the softmax, in float64."""

    rows: slice
    logits: NDArray[np.float64]  # z, (rows, classes)
    losses: NDArray[np.float64]  # −log ŷ_y, (rows,)
    probabilities: NDArray[np.float64]  # ŷ, (rows, classes); the reader may overwrite them


def labelled_logits(
    logits: ArrayLike,
    targets: ArrayLike,
    class_weights: ArrayLike | None,
    sample_weights: ArrayLike | None,
    ignore: int | None,
) -> LabelledLogits:
    """Checked examples, without those to ignore; arguments and errors are of `examine_logits`.

    Examples
    --------
    >>> labelled_logits([[1.0, 2.0], [3.0, 4.0]], [-100, 1], None, None, -100).rows
    array([1])
    """
    checked = widened(as_floating(logits, "logits"))
    if checked.ndim != 2 or not checked.size:
        raise SentenceError(
            "logits must have shape (n, classes) with at least one row and one class, "
            "got shape {shape}",
            shape=checked.shape,
        )
    examples, classes = checked.shape
    labels, kept = _labels(targets, examples, classes, ignore)
    of_classes = (
        None if class_weights is None else as_weights(class_weights, "class_weights", (classes,))
    )
    of_samples = (
        None
        if sample_weights is None
        else as_weights(sample_weights, "sample_weights", (examples,))
    )
    rows = np.flatnonzero(kept)
    if len(rows) < examples:
        checked, labels = checked[rows], labels[rows]
        of_samples = None if of_samples is None else of_samples[rows]
    found = LabelledLogits(
        checked, labels.astype(np.intp), rows, of_classes, of_samples, examples - len(rows)
    )
    _refuse_rows_without_softmax(found)
    if found.weights is not None and not found.weights.any():
        raise SentenceError("the weights of the examples must have a positive sum, got only zeros")
    return found


def blocks_of_rows(examples: LabelledLogits, *, beta: float = 1.0) -> Iterator[BlockOfRows]:
    """Every row of the examples with its losses and probabilities at z·β, a block at a time.

    >>> one = labelled_logits([[0.0, 0.0]], [1], None, None, None)
    >>> [block.probabilities for block in blocks_of_rows(one)]
    [array([[0.5, 0.5]])]
    """
    for rows in row_blocks(*examples.logits.shape):
        logits = examples.logits[rows].astype(np.float64)
        if beta != 1:
            logits *= beta
        losses, gradient = losses_and_gradient(logits, examples.labels[rows], 1.0)
        gradient[np.arange(len(losses)), examples.labels[rows]] += 1  # ŷ − y, and now ŷ
        yield BlockOfRows(rows, logits, losses, gradient)


def _labels(
    targets: ArrayLike, examples: int, classes: int, ignore: int | None
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The targets as they are, and which of them are labels to keep."""
    array = as_floating(targets, "targets")
    if array.shape != (examples,):
        raise SentenceError(
            "targets must be labels of shape ({examples},), one for each row of logits, "
            "got shape {shape}",
            examples=examples,
            shape=array.shape,
        )
    if ignore is None:
        kept = np.ones(examples, dtype=bool)
    else:
        as_real(ignore, "ignore", "be a whole number", lambda number: number == np.floor(number))
        kept = array != ignore
    valid = (array >= 0) & (array < classes) & (array == np.floor(array))
    if not valid[kept].all():
        row = int(np.argmax(kept & ~valid))
        besides = "" if ignore is None else Sentence(", or {ignore}", ignore=ignore)
        raise SentenceError(
            "targets must be whole numbers from 0 to {most}{besides}, got {value:.10g} in row "
            "{row}",
            most=classes - 1,
            besides=besides,
            value=array[row],
            row=row,
        )
    if not kept.any():
        raise SentenceError(
            "targets must have a label other than {ignore}, the one to ignore", ignore=ignore
        )
    return array, kept


def _refuse_rows_without_softmax(examples: LabelledLogits) -> None:
    logits = examples.logits
    # The maximum is NaN where an entry is.
    maxima = logits[np.arange(len(logits)), logits.argmax(axis=1)]
    wrong = ~np.isfinite(maxima)
    if not wrong.any():
        return
    place = int(np.argmax(wrong))
    row = examples.rows[place]
    if np.isneginf(maxima[place]):
        raise SentenceError(
            "logits must have a finite entry in every row, got only -inf in row {row}", row=row
        )
    unusable = ~(logits[place] < np.inf)
    column = int(np.argmax(unusable))
    raise SentenceError(
        "logits must not hold NaN or +inf, got {value} in row {row}, column {column}",
        value=logits[place, column],
        row=row,
        column=column,
    )
