"""Logits and labels of somebody's model: what they say, and what explains a reported number."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.examination.explanation import Explanation
from core.examination.gradient_explanations import explain_gradient
from core.examination.labelled_logits import LabelledLogits, labelled_logits
from core.examination.loss_explanations import explain_loss
from core.examination.measured_predictions import ClassReliability, predictions_of
from core.examination.mistaken_gradients import reported_gradient_of
from core.examination.reductions import Reductions, reduce_losses
from core.examination.reported_numbers import reported_number
from core.losses.cross_entropy import row_blocks
from core.predictions.calibration import Reliability, reliability_of_predictions
from core.predictions.confusion import confusion_matrix
from core.predictions.fitted_temperature import FittedTemperature, LossInBeta, fitted_temperature

BINS = 10


@dataclass(frozen=True)
class Examination:
    """What `examine_logits` finds; n examples count, those to ignore are left out.

    Confusion and T* are computed when they are first asked for. The logits are not copied for
    this: do not write into them before.

    Attributes
    ----------
    losses : −log ŷ_y of each example, (n,), nats, without weights; inf where ŷ_y is 0.
    labels, predicted : the true class and that of the largest logit, (n,).
    rows : (n,), where each example stands among the rows that were handed in.
    confidence : max ŷ, (n,).
    weights : w, (n,), the weight of the class times that of the example; None where none are given.
    reductions : the sum, the mean and the two means with weights.
    accuracy : the fraction of examples whose class is predicted.
    recall : (classes,), the same among the examples of each class; NaN for a class without any.
    reliability : calibration of all predictions.
    class_reliability : calibration of each class against all others.
    explanations : what reproduces the reported loss, then what reproduces the reported gradient,
        the likeliest first. Empty where nothing was reported.
    gradient_entry : row and column of the entry whose values the explanations of a gradient have,
        the largest reported one; None where no gradient was reported.
    """

    losses: NDArray[np.float64]
    labels: NDArray[np.intp]
    predicted: NDArray[np.intp]
    rows: NDArray[np.intp]
    confidence: NDArray[np.float64]
    weights: NDArray[np.float64] | None
    reductions: Reductions
    accuracy: float
    recall: NDArray[np.float64]
    reliability: Reliability
    class_reliability: ClassReliability
    explanations: tuple[Explanation, ...]
    gradient_entry: tuple[int, int] | None
    _examples: LabelledLogits = field(repr=False)
    _loss: LossInBeta | None = field(repr=False)  # at any temperature

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """(classes, classes): row the true class, column the predicted one."""
        return confusion_matrix(self.labels, self.predicted, len(self.recall))

    @cached_property
    def temperature(self) -> FittedTemperature | None:
        """T* and the mean losses before and after; None where a label has the logit −inf.

        No T is found beyond 0.01 … 100: `at_limit` says that the loss would fall further.
        """
        if self._loss is None:
            return None
        return fitted_temperature(self._loss, self.reductions.mean)

    @cached_property
    def tempered(self) -> Reliability | None:
        """`reliability` of softmax(z/T*); the predicted classes and the accuracy stay."""
        if self.temperature is None:
            return None
        confidence, logits = np.empty(len(self.losses)), self._examples.logits
        for rows in row_blocks(*logits.shape):
            shifted = logits[rows].astype(np.float64)
            with np.errstate(over="ignore"):  # −∞, whose e^ is 0
                shifted -= shifted.max(axis=1, keepdims=True)
                shifted /= self.temperature.temperature
            confidence[rows] = 1 / np.exp(shifted, out=shifted).sum(axis=1)
        return reliability_of_predictions(
            confidence, self.predicted == self.labels, len(self.reliability.counts)
        )

    def worst(self, count: int = 10) -> NDArray[np.intp]:
        """Positions in `losses` of the largest ones, the largest first; at a tie the lower one.

        `rows[positions]` are their rows among those handed in.
        """
        return np.argsort(-self.losses, kind="stable")[:count]


def examine_logits(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    class_weights: ArrayLike | None = None,
    sample_weights: ArrayLike | None = None,
    ignore: int | None = None,
    reported_loss: object = None,
    reported_gradient: ArrayLike | None = None,
) -> Examination:
    """Losses, errors and calibration of logits, and what explains a loss that was reported.

    Parameters
    ----------
    logits : z, (n, classes), of any size; float16 is widened to float32, integers to float64.
        −inf is allowed beside a finite entry of its row.
    targets : labels y, (n,), whole numbers from 0 to classes − 1, or `ignore`.
    class_weights : (classes,), non-negative; the weight of an example is then w[y].
    sample_weights : (n,), non-negative; with class weights their product counts.
    ignore : the label of examples to leave out, such as −100. Their logits may be anything.
    reported_loss : the number that a program reported: a text or a real number. It is judged by
        the digits it has; beyond seven the rounding of float32 is allowed.
    reported_gradient : (n, classes), the ∂L/∂z that a program reported, with the rows to ignore.

    Returns
    -------
    Examination. Its `explanations` have these names. Conventions: mean, sum, mean_over_entries
    (÷ nK), weighted_mean, weighted_sum_over_n. Mistakes: softmax_twice, logits_as_probabilities
    (scaled to sum to 1, as Keras does without from_logits), clipped (at 10⁻⁷), log_base_2,
    log_base_10, labels_shifted, softmax_over_batch, ignored_in_denominator, sign; of a gradient
    also doubled. Possible only, since a free number can explain much: temperature (0.05 … 20),
    smoothing_k, smoothing_k_minus_1 (ε up to 0.5), and of a gradient factor. Else none.

    Raises
    ------
    ValueError : for NaN or +inf in the logits of an example that counts, or only −inf; labels out
        of range, or none that counts; weights that are negative, not finite or all 0; shapes that
        disagree; a reported loss or gradient that is not finite.

    Notes
    -----
    L = −log softmax(z)_y of seed.md; ∂L/∂z = ŷ − y, its equation (4).

    Examples
    --------
    >>> found = examine_logits([[1.0, 0.0], [0.0, 2.0]], [0, 0], reported_loss="1.2201")
    >>> found.losses.round(4), round(found.reductions.mean, 4), found.accuracy
    (array([0.3133, 2.1269]), 1.2201, 0.5)
    >>> [each.name for each in found.explanations]
    ['mean']
    """
    examples = labelled_logits(logits, targets, class_weights, sample_weights, ignore)
    loss = None if reported_loss is None else reported_number(reported_loss, "reported_loss")
    gradient = (
        None if reported_gradient is None else reported_gradient_of(reported_gradient, examples)
    )
    predictions = predictions_of(examples, BINS)
    right = predictions.predicted == examples.labels
    has_temperatures = bool(np.isfinite(predictions.losses).all())
    tempered = LossInBeta(examples.logits, examples.labels) if has_temperatures else None
    explanations = () if loss is None else explain_loss(loss, examples, predictions, tempered)
    if gradient is not None:
        explanations += explain_gradient(gradient, examples)
    return Examination(
        losses=predictions.losses,
        labels=examples.labels,
        predicted=predictions.predicted,
        rows=examples.rows,
        confidence=predictions.confidence,
        weights=examples.weights,
        reductions=reduce_losses(predictions.losses, examples.weights),
        accuracy=float(right.mean()),
        recall=_recall(examples, right),
        reliability=reliability_of_predictions(predictions.confidence, right, BINS),
        class_reliability=predictions.class_reliability,
        explanations=explanations,
        gradient_entry=None if gradient is None else gradient.entry,
        _examples=examples,
        _loss=tempered,
    )


def _recall(examples: LabelledLogits, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    classes = examples.logits.shape[1]
    of_class = np.bincount(examples.labels, minlength=classes)
    found = np.bincount(examples.labels[right], minlength=classes)
    recall: NDArray[np.float64] = np.full(classes, np.nan)
    return np.divide(found, of_class, out=recall, where=of_class > 0)
