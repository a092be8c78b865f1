"""Backprop: the seed's worked example, one weight or bias at a time, along all of its paths."""

import streamlit as st

from core.layer.parameter_entry import bias_entry, weight_entry
from dashboard.controls.layer.controls import LARGEST_LAYER
from dashboard.controls.layer.line_text import layer_texts
from dashboard.controls.layer.lines import draw_layer_controls
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.text import translate
from dashboard.views.backprop.controls import DIAGONAL_ONLY, TABS, draw_parameter_choice
from dashboard.views.backprop.network import draw_paths_network
from dashboard.views.backprop.right_and_wrong import mistake_in_words
from dashboard.views.backprop.tabs import (
    draw_derivation,
    draw_gradients,
    draw_numbers,
    draw_passed_back,
    draw_paths,
)
from dashboard.views.backprop.words import lead_in_words

layer = draw_layer_controls()
network = layer.network
one_example = network.activations, network.weights, network.bias, network.targets

st.title(translate("Backpropagation"))
lead = st.container()
draw_refused()
picture = st.container()
choice, mistake = st.columns([2, 6], vertical_alignment="bottom")
parameter = draw_parameter_choice(choice, layer)
diagonal_only = DIAGONAL_ONLY.draw(mistake)

p, q = parameter
entry = bias_entry(*one_example, q) if p is None else weight_entry(*one_example, p, q)
lead.markdown(lead_in_words(parameter))
with picture:
    draw_paths_network(layer, parameter, diagonal_only=diagonal_only)
st.markdown(mistake_in_words(entry, parameter))

TABS.draw_open(
    st.container(),
    {
        "paths": lambda: draw_paths(network, parameter, entry, diagonal_only),
        "derivation": lambda: draw_derivation(network, parameter, entry),
        "gradients": lambda: draw_gradients(network),
        "passed_back": lambda: draw_passed_back(network, p or 0),
        "numbers": lambda: draw_numbers(network, parameter, entry, diagonal_only),
    },
)

try_this(
    translate(
        "four inputs, four outputs and a soft target (no y is 1), with the off-diagonal terms "
        "dropped"
    ),
    "backprop",
    **layer_texts(LARGEST_LAYER),
    parameter="w32",
    diagonal_only="true",
)
