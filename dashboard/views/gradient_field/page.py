"""Gradient field: −∇L over two chosen logits, and the way that gradient descent takes."""

import numpy as np
import streamlit as st

from dashboard.controls.example.controls import draw_example_controls
from dashboard.controls.example.logit_plane import draw_plane_controls
from dashboard.controls.example.words import held_in_words, point_in_words
from dashboard.controls.in_hand import told_at_rest
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.text import number, translate
from dashboard.views.gradient_field.controls import TABS, descent_from_controls
from dashboard.views.gradient_field.descent import draw_field, prepare_field
from dashboard.views.gradient_field.gradient_check import draw_gradient_check
from dashboard.views.gradient_field.newton import draw_newton
from dashboard.views.gradient_field.numbers import draw_numbers
from dashboard.views.gradient_field.second_picture import draw_second_picture
from dashboard.views.gradient_field.squared_error import draw_squared_error
from dashboard.views.gradient_field.step_by_step import (
    draw_step_by_step,
    true_share_in_words,
    warnings_in_words,
)
from dashboard.views.gradient_field.steps_figure import compare_steps

st.title(translate("Gradient field"))
st.markdown(
    translate(
        "Each arrow is −∇L, the direction in which the loss L falls fastest. Gradient descent "
        "(pink) follows them: drag its start or press *Play*."
    )
)
refused = st.container()
left, right = st.columns(2)
beside, hand = right.container(), right.container()
example = draw_example_controls(hand, in_hand=())
plane = draw_plane_controls(example.logits)
descent = descent_from_controls(hand, st.sidebar)
with refused:
    draw_refused()

field = prepare_field(example, plane, descent)
steps = compare_steps(
    field.path.logits[descent.shown],
    example.targets,
    example.temperature,
    plane,
    descent.step_size,
)
with left:
    draw_field(example, field, descent, steps)
with beside:
    draw_second_picture(example, field, descent, steps)

at_step = translate(
    "Step {shown} of {steps}: {place}. The gradient has length **‖∇L‖ = {norm}**, the loss is "
    "**L = {loss}** nats.",
    shown=descent.shown,
    steps=descent.steps,
    place=point_in_words(steps.point, plane),
    norm=number(float(np.linalg.norm(steps.gradient))),
    loss=number(steps.loss),
)
sentences = [
    at_step,
    true_share_in_words(example, steps),
    held_in_words(example, plane),
    warnings_in_words(field),
]
told_at_rest().markdown(" ".join(filter(None, sentences)))
TABS.draw_open(
    st.container(),
    {
        "formula": lambda: draw_gradient_check(example, steps.point, descent.shown),
        "steps": lambda: draw_step_by_step(example, field, descent, steps),
        "newton": lambda: draw_newton(example, field, descent, steps),
        "squared_error": lambda: draw_squared_error(example, descent, field),
        "numbers": lambda: draw_numbers(example, field),
    },
)
try_this(
    translate("a learning rate so large that the path overshoots the minimum"),
    "gradient_field",
    K=2,
    z1=-1,
    z2=3,
    q="0.6, 0.4",
    step_size=4.5,
)
