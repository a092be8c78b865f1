"""Loss surface: L over two chosen logits, cut, curved, flat, and how low it can go."""

import numpy as np
import pandas as pd
import streamlit as st

from core.losses.softmax import log_softmax
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import draw_example_controls
from dashboard.controls.example.logit_plane import draw_plane_controls, move_example
from dashboard.controls.example.words import (
    draw_table,
    example_table,
    held_in_words,
    plane_words,
    point_in_words,
    target_in_words,
    unit_of_loss_in_words,
    values_in_words,
)
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.figures.logit_plane import ASPECT
from dashboard.text import number, translate
from dashboard.text.formulas import loss_formula
from dashboard.views.loss_surface.cross_sections import draw_cross_sections
from dashboard.views.loss_surface.cross_sections_figure import prepare_cross_sections
from dashboard.views.loss_surface.curvature import draw_curvature
from dashboard.views.loss_surface.figure import (
    LANDSCAPE_ASPECT,
    contour_figure,
    prepare_loss_surface,
    surface_figure,
)
from dashboard.views.loss_surface.flat_direction import draw_flat_direction, shift_words
from dashboard.views.loss_surface.loss_floor import draw_loss_floor
from dashboard.views.loss_surface.saturation import draw_saturation

example = draw_example_controls(st.container())
plane = draw_plane_controls(example.logits)
logits, targets, temperature = np.array(example.logits), example.targets, example.temperature
surface = prepare_loss_surface(logits, targets, temperature, plane)
sections = prepare_cross_sections(logits, targets, temperature, plane)
words = plane_words(plane, translate("current example"))
shift = shift_words(surface)
on_the_map = shift.all_logits if example.classes == 2 else shift.two_logits
two = {"first": symbol("z", plane.first), "second": symbol("z", plane.second)}
stand = {"place": point_in_words(logits, plane), "loss": number(surface.loss)}

st.title(translate("Loss surface"))
st.markdown(
    translate(
        "The height is the loss L, the cross-entropy, for every pair ({first}, {second}): how "
        "badly the probabilities fit the target. Click the map, or move the sliders in the "
        "sidebar: where is the loss small?",
        **two,
    )
    + f" {target_in_words(example)} {held_in_words(example, plane)}"
)

draw_refused()
landscape_column, map_column = st.columns(2)
with landscape_column:
    draw_figure(
        surface_figure(surface, words, on_the_map),
        key="loss_surface",
        alternative=translate(
            "The loss over {first} and {second} as a landscape from {least} to {most} nats; the "
            "current example is at {place}, with a loss of {loss} nats.",
            **two,
            **stand,
            least=number(surface.losses.min()),
            most=number(surface.losses.max()),
        ),
        aspect=LANDSCAPE_ASPECT,
    )
with map_column:
    draw_figure(
        contour_figure(surface, words, on_the_map),
        key="loss_map",
        alternative=translate(
            "The same loss as a map with level lines. The current example is at {place}, with a "
            "loss of {loss} nats; a line runs through it along (1, 1): {line}. A cross shows the "
            "axes of the Hessian.",
            **stand,
            line=on_the_map,
        ),
        aspect=ASPECT,
        on_click=lambda click: move_example(click, plane),
    )
true_class = example.true_class
if true_class is None or example.smoothing:
    here = translate("At the diamond, {place}, the loss is **L = {loss}** nats.", **stand)
else:
    here = translate(
        "At the diamond, {place}, the true class has {probability}, so **L = {loss}** nats.",
        **stand,
        probability=values_in_words("ŷ", {true_class: example.probabilities[true_class]}),
    )
st.markdown(f"{here} {unit_of_loss_in_words()}")

st.subheader(translate("The formulas with the current values"))
log_probabilities = log_softmax(logits, temperature=temperature)
st.latex(loss_formula(log_probabilities, targets, surface.loss, temperature))

draw_cross_sections(sections)
draw_loss_floor(example)
draw_flat_direction(example, surface)
draw_curvature(example, surface)
draw_saturation(example, plane, words)

with st.expander(translate("Numbers"), key="surface_numbers", on_change="rerun") as numbers:
    if numbers.open:
        draw_table(example_table(example))
        st.markdown(translate("L in nats, with {first} across and {second} down:", **two))
        axis = [number(value) for value in surface.axis]
        draw_table(pd.DataFrame(surface.losses, index=axis, columns=axis))
        st.markdown(translate("L along the shift t:"))
        shifted = {
            "t": surface.shifts,
            shift.all_logits: surface.losses_all_shifted,
            shift.two_logits: surface.losses_two_shifted,
        }
        draw_table(pd.DataFrame(shifted))
        for section in sections:
            logit = symbol("z", section.place)
            st.markdown(translate("Both losses along {logit}:", logit=logit))
            along = {
                logit: section.values,
                translate("cross-entropy"): section.cross_entropy,
                translate("squared error"): section.squared_error,
            }
            draw_table(pd.DataFrame(along))

try_this(
    translate("a confident wrong prediction, where squared error has almost no gradient"),
    "loss_surface",
    z1=-8,
    z2=8,
    half=10,
)
