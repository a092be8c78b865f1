"""The shared layer in the sidebar: a line of text for each of a, W, b and y, and its sizes.

Whatever else moves the layer writes these lines (`set_layer`).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import TextField
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.layer.controls import FIRST_LAYER, INPUTS, OUTPUTS, Layer
from dashboard.controls.layer.line_text import (
    ACTIVATIONS_KEY,
    BIAS_KEY,
    TARGET_KEY,
    WEIGHTS_KEY,
    layer_texts,
    parse_activations,
    parse_bias,
    parse_target,
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
_FIRST_TEXTS = layer_texts(FIRST_LAYER)

Parsed = TypeVar("Parsed")


def _layer_line(key: str, label: str, tooltip: str) -> TextField:
    """One line of text of the layer."""
    return TextField(key, label, _MOST_CHARACTERS, tooltip, _FIRST_TEXTS[key])


ACTIVATIONS_LINE = _layer_line(
    ACTIVATIONS_KEY,
    english("Activations a"),
    english("One number per input, separated by commas. Example: 1,0.5,-1"),
)
WEIGHTS_LINE = _layer_line(
    WEIGHTS_KEY,
    english("Weights W"),
    english(
        "One row per input, rows separated by semicolons; in each row one number per class, "
        "separated by commas. Example: 0.5,-0.3;-0.4,0.8"
    ),
)
BIAS_LINE = _layer_line(
    BIAS_KEY,
    english("Bias b"),
    english("One number per class, separated by commas. Example: 0.1,-0.1"),
)
TARGET_LINE = _layer_line(
    TARGET_KEY,
    english("Target y"),
    english(
        "The number of the true class, for example 2. Or a soft target: one probability per "
        "class, for example 0.3,0.7; they must add up to 1."
    ),
)


def shared_layer() -> Layer:
    """The layer as the sidebar has it, for the pages that show it."""
    layer: Layer = st.session_state[_SESSION_KEY]
    return layer


def set_layer(layer: Layer) -> None:
    """Make this the layer; from a callback only, before the controls are drawn again.

    Its entries are rounded to `DECIMALS` and held within ±`LIMIT`.
    """
    for key, text in layer_texts(layer).items():
        st.session_state[key] = text


def draw_layer_controls() -> None:
    """Draw the layer's controls in the sidebar; the pages read them by `shared_layer`.

    A line that cannot be read is answered below it, and the layer keeps what it had there. Where
    that line is W, what does not fit the W it keeps is passed over: one sentence for one slip.
    """
    forget_refused()
    container = st.sidebar
    container.subheader(translate("The layer"))
    sizes = container.container()
    # The sizes follow from W, and what had another size before is cut or grown to them.
    before: Layer = st.session_state.get(_SESSION_KEY, FIRST_LAYER)
    weights = _draw_line(WEIGHTS_LINE, parse_weights)
    inputs, outputs = (
        (len(weights), len(weights[0])) if weights else (before.inputs, before.outputs)
    )
    before = before.resized(inputs, outputs)
    says_why = weights is not None
    activations = _draw_line(
        ACTIVATIONS_LINE, lambda text: parse_activations(text, inputs), says_why=says_why
    )
    bias = _draw_line(BIAS_LINE, lambda text: parse_bias(text, outputs), says_why=says_why)
    target = _draw_line(TARGET_LINE, lambda text: parse_target(text, outputs), says_why=says_why)
    layer = Layer(
        activations or before.activations,
        weights or before.weights,
        bias or before.bias,
        target or before.target,
    )
    st.session_state[_SESSION_KEY] = layer
    _draw_sizes(sizes, layer)


def _draw_line(
    line: TextField, parse: Callable[[str], Parsed], *, says_why: bool = True
) -> Parsed | None:
    """What the line holds; where that cannot be read, a sentence below it and None."""
    container = st.sidebar
    text = line.draw(container, _fit_to_weights if line is WEIGHTS_LINE else None)
    try:
        value = parse(text)
    except ValueError as error:
        refuse("y" if line is TARGET_LINE else line.key, error, container, says_why=says_why)
        return None
    _draw_reading(line, text)
    return value


def _draw_reading(line: TextField, text: str) -> None:
    """Say below a line what it was read as, where W has just given the layer another size."""
    read: dict[str, str] = st.session_state.get(_READ_KEY, {})
    if read.get(WEIGHTS_KEY) != st.session_state.get(WEIGHTS_KEY) or read.get(line.key) != text:
        return
    container = st.sidebar
    if line is WEIGHTS_LINE:
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
    elif line in (ACTIVATIONS_LINE, BIAS_LINE):
        numbers = [float(part) for part in text.split(",")]
        container.caption(translate("Fitted to W: {numbers}.", numbers=row_of_numbers(numbers)))


def _fit_to_weights() -> None:
    """Where W was typed anew with other sizes, cut or grow the lines that no longer fit."""
    st.session_state.pop(_READ_KEY, None)
    try:
        weights = parse_weights(st.session_state[WEIGHTS_KEY] or "")
    except ValueError:
        return
    inputs, outputs = len(weights), len(weights[0])
    before, read = shared_layer(), {WEIGHTS_KEY: st.session_state[WEIGHTS_KEY]}
    fitting = layer_texts(replace(before.resized(inputs, outputs), weights=weights))
    for key, parse, size in (
        (ACTIVATIONS_KEY, parse_activations, inputs),
        (BIAS_KEY, parse_bias, outputs),
        (TARGET_KEY, parse_target, outputs),
    ):
        try:
            parse(st.session_state[key] or "", size)
        except ValueError:
            st.session_state[key] = fitting[key]
            read[key] = fitting[key]
    if (inputs, outputs) != (before.inputs, before.outputs):
        st.session_state[_READ_KEY] = read


def _draw_sizes(container: DeltaGenerator, layer: Layer) -> None:
    for key, label, limits, size in (
        (_INPUTS_KEY, translate("Inputs (activations a)"), INPUTS, layer.inputs),
        (_OUTPUTS_KEY, translate("Outputs (classes)"), OUTPUTS, layer.outputs),
    ):
        st.session_state[key] = size
        name = key.removeprefix("_layer_")
        if not is_hidden(name):
            container.segmented_control(
                label,
                _sizes(limits),
                key=key,
                required=True,
                disabled=is_locked(name, WEIGHTS_KEY),
                on_change=_resize,
                width="stretch",
            )


def _sizes(limits: tuple[int, int]) -> list[int]:
    least, most = limits
    return list(range(least, most + 1))


def _resize() -> None:
    inputs, outputs = st.session_state[_INPUTS_KEY], st.session_state[_OUTPUTS_KEY]
    if inputs in _sizes(INPUTS) and outputs in _sizes(OUTPUTS):  # any client can send anything
        set_layer(shared_layer().resized(inputs, outputs))


def layer_controls() -> Declaration[tuple[int, int]]:
    """Declare the lines of the layer; its inputs and outputs are returned."""
    lines = yield from each(WEIGHTS_LINE, ACTIVATIONS_LINE, BIAS_LINE, TARGET_LINE)
    try:
        rows = parse_weights(str(lines[0]))
    except ValueError:  # answered on the page itself
        return FIRST_LAYER.inputs, FIRST_LAYER.outputs
    return len(rows), len(rows[0])
