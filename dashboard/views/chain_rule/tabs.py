"""What stands in the tabs of the page: the sum over paths, every derivative, the matrices."""

import streamlit as st

from core.derivatives.chain_rule import DIFFERENCE_STEP, DerivativeByPaths, derivative_by_paths
from dashboard.controls.example.words import draw_table, inexact_in_words
from dashboard.text import translate
from dashboard.views.chain_rule.controls import PRODUCT, TWO_PATHS, WarmUp
from dashboard.views.chain_rule.formulas import (
    derivatives_formula,
    difference_formula,
    matrix_formula,
    sum_formula,
    values_formula,
)
from dashboard.views.chain_rule.words import (
    GENERAL_RULES,
    derivatives_table,
    paths_table,
    sum_table,
    values_table,
)


def draw_paths(warm_up: WarmUp, rule: DerivativeByPaths, difference: float) -> None:
    """The rule, its terms with the current values, and the finite difference that checks them."""
    general, table = st.columns([2, 3], vertical_alignment="center", gap="medium")
    general.latex(GENERAL_RULES[warm_up.demo])
    if warm_up.demo == TWO_PATHS:
        general.markdown(
            translate(
                "i = {i} is the input you chose. k counts the paths: path k goes through zₖ.",
                i=warm_up.wrt.removeprefix("x"),
            )
        )
        general.markdown(
            translate(
                "Softmax needs this: each logit (an input of softmax) can change the loss through "
                "every probability."
            )
        )
    table.markdown(sum_table(warm_up, rule, difference))
    terms, check = st.columns([2, 3], vertical_alignment="center", gap="medium")
    terms.latex(sum_formula(rule, warm_up.sign, warm_up.lit_path))
    check.latex(difference_formula(warm_up.output, warm_up.wrt, DIFFERENCE_STEP, difference))
    check.markdown(inexact_in_words())


def draw_derivatives(warm_up: WarmUp, rule: DerivativeByPaths) -> None:
    """The value of each node, and the derivative on each edge."""
    forward, local = st.columns(2)
    forward.markdown(translate("The values, from left to right:"))
    forward.latex(values_formula(warm_up.operations, rule.values))
    local.markdown(translate("The derivative on each edge:"))
    local.latex(derivatives_formula(warm_up.operations, rule, warm_up.sign))


def draw_matrix(warm_up: WarmUp) -> None:
    """The derivatives in all inputs at once, as a product of matrices."""
    if warm_up.demo == TWO_PATHS:
        st.markdown(
            translate(
                "The row (∂p/∂z₁ ∂p/∂z₂) times a matrix gives ∂p/∂x₁ and ∂p/∂x₂ at once. The "
                "matrix of all ∂zₖ/∂xᵢ is called the *Jacobian*: one row per k, one column per "
                "input."
            )
        )
    elif warm_up.demo == PRODUCT:
        st.markdown(
            translate("There is one input: the *Jacobian*, one row per node, has a single column.")
        )
    else:
        st.markdown(translate("There is one path: every matrix has a single entry."))
    rules = {
        wrt: derivative_by_paths(warm_up.operations, warm_up.inputs, wrt) for wrt in warm_up.inputs
    }
    st.latex(matrix_formula(rules, warm_up.sign))


def draw_numbers(warm_up: WarmUp, rule: DerivativeByPaths, difference: float) -> None:
    """Every node, edge and path."""
    values, derivatives, paths = st.columns(3)
    with values:
        draw_table(values_table(rule))
    with derivatives:
        draw_table(derivatives_table(warm_up, rule))
    with paths:
        draw_table(paths_table(warm_up, rule, difference))
