"""The example in pictures that a hand moves it in."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.components.live import Live
from dashboard.controls.control import Slider
from dashboard.controls.example.controls import LOGIT_KEYS, TEMPERATURE, Example
from dashboard.controls.in_hand import limits_in_hand, move_by_hand


def example_in_hand(
    example: Example,
    sliders: Sequence[Slider],
    view: Mapping[str, Any],
    *,
    reach: float = math.inf,
    shift: Mapping[str, float] | None = None,
) -> Live:
    """The example of which a hand moves these sliders.

    Parameters
    ----------
    view : the view of the browser's that draws the picture, its `kind` and what it needs.
    reach : how far from 0 the picture lets the sliders be moved.
    shift : t by its key, on the page where it is added to every logit.
    """
    keys = LOGIT_KEYS[: example.classes]
    shift = shift or {}
    logits = dict(zip(keys, example.logits, strict=True))
    return Live(
        values={**logits, TEMPERATURE.key: example.temperature, **shift},
        limits=limits_in_hand(sliders, reach),
        given={
            "logits": keys,
            "targets": example.targets.tolist(),
            "temperature": TEMPERATURE.key,
            "shift": next(iter(shift), None),
        },
        view=view,
        on_move=lambda moved: move_by_hand(moved, sliders),
    )
