"""Start: the whole loop of the layer as a network at work, and the ways on."""

from functools import partial

import streamlit as st

from dashboard.controls.layer.lines import draw_layer_controls
from dashboard.controls.refused import draw_refused
from dashboard.text import translate
from dashboard.views.start.controls import EDGES, STEP_SIZE, TABS
from dashboard.views.start.network import draw_layer_network
from dashboard.views.start.tabs import draw_formulas, draw_lessons, draw_numbers, draw_pages

layer = draw_layer_controls()

st.title(translate("Logit Lab"))
st.markdown(
    translate(
        "This layer turns the numbers **a** into a probability ŷ for each *class* (category). "
        "Press **Take one step**: it learns the true class. Or drag any number sideways."
    )
)
draw_refused()
# The network draws both, and tells what was chosen.
below = st.container()
step_size, edges = STEP_SIZE.keep(below), EDGES.keep(below)
draw_layer_network(layer, step_size, edges)

TABS.draw_open(
    st.container(),
    {
        "where": draw_pages,
        "lessons": draw_lessons,
        "formulas": partial(draw_formulas, layer.network, step_size),
        "numbers": partial(draw_numbers, layer, step_size),
    },
)
