"""One gradient step of the shared layer, taken by a button and undone by another."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.optimizers import sgd
from dashboard.controls.layer.controls import DECIMALS, LIMIT, Layer, stacked_gradient
from dashboard.controls.layer.line_text import LAYER_KEYS, layer_texts, parse_layer
from dashboard.controls.layer.lines import set_layer, shared_layer
from dashboard.controls.restrictions import is_hidden, is_locked
from dashboard.text import translate
from dashboard.views.start.controls import STEP_SIZE, TAKE_STEP

_MOST_REMEMBERED = 100
_SESSION_KEY = "_layer_steps"


class LayerStep(NamedTuple):
    """A step of gradient descent, as the layer's lines of text keep it."""

    before: Layer
    after: Layer
    step_size: float
    is_held: bool  # whether an entry would have left ±LIMIT


def layer_step(layer: Layer, step_size: float) -> LayerStep:
    """W ← W − η ∂L/∂W and b ← b − η ∂L/∂b, each entry rounded and held as the layer keeps it.

    >>> layer = Layer((1.0,), ((0.0, 0.0),), (0.0, 0.0), (1.0, 0.0))
    >>> layer_step(layer, 0.5).after.weights
    ((0.25, -0.25),)
    """
    gradient, parameters = stacked_gradient(layer.network), np.vstack([layer.weights, layer.bias])
    optimizer = sgd()
    moved, _ = optimizer.update(gradient, optimizer.init(parameters), parameters, step_size)
    rows = tuple(_kept(row) for row in moved)
    after = replace(layer, weights=rows[:-1], bias=rows[-1])
    return LayerStep(layer, after, step_size, bool((np.abs(moved) > LIMIT).any()))


def _kept(row: NDArray[np.float64]) -> tuple[float, ...]:
    held = np.clip(row, -LIMIT, LIMIT)
    return tuple(round(value, DECIMALS) + 0.0 for value in held.tolist())


def steps_to(layer: Layer) -> tuple[LayerStep, ...]:
    """The steps that led to this layer in this session, the last one last; none if it was set."""
    steps: tuple[LayerStep, ...] = st.session_state.get(_SESSION_KEY, ())
    if steps and layer_texts(steps[-1].after) == layer_texts(layer):
        return steps
    return ()


def draw_step_buttons(row: DeltaGenerator, layer: Layer) -> None:
    """Draw the button that takes a step from this layer, and the one that undoes the last."""
    if is_hidden(TAKE_STEP):
        return
    is_off = is_locked(TAKE_STEP)
    row.button(
        translate("Take one step"),
        key="_take_step",
        type="primary",
        icon=":material/arrow_downward:",
        on_click=_take,
        disabled=is_off,
    )
    row.button(
        translate("Undo the step"),
        key="_undo_step",
        icon=":material/undo:",
        on_click=_undo,
        disabled=is_off or not steps_to(layer),
    )


def _take() -> None:
    layer = _written_layer()
    step = layer_step(layer, STEP_SIZE.held(float(st.session_state[STEP_SIZE.key])))
    st.session_state[_SESSION_KEY] = (*steps_to(layer), step)[-_MOST_REMEMBERED:]
    set_layer(step.after)


def _undo() -> None:
    steps = steps_to(_written_layer())
    if steps:  # a second click may arrive when there is none left
        st.session_state[_SESSION_KEY] = steps[:-1]
        set_layer(steps[-1].before)


def _written_layer() -> Layer:
    """The layer as its lines say it now.

    A line may have been typed, and the button pressed, before the page could run in between.
    """
    try:
        return parse_layer({key: st.session_state[key] or "" for key in LAYER_KEYS})
    except ValueError:
        return shared_layer()
