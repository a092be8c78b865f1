"""Gradient field: −∇L over two chosen logits, and the way that gradient descent takes."""

import numpy as np
import pandas as pd
import streamlit as st

from core.cross_entropy import cross_entropy_gradient
from core.softmax import log_softmax
from dashboard.components.figure import draw_figure
from dashboard.controls.example import shared_example
from dashboard.controls.logit_plane import DESCENT_STEPS, STEP_SIZE, shared_plane
from dashboard.figures.gradient_field import (
    FieldWords,
    gradient_field_figure,
    prepare_gradient_field,
)
from dashboard.figures.logit_plane import PlaneWords
from dashboard.text import number, translate
from dashboard.text.example_words import (
    draw_table,
    example_table,
    held_in_words,
    symbol,
    target_in_words,
)
from dashboard.text.formulas import gradient_formula
from dashboard.text.links import try_this

example = shared_example()
plane = shared_plane()
first, second = symbol("z", plane.first), symbol("z", plane.second)

st.title(translate("Gradient field"))
st.markdown(
    translate(
        "Follow the arrows from the diamond: each points the way in which {first} and {second} "
        "lower the loss fastest, and is as long as the slope is steep.",
        first=first,
        second=second,
    )
)
picture, beside = st.columns([3, 2])
with beside:
    step_size = STEP_SIZE.draw(st.container())
    steps = int(DESCENT_STEPS.draw(st.container()))

logits, targets, temperature = np.array(example.logits), example.targets, example.temperature
gradient = cross_entropy_gradient(logits, targets, temperature=temperature)
field = prepare_gradient_field(
    logits, targets, temperature, plane, step_size=step_size, steps=steps
)
path = field.path
end_values = path.logits[-1, [plane.first, plane.second]]
ends = {"first": first, "second": second, "steps": steps} | {
    "before": number(path.losses[0]),
    "after": number(path.losses[-1]),
    "x": number(end_values[0]),
    "y": number(end_values[1]),
}
words = PlaneWords(
    first=translate("{symbol} (logit)", symbol=first),
    second=translate("{symbol} (logit)", symbol=second),
    loss=translate("L (nats)"),
    example=translate("start"),
)
field_words = FieldWords(
    scale=translate("an arrow 1 unit long: ‖∇L‖ = {norm}", norm=number(field.norm_of_unit)),
    levels=translate("level lines of L"),
    path=translate("descent"),
    end=translate("end"),
)
with picture:
    draw_figure(
        gradient_field_figure(field, words, field_words),
        key="gradient_field",
        alternative=translate(
            "Arrows of −∇L over {first} and {second}; a descent of {steps} steps goes from a loss "
            "of {before} nats at the example to {after} nats at {first} = {x}, {second} = {y}.",
            **ends,
        ),
    )
with beside:
    st.markdown(
        translate(
            "From **L = {before}** at the diamond, {steps} steps lead to **L = {after}** at the "
            "square, {first} = {x}, {second} = {y}.",
            **ends,
        )
    )
    rises = int((np.diff(path.losses) > 0).sum())
    if rises:
        st.markdown(
            translate(
                "In {rises} of the steps the loss rose: they jump across the valley.", rises=rises
            )
        )
    if np.abs(end_values).max() > plane.reach:
        st.markdown(translate("The end lies outside the picture."))
    st.markdown(
        translate(
            "An arrow one unit of the axes long stands for ‖∇L‖ = {norm}; its tail is where the "
            "slope is taken.",
            norm=number(field.norm_of_unit),
        )
    )
    st.markdown(target_in_words(example))
    st.markdown(
        translate("Only {first} and {second} move.", first=first, second=second)
        + " "
        + held_in_words(example, plane.first, plane.second)
    )

st.subheader(translate("The formula, with today's numbers"))
log_probabilities = log_softmax(logits, temperature=temperature)
st.latex(gradient_formula(log_probabilities, targets, gradient, temperature))

with st.expander(translate("Numbers"), key="field_numbers", on_change="rerun") as numbers:
    if numbers.open:
        draw_table(example_table(example, gradient))
        st.markdown(translate("The descent, step by step:"))
        draw_table(
            pd.DataFrame(
                {
                    first: path.logits[:, plane.first],
                    second: path.logits[:, plane.second],
                    "L": path.losses,
                }
            )
        )
        st.markdown(translate("The arrows:"))
        draw_table(
            pd.DataFrame(
                np.hstack([field.tails, field.descents]),
                columns=[first, second, f"−∂L/∂{first}", f"−∂L/∂{second}"],
            )
        )

try_this(
    translate("a step so long that the descent jumps across its valley"),
    "gradient_field",
    K=2,
    z1=-1,
    z2=3,
    q="0.6, 0.4",
    step_size=4.5,
)
