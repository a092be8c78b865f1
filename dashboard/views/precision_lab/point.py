"""The chosen point of the map, computed by both formulas and exactly."""

from typing import Any, NamedTuple

from numpy.typing import NDArray

from core.precision.exponential_range import exponential_range
from core.precision.formula_errors import LABEL, FormulaErrors, formula_errors, spread_logits
from core.precision.formula_steps import FormulaSteps, naive_steps, stable_steps
from core.precision.reference_softmax import Reference, reference_softmax
from dashboard.views.precision_lab.controls import Lab
from dashboard.views.precision_lab.figure import MapPoint


class ComputedPoint(NamedTuple):
    """The place, its logits, what both formulas make of them, how far off they are, the truth."""

    place: MapPoint
    logits: NDArray[Any]
    naive: FormulaSteps
    stable: FormulaSteps
    errors: FormulaErrors
    exact: Reference


def computed_point(lab: Lab) -> ComputedPoint:
    """Compute the chosen point."""
    logits = spread_logits(lab.size, lab.classes, lab.dtype)
    return ComputedPoint(
        MapPoint(lab.size, lab.classes, exponential_range(lab.dtype).overflow),
        logits,
        naive_steps(logits),
        stable_steps(logits),
        formula_errors(logits, lab.quantity, lab.part),
        reference_softmax(logits, LABEL),
    )
