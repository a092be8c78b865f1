"""What stands beside the field: the descent as ŷ, its loss, or the field of the other loss."""

import numpy as np
import streamlit as st

from core.losses.cross_entropy import cross_entropy_with_gradient
from core.losses.softmax import softmax
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import values_in_words
from dashboard.controls.links import try_this
from dashboard.figures import simplex
from dashboard.palette import EXAMPLE
from dashboard.text import translate
from dashboard.views.gradient_field.controls import ARROWS, SIMPLEX, Descent
from dashboard.views.gradient_field.descent import flow_over_plane, step_name
from dashboard.views.gradient_field.figure import ASPECT, GradientField
from dashboard.views.gradient_field.in_hand import descent_in_hand
from dashboard.views.gradient_field.simplex_figure import (
    descent_on_simplex,
    prepare_simplex_flow,
    simplex_arrows,
)
from dashboard.views.gradient_field.squared_error import draw_squared_error_field
from dashboard.views.gradient_field.step_by_step import draw_losses
from dashboard.views.gradient_field.steps_figure import StepsCompared, simplex_marks


def draw_second_picture(
    example: Example, field: GradientField, descent: Descent, steps: StepsCompared
) -> None:
    """The picture that was chosen; where there is no triangle, the loss at each step."""
    if descent.beside != SIMPLEX:
        draw_squared_error_field(example, descent, field, "squared_error_field")
    elif example.classes == simplex.CLASSES:
        _draw_simplex(example, field, descent, steps)
    else:
        draw_losses(example, field, descent, "losses_beside")
        sentence = translate(
            "A triangle can show exactly three probabilities. With {classes} classes, the loss at "
            "each step is shown instead.",
            classes=example.classes,
        )
        st.markdown(sentence)
        try_this(translate("three classes"), "gradient_field", K=simplex.CLASSES)


def _draw_simplex(
    example: Example, field: GradientField, descent: Descent, steps: StepsCompared
) -> None:
    probabilities = softmax(field.path.logits, temperature=example.temperature)
    if descent.drawing == ARROWS:
        flow = simplex_arrows(
            prepare_simplex_flow(example.targets, example.temperature, field.plane)
        )
        title = translate("probabilities ŷ (arrows: how −∇L moves ŷ)")
    else:
        flow = simplex.simplex_flow(
            flow_over_plane(example, field, descent, cross_entropy_with_gradient),
            field.plane,
            np.array(example.logits),
            example.temperature,
        )
        title = translate("probabilities ŷ (streamlines of the first picture)")
    way = simplex.simplex_way(
        probabilities,
        name=translate("gradient descent"),
        parameter=translate("step"),
        values=np.arange(len(probabilities), dtype=np.float64),
        line={"color": EXAMPLE, "width": 2},
    ) | {"mode": "lines+markers", "marker": {"size": 4, "color": EXAMPLE}}
    names = translate("end"), step_name(descent)
    marks = [
        simplex.simplex_target(example.targets, name=translate("target y")),
        *simplex_marks(steps, example.temperature, field.path.logits[-1], names),
        simplex.simplex_example(probabilities[0], name=translate("start")),
    ]
    corners = [symbol("ŷ", index) for index in range(simplex.CLASSES)]
    picture = descent_on_simplex(flow, way, marks, probabilities, corners, title)
    draw_figure(
        picture,
        key="descent_simplex",
        alternative=translate(
            "The same path on the triangle of probabilities, with −∇L as the change of ŷ: from "
            "{start} to {end}. Step {shown} is at {here}, the target at {target}.",
            start=values_in_words("ŷ", dict(enumerate(probabilities[0]))),
            end=values_in_words("ŷ", dict(enumerate(probabilities[-1]))),
            shown=descent.shown,
            here=values_in_words("ŷ", dict(enumerate(probabilities[descent.shown]))),
            target=values_in_words("y", dict(enumerate(example.targets))),
        ),
        aspect=ASPECT,
        live=descent_in_hand(
            example,
            field.plane,
            descent,
            "simplex",
            {"path": 1, "end": 3, "shown": 4, "start": 5},
        ),
    )
