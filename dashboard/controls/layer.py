"""The layer that the pages of one layer share: a, W, b and its target, set in the sidebar.

Each of the four is one line of text, so that a link holds the whole layer: `a=1,0.5,-1`, the rows
of W apart by semicolons. Everything else that moves the layer writes these lines (`set_layer`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.targets import one_hot
from dashboard.controls.control import TextField
from dashboard.controls.restrictions import is_hidden, is_locked
from dashboard.text import english, translate
from dashboard.text.errors import draw_error
from dashboard.text.markdown import shortened
from dashboard.text.numbers import MINUS

LIMIT = 10.0  # entries of a, W and b lie from −LIMIT to LIMIT
DECIMALS = 6  # to which they are kept
_DECIMALS_OF_SHARES = 12  # so that three thirds still sum to 1
INPUTS = (1, 4)  # least and most
OUTPUTS = (2, 4)

ACTIVATIONS_KEY, WEIGHTS_KEY, BIAS_KEY, TARGET_KEY = "a", "W", "b", "target"
_INPUTS_KEY, _OUTPUTS_KEY = "_layer_inputs", "_layer_outputs"
_SESSION_KEY = "_layer"
_MOST_CHARACTERS = 300  # 16 weights with all their decimals

# What a layer has before anyone sets it, and what it grows by.
_FIRST_ACTIVATIONS = (1.0, 0.5, -1.0, 2.0)
_FIRST_WEIGHTS = (
    (0.5, -0.3, 0.2, 0.3),
    (-0.4, 0.8, 0.1, -0.2),
    (0.2, 0.6, -0.5, 0.3),
    (0.1, -0.2, 0.3, -0.4),
)
_FIRST_BIAS = (0.1, -0.1, 0.2, 0.0)

Parsed = TypeVar("Parsed")
Row = tuple[float, ...]


@dataclass(frozen=True)
class Layer:
    """One example through the output layer.

    Attributes
    ----------
    activations : a, one per unit of the layer below.
    weights : W; weights[p][q] leads from unit p to output q.
    bias : b, one per output.
    target : y, one share per output.
    """

    activations: Row
    weights: tuple[Row, ...]
    bias: Row
    target: Row

    @property
    def inputs(self) -> int:
        """The number of units of the layer below."""
        return len(self.weights)

    @property
    def outputs(self) -> int:
        """The number of outputs, one per class."""
        return len(self.bias)

    def resized(self, inputs: int, outputs: int) -> "Layer":
        """The layer with units and outputs cut off at the end, or added with their first values.

        >>> FIRST_LAYER.resized(1, 2).weights
        ((0.5, -0.3),)
        """
        kept = self.target[:outputs]
        grown = (*kept, *[0.0] * (outputs - len(kept)))
        return Layer(
            (*self.activations, *_FIRST_ACTIVATIONS[self.inputs :])[:inputs],
            tuple(
                (*row, *first[len(row) :])[:outputs]
                for row, first in zip(
                    (*self.weights, *[()] * (inputs - self.inputs)), _FIRST_WEIGHTS, strict=False
                )
            )[:inputs],
            (*self.bias, *_FIRST_BIAS[self.outputs :])[:outputs],
            # What was cut off may have held a share: then the first class is the true one.
            grown if abs(sum(grown) - 1) < 1e-6 else _one_hot(0, outputs),
        )


def _one_hot(place: int, outputs: int) -> Row:
    return tuple(float(share) for share in one_hot(place, outputs))


FIRST_LAYER = Layer(
    _FIRST_ACTIVATIONS[:3],
    tuple(row[:2] for row in _FIRST_WEIGHTS[:3]),
    _FIRST_BIAS[:2],
    _one_hot(1, 2),
)
LARGEST_LAYER = replace(FIRST_LAYER.resized(INPUTS[1], OUTPUTS[1]), target=(0.4, 0.3, 0.2, 0.1))


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


def layer_texts(layer: Layer) -> dict[str, str]:
    """The layer as its lines of text, which are also its parameters in a URL.

    >>> layer_texts(FIRST_LAYER)
    {'a': '1,0.5,-1', 'W': '0.5,-0.3;-0.4,0.8;0.2,0.6', 'b': '0.1,-0.1', 'target': '2'}
    """
    target = _row_text(layer.target, _DECIMALS_OF_SHARES)
    return {
        ACTIVATIONS_KEY: _row_text(layer.activations),
        WEIGHTS_KEY: ";".join(_row_text(row) for row in layer.weights),
        BIAS_KEY: _row_text(layer.bias),
        TARGET_KEY: str(layer.target.index(1.0) + 1) if 1.0 in layer.target else target,
    }


def _row_text(row: Row, decimals: int = DECIMALS) -> str:
    return ",".join(_number_text(value, decimals) for value in row)


def _number_text(value: float, decimals: int) -> str:
    held = min(max(value, -LIMIT), LIMIT)
    text = f"{held:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


_FIRST_TEXTS = layer_texts(FIRST_LAYER)


def draw_layer_controls() -> None:
    """Draw the layer's controls in the sidebar; the pages read them by `shared_layer`.

    A line that cannot be read is answered below it, and the layer keeps what it had there. Where
    that line is W, what does not fit the W it keeps is passed over: one sentence for one slip.
    """
    place = st.sidebar
    place.subheader(translate("The layer"))
    sizes = place.container()
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


def _draw_sizes(place: DeltaGenerator, layer: Layer) -> None:
    for key, label, limits, size in (
        (_INPUTS_KEY, translate("Inputs"), INPUTS, layer.inputs),
        (_OUTPUTS_KEY, translate("Outputs"), OUTPUTS, layer.outputs),
    ):
        st.session_state[key] = size
        name = key.removeprefix("_layer_")
        if not is_hidden(name):
            place.segmented_control(
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


def _layer_line(key: str, label: str, tooltip: str) -> TextField:
    """One line of text of the layer."""
    return TextField(key, label, _MOST_CHARACTERS, tooltip, _FIRST_TEXTS[key])


ACTIVATIONS_LINE = _layer_line(
    ACTIVATIONS_KEY, english("Activations a"), english("One number per unit, separated by commas.")
)
WEIGHTS_LINE = _layer_line(
    WEIGHTS_KEY,
    english("Weights W"),
    english(
        "A row for each unit p of the layer below, separated by semicolons; in it a number for "
        "each output q, separated by commas."
    ),
)
BIAS_LINE = _layer_line(
    BIAS_KEY, english("Bias b"), english("One number per output, separated by commas.")
)
TARGET_LINE = _layer_line(
    TARGET_KEY,
    english("Target y"),
    english(
        "The number of the true class; or one share per output, separated by commas, that sum to 1."
    ),
)


def _draw_line(
    line: TextField, parse: Callable[[str], Parsed], *, says_why: bool = True
) -> Parsed | None:
    """What the line holds; where that cannot be read, a sentence below it and None."""
    place = st.sidebar
    text = line.draw(place, _fit_to_weights if line is WEIGHTS_LINE else None)
    try:
        return parse(text)
    except ValueError as error:
        if says_why:
            draw_error(error, place)
        return None


def _fit_to_weights() -> None:
    """Where W was typed anew with other sizes, cut or grow the lines that no longer fit."""
    try:
        weights = parse_weights(st.session_state[WEIGHTS_KEY] or "")
    except ValueError:
        return
    inputs, outputs = len(weights), len(weights[0])
    fitting = layer_texts(replace(shared_layer().resized(inputs, outputs), weights=weights))
    for key, parse, size in (
        (ACTIVATIONS_KEY, parse_activations, inputs),
        (BIAS_KEY, parse_bias, outputs),
        (TARGET_KEY, parse_target, outputs),
    ):
        try:
            parse(st.session_state[key] or "", size)
        except ValueError:
            st.session_state[key] = fitting[key]


def parse_activations(text: str, inputs: int) -> Row:
    """a, of as many units as W has rows.

    Raises
    ------
    ValueError : as the other lines, one sentence for the user that names the value and the rule.

    Examples
    --------
    >>> parse_activations("1, 0.5, -1", 3)
    (1.0, 0.5, -1.0)
    """
    activations = _numbers(text, "a")
    if len(activations) != inputs:
        raise ValueError(
            translate(
                "a needs {needed} numbers, one for each row of W; it holds {found}.",
                found=len(activations),
                needed=inputs,
            )
        )
    return activations


def parse_weights(text: str) -> tuple[Row, ...]:
    """W, its rows from 1 to 4 and its columns from 2 to 4.

    >>> parse_weights("0.5, -0.3; 1, 2")
    ((0.5, -0.3), (1.0, 2.0))
    """
    rows = tuple(_numbers(row, "W") for row in text.split(";"))
    if not INPUTS[0] <= len(rows) <= INPUTS[1]:
        raise ValueError(
            translate(
                "W needs {least} to {most} rows, separated by semicolons; it holds {found}.",
                found=len(rows),
                least=INPUTS[0],
                most=INPUTS[1],
            )
        )
    for number, row in enumerate(rows, start=1):
        if not OUTPUTS[0] <= len(row) <= OUTPUTS[1]:
            raise ValueError(
                translate(
                    "Row {number} of W needs {least} to {most} numbers, one for each output; it "
                    "holds {found}.",
                    number=number,
                    found=len(row),
                    least=OUTPUTS[0],
                    most=OUTPUTS[1],
                )
            )
        if len(row) != len(rows[0]):
            raise ValueError(
                translate(
                    "Row {number} of W holds {found} numbers and row 1 holds {first}; all rows "
                    "must be equally long.",
                    number=number,
                    found=len(row),
                    first=len(rows[0]),
                )
            )
    return rows


def parse_bias(text: str, outputs: int) -> Row:
    """b, of as many outputs as W has columns.

    >>> parse_bias("0.1,-0.1", 2)
    (0.1, -0.1)
    """
    bias = _numbers(text, "b")
    if len(bias) != outputs:
        raise ValueError(
            translate(
                "b needs {needed} numbers, one for each column of W; it holds {found}.",
                found=len(bias),
                needed=outputs,
            )
        )
    return bias


def parse_target(text: str, outputs: int) -> Row:
    """y, from the number of the true class or from one share per output.

    >>> parse_target("2", 3), parse_target("0.3, 0.7", 2)
    ((0.0, 1.0, 0.0), (0.3, 0.7))
    """
    parts = _parts(text)
    if len(parts) == 1:
        if parts[0] not in [str(number) for number in range(1, outputs + 1)]:
            raise ValueError(
                translate(
                    "“{part}” is no target: it must be a class from 1 to {outputs}, or one share "
                    "for each output.",
                    part=shortened(parts[0]),
                    outputs=outputs,
                )
            )
        return _one_hot(int(parts[0]) - 1, outputs)
    if len(parts) != outputs:
        raise ValueError(
            translate(
                "The target needs one class, or {outputs} shares; it holds {found} numbers.",
                found=len(parts),
                outputs=outputs,
            )
        )
    shares = tuple(_number(part, translate("the target"), 0.0, 1.0) for part in parts)
    if abs(sum(shares) - 1) > 1e-6:
        raise ValueError(
            translate(
                "The target sums to {total:.10g}; its shares must sum to 1.", total=sum(shares)
            )
        )
    return shares


def _numbers(text: str, name: str) -> Row:
    return tuple(round(_number(part, name, -LIMIT, LIMIT), DECIMALS) for part in _parts(text))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text.strip() else []


def _number(part: str, name: str, least: float, most: float) -> float:
    try:
        value = float(part.replace(MINUS, "-"))
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise ValueError(
            translate(
                "“{part}” in {name} is not allowed: each must be a number in {least} … {most}.",
                part=shortened(part),
                name=name,
                least=f"{least:g}".replace("-", MINUS),
                most=f"{most:g}",
            )
        )
    return value + 0.0
