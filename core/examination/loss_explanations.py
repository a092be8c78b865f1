"""Which conventions and known mistakes reproduce a reported loss."""

import numpy as np

from core.examination.explanation import (
    RIGHT_LOSS,
    Candidate,
    Explanation,
    ranked,
)
from core.examination.labelled_logits import LabelledLogits
from core.examination.measured_predictions import Predictions
from core.examination.mistaken_losses import LogitSums, Mistake, logit_sums, mistakes
from core.examination.reductions import Reduction, reductions_of
from core.examination.reported_numbers import HALF_ULP, ReportedNumber, roundest
from core.predictions.fitted_temperature import LossInBeta, Root, root_between

LEAST_EXPLAINED, MOST_EXPLAINED = 0.05, 20.0  # temperatures
MOST_SMOOTHING = 0.5
SMOOTHED_TARGETS = {
    "smoothing_k": "(1 − ε) yᵢ + ε/K",
    "smoothing_k_minus_1": "(1 − ε) yᵢ + ε (1 − yᵢ)/(K − 1)",
}
# Roundings that a number in float32 goes through on its way from the logits, and some to spare.
ROUNDINGS = 4


def explain_loss(
    reported: ReportedNumber,
    examples: LabelledLogits,
    predictions: Predictions,
    loss: LossInBeta | None,
) -> tuple[Explanation, ...]:
    """What reproduces the reported loss, as `core.examination.explanation.ranked` orders it.

    `loss` is the mean loss at other temperatures; None where it is infinite at all of them.

    A mistake that changes nothing explains nothing: where no probability is clipped, the loss is
    not explained by a clip. Where a convention fits, nothing with a free number is looked for.

    Examples
    --------
    >>> from core.examination.labelled_logits import labelled_logits
    >>> from core.examination.measured_predictions import predictions_of
    >>> from core.examination.reported_numbers import reported_number
    >>> one = labelled_logits([[1.0, 0.0]], [0], None, None, None)
    >>> found = explain_loss(reported_number("0.48855", ""), one, predictions_of(one, 10), None)
    >>> found[0].name, round(found[0].value, 10), found[0].formula
    ('softmax_twice', 0.4885484392, 'Σᵢ lᵢ / n, lᵢ = −log softmax(softmax(zᵢ))[yᵢ]')
    """
    right = Mistake("", RIGHT_LOSS, predictions.losses, examples.weights)
    error = error_of_a_loss(examples)
    candidates = _fitting(reported, examples, [right], error)
    explained = bool(candidates)
    sums = logit_sums(examples, predictions)
    candidates += _fitting(reported, examples, mistakes(examples, predictions, sums), error, right)
    if not explained:
        candidates += _smoothings(reported, examples, predictions, sums, error)
        if loss is not None:
            candidates += _temperatures(reported, examples, loss)
    return ranked(candidates, "loss")


def error_of_a_loss(examples: LabelledLogits) -> float:
    """How far float32 may move a loss that is near 0: what rounding does to z and to Σ e^z."""
    error = ROUNDINGS * HALF_ULP
    if examples.logits.dtype == np.float64:  # float32 logits are those that were computed with
        error += _error_of_logits(examples)
    return error


def _error_of_logits(examples: LabelledLogits) -> float:
    """How far a loss moves when two logits of its row are rounded to float32."""
    largest = examples.logits.max(axis=1)
    return 2 * HALF_ULP * float(np.abs(largest).mean(dtype=np.float64))


def _fitting(
    reported: ReportedNumber,
    examples: LabelledLogits,
    mistakes: list[Mistake],
    error: float,
    right: Mistake | None = None,
) -> list[Candidate]:
    """The mistakes that fit under some reduction, unless they are what `right` gives there.

    Those of the more usual reductions come first.
    """
    found = []
    of_mistakes = [
        (place, mistake, reduction)
        for mistake in mistakes
        for place, reduction in enumerate(
            reductions_of(len(mistake.losses), examples.logits.shape[1], mistake.weights)
        )
        if mistake.reductions is None or reduction.name in mistake.reductions
    ]
    for place, mistake, reduction in of_mistakes:
        value = reduction.of(mistake.losses, mistake.weights)
        ones = np.ones(len(mistake.losses))
        float32_error = ROUNDINGS * HALF_ULP * abs(value)
        float32_error += error * reduction.of(ones, mistake.weights)
        if right is not None and mistake.losses.shape == right.losses.shape:
            change = abs(value - reduction.of(right.losses, right.weights))
            if change <= float32_error:
                continue
        float32_error += _error_of_sums(mistake, reduction)
        if reported.allows(value, float32_error):
            explanation = Explanation(
                mistake.name or reduction.name,
                reduction.formula,
                mistake.formula,
                value,
                "loss",
            )
            found.append((place, Candidate(explanation, reported.agrees(value))))
    return [candidate for _, candidate in sorted(found, key=lambda each: each[0])]


def _error_of_sums(mistake: Mistake, reduction: Reduction) -> float:
    """What the mistake's own rounding errors, which have nothing to do with each other, add."""
    errors = np.broadcast_to(mistake.error, mistake.losses.shape)
    if reduction.weighted and mistake.weights is not None:
        errors = errors * mistake.weights
    return ROUNDINGS * HALF_ULP * reduction.factor * float(np.sqrt((errors * errors).sum()))


