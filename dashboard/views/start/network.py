"""The network at work on the start page: what a hand and a step may change, and its words."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.components.live import Live
from dashboard.components.network import draw_network
from dashboard.controls.layer.controls import LIMIT, Layer
from dashboard.controls.layer.in_hand import free_lines, layer_limits, layer_values, move_layer
from dashboard.controls.restrictions import is_hidden, is_locked, is_restricted
from dashboard.text import translate
from dashboard.views.start.controls import EDGES, STEP_SIZE, TAKE_STEP
from dashboard.written_numbers import short_number

_HAND_STEP = 0.1  # of an arrow key, and of some pixels of a drag


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
            given={
                "inputs": layer.inputs,
                "classes": layer.outputs,
                "soft": layer.target,
                "free": free_lines(),
            },
            view={
                "may": {
                    "step": _state(TAKE_STEP),
                    "rate": _state(STEP_SIZE.key),
                    "edges": _state(EDGES.key),
                },
                "rates": rates,
                "step": _HAND_STEP,
                "limit": LIMIT,
            },
            on_move=moved,
        ),
        key="network",
        texts=network_words(),
        edges=edges,
        on_edges=_choose_edges,
    )


def _state(key: str) -> str:
    """What a lesson makes of a control."""
    return "hidden" if is_hidden(key) else "locked" if is_locked(key) else "free"


def _choose_edges(option: str) -> None:
    if not is_restricted(EDGES.key):
        st.session_state[EDGES.key] = EDGES.held(option)


def network_words() -> dict[str, Any]:
    """All the words of the network; the browser fills in the {numbers}."""
    short = {"inputs": "a", "logits": "z", "probabilities": "ŷ", "loss": "L"}
    long = {"logits": "z = aW + b", "probabilities": "ŷ = softmax(z)"}
    labels = {"losses": translate("loss so far"), "change": translate("change")}
    return {
        "headers": {"narrow": short | labels, "wide": short | long | labels},
        "controls": translate("Steps of the network"),
        "step": translate("Take one step"),
        "play": translate("Play"),
        "pause": translate("Pause"),
        "undo": translate("Undo"),
        "reset": translate("Reset"),
        "speed": translate("Steps/s"),
        "rate": translate("Learning rate η"),
        "edges": translate("Edges"),
        "svg": translate("Save the picture as SVG"),
        "png": translate("Save the picture as PNG"),
        "true_class": translate("true class"),
        "soft": translate("soft target y"),
        "alternative": translate(
            "The layer as a network. Forward: {activations}; {logits}; {probabilities}; a loss of "
            "{loss} nats. Backward: {logit_gradients}; {activation_gradients}."
        ),
        "state": translate("The true class has {probability} = {percent}: L = {formula} = {loss}."),
        "state_soft": translate("L compares ŷ with the target y: L = {formula} = {loss}."),
        "forward": translate("Forward: z = aW + b for each class, then ŷ = softmax(z)."),
        "loss": translate("The loss: L = {formula} = {loss}."),
        "backward": translate("Backward: ∂L/∂z = ŷ − y, and from it ∂L/∂w = a · ∂L/∂z."),
        "update": translate("The step: every w and b changes by −η times its gradient."),
        "fell": translate(
            "Step {step}: L fell from {before} to {now}; {probability} went from {old} to {new}."
        ),
        "fell_soft": translate("Step {step}: L fell from {before} to {now}."),
        "rose": translate(
            "Step {step}: L rose from {before} to {now}, because the step was too long. Undo it "
            "and try a smaller η."
        ),
        "stayed": translate(
            "Step {step}: L stays at {now}. The gradient is almost 0, or η is too small."
        ),
        "cut": translate(
            "A value would have left ±{limit}; it stops there.", limit=short_number(LIMIT)
        ),
    }
