"""Backprop: the seed's worked example, one weight or bias at a time, along all of its paths."""

import numpy as np
import streamlit as st

from core.layer.parameter_entry import bias_entry, weight_entry
from core.losses.softmax import softmax_jacobian
from core.symbols import symbol
from dashboard.components.figure import draw_figure
from dashboard.controls.example.words import draw_table, inexact_in_words
from dashboard.controls.layer.controls import LARGEST_LAYER
from dashboard.controls.layer.formulas import forward_formula
from dashboard.controls.layer.line_text import layer_texts
from dashboard.controls.layer.lines import shared_layer
from dashboard.controls.links import try_this
from dashboard.controls.refused import draw_refused
from dashboard.figures.network import network_figure
from dashboard.figures.network_numbers import LitPaths
from dashboard.text import number, signed_number, translate
from dashboard.text.markdown import displayed, scrolled
from dashboard.text.number_table import jacobian_table
from dashboard.views.backprop.controls import (
    DIAGONAL_ONLY,
    choose_clicked_parameter,
    draw_parameter_choice,
    draw_value_sliders,
)
from dashboard.views.backprop.formulas import (
    handed_down_formula,
    logit_path_formula,
    path_formula,
    short_formula,
)
from dashboard.views.backprop.words import (
    activation_gradient_table,
    agreement_table,
    layer_table,
    lead_in_words,
    logit_table,
    logits_in_words,
    mistake_in_words,
    network_in_words,
    parameter_gradient_table,
    path_table,
)
from dashboard.written_numbers import NOISE, is_noise

layer = shared_layer()
network = layer.network
one_example = network.activations, network.weights, network.bias, network.targets

st.title(translate("Backpropagation"))
lead = st.container()
picture, beside = st.columns([8, 5])
parameter = draw_parameter_choice(beside, layer)
draw_value_sliders(beside, layer, parameter)
diagonal_only = DIAGONAL_ONLY.draw(beside)

p, q = parameter
lead.markdown(lead_in_words(parameter))
entry = bias_entry(*one_example, q) if p is None else weight_entry(*one_example, p, q)
with picture:
    draw_refused()
    draw_figure(
        network_figure(network, number, lit=LitPaths(parameter, entry.factors, diagonal_only)),
        key="network",
        alternative=network_in_words(network, parameter, diagonal_only),
        on_click=lambda click: choose_clicked_parameter(click, layer),
    )
    st.markdown(
        translate(
            "**p** and **q** name the weight: from $a_p$ to $z_q$. **i** numbers the logits; "
            "only i = q counts, because the weight changes $z_q$ alone. **k** numbers the "
            "probabilities. The chosen paths are thick and blue. A thin edge from a to z is red "
            "if its weight is positive, blue if negative."
        )
    )
agreement = [agreement_table(entry, parameter, diagonal_only), inexact_in_words()]
if diagonal_only:
    agreement.append(mistake_in_words(entry, parameter))
beside.markdown("\n\n".join(agreement))

st.subheader(translate("Path by path"))
paths = path_table(entry.factors, parameter, diagonal_only)
st.markdown(scrolled(paths.written()), unsafe_allow_html=True)
if np.isinf(network.loss_derivatives).any():
    st.markdown(
        translate(
            "Where ŷₖ is too small for the computer, −yₖ/ŷₖ is shown as −∞. In the product ŷₖ "
            "cancels, so the page cancels it first and the product is correct."
        )
    )

st.subheader(translate("The formulas with the current values"))
left, right = st.columns(2)
left.markdown(
    "\n\n".join(
        [
            translate(
                "Forward, from the activations a to the loss L, in nats (natural logarithm):"
            ),
            displayed(forward_formula(network)),
            translate(
                "Backward through the logits. {name} occurs only in the sum for {logit}, so the "
                "other zᵢ do not change. δ, 1 if its two indices are equal and otherwise 0, says "
                "the same.",
                name=parameter.symbol,
                logit=symbol("z", q),
            ),
            displayed(logit_path_formula(network, parameter)),
        ]
    )
)
right.markdown(
    "\n\n".join(
        [
            translate("Backward along every path, and the short formula for their sum:"),
            displayed(path_formula(network, parameter, entry)),
            displayed(short_formula(network, parameter, entry)),
        ]
    )
)

st.subheader(translate("All gradients"))
logits, gradients = logit_table(network), parameter_gradient_table(network)
errors = network.computed.bias
st.markdown(
    "\n\n".join(
        [
            scrolled(logits.written()),
            logits_in_words(network),
            scrolled(gradients.written()),
            translate(
                "∂L/∂b keeps one entry per class; for a batch, each is added up over the examples. "
                "The sum over the classes, here {terms} {total}, is always 0, because ŷ and y both "
                "sum to 1. So it says nothing.",
                terms=" ".join(map(signed_number, errors)),
                total=NOISE if is_noise(errors.sum(), *errors) else f"= {number(errors.sum())}",
            ),
        ]
    ),
    unsafe_allow_html=True,
)

st.subheader(translate("Gradient passed back to the previous layer"))
left, right = st.columns(2)
handed_down = activation_gradient_table(network)
left.markdown(handed_down.written())
right.latex(handed_down_formula(network, p or 0))

with st.expander(translate("Numbers"), key="backprop_numbers", on_change="rerun") as numbers:
    if numbers.open:
        for table in (paths, logits, gradients, handed_down):
            draw_table(table.frame())
        draw_table(layer_table(network))
        st.markdown(translate("The Jacobian ∂ŷₖ/∂zᵢ, row k and column i:"))
        draw_table(jacobian_table(softmax_jacobian(network.computed.probabilities)))

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
