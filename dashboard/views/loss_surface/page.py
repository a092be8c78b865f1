"""Loss surface: L over two chosen logits, cut, curved, flat, and how low it can go."""

import numpy as np
import streamlit as st

from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.controls import LOGIT_KEYS, draw_example_controls
from dashboard.controls.example.logit_plane import (
    draw_plane_controls,
    map_in_hand,
    plane_in_hand,
)
from dashboard.controls.example.words import (
    held_in_words,
    plane_words,
    point_in_words,
    target_in_words,
    values_in_words,
)
from dashboard.controls.in_hand import told_at_rest
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.text import number, translate
from dashboard.views.loss_surface.controls import TABS
from dashboard.views.loss_surface.cross_sections import draw_cross_sections
from dashboard.views.loss_surface.curvature import draw_curvature
from dashboard.views.loss_surface.figure import (
    ASPECT,
    MAP_ASPECT,
    SHARE,
    map_figure,
    prepare_loss_surface,
    surface_figure,
)
from dashboard.views.loss_surface.flat_direction import draw_flat_direction
from dashboard.views.loss_surface.formula import draw_formula
from dashboard.views.loss_surface.loss_floor import draw_loss_floor
from dashboard.views.loss_surface.saturation import draw_saturation
from dashboard.views.loss_surface.tables import draw_tables

st.title(translate("Loss surface"))
above, pictures, hand = st.container(), st.container(), st.container()
example = draw_example_controls(hand, (*LOGIT_KEYS, "y"))
plane = draw_plane_controls(example.logits)
logits = np.array(example.logits)
surface = prepare_loss_surface(logits, example.targets, example.temperature, plane)
words = plane_words(plane, translate("current example"))
two = {"first": symbol("z", plane.first), "second": symbol("z", plane.second)}
stand = {"place": point_in_words(logits, plane), "loss": number(surface.loss)}

with above:
    st.markdown(
        translate(
            "The higher and brighter, the larger the loss L at that pair ({first}, {second}): "
            "drag the diamond or move a slider to find where L is small.",
            **two,
        )
    )
    draw_refused()

landscape_column, map_column = pictures.columns([1, 1.12])
with landscape_column:
    draw_figure(
        surface_figure(surface, words),
        key="loss_surface",
        alternative=translate(
            "The loss over {first} and {second} as a landscape from {least} to {most} nats; the "
            "current example is at {place}, with a loss of {loss} nats.",
            **two,
            **stand,
            least=number(surface.losses.min()),
            most=number(surface.losses.max()),
        ),
        aspect=ASPECT,
        share=SHARE,
        live=plane_in_hand(example, plane, "landscape", trace=1, height=surface.pin_height),
    )
with map_column:
    draw_figure(
        map_figure(surface, words),
        key="loss_map",
        alternative=translate(
            "The same loss as a map with level lines. The current example is at {place}, with a "
            "loss of {loss} nats.",
            **stand,
        ),
        aspect=MAP_ASPECT,
        share=SHARE,
        live=map_in_hand(example, plane, trace=1),
    )

true_class = example.true_class
if true_class is None or example.smoothing:
    here = translate("At the diamond, {place}, the loss is **L = {loss}** nats.", **stand)
    here = f"{here} {target_in_words(example)}"
else:
    here = translate(
        "At the diamond, {place}, the true class has {probability}, so **L = {loss}** nats.",
        **stand,
        probability=values_in_words("ŷ", {true_class: example.probabilities[true_class]}),
    )
told_at_rest().markdown(f"{here} {held_in_words(example, plane)}")

TABS.draw_open(
    st.container(),
    {
        "formula": lambda: draw_formula(example, surface.loss),
        "sections": lambda: draw_cross_sections(example, plane, float(surface.losses.max())),
        "bound": lambda: draw_loss_floor(example),
        "flat": lambda: draw_flat_direction(example, surface, words),
        "curvature": lambda: draw_curvature(example, surface, words),
        "saturation": lambda: draw_saturation(example, plane, words),
        "numbers": lambda: draw_tables(example, surface),
    },
)

try_this(
    translate("a confident wrong prediction, where squared error has almost no gradient"),
    "loss_surface",
    z1=-8,
    z2=8,
    half=10,
    tab="saturation",
)
