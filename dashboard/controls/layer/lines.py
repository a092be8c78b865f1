"""The shared layer in the sidebar: a line of text for each of a, W, b and y, and its sizes.

Whatever else moves the layer writes these lines (`set_layer`).
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import TextField
from dashboard.controls.declaration import Declaration, read_controls
from dashboard.controls.layer.controls import FIRST_LAYER, INPUTS, OUTPUTS, Layer, Row
from dashboard.controls.layer.line_text import (
    ACTIVATIONS_KEY,
    BIAS_KEY,
    ROW_KEYS,
    TARGET_KEY,
    WEIGHTS_KEY,
    layer_texts,
    parse_row,
    parse_weights,
)
from dashboard.controls.refused import forget_refused, refuse
from dashboard.controls.restrictions import is_hidden, is_locked
from dashboard.text import english, translate
from dashboard.written_numbers import row_of_numbers

_INPUTS_KEY, _OUTPUTS_KEY = "_layer_inputs", "_layer_outputs"
_SESSION_KEY = "_layer"
_READ_KEY = "_layer_read"  # the lines that a new size of W is told at, as they then stood
_MOST_CHARACTERS = 300  # 16 weights with all their decimals
_LINES = {
    key: TextField(key, label, _MOST_CHARACTERS, tooltip, layer_texts(FIRST_LAYER)[key])
    for key, label, tooltip in (
        (
            WEIGHTS_KEY,
            english("Weights W"),
            english(
                "One row per input, rows separated by semicolons; in each row one number per "
                "class, separated by commas. Example: 0.5,-0.3;-0.4,0.8"
            ),
        ),
        (
            ACTIVATIONS_KEY,
            english("Activations a"),
            english("One number per input, separated by commas. Example: 1,0.5,-1"),
        ),
        (
            BIAS_KEY,
            english("Bias b"),
            english("One number per class, separated by commas. Example: 0.1,-0.1"),
        ),
        (
            TARGET_KEY,
            english("Target y"),
            english(
                "The number of the true class, for example 2. Or a soft target: one probability "
                "per class, for example 0.3,0.7; they must add up to 1."
            ),
        ),
    )
}

Parsed = TypeVar("Parsed")


def shared_layer() -> Layer:
    """The layer as the sidebar has it, for callbacks."""
    layer: Layer = st.session_state[_SESSION_KEY]
    return layer


def set_layer(layer: Layer) -> None:
    """Make this the layer; from a callback only, before the controls are drawn again.

    Its entries are rounded to `DECIMALS` and held within ±`LIMIT`.
    """
    for key, text in layer_texts(layer).items():
        st.session_state[key] = text


def draw_layer_controls() -> Layer:
    """Draw the layer's controls in the sidebar and return the layer."""
    forget_refused()
    container = st.sidebar
    container.subheader(translate("The layer"))
    sizes = container.container()
    st.session_state[_SESSION_KEY] = layer = read_controls(
        layer_controls(st.session_state.get(_SESSION_KEY, FIRST_LAYER), container),
        lambda line: line.draw(container, _fit_to_weights if line.key == WEIGHTS_KEY else None),
    )
    _draw_sizes(sizes, layer)
    return layer


def layer_controls(
    before: Layer = FIRST_LAYER, container: DeltaGenerator | None = None
) -> Declaration[Layer]:
    """Declare the lines of the layer.

    A line that cannot be read is answered in the container, and the layer keeps what it had there
    before. Where that line is W, what does not fit the W it keeps is passed over: one sentence for
    one slip.
    """
    weights = yield from _line(WEIGHTS_KEY, parse_weights, container)
    # The sizes follow from W, and what had another size before is cut or grown to them.
    layer = before.with_weights(weights or before.weights)
    rows: list[Row] = []
    for key, kept in zip(ROW_KEYS, (layer.activations, layer.bias, layer.target), strict=True):
        parse = partial(parse_row, key, weights=layer.weights)
        row = yield from _line(key, parse, container, says_why=weights is not None)
        rows.append(row or kept)
    return Layer(rows[0], layer.weights, *rows[1:])


def _line(
    key: str,
    parse: Callable[[str], Parsed],
    container: DeltaGenerator | None,
    *,
    says_why: bool = True,
) -> Declaration[Parsed | None]:
    """What the line holds; where that cannot be read, a sentence below it and None."""
    text = str((yield _LINES[key]))
    try:
        value = parse(text)
    except ValueError as error:
        if container is not None:
            refuse("y" if key == TARGET_KEY else key, error, container, says_why=says_why)
        return None
    if container is not None:
        _draw_reading(key, text, container)
    return value


def _draw_reading(key: str, text: str, container: DeltaGenerator) -> None:
    """Say below a line what it was read as, where W has just given the layer another size."""
    read: dict[str, str] = st.session_state.get(_READ_KEY, {})
    if read.get(WEIGHTS_KEY) != st.session_state.get(WEIGHTS_KEY) or read.get(key) != text:
        return
    if key == WEIGHTS_KEY:
        rows = parse_weights(text)
        container.info(
            translate(
                "Read as {rows} × {columns}: {numbers}. A comma separates two numbers; a decimal "
                "has a point, as in 0.5.",
                rows=len(rows),
                columns=len(rows[0]),
                numbers="; ".join(map(row_of_numbers, rows)),
            )
        )
    elif key != TARGET_KEY:
        numbers = row_of_numbers([float(part) for part in text.split(",")])
        container.caption(translate("Fitted to W: {numbers}.", numbers=numbers))


def _fit_to_weights() -> None:
    """Where W was typed anew with other sizes, cut or grow the lines that no longer fit."""
    st.session_state.pop(_READ_KEY, None)
    before, read = shared_layer(), {WEIGHTS_KEY: st.session_state[WEIGHTS_KEY]}
    try:
        layer = before.with_weights(parse_weights(read[WEIGHTS_KEY] or ""))
    except ValueError:
        return
    for key in ROW_KEYS:
        try:
            parse_row(key, st.session_state[key] or "", layer.weights)
        except ValueError:
            st.session_state[key] = read[key] = layer_texts(layer)[key]
    if (layer.inputs, layer.outputs) != (before.inputs, before.outputs):
        st.session_state[_READ_KEY] = read


def _draw_sizes(container: DeltaGenerator, layer: Layer) -> None:
    for key, label, sizes, size in (
        (_INPUTS_KEY, translate("Inputs (activations a)"), INPUTS, layer.inputs),
        (_OUTPUTS_KEY, translate("Outputs (classes)"), OUTPUTS, layer.outputs),
    ):
        st.session_state[key] = size
        name = key.removeprefix("_layer_")
        if not is_hidden(name):
            container.segmented_control(
                label,
                list(sizes),
                key=key,
                required=True,
                disabled=is_locked(name, WEIGHTS_KEY),
                on_change=_resize,
                width="stretch",
            )


def _resize() -> None:
    inputs, outputs = st.session_state[_INPUTS_KEY], st.session_state[_OUTPUTS_KEY]
    if inputs in INPUTS and outputs in OUTPUTS:  # any client can send anything
        set_layer(shared_layer().resized(inputs, outputs))
