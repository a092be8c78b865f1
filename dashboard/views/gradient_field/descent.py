"""The descent over the plane of two logits, and the field that it follows."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import plane_words, point_in_words
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.logit_plane import Plane
from dashboard.text import number, translate
from dashboard.views.gradient_field.controls import ARROWS, DRAWING, Descent
from dashboard.views.gradient_field.figure import (
    ASPECT,
    FieldWords,
    GradientField,
    arrows_trace,
    gradient_field_figure,
    prepare_gradient_field,
)
from dashboard.views.gradient_field.in_hand import (
    bar_of_steps,
    descent_in_hand,
    field_traces,
)
from dashboard.views.gradient_field.steps_figure import StepsCompared, shown_mark
from dashboard.views.gradient_field.streamlines_figure import prepare_streamlines, streamlines_trace


def prepare_field(
    example: Example, plane: Plane, descent: Descent, loss: Loss = cross_entropy_with_gradient
) -> GradientField:
    """The field of a loss around the example."""
    return prepare_gradient_field(
        np.array(example.logits),
        example.targets,
        example.temperature,
        plane,
        step_size=descent.step_size,
        steps=descent.steps,
        loss=loss,
    )


def draw_field(
    example: Example, field: GradientField, descent: Descent, steps: StepsCompared
) -> None:
    """The field of cross-entropy, with the descent and its step shown."""
    plane, path = field.plane, field.path
    picture = field_picture(
        example,
        field,
        descent,
        translate("cross-entropy"),
        marks=[shown_mark(steps, step_name(descent))],
    )
    draw_figure(
        picture,
        key="gradient_field",
        alternative=translate(
            "{drawing} of −∇L over {first} and {second}; gradient descent goes from a loss of "
            "{before} nats at the current example to {after} nats at {place}. Step {shown} has "
            "{loss} nats.",
            drawing=DRAWING.name_of(descent.drawing),
            first=symbol("z", plane.first),
            second=symbol("z", plane.second),
            before=number(path.losses[0]),
            after=number(path.losses[-1]),
            place=point_in_words(path.logits[-1], plane),
            shown=descent.shown,
            loss=number(steps.loss),
        ),
        aspect=ASPECT,
        live=descent_in_hand(
            example,
            plane,
            descent,
            "field",
            field_traces(picture, "shown"),
            bar=bar_of_steps(),
        ),
    )


def field_picture(
    example: Example,
    field: GradientField,
    descent: Descent,
    name: str,
    loss: Loss = cross_entropy_with_gradient,
    *,
    marks: Sequence[Trace] = (),
    below: Sequence[Trace] = (),
) -> Picture:
    """The field of a loss, which the title calls `name`, as arrows or streamlines."""
    return gradient_field_figure(
        field,
        flow_over_plane(example, field, descent, loss),
        plane_words(field.plane, translate("start")),
        _field_words(field, descent, name),
        marks,
        below,
    )


def step_name(descent: Descent) -> str:
    """What the step shown is called in a picture."""
    return translate("step {number}", number=descent.shown)


def flow_over_plane(example: Example, field: GradientField, descent: Descent, loss: Loss) -> Trace:
    """The arrows or the streamlines of a field."""
    if descent.drawing == ARROWS:
        return arrows_trace(field)
    two = (field.plane.first, field.plane.second)
    held = tuple(0.0 if index in two else logit for index, logit in enumerate(example.logits))
    return _streamlines(replace(example, logits=held), field.plane, loss)


# Streamlines fill the plane wherever in it the example stands, so they stay while it moves there.
@lru_cache(maxsize=64)
def _streamlines(held: Example, plane: Plane, loss: Loss) -> Trace:
    logits = np.array(held.logits)
    lines = prepare_streamlines(logits, held.targets, held.temperature, plane, loss=loss)
    return streamlines_trace(lines, plane)


def _field_words(field: GradientField, descent: Descent, loss: str) -> FieldWords:
    scale = translate("{loss} (streamlines of −∇L)", loss=loss)
    if descent.drawing == ARROWS:
        norm = number(field.norm_of_unit)
        scale = translate("{loss} (arrow 1 unit long: ‖∇L‖ = {norm})", loss=loss, norm=norm)
    return FieldWords(
        scale=scale,
        levels=translate("level lines of L"),
        path=translate("gradient descent"),
        end=translate("end"),
    )
