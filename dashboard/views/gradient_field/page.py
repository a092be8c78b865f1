"""Gradient field: −∇L over two chosen logits, and the way that gradient descent takes."""

import numpy as np
import pandas as pd
import streamlit as st

from core.losses.softmax import softmax
from core.symbols import symbol
from dashboard.controls.example.controls import draw_example_controls
from dashboard.controls.example.logit_plane import draw_plane_controls
from dashboard.controls.example.words import (
    draw_table,
    example_table,
    point_in_words,
    unit_of_loss_in_words,
    values_in_words,
)
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.figures import simplex
from dashboard.text import number, translate
from dashboard.views.gradient_field.controls import SIMPLEX, descent_from_controls
from dashboard.views.gradient_field.descent import (
    draw_field,
    draw_simplex,
    draw_squared_error_field,
    path_in_words,
    prepare_field,
)
from dashboard.views.gradient_field.gradient_check import draw_gradient_check
from dashboard.views.gradient_field.newton import draw_newton
from dashboard.views.gradient_field.steps_figure import compare_steps

example = draw_example_controls(st.container())
plane = draw_plane_controls(example.logits)
targets, temperature = example.targets, example.temperature
first, second = symbol("z", plane.first), symbol("z", plane.second)

st.title(translate("Gradient field"))
st.markdown(
    translate(
        "The pictures show −∇L, the direction in which the loss L falls fastest. The gradient ∇L "
        "= (∂L/∂{first}, ∂L/∂{second}) has length ‖∇L‖. Gradient descent starts at the diamond "
        "and follows −∇L: move the slider below the pictures.",
        first=first,
        second=second,
    )
)
draw_refused()
left, right = st.columns(2)
below = st.container()
descent = descent_from_controls(st.columns(4), below)

field = prepare_field(example, plane, descent)
path = field.path
compared = compare_steps(path.logits[descent.shown], targets, temperature, plane, descent.step_size)
with left:
    draw_field(example, field, descent, compared)
with right:
    if descent.beside == SIMPLEX and example.classes == simplex.CLASSES:
        draw_simplex(example, field, descent, compared)
    else:
        draw_squared_error_field(example, descent, field)
        if descent.beside == SIMPLEX:
            st.markdown(
                translate(
                    "A triangle can show exactly three probabilities. With {classes} classes, −∇L "
                    "of the other loss is shown instead.",
                    classes=example.classes,
                )
            )
            try_this(translate("three classes"), "gradient_field", K=simplex.CLASSES)

probabilities = softmax(compared.point, temperature=temperature)
step_in_words = translate(
    "Step {shown} of {steps}: {place}, {shares}, **L = {loss}** nats.",
    shown=descent.shown,
    steps=descent.steps,
    place=point_in_words(compared.point, plane),
    shares=values_in_words("ŷ", dict(enumerate(probabilities))),
    loss=number(compared.loss),
)
below.markdown(f"{step_in_words}\n\n{path_in_words(example, field)} {unit_of_loss_in_words()}")
draw_gradient_check(example, compared.point, descent.shown)
draw_newton(example, compared, descent.step_size, descent.shown)

with st.expander(translate("Numbers"), key="field_numbers", on_change="rerun") as numbers:
    if numbers.open:
        draw_table(example_table(example))
        st.markdown(translate("Gradient descent, step by step:"))
        along = {first: path.logits[:, plane.first], second: path.logits[:, plane.second]}
        draw_table(pd.DataFrame(along | {"L": path.losses}))
        st.markdown(translate("The arrows:"))
        draw_table(
            pd.DataFrame(
                np.hstack([field.tails, field.descents]),
                columns=[first, second, f"−∂L/∂{first}", f"−∂L/∂{second}"],
            )
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
