"""The descent over the plane: the field it follows, and beside it ŷ or the other loss."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import streamlit as st

from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.loss import Loss
from core.losses.softmax import softmax
from core.losses.squared_error import squared_error_with_gradient
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import (
    held_in_words,
    plane_words,
    point_in_words,
    target_in_words,
    values_in_words,
)
from dashboard.figures import simplex
from dashboard.figures.figure import Trace
from dashboard.figures.logit_plane import ASPECT, Plane
from dashboard.palette import EXAMPLE
from dashboard.text import number, translate
from dashboard.views.gradient_field.controls import ARROWS, DRAWING, Descent
from dashboard.views.gradient_field.figure import (
    FieldWords,
    GradientField,
    arrows_trace,
    gradient_field_figure,
    prepare_gradient_field,
)
from dashboard.views.gradient_field.steps_figure import (
    StepsCompared,
    cross_marks,
    plane_marks,
    simplex_marks,
)
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
    """The field of cross-entropy, with the step shown and Newton's step from there."""
    plane, path = field.plane, field.path
    step = translate("step {number}", number=descent.shown)
    marks = [*cross_marks(steps), *plane_marks(steps, step, translate("Newton step"))]
    draw_figure(
        gradient_field_figure(
            field,
            _flow(example, field, descent, cross_entropy_with_gradient),
            plane_words(plane, translate("start")),
            _field_words(field, descent, translate("cross-entropy")),
            marks,
        ),
        key="gradient_field",
        alternative=translate(
            "{drawing} of −∇L over {first} and {second}; gradient descent goes from a loss of "
            "{before} nats at the current example to {after} nats at {place}. Step {shown} has "
            "{loss} nats; the Newton step from there ends at {newton_place} with {newton} nats.",
            drawing=DRAWING.name_of(descent.drawing),
            first=symbol("z", plane.first),
            second=symbol("z", plane.second),
            before=number(path.losses[0]),
            after=number(path.losses[-1]),
            place=point_in_words(path.logits[-1], plane),
            shown=descent.shown,
            loss=number(steps.loss),
            newton_place=point_in_words(steps.newton_end, plane),
            newton=number(steps.newton_loss),
        ),
        aspect=ASPECT,
    )


def path_in_words(example: Example, field: GradientField) -> str:
    """From where to where gradient descent goes, and what stays fixed."""
    path, plane = field.path, field.plane
    steps = len(path.losses) - 1
    ends = {
        "before": number(path.losses[0]),
        "after": number(path.losses[-1]),
        "place": point_in_words(path.logits[-1], plane),
    }
    sentences = [
        (
            translate(
                "From **L = {before}** at the diamond, one step leads to **L = {after}** at the "
                "square, {place}.",
                **ends,
            )
            if steps == 1
            else translate(
                "From **L = {before}** at the diamond, {steps} steps lead to **L = {after}** at "
                "the square, {place}.",
                steps=steps,
                **ends,
            )
        )
    ]
    rises = int((np.diff(path.losses) > 0).sum())
    if rises:
        sentences.append(
            translate(
                "Steps at which the loss rose: {rises}. Such a step is too long; try a smaller η.",
                rises=rises,
            )
        )
    if np.abs(path.logits[-1, [plane.first, plane.second]]).max() > plane.reach:
        sentences.append(translate("The end lies outside the picture."))
    sentences += [held_in_words(example, plane), target_in_words(example)]
    return " ".join(filter(None, sentences))


def draw_simplex(
    example: Example, field: GradientField, descent: Descent, steps: StepsCompared
) -> None:
    """The same flow and descent as ŷ on the triangle of three classes."""
    probabilities = softmax(field.path.logits, temperature=example.temperature)
    step = translate("step {number}", number=descent.shown)
    draw_figure(
        simplex.simplex_figure(
            [
                simplex.simplex_flow(
                    _flow(example, field, descent, cross_entropy_with_gradient),
                    field.plane,
                    np.array(example.logits),
                    example.temperature,
                ),
                simplex.simplex_way(
                    probabilities,
                    name=translate("gradient descent"),
                    parameter=translate("step"),
                    values=np.arange(len(probabilities), dtype=np.float64),
                    line={"color": EXAMPLE, "width": 2},
                ),
                simplex.simplex_target(example.targets, name=translate("target y")),
                *simplex_marks(
                    steps,
                    example.temperature,
                    field.path.logits[-1],
                    (translate("end"), step, translate("Newton step")),
                ),
                simplex.simplex_example(probabilities[0], name=translate("start")),
            ],
            [symbol("ŷ", index) for index in range(simplex.CLASSES)],
        ),
        key="descent_simplex",
        alternative=translate(
            "The same −∇L and the same path on the triangle of probabilities: from {start} to "
            "{end}. Step {shown} is at {here}, the target at {target}.",
            start=values_in_words("ŷ", dict(enumerate(probabilities[0]))),
            end=values_in_words("ŷ", dict(enumerate(probabilities[-1]))),
            shown=descent.shown,
            here=values_in_words("ŷ", dict(enumerate(probabilities[descent.shown]))),
            target=values_in_words("y", dict(enumerate(example.targets))),
        ),
        aspect=ASPECT,
    )
    st.markdown(
        translate(
            "In the background: −∇L of the first picture, each point drawn at its ŷ. Near a corner "
            "even a large change of the logits hardly changes ŷ."
        )
    )


def draw_squared_error_field(example: Example, descent: Descent, entropies: GradientField) -> None:
    """The field of squared error to the same scale, with its own descent from the example."""
    field = prepare_field(example, entropies.plane, descent, squared_error_with_gradient)
    travelled, other = (
        float(np.linalg.norm(one.path.logits[-1] - one.path.logits[0]))
        for one in (field, entropies)
    )
    ends = {
        "before": number(field.path.losses[0]),
        "after": number(field.path.losses[-1]),
        "travelled": number(travelled),
        "other": number(other),
    }
    draw_figure(
        gradient_field_figure(
            field,
            _flow(example, field, descent, squared_error_with_gradient),
            plane_words(field.plane, translate("start")),
            _field_words(field, descent, translate("squared error")),
        ),
        key="squared_error_field",
        alternative=translate(
            "{drawing} of −∇L of the squared error to the same scale; gradient descent goes from "
            "{before} to {after} and changes the logits by {travelled}.",
            drawing=DRAWING.name_of(descent.drawing),
            **ends,
        ),
        aspect=ASPECT,
    )
    st.markdown(
        translate(
            "Squared error at the same scale. Its gradient contains the Jacobian, the derivatives "
            "∂ŷₖ/∂zᵢ, which are almost 0 where ŷ is confident, even if it is wrong."
        )
    )
    st.markdown(
        translate(
            "With the same η and the same number of steps, gradient descent takes it from {before} "
            "to {after} and changes the logits by {travelled}. With cross-entropy the logits "
            "change by {other}.",
            **ends,
        )
    )


def _flow(example: Example, field: GradientField, descent: Descent, loss: Loss) -> Trace:
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
