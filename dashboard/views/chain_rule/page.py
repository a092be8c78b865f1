"""Chain rule: derivatives multiply along a path, and the paths add up."""

from functools import partial

import streamlit as st

from core.derivatives.chain_rule import derivative_by_paths, numerical_derivative
from dashboard.components.figure import draw_figure
from dashboard.controls.in_hand import told_at_rest
from dashboard.controls.links import try_this
from dashboard.text import translate
from dashboard.views.chain_rule.controls import TABS, draw_warm_up, light
from dashboard.views.chain_rule.drawing import (
    LEVEL_HEIGHT,
    TWO_ROWS_HEIGHT,
    drawing_parts,
    written,
)
from dashboard.views.chain_rule.figure import GraphNode, computation_graph, part_at
from dashboard.views.chain_rule.in_hand import graph_in_hand
from dashboard.views.chain_rule.tabs import draw_derivatives, draw_matrix, draw_numbers, draw_paths
from dashboard.views.chain_rule.words import (
    drawing_in_words,
    lead_in_words,
    sum_in_words,
    symbol,
)

st.title(translate("Chain rule"))
sentence = st.container()
picture, hand = st.columns([8, 5], gap="medium")
warm_up = draw_warm_up(hand)

rule = derivative_by_paths(warm_up.operations, warm_up.inputs, warm_up.wrt)
difference = numerical_derivative(warm_up.operations, warm_up.inputs, warm_up.wrt)
sentence.markdown(lead_in_words(warm_up, rule))
drawing = drawing_parts(warm_up, rule, written(rule))


def choose(click: dict[str, float]) -> None:
    """Light what was clicked."""
    part = part_at(drawing, click["x"], click["y"])
    if part is not None:
        light(warm_up, [part.name] if isinstance(part, GraphNode) else [part.source, part.target])


with picture:
    draw_figure(
        computation_graph(
            drawing,
            height=TWO_ROWS_HEIGHT if warm_up.has_two_paths else LEVEL_HEIGHT,
            view=warm_up.demo,
        ),
        key="chain_rule_graph",
        alternative=drawing_in_words(warm_up, rule, drawing),
        on_click=choose if warm_up.has_two_paths else None,
        live=graph_in_hand(warm_up, rule),
    )
told_at_rest().markdown(sum_in_words(warm_up, rule, difference))
if rule.kinks:
    st.markdown(
        translate(
            "{nodes}: exactly at the kink of ReLU, where the slope jumps from 0 to 1. This page "
            "uses 0; the finite difference averages both sides and may give another number.",
            nodes=", ".join(map(symbol, rule.kinks)),
        )
    )
TABS.draw_open(
    st.container(),
    {
        "paths": partial(draw_paths, warm_up, rule, difference),
        "derivatives": partial(draw_derivatives, warm_up, rule),
        "matrix": partial(draw_matrix, warm_up),
        "numbers": partial(draw_numbers, warm_up, rule, difference),
    },
)
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
