"""What a hand moves in the pictures of the descent: its start, and the step that is shown."""

from collections.abc import Mapping
from typing import Any

from core.losses.cross_entropy import cross_entropy_with_gradient
from dashboard.components.live import Live
from dashboard.controls.example.controls import Example
from dashboard.controls.example.logit_plane import map_in_hand
from dashboard.controls.in_hand import limits_in_hand, move_by_hand
from dashboard.controls.restrictions import is_hidden, is_locked
from dashboard.figures.figure import Picture
from dashboard.figures.logit_plane import Plane
from dashboard.text import translate
from dashboard.views.gradient_field.controls import SHOWN_STEP, Descent, shown_step


def descent_in_hand(
    example: Example,
    plane: Plane,
    descent: Descent,
    kind: str,
    traces: Mapping[str, int],
    *,
    mark: str = "start",
    loss: str = cross_entropy_with_gradient.__name__,
    **view: Any,
) -> Live:
    """The descent in a picture of it.

    Parameters
    ----------
    kind : the browser's view: "field", "simplex" or "losses".
    traces : the numbers of the traces that move with the start or with the step, by the names that
        the view has for them.
    mark : which of them the hand takes hold of.
    loss : the name of the function of the loss that the descent lowers.
    view : what that view needs beside these.
    """
    told = {
        "key": SHOWN_STEP,
        "learningRate": descent.step_size,
        "steps": descent.steps,
        "moved": [plane.first, plane.second],
        "loss": loss,
        "written": translate(
            "step {step} of {steps}, L = {loss}", step="{step}", steps="{steps}", loss="{loss}"
        ),
    }
    live = map_in_hand(
        example, plane, traces[mark], kind, traces=dict(traces), descent=told, **view
    )
    step = shown_step(descent.steps)

    def moved(values: Mapping[str, float]) -> None:
        live.on_move(values)
        move_by_hand(values, [step])

    return live._replace(
        values={**live.values, step.key: descent.shown},
        limits={**live.limits, **limits_in_hand([step], descent.steps)},
        on_move=moved,
    )


def field_traces(picture: Picture, *more: str) -> dict[str, int]:
    """The traces of a field from `gradient_field_figure`; `more` names the marks it was given."""
    last = len(picture.traces) - len(more) - 2
    return {"path": 2} | {name: last + k for k, name in enumerate(("end", *more, "start"))}


def bar_of_steps() -> dict[str, Any]:
    """The bar that shows the step, plays the steps and goes to one (step_bar.js)."""
    return {
        "isHidden": is_hidden(SHOWN_STEP),
        "isLocked": is_locked(SHOWN_STEP),
        "label": translate("Show step"),
        "words": {"play": translate("Play"), "pause": translate("Pause")},
    }
