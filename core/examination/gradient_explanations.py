"""Which conventions and known mistakes reproduce a reported gradient."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.examination.explanation import CONVENTIONS, Candidate, Explanation, ranked
from core.examination.gradient_temperature import fitting_temperature
from core.examination.labelled_logits import LabelledLogits
from core.examination.loss_explanations import (
    MOST_SMOOTHING,
    ROUNDINGS,
    SMOOTHED_TARGETS,
    error_of_a_loss,
)
from core.examination.mistaken_gradients import Direction, ReportedGradient, directions_of
from core.examination.reductions import Reduction, reductions_of
from core.examination.reported_numbers import HALF_ULP, roundest
from core.losses.cross_entropy import cross_entropy_gradient

# The factors by which a program may miss the right gradient, and what stands before its reduction.
_FACTORS = {
    "sign": ("−", -1.0),
    "doubled": ("2 · ", 2.0),
    "log_base_2": ("1/ln 2 · ", 1 / np.log(2)),
    "log_base_10": ("1/ln 10 · ", 1 / np.log(10)),
}


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
    comparison = Comparison(reported, examples)
    candidates = comparison.certain()
    if not candidates:
        candidates = [*comparison.smoothings(), *comparison.temperatures(), *comparison.factors()]
    return ranked(candidates, "gradient")


class Comparison:
    """A reported gradient beside those that programs compute: v_i D_i for each example i."""

    def __init__(self, reported: ReportedGradient, examples: LabelledLogits) -> None:
        self.reported, self.examples = reported, examples
        self.row = int(np.searchsorted(examples.rows, reported.entry[0]))
        self.directions = directions_of(examples, reported)
        self.right = self.directions.all[0]
        self.squares = float(self.directions.reported_squares.sum())
        self.error = error_of_a_loss(examples)  # of an entry of D, by float32

    def certain(self) -> list[Candidate]:
        """The explanations without a free number that fit: conventions, then usual reductions."""
        found = [
            ((explanation.name not in CONVENTIONS, place), Candidate(explanation))
            for place, explanation, direction, v in self.without_free_number()
            if self._fits(direction, v)
        ]
        return [candidate for _, candidate in sorted(found, key=lambda each: each[0])]

    def without_free_number(self) -> Iterator[tuple[int, Explanation, Direction, NDArray[Any]]]:
        """Each explanation, how usual its reduction is (0 the most), its D and its v."""
        for direction in self.directions.all:
            if direction.name == "clipped" and np.array_equal(
                direction.squares, self.right.squares
            ):
                continue  # a mistake that changes nothing explains nothing
            for place, (reduction, v) in enumerate(self._reductions(direction)):
                scalings = {direction.name: ("", 1.0)}
                if direction is self.right:
                    scalings = {reduction.name: ("", 1.0)} | _FACTORS
                    counted = len(v) / (len(v) + self.examples.ignored)
                    if counted < 1 and reduction.name not in ("sum", "weighted_mean"):
                        scalings["ignored_in_denominator"] = ("n/(n + m) · ", counted)
                for name, (scale, factor) in scalings.items():
                    explanation = Explanation(
                        name,
                        reduction.formula,
                        direction.formula,
                        self._at_entry(direction, factor * v),
                        "gradient",
                        scale=scale,
                    )
                    yield place, explanation, direction, factor * v

    def smoothings(self) -> list[Candidate]:
        """The ε of label smoothing: D + ε E with E = y − 1/K, fitted by least squares."""
        classes = self.examples.logits.shape[1]
        if classes == 1 or self.examples.class_weights is not None:
            return []
        square = 1 - 1 / classes  # Σ_k E_k²
        of_label = self.reported.entry[1] == self.examples.labels[self.row]
        found = []
        for reduction, v in self._reductions(self.right):
            length = float((v**2).sum()) * square
            along = float((v * self.directions.reported_at_labels).sum())
            both = float((v**2 * self.directions.right_at_labels).sum())
            epsilon = (along - both) / length
            tolerance = self._tolerance(v)
            step = tolerance / np.sqrt(length)
            distance = self._squared_distance(self.right, v) - length * epsilon**2
            if distance > tolerance**2 or not 0 < epsilon <= MOST_SMOOTHING + step:
                continue
            for (name, targets), part in zip(SMOOTHED_TARGETS.items(), (1.0, square), strict=True):
                fitted, digits = roundest(part * (epsilon - step), part * (epsilon + step))
                smoothing = (float(of_label) - 1 / classes) * fitted / part
                explanation = Explanation(
                    name,
                    reduction.formula,
                    f"softmax(zᵢ) − qᵢ, q = {targets}",
                    self._at_entry(self.right, v) + float(v[self.row]) * smoothing,
                    "gradient",
                    fitted,
                )
                found.append(Candidate(explanation, digits=digits))
        return found

    def temperatures(self) -> list[Candidate]:
        """The T of (softmax(z/T) − y)/T, or of the same without 1/T."""
        found = []
        for reduction, v in self._reductions(self.right):
            if reduction.name == "mean_over_entries":
                continue
            for formula, divided in (
                ("(softmax(zᵢ/T) − yᵢ)/T", True),
                ("softmax(zᵢ/T) − yᵢ", False),
            ):
                fitted = fitting_temperature(
                    self.examples, self.reported, v, self._tolerance(v), divided=divided
                )
                if fitted is not None:
                    temperature, digits = fitted
                    logits, label = self.examples.logits[self.row], self.examples.labels[self.row]
                    errors = cross_entropy_gradient(logits.astype(float) / temperature, label)
                    value = v[self.row] * errors[self.reported.entry[1]]
                    value /= temperature if divided else 1.0
                    explanation = Explanation(
                        "temperature",
                        reduction.formula,
                        formula,
                        float(value),
                        "gradient",
                        temperature,
                    )
                    found.append(Candidate(explanation, digits=digits))
        return found

    def factors(self) -> list[Candidate]:
        """Any multiple of the right gradient of the mean, or of the weighted mean."""
        found = []
        for reduction, v in self._reductions(self.right)[:2]:
            along = float((v * self.right.products).sum())
            length = float((v**2 * self.right.squares).sum())
            if reduction.name == "sum" or not length or not along:
                continue
            multiple = along / length
            if not self._fits(self.right, multiple * v):
                continue
            step = self._tolerance(multiple * v) / np.sqrt(length)
            size, digits = roundest(abs(multiple) - step, abs(multiple) + step)
            fitted = float(np.copysign(size, multiple))
            explanation = Explanation(
                "factor",
                reduction.formula,
                self.right.formula,
                self._at_entry(self.right, fitted * v),
                "gradient",
                fitted,
                scale="c · ",
            )
            found.append(Candidate(explanation, digits=digits))
        return found

    def _reductions(self, direction: Direction) -> list[tuple[Reduction, NDArray[np.float64]]]:
        """Each reduction with its v, (n,)."""
        number, classes = self.examples.logits.shape
        return [
            (reduction, reduction.weights_of(number, direction.weights))
            for reduction in reductions_of(number, classes, direction.weights)
        ]

    def _at_entry(self, direction: Direction, v: NDArray[np.float64]) -> float:
        return float(v[self.row] * direction.at_column[self.row])

    def _fits(self, direction: Direction, v: NDArray[np.float64]) -> bool:
        return self._squared_distance(direction, v) <= self._tolerance(v) ** 2

    def _squared_distance(self, direction: Direction, v: NDArray[np.float64]) -> float:
        """Σ (R − v D)² over all entries."""
        products = float((v * direction.products).sum())
        return self.squares - 2 * products + float((v**2 * direction.squares).sum())

    def _tolerance(self, v: NDArray[np.float64]) -> float:
        """The root of the sum of squares of what every entry may be off."""
        by_float32 = ROUNDINGS * HALF_ULP * np.sqrt(self.squares)
        by_float32 += self.error * np.sqrt(2 * (v**2).sum())
        return float(by_float32 + self.reported.half_unit * np.sqrt(self.reported.values.size))
