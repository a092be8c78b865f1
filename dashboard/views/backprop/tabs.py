"""What stands in the tabs of the page: one derivative in detail, and all the gradients."""

import numpy as np
import streamlit as st

from core.layer.parameter_entry import ParameterEntry
from core.losses.softmax import softmax_jacobian
from core.symbols import symbol
from dashboard.controls.example.words import draw_table, inexact_in_words
from dashboard.controls.layer.formulas import forward_formula
from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text import number, signed_number, translate
from dashboard.text.markdown import displayed, scrolled
from dashboard.text.number_table import jacobian_table
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
    logit_table,
    logits_in_words,
    parameter_gradient_table,
    path_table,
    rule_in_words,
)
from dashboard.written_numbers import NOISE, is_noise


def draw_paths(
    network: Network, parameter: Parameter, entry: ParameterEntry, diagonal_only: bool
) -> None:
    """The factors and the product of every path, and their sum beside other ways to it."""
    st.markdown(rule_in_words(parameter))
    paths = path_table(entry.factors, parameter, diagonal_only)
    st.markdown(scrolled(paths.written()), unsafe_allow_html=True)
    if np.isinf(network.loss_derivatives).any():
        st.markdown(
            translate(
                "Where ŷₖ is too small for the computer, −yₖ/ŷₖ is shown as −∞. In the product ŷₖ "
                "cancels, so the page cancels it first and the product is correct."
            )
        )
    st.markdown(scrolled(agreement_table(entry, parameter)), unsafe_allow_html=True)
    st.markdown(inexact_in_words())


def draw_derivation(network: Network, parameter: Parameter, entry: ParameterEntry) -> None:
    """Forward, backward through the logits, and backward along every path, with all indices."""
    st.markdown(
        translate(
            "**p** and **q** name the weight: from $a_p$ to $z_q$. **i** numbers the logits; "
            "only i = q counts, because the weight changes $z_q$ alone. **k** numbers the "
            "probabilities."
        )
    )
    left, right = st.columns(2)
    left.markdown(
        "\n\n".join(
            [
                translate(
                    "Forward, from the activations a to the loss L, in nats (natural logarithm):"
                ),
                displayed(forward_formula(network)),
                translate(
                    "Backward through the logits. {name} occurs only in the sum for {logit}, so "
                    "the other zᵢ do not change. δ, 1 if its two indices are equal and otherwise "
                    "0, says the same.",
                    name=parameter.symbol,
                    logit=symbol("z", parameter.q),
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


def draw_gradients(network: Network) -> None:
    """∂L/∂z, and ∂L/∂W over ∂L/∂b."""
    errors = network.computed.bias  # of one example ∂L/∂b is ∂L/∂z
    st.markdown(
        "\n\n".join(
            [
                scrolled(logit_table(network).written()),
                logits_in_words(network),
                scrolled(parameter_gradient_table(network).written()),
                translate(
                    "∂L/∂b keeps one entry per class; for a batch, each is added up over the "
                    "examples. The sum over the classes, here {terms} {total}, is always 0, "
                    "because ŷ and y both sum to 1. So it says nothing.",
                    terms=" ".join(map(signed_number, errors)),
                    total=NOISE if is_noise(errors.sum(), *errors) else f"= {number(errors.sum())}",
                ),
            ]
        ),
        unsafe_allow_html=True,
    )


def draw_passed_back(network: Network, p: int) -> None:
    """∂L/∂a of every unit, and the sum that it is for unit p."""
    left, right = st.columns(2)
    left.markdown(scrolled(activation_gradient_table(network).written()), unsafe_allow_html=True)
    right.latex(handed_down_formula(network, p))


def draw_numbers(
    network: Network, parameter: Parameter, entry: ParameterEntry, diagonal_only: bool
) -> None:
    """Every table, to take away."""
    for table in (
        path_table(entry.factors, parameter, diagonal_only),
        logit_table(network),
        parameter_gradient_table(network),
        activation_gradient_table(network),
    ):
        draw_table(table.frame())
    draw_table(layer_table(network))
    st.markdown(translate("The Jacobian ∂ŷₖ/∂zᵢ, row k and column i:"))
    draw_table(jacobian_table(softmax_jacobian(network.computed.probabilities)))
