"""Which conventions and known mistakes reproduce a reported gradient."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.examination.explanation import Candidate, Explanation, ranked
from core.examination.gradient_temperature import fitting_temperature
from core.examination.labelled_logits import LabelledLogits
from core.examination.loss_explanations import (
    MOST_SMOOTHING,
    ROUNDINGS,
    SMOOTHED_TARGETS,
    error_of_a_loss,
)
from core.examination.loss_reductions import Reduction, reductions_of
from core.examination.mistaken_gradients import (
    Direction,
    Directions,
    ReportedGradient,
    directions_of,
)
from core.examination.reported_numbers import HALF_ULP, roundest


class Scaled(NamedTuple):
    """A reduction of a direction, times a factor of its own: c v_i D_i for each example i."""

    name: str
    formula: str  # of the factor before the sum; empty for 1
    factor: float
    conventional: bool = False  # no mistake


def explain_gradient(
    reported: ReportedGradient, examples: LabelledLogits
) -> tuple[Explanation, ...]:
    """What reproduces the reported gradient, as `core.examination.explanation.ranked` orders it.

    A gradient fits where its distance from the reported one (the root of the sum of squares) is
    what the decimals given and rounding in float32 allow. Those with a free number are looked for
    only where nothing else fits.

    Examples
    --------
    >>> from core.examination.labelled_logits import labelled_logits
    >>> from core.examination.mistaken_gradients import reported_gradient_of
    >>> two = labelled_logits([[0.0, 0.0], [1.0, 0.0]], [1, 0], None, None, None)
    >>> gradient = reported_gradient_of([[0.5, -0.5], [-0.2689, 0.2689]], two)
    >>> found = explain_gradient(gradient, two)
    >>> found[0].name, found[0].formula
    ('sum', 'Σᵢ lᵢ, ∂lᵢ/∂zᵢ = softmax(zᵢ) − yᵢ')
    """
    directions = directions_of(examples, reported)
    comparison = Comparison(reported, examples, directions, error_of_a_loss(examples))
    candidates = comparison.certain()
    if not candidates:
        candidates = [*comparison.smoothings(), *comparison.temperatures(), *comparison.factors()]
    return ranked(candidates, "gradient")


class Comparison:
    """A reported gradient beside the directions it may have."""

    def __init__(
        self,
        reported: ReportedGradient,
        examples: LabelledLogits,
        directions: Directions,
        error: float,
    ) -> None:
        self.reported, self.examples, self.directions = reported, examples, directions
        self.error = error  # of an entry of D, by float32
        self.squares = float(directions.reported_squares.sum())
        self.right = directions.all[0]

    def certain(self) -> list[Candidate]:
        """The explanations without a free number."""
        found = []
        for direction in self.directions.all:
            if direction is not self.right and self._is_right(direction):
                continue
            for place, reduction in enumerate(self._reductions(direction)):
                for scaled in self._scalings(direction, reduction):
                    factor = reduction.factor * scaled.factor
                    if self._fits(direction, reduction, factor):
                        candidate = self._candidate(direction, reduction, scaled)
                        found.append((not scaled.conventional, place, candidate))
        return [candidate for *_, candidate in sorted(found, key=lambda each: each[:2])]

    def smoothings(self) -> list[Candidate]:
        """The ε of label smoothing: D + ε E with E = y − 1/K, fitted by least squares."""
        classes = self.examples.logits.shape[1]
        if classes == 1 or self.examples.class_weights is not None:
            return []
        square = 1 - 1 / classes  # Σ_k E_k²
        found = []
        for reduction in self._reductions(self.right):
            weights = self._weights(self.right, reduction)
            factor = reduction.factor
            length = factor * float((weights**2).sum()) * square
            along = float((weights * self.directions.reported_at_labels).sum())
            both = float((weights**2 * self.directions.right_at_labels).sum())
            epsilon = (along - factor * both) / length
            tolerance = self._tolerance(factor, weights)
            step = tolerance / np.sqrt(factor * length)
            distance = self._squared_distance(self.right, weights, factor)
            distance -= factor * length * epsilon**2
            if distance > tolerance**2 or not 0 < epsilon <= MOST_SMOOTHING + step:
                continue
            for (name, targets), part in zip(SMOOTHED_TARGETS.items(), (1.0, square), strict=True):
                fitted, digits = roundest(part * (epsilon - step), part * (epsilon + step))
                at_entry = self._at_entry(self.right, reduction)
                at_entry += factor * weights[self._row] * self._smoothing_at_entry() * fitted / part
                explanation = Explanation(
                    name,
                    reduction.formula,
                    f"softmax(zᵢ) − qᵢ, q = {targets}",
                    at_entry,
                    "gradient",
                    fitted,
                )
                found.append(Candidate(explanation, True, digits))
        return found

    def temperatures(self) -> list[Candidate]:
        """The T of (softmax(z/T) − y)/T, or of the same without 1/T."""
        found = []
        for reduction in self._reductions(self.right):
            if reduction.name == "mean_over_entries":
                continue
            weights = self._weights(self.right, reduction) * reduction.factor
            tolerance = self._tolerance(1.0, weights)
            for divided in (True, False):
                formula = "(softmax(zᵢ/T) − yᵢ)/T" if divided else "softmax(zᵢ/T) − yᵢ"
                fitted = fitting_temperature(
                    self.examples, self.reported, weights, tolerance, divided=divided
                )
                if fitted is not None:
                    explanation = Explanation(
                        "temperature",
                        reduction.formula,
                        formula,
                        fitted.at_entry,
                        "gradient",
                        fitted.temperature,
                    )
                    found.append(Candidate(explanation, True, fitted.digits))
        return found

    def factors(self) -> list[Candidate]:
        """Any multiple of the right gradient of the mean, or of the weighted mean."""
        found = []
        for reduction in self._reductions(self.right)[:2]:
            if reduction.name == "sum":
                continue
            weights = self._weights(self.right, reduction)
            along = float((weights * self.right.products).sum()) * reduction.factor
            length = float((weights**2 * self.right.squares).sum()) * reduction.factor**2
            if not length or not along:
                continue
            multiple = along / length
            if not self._fits(self.right, reduction, multiple * reduction.factor):
                continue
            step = self._tolerance(multiple * reduction.factor, weights) / np.sqrt(length)
            size, digits = roundest(abs(multiple) - step, abs(multiple) + step)
            fitted = float(np.copysign(size, multiple))
            explanation = Explanation(
                "factor",
                reduction.formula,
                self.right.formula,
                fitted * self._at_entry(self.right, reduction),
                "gradient",
                fitted,
                scale="c · ",
            )
            found.append(Candidate(explanation, True, digits))
        return found

    def _reductions(self, direction: Direction) -> list[Reduction]:
        number, classes = self.examples.logits.shape
        return reductions_of(number, classes, direction.weights)

    def _scalings(self, direction: Direction, reduction: Reduction) -> list[Scaled]:
        """The factors that a direction may have under a reduction, none first."""
        if direction is not self.right:
            return [Scaled(direction.name, "", 1.0)]
        found = [
            Scaled(reduction.name, "", 1.0, conventional=True),
            Scaled("sign", "−", -1.0),
            Scaled("doubled", "2 · ", 2.0),
            Scaled("log_base_2", "1/ln 2 · ", 1 / np.log(2)),
            Scaled("log_base_10", "1/ln 10 · ", 1 / np.log(10)),
        ]
        counted = len(self.examples.labels)
        if self.examples.ignored and reduction.name not in ("sum", "weighted_mean"):
            part = counted / (counted + self.examples.ignored)
            found.append(Scaled("ignored_in_denominator", "n/(n + m) · ", part))
        return found

    def _candidate(self, direction: Direction, reduction: Reduction, scaled: Scaled) -> Candidate:
        explanation = Explanation(
            scaled.name,
            reduction.formula,
            direction.formula,
            scaled.factor * self._at_entry(direction, reduction),
            "gradient",
            scale=scaled.formula,
        )
        return Candidate(explanation, True)

    def _weights(self, direction: Direction, reduction: Reduction) -> NDArray[np.float64]:
        if reduction.weighted:
            assert direction.weights is not None
            return direction.weights
        return np.ones(len(self.examples.labels))

    def _at_entry(self, direction: Direction, reduction: Reduction) -> float:
        weight = self._weights(direction, reduction)[self._row]
        return float(reduction.factor * weight * direction.at_column[self._row])

    @property
    def _row(self) -> int:
        return int(np.searchsorted(self.examples.rows, self.reported.entry[0]))

    def _smoothing_at_entry(self) -> float:
        of_label = self.reported.entry[1] == self.examples.labels[self._row]
        return float(of_label) - 1 / float(self.examples.logits.shape[1])

    def _is_right(self, direction: Direction) -> bool:
        """Whether it is the right direction: a mistake that changes nothing explains nothing."""
        return direction.name == "clipped" and bool(
            np.array_equal(direction.squares, self.right.squares)
        )

    def _fits(self, direction: Direction, reduction: Reduction, factor: float) -> bool:
        weights = self._weights(direction, reduction)
        distance = self._squared_distance(direction, weights, factor)
        return bool(distance <= self._tolerance(factor, weights) ** 2)

    def _squared_distance(
        self, direction: Direction, weights: NDArray[np.float64], factor: float
    ) -> float:
        """Σ (R − c v D)² over all entries."""
        products = float((weights * direction.products).sum())
        squares = float((weights**2 * direction.squares).sum())
        return float(self.squares - 2 * factor * products + factor**2 * squares)

    def _tolerance(self, factor: float, weights: NDArray[np.float64]) -> float:
        """The root of the sum of squares of what every entry may be off."""
        by_float32 = ROUNDINGS * HALF_ULP * np.sqrt(self.squares)
        by_float32 += self.error * abs(factor) * np.sqrt(2 * (weights**2).sum())
        return float(by_float32 + self.reported.half_unit * np.sqrt(self.reported.values.size))