def _smoothings(
    reported: ReportedNumber,
    examples: LabelledLogits,
    predictions: Predictions,
    sums: LogitSums,
    error: float,
) -> list[Candidate]:
    """The ε of label smoothing, in which the loss is linear: (1 − ε) A + ε B."""
    classes = examples.logits.shape[1]
    if classes == 1:
        return []
    losses, ones = predictions.losses, np.ones(len(predictions.losses))
    means = [("Σᵢ lᵢ / n", "", ones, ones, sums.entries)]
    if examples.weights is not None:
        # As PyTorch has it: a class counts by its own weight wherever it gets a part of ε.
        sample_weights = ones if examples.sample_weights is None else examples.sample_weights
        weighted = examples.weights, sample_weights, sums.weighted_entries
        means.append(("Σᵢ lᵢ / Σᵢ wᵢ", "w[k] ", *weighted))
    found = []
    for reduction, weight, weights, sample_weights, entries in means:
        own = weights * losses
        plain = float(own.sum() / weights.sum())
        spread = (sample_weights * entries, sample_weights * entries - own)
        for (name, targets), over, count in zip(
            SMOOTHED_TARGETS.items(), spread, (classes, classes - 1), strict=True
        ):
            difference = float(over.sum() / (count * weights.sum())) - plain
            if not np.isfinite(difference) or difference == 0:
                continue
            tolerance = reported.unwritten + ROUNDINGS * HALF_ULP * abs(reported.value) + error
            ends = sorted(
                (reported.value + side * tolerance - plain) / difference for side in (-1, 1)
            )
            if not (sum(ends) > 0 and ends[0] <= MOST_SMOOTHING):
                continue
            epsilon, digits = roundest(*ends)
            explanation = Explanation(
                name,
                reduction,
                f"−Σₖ {weight}qᵢ[k] log softmax(zᵢ)[k], q = {targets}",
                plain + epsilon * difference,
                "loss",
                epsilon,
            )
            if 0 < epsilon <= MOST_SMOOTHING:
                agrees = reported.agrees(explanation.value)
                found.append(Candidate(explanation, agrees, digits))
    return found


def _temperatures(
    reported: ReportedNumber, examples: LabelledLogits, loss: LossInBeta
) -> list[Candidate]:
    """The T at which the mean loss is the reported one: none, one, or one on each side of T*."""
    losses = [("Σᵢ lᵢ / n", loss)]
    if examples.weights is not None:
        weights = examples.weights / examples.weights.sum()
        mean_loss = LossInBeta(examples.logits, examples.labels, weights)
        losses.append(("Σᵢ wᵢlᵢ / Σᵢ wᵢ", mean_loss))
    tolerance = reported.unwritten + ROUNDINGS * HALF_ULP * (abs(reported.value) + 1)
    error = _error_of_logits(examples)  # of z; that of z/T is 1/T times it
    found = []
    for reduction, mean_loss in losses:
        for low, high in _temperature_ranges(mean_loss, reported.value, tolerance, error):
            temperature, digits = roundest(low, high)
            value = mean_loss.at(1 / temperature).loss
            if not reported.allows(value, 2 * tolerance + error / temperature):
                continue
            explanation = Explanation(
                "temperature",
                reduction,
                "−log softmax(zᵢ/T)[yᵢ]",
                value,
                "loss",
                temperature,
            )
            found.append(Candidate(explanation, reported.agrees(value), digits))
    return found


def _temperature_ranges(
    loss: LossInBeta, target: float, tolerance: float, error: float
) -> list[tuple[float, float]]:
    """Ranges of T in which the mean loss is within the tolerance of the target."""
    least, most = 1 / MOST_EXPLAINED, 1 / LEAST_EXPLAINED
    rough = loss.rougher or loss
    best = min(max(rough.best.beta, least), most)
    at_best = rough.at(best)
    found = []
    missing = at_best.loss - target
    if 0 <= missing <= tolerance and at_best.curvature > 0:  # the least loss there is, rounded
        step = min(float(np.sqrt(2 * (tolerance - missing) / at_best.curvature)), best / 2)
        found.append((1 / (best + step), 1 / (best - step)))
    for end in (least, most):
        # A few rows tell whether the target is in reach; a root that is not one gives another loss.
        if not at_best.loss < target < (rough.rougher or rough).at(end).loss:
            continue
        root = _root_of_loss(rough, target, best, end)
        step = min(
            (tolerance + error * root.position) / abs(root.slope),
            abs(root.position - best),
            abs(root.position - end),
        )
        found.append((1 / (root.position + step), 1 / (root.position - step)))
    return found


def _root_of_loss(loss: LossInBeta, target: float, best: float, end: float) -> Root:
    """The β between that of least loss and an end at which the loss is the target."""

    def above_target(beta: float) -> tuple[float, float]:
        found = loss.at(beta)
        return found.loss - target, found.derivative

    low, high = sorted((best, end))
    fewer, start = loss.rougher, float(np.sqrt(low * high))
    if fewer is not None:
        # Moved by what the few rows have more at best, so that some β reaches it.
        moved = target + fewer.at(best).loss - loss.at(best).loss
        start = _root_of_loss(fewer, moved, best, end).position
    return root_between(above_target, low, high, start=start, rising=end > best, step=loss.step)
