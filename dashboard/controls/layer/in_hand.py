"""The layer in a hand: what the network on screen may move, and what it has moved."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.components.live import Limits
from dashboard.controls.layer.controls import DECIMALS, LIMIT, Layer, Row, one_hot_row
from dashboard.controls.layer.line_text import ACTIVATIONS_KEY, BIAS_KEY, TARGET_KEY, WEIGHTS_KEY
from dashboard.controls.layer.lines import set_layer, shared_layer
from dashboard.controls.restrictions import is_restricted

HAND_STEP = 0.1  # of an arrow key, and of ten pixels of a drag
_ENTRY: Limits = (-LIMIT, LIMIT, 10.0**-DECIMALS)


def layer_values(layer: Layer) -> dict[str, float]:
    """Every number of the layer by its name: a1, w11, b1; and the true class, 0 if there is none.

    >>> layer_values(Layer((2.0,), ((0.5, -0.3),), (0.1, 0.0), (0.0, 1.0)))
    {'a1': 2.0, 'w11': 0.5, 'w12': -0.3, 'b1': 0.1, 'b2': 0.0, 'target': 2}
    """
    values = {f"a{p}": value for p, value in enumerate(layer.activations, 1)}
    for p, row in enumerate(layer.weights, 1):
        values |= {f"w{p}{k}": value for k, value in enumerate(row, 1)}
    values |= {f"b{k}": value for k, value in enumerate(layer.bias, 1)}
    return values | {"target": layer.target.index(1.0) + 1 if 1.0 in layer.target else 0}


def layer_given(layer: Layer) -> dict[str, Any]:
    """What the browser needs beside the values: sizes, target, and the lines a hand may move."""
    return {
        "inputs": layer.inputs,
        "classes": layer.outputs,
        "soft": layer.target,
        "free": _free_lines(),
    }


def _free_lines() -> list[str]:
    keys = ACTIVATIONS_KEY, WEIGHTS_KEY, BIAS_KEY, TARGET_KEY
    return [key for key in keys if not is_restricted(key)]


def layer_limits(layer: Layer, *, takes_steps: bool) -> dict[str, Limits]:
    """The limits of what the browser may tell: what a hand moves, and what a step changes.

    Parameters
    ----------
    takes_steps : whether W and b may change by steps, where a hand may not move them.
    """
    free = _free_lines()
    if takes_steps:
        free += [WEIGHTS_KEY, BIAS_KEY]
    letters = {"a": ACTIVATIONS_KEY, "w": WEIGHTS_KEY, "b": BIAS_KEY}
    limits = {key: _ENTRY for key in layer_values(layer) if letters.get(key[0]) in free}
    if TARGET_KEY in free:
        limits["target"] = (0, layer.outputs, 1)
    return limits


def move_layer(moved: Mapping[str, float], *, takes_steps: bool) -> None:
    """Set the layer to what a hand or a step has made of it, as far as a lesson lets them.

    Parameters
    ----------
    moved : numbers by the names of `layer_values`; a client may have sent any, of any name.
    """
    layer = shared_layer()
    limits = layer_limits(layer, takes_steps=takes_steps)

    def held(name: str, value: float) -> float:
        if name not in limits or name not in moved:
            return value
        least, most, _ = limits[name]
        return round(min(max(float(moved[name]), least), most), DECIMALS) + 0.0

    def row(letter: str, values: Row) -> Row:
        return tuple(held(f"{letter}{k}", value) for k, value in enumerate(values, 1))

    target = layer.target
    true_class = held("target", 0.0)
    if true_class in range(1, layer.outputs + 1):
        target = one_hot_row(int(true_class) - 1, layer.outputs)
    set_layer(
        replace(
            layer,
            activations=row("a", layer.activations),
            weights=tuple(row(f"w{p}", weights) for p, weights in enumerate(layer.weights, 1)),
            bias=row("b", layer.bias),
            target=target,
        )
    )
