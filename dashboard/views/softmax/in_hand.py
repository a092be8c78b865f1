"""What a hand moves in the pictures of the softmax: the logits, the temperature, the shift."""

from typing import Any

from core.symbols import symbol
from dashboard.components.live import Live
from dashboard.controls.example.controls import LOGITS, TEMPERATURE, Example
from dashboard.controls.example.in_hand import example_in_hand
from dashboard.text import translate
from dashboard.views.softmax.controls import SHIFT
from dashboard.views.softmax.figure import FIT

# Of the four steps, as the browser's `softmaxSteps` calls them.
_QUANTITIES = ("logits", "scaled", "exponentials", "probabilities")


def bars_in_hand(example: Example, shift: float, step: int, *, has_sum: bool) -> Live:
    """The bars of a step, counted from 0; of the first one a hand takes hold."""
    handles = [
        {
            "key": LOGITS[index].key,
            "label": translate("end of bar {number}", number=index + 1),
            "symbols": [symbol("z", index), symbol("ŷ", index)],
        }
        for index in range(example.classes if step == 0 else 0)
    ]
    told = {"quantity": _QUANTITIES[step], "hasSum": has_sum, "fit": FIT, "handles": handles}
    return _in_hand(example, shift, {"kind": "bars", **told})


def triangle_in_hand(example: Example, shift: float, curve: int, mark: int) -> Live:
    """The triangle, where the curve of the temperature and the mark of ŷ are these traces."""
    return _in_hand(example, shift, {"kind": "triangle", "curve": curve, "example": mark})


def temperature_in_hand(example: Example, shift: float) -> Live:
    """The lines over the temperature, whose mark a hand takes hold of."""
    told = {"key": TEMPERATURE.key, "symbol": "T", "label": _mark_name("T")}
    return _in_hand(example, shift, {"kind": "temperature", **told})


def shift_in_hand(example: Example, shift: float) -> Live:
    """The lines over the shift, whose mark a hand takes hold of."""
    told = {"key": SHIFT.key, "symbol": "t", "label": _mark_name("t")}
    return _in_hand(example, shift, {"kind": "shift", **told})


def _in_hand(example: Example, shift: float, view: dict[str, Any]) -> Live:
    sliders = [*LOGITS[: example.classes], TEMPERATURE, SHIFT]
    told = {"classes": example.classes, **view}
    return example_in_hand(example, sliders, told, shift={SHIFT.key: shift})


def _mark_name(moved: str) -> str:
    return translate("mark of {symbol}", symbol=moved)
