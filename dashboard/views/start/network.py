"""The network at work on the start page: what a hand and a step may change."""

from collections.abc import Mapping

import streamlit as st

from dashboard.components.live import Live
from dashboard.components.network import draw_network
from dashboard.controls.layer.controls import LIMIT, Layer
from dashboard.controls.layer.in_hand import (
    HAND_STEP,
    layer_given,
    layer_limits,
    layer_values,
    move_layer,
)
from dashboard.controls.layer.network_words import network_words
from dashboard.controls.restrictions import is_hidden, is_locked, is_restricted
from dashboard.views.start.controls import EDGES, STEP_SIZE, TAKE_STEP


def draw_layer_network(layer: Layer, step_size: float, edges: str) -> None:
    """Draw the layer as a network that moves by hand and by steps."""
    rates = STEP_SIZE.minimum, STEP_SIZE.maximum
    takes_steps = not is_restricted(TAKE_STEP)
    limits = layer_limits(layer, takes_steps=takes_steps)
    if not is_restricted(STEP_SIZE.key):
        limits[STEP_SIZE.key] = (*rates, 1e-6)

    def moved(values: Mapping[str, float]) -> None:
        move_layer(values, takes_steps=takes_steps)
        if STEP_SIZE.key in values and not is_restricted(STEP_SIZE.key):
            st.session_state[STEP_SIZE.key] = STEP_SIZE.held(float(values[STEP_SIZE.key]))

    draw_network(
        Live(
            values=layer_values(layer) | {STEP_SIZE.key: step_size},
            limits=limits,
            given=layer_given(layer),
            view={
                "may": {
                    "step": _state(TAKE_STEP),
                    "rate": _state(STEP_SIZE.key),
                    "edges": _state(EDGES.key),
                },
                "rates": rates,
                "step": HAND_STEP,
                "limit": LIMIT,
            },
            on_move=moved,
        ),
        key="network",
        texts=network_words(),
        edges=edges,
        on_edges=_choose_edges,
    )


def _state(key: str) -> dict[str, bool]:
    """What a lesson makes of a control."""
    return {"isHidden": is_hidden(key), "isLocked": is_locked(key)}


def _choose_edges(option: str) -> None:
    if not is_restricted(EDGES.key):
        st.session_state[EDGES.key] = EDGES.held(option)
