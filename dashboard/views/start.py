"""Start: the whole loop of the example in live numbers, and the ways on from here."""

import numpy as np
import streamlit as st

from core.cross_entropy import cross_entropy_with_gradient
from dashboard.components.figure import draw_figure
from dashboard.controls.example import shared_example
from dashboard.figures.output_layer import class_bars
from dashboard.text import number, signed_number, translate
from dashboard.text.example_words import (
    class_name,
    draw_table,
    example_table,
    symbol,
    target_in_words,
    values_in_words,
)

example = shared_example()
logits, targets, temperature = np.array(example.logits), example.targets, example.temperature
probabilities = example.probabilities
loss, gradient = cross_entropy_with_gradient(logits, targets, temperature=temperature)
classes = [class_name(place) for place in range(example.classes)]
likeliest, steepest = int(probabilities.argmax()), int(np.abs(gradient).argmax())

st.title(translate("Logit Lab"))
st.markdown(
    translate(
        "See how a softmax output layer learns: logits z become probabilities ŷ, the target y "
        "turns them into a loss L, and the gradient ŷ − y says how each logit should move. "
        "Move a logit in the sidebar and every number follows."
    )
)

forward, compared, back = st.columns(3)
with forward:
    st.subheader(translate("1 · Logits z"))
    draw_figure(
        class_bars(
            logits,
            classes=classes,
            numbers=[number(value) for value in logits],
            title=translate("z (nats)"),
            bounds=(-10.5, 10.5),
        ),
        key="start_logits",
        alternative=translate(
            "The logits as bars: {values}.", values=values_in_words("z", dict(enumerate(logits)))
        ),
    )
    st.markdown(translate("What the layer computes; any number is allowed."))
with compared:
    st.subheader(translate("2 · Probabilities ŷ"))
    draw_figure(
        class_bars(
            probabilities,
            classes=classes,
            numbers=[number(value) for value in probabilities],
            title=translate("ŷ (bars) and y (strokes)"),
            bounds=(0, 1.04),
            targets=targets,
        ),
        key="start_probabilities",
        alternative=translate(
            "The probabilities as bars: {values}; the targets as strokes: {targets}.",
            values=values_in_words("ŷ", dict(enumerate(probabilities))),
            targets=values_in_words("y", dict(enumerate(targets))),
        ),
    )
    st.markdown(
        translate(
            "Softmax finds class {likeliest} likeliest, {symbol} = {share}.",
            likeliest=likeliest + 1,
            symbol=symbol("ŷ", likeliest),
            share=number(probabilities[likeliest]),
        )
        + " "
        + target_in_words(example)
    )
    st.metric(translate("Loss L = −Σ y log ŷ, in nats"), number(float(loss)))
with back:
    st.subheader(translate("3 · Gradient ∂L/∂z"))
    draw_figure(
        class_bars(
            gradient,
            classes=classes,
            numbers=[signed_number(value) for value in gradient],
            title=translate("(ŷ − y)/T") if temperature != 1 else translate("ŷ − y"),
            bounds=(-1.05 / temperature, 1.05 / temperature),
        ),
        key="start_gradient",
        alternative=translate(
            "The gradient as signed bars: {values}.",
            values=values_in_words("∂L/∂z", dict(enumerate(gradient))),
        ),
    )
    st.markdown(
        translate(
            "A step of descent goes against it: {symbol} would {move} most.",
            symbol=symbol("z", steepest),
            move=translate("fall") if gradient[steepest] > 0 else translate("rise"),
        )
        if gradient[steepest]
        else translate("ŷ equals y: nothing is left to learn.")
    )
with st.expander(translate("Numbers"), key="start_numbers", on_change="rerun") as numbers:
    if numbers.open:
        draw_table(example_table(example, gradient))

st.subheader(translate("Go on"))
ways = [
    (
        "views/loss_surface.py",
        translate("Loss surface"),
        translate("L over two logits as a landscape, and the direction in which it is flat."),
    ),
    (
        "views/gradient_field.py",
        translate("Gradient field"),
        translate("The slope as arrows, and the way gradient descent takes from the example."),
    ),
    (
        "views/training.py",
        translate("Training"),
        translate("A softmax layer learns handwritten digits, live."),
    ),
]
for column, (page, title, sentence) in zip(st.columns(len(ways)), ways, strict=True):
    with column:
        st.page_link(page, label=f"**{title}**", icon=":material/arrow_forward:")
        st.markdown(sentence)
