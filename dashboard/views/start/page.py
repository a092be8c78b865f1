"""Start: the whole loop of the layer in one picture, one gradient step, and the ways on."""

from functools import partial

import streamlit as st

from dashboard.components.figure import draw_figure
from dashboard.controls.layer.controls import LIMIT
from dashboard.controls.layer.lines import draw_layer_controls
from dashboard.controls.refused import draw_refused
from dashboard.figures.network import network_figure
from dashboard.text import number, translate
from dashboard.views.start.controls import EDGES, GRADIENT, STEP_SIZE, TABS
from dashboard.views.start.step import draw_step_buttons, layer_step, steps_to
from dashboard.views.start.tabs import draw_formulas, draw_lessons, draw_numbers, draw_pages
from dashboard.views.start.words import (
    gradient_on_edges,
    lead_in_words,
    loop_in_words,
    outcome_table,
    steps_in_words,
)
from dashboard.written_numbers import short_number

layer = draw_layer_controls()
network = layer.network
steps = steps_to(layer)
before = steps[-1].before.network if steps else None

st.title(translate("Logit Lab"))
lead = st.container()
draw_refused()
picture = st.container()
below, table = st.columns([2, 1])
hand = below.container(horizontal=True, vertical_alignment="bottom")
draw_step_buttons(hand, layer)
step_size = STEP_SIZE.draw(hand.container(width=140))
edges = EDGES.draw(hand)
following = layer_step(layer, step_size)
after = following.after.network
lead.markdown(lead_in_words(network, after))
with picture:
    draw_figure(
        network_figure(
            network, number, edges=gradient_on_edges(network) if edges == GRADIENT else None
        ),
        key="start_network",
        alternative=loop_in_words(network),
    )
below.markdown(steps_in_words(steps, network))
if following.is_held:
    below.markdown(
        translate(
            "With this η the next step would push a value beyond ±{limit}; it will stop at that "
            "limit.",
            limit=short_number(LIMIT),
        )
    )
table.markdown(outcome_table(before, network, after))

TABS.draw_open(
    st.container(),
    {
        "where": draw_pages,
        "lessons": draw_lessons,
        "formulas": partial(draw_formulas, network, step_size),
        "numbers": partial(draw_numbers, before, network, after),
    },
)
