"""Loss surface: L over two chosen logits, and the direction in which it is flat."""

import numpy as np
import pandas as pd
import streamlit as st

from core.cross_entropy import cross_entropy_gradient
from core.softmax import log_softmax
from dashboard.components.figure import draw_figure
from dashboard.controls.example import shared_example
from dashboard.controls.logit_plane import shared_plane
from dashboard.figures.logit_plane import PlaneWords
from dashboard.figures.loss_surface import (
    ShiftWords,
    contour_figure,
    flat_direction_figure,
    prepare_loss_surface,
    surface_figure,
)
from dashboard.text import number, translate
from dashboard.text.example_words import (
    draw_table,
    example_table,
    held_in_words,
    symbol,
    target_in_words,
)
from dashboard.text.formulas import loss_formula
from dashboard.text.links import try_this

example = shared_example()
plane = shared_plane()
logits, targets, temperature = np.array(example.logits), example.targets, example.temperature
surface = prepare_loss_surface(logits, targets, temperature, plane)
first, second = symbol("z", plane.first), symbol("z", plane.second)
first_value, second_value = (number(logits[place]) for place in (plane.first, plane.second))
words = PlaneWords(
    first=translate("{symbol} (logit)", symbol=first),
    second=translate("{symbol} (logit)", symbol=second),
    loss=translate("L (nats)"),
    example=translate("the example"),
)
shift_words = ShiftWords(
    shift=translate("shift t (added to the logits)"),
    loss=words.loss,
    all_logits=translate("all K logits shifted"),
    two_logits=translate("only {first} and {second} shifted", first=first, second=second),
)
flat_direction = translate("z + t·(1, …, 1)")
largest_change = float(np.abs(surface.losses_all_shifted - surface.loss).max())

st.title(translate("Loss surface"))
st.markdown(
    translate(
        "Move {first} and {second} in the sidebar and watch the diamond ride over the loss; along "
        "the dashed line, where all logits move together, nothing changes at all.",
        first=first,
        second=second,
    )
)

left, right = st.columns(2)
with left:
    draw_figure(
        surface_figure(surface, words, flat_direction),
        key="loss_surface",
        alternative=translate(
            "The loss over {first} and {second} as a landscape from {least} to {most} nats; the "
            "example stands at {first} = {x}, {second} = {y}, with a loss of {loss} nats.",
            first=first,
            second=second,
            least=number(float(surface.losses.min())),
            most=number(float(surface.losses.max())),
            x=first_value,
            y=second_value,
            loss=number(surface.loss),
        ),
    )
with right:
    draw_figure(
        contour_figure(surface, words, flat_direction),
        key="loss_map",
        alternative=translate(
            "The same loss as a map with level lines; the example stands at {first} = {x}, "
            "{second} = {y}, and a dashed line through it runs along (1, 1).",
            first=first,
            second=second,
            x=first_value,
            y=second_value,
        ),
    )
st.markdown(
    translate(
        "At the diamond {first} = {x}, {second} = {y} and **L = {loss}** nats.",
        first=first,
        second=second,
        x=first_value,
        y=second_value,
        loss=number(surface.loss),
    )
    + f" {target_in_words(example)} {held_in_words(example, plane.first, plane.second)}"
)

st.subheader(translate("The flat direction"))
st.markdown(
    translate(
        "Adding the same t to **all** logits leaves every probability, and so L, as it was: over "
        "{count} values of t the largest change of L is {change}.",
        count=len(surface.shifts),
        change=number(largest_change),
    )
    + " "
    + (
        translate("With two classes the dashed line lies on the surface.")
        if example.classes == 2
        else translate(
            "The surface holds the other logits, so there the same step moves only {first} and "
            "{second}, and L does change: the solid line.",
            first=first,
            second=second,
        )
    )
)
draw_figure(
    flat_direction_figure(surface, shift_words),
    key="flat_direction",
    alternative=translate(
        "L against a shift t from −{reach} to {reach}: level at {loss} nats where all logits "
        "move, from {start} to {end} nats where only {first} and {second} do.",
        reach=number(plane.reach),
        loss=number(surface.loss),
        start=number(surface.losses_two_shifted[0]),
        end=number(surface.losses_two_shifted[-1]),
        first=first,
        second=second,
    ),
)

st.subheader(translate("The formula, with today's numbers"))
log_probabilities = log_softmax(logits, temperature=temperature)
st.latex(loss_formula(log_probabilities, targets, surface.loss, temperature))

with st.expander(translate("Numbers"), key="surface_numbers", on_change="rerun") as numbers:
    if numbers.open:
        gradient = cross_entropy_gradient(logits, targets, temperature=temperature)
        draw_table(example_table(example, gradient))
        st.markdown(
            translate(
                "L in nats, with {first} across and {second} down:", first=first, second=second
            )
        )
        axis = [number(float(value)) for value in surface.axis]
        draw_table(pd.DataFrame(surface.losses, index=axis, columns=axis))
        st.markdown(translate("L along the shift t:"))
        draw_table(
            pd.DataFrame(
                {
                    "t": surface.shifts,
                    shift_words.all_logits: surface.losses_all_shifted,
                    shift_words.two_logits: surface.losses_two_shifted,
                }
            )
        )

try_this(
    translate("two classes, where the dashed line lies on the surface from end to end"),
    "loss_surface",
    K=2,
    z1=2,
    z2=-1,
)
