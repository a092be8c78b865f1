"""Chain rule: derivatives multiply along a path, and the paths add up."""

import streamlit as st

from core.derivatives.chain_rule import DIFFERENCE_STEP, derivative_by_paths, numerical_derivative
from dashboard.components.figure import draw_figure
from dashboard.controls.example.words import draw_table
from dashboard.controls.links import try_this
from dashboard.text import translate
from dashboard.views.chain_rule.controls import DEMO, TWO_PATHS, light, warm_up_from_controls
from dashboard.views.chain_rule.figure import GraphNode, computation_graph, part_at
from dashboard.views.chain_rule.formulas import (
    derivatives_formula,
    difference_formula,
    matrix_formula,
    sum_formula,
    values_formula,
)
from dashboard.views.chain_rule.words import (
    GENERAL_RULES,
    LEVEL_HEIGHT,
    TWO_ROWS_HEIGHT,
    derivatives_table,
    drawing_in_words,
    drawing_parts,
    lead_in_words,
    paths_table,
    sum_in_words,
    sum_table,
    symbol,
    values_table,
)

st.title(translate("Chain rule"))
sentence = st.container()
demo = DEMO.draw(st.container())
picture, controls = st.columns([4, 3], gap="medium")
warm_up = warm_up_from_controls(demo, controls)

rule = derivative_by_paths(warm_up.operations, warm_up.inputs, warm_up.wrt)
difference = numerical_derivative(warm_up.operations, warm_up.inputs, warm_up.wrt)
sentence.markdown(lead_in_words(warm_up, rule))
nodes, edges = drawing_parts(warm_up, rule)


def choose(click: dict[str, float]) -> None:
    """Light what was clicked."""
    part = part_at(nodes, edges, click["x"], click["y"])
    if part is not None:
        light(warm_up, [part.name] if isinstance(part, GraphNode) else [part.source, part.target])


with picture:
    draw_figure(
        computation_graph(
            nodes,
            edges,
            height=TWO_ROWS_HEIGHT if warm_up.has_two_paths else LEVEL_HEIGHT,
            view=demo,
        ),
        key="chain_rule_graph",
        alternative=drawing_in_words(warm_up, rule),
        on_click=choose if warm_up.has_two_paths else None,
    )
    st.markdown(sum_in_words(warm_up, rule, difference))
    if rule.kinks:
        st.markdown(
            translate(
                "{nodes}: exactly at the kink of ReLU, where the slope jumps from 0 to 1. This "
                "page uses 0; the finite difference averages both sides and may give another "
                "number.",
                nodes=", ".join(map(symbol, rule.kinks)),
            )
        )

st.subheader(translate("The formulas with the current values"))
st.latex(GENERAL_RULES[demo])
if demo == TWO_PATHS:
    st.markdown(
        translate(
            "i = {i} is the input you chose. k counts the paths: path k goes through zₖ.",
            i=warm_up.wrt.removeprefix("x"),
        )
    )
table, formula = st.columns(2, vertical_alignment="center", gap="medium")
with table:
    st.markdown(sum_table(warm_up, rule, difference))
with formula:
    st.latex(sum_formula(rule, warm_up.sign, warm_up.lit_path))
    st.latex(difference_formula(warm_up.output, warm_up.wrt, DIFFERENCE_STEP, difference))
forward, local = st.columns(2)
with forward:
    st.markdown(translate("The values, from left to right:"))
    st.latex(values_formula(warm_up.operations, rule.values))
with local:
    st.markdown(translate("The derivative on each edge:"))
    st.latex(derivatives_formula(warm_up.operations, rule, warm_up.sign))
if demo == TWO_PATHS:
    st.markdown(
        translate(
            "The row (∂p/∂z₁ ∂p/∂z₂) times a matrix gives ∂p/∂x₁ and ∂p/∂x₂ at once. The matrix "
            "of all ∂zₖ/∂xᵢ is called the *Jacobian*: one row per k, one column per input."
        )
    )
    st.latex(
        matrix_formula(
            {
                wrt: derivative_by_paths(warm_up.operations, warm_up.inputs, wrt)
                for wrt in warm_up.inputs
            }
        )
    )

with st.expander(translate("Numbers"), key="chain_rule_numbers", on_change="rerun") as numbers:
    if numbers.open:
        draw_table(values_table(rule))
        draw_table(derivatives_table(warm_up, rule))
        draw_table(paths_table(warm_up, rule, difference))

try_this(
    translate(
        "the loss of a two-class softmax as a network of operations, log(e^x₁ + e^x₂) − x₁: its "
        "derivatives are ŷ₁ − 1 and ŷ₂"
    ),
    "chain_rule",
    fz1="log-sum-exp",
    fz2="first",
    fp="difference",
)
