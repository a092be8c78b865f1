"""What can be set on the backprop page: the chosen weight or bias, and the usual mistake."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.symbols import symbol
from dashboard.controls.control import Choice, Switch
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.layer.controls import LIMIT, Layer
from dashboard.controls.layer.line_text import ACTIVATIONS_KEY, BIAS_KEY, WEIGHTS_KEY
from dashboard.controls.layer.lines import layer_controls, set_layer, shared_layer
from dashboard.controls.restrictions import is_hidden, is_locked, set_by_click
from dashboard.controls.tabs import Tabs
from dashboard.figures.network_numbers import Parameter, parameters_of
from dashboard.figures.network_positions import parameter_at
from dashboard.text import english

DIAGONAL_ONLY = Switch(
    "diagonal_only",
    english("Drop the off-diagonal terms"),
    help=english(
        "The usual mistake. The off-diagonal terms are the paths with i ≠ k. Without them it is as "
        "if ŷₖ depended on its own logit zₖ alone."
    ),
)
TABS = Tabs.of(
    {
        "paths": english("Path by path"),
        "derivation": english("The derivation"),
        "gradients": english("Every gradient"),
        "passed_back": english("Passed back to the previous layer"),
        "numbers": english("All the numbers"),
    }
)
_PARAMETER_KEY = "parameter"
_VALUE_KEY, _ACTIVATION_KEY = "_chosen_value", "_chosen_activation"


def draw_parameter_choice(container: DeltaGenerator, layer: Layer) -> Parameter:
    """Draw the list of all weights and biases and return the one chosen."""
    choice = parameter_choice(layer.inputs, layer.outputs)
    # Where the layer has shrunk, what was chosen may be gone.
    if st.session_state.get(choice.key, choice.default) not in choice.options:
        st.session_state[choice.key] = choice.default
    chosen = choice.options.index(choice.draw(container))
    return parameters_of(layer.inputs, layer.outputs)[chosen]


def parameter_choice(inputs: int, outputs: int) -> Choice:
    """The list of all weights and biases of a layer."""
    parameters = parameters_of(inputs, outputs)
    options = tuple(parameter.name for parameter in parameters)
    default = "w21" if "w21" in options else "w11"
    symbols = {parameter.name: parameter.symbol for parameter in parameters}
    return Choice(_PARAMETER_KEY, english("Weight or bias"), options, default, names=symbols)


def choose_clicked_parameter(click: dict[str, float], layer: Layer) -> None:
    """Choose the weight or bias whose label was clicked; a click elsewhere chooses nothing."""
    parameter = parameter_at(layer.inputs, layer.outputs, click["x"], click["y"])
    if parameter is not None:
        set_by_click(_PARAMETER_KEY, parameter.name)


def draw_value_sliders(
    left: DeltaGenerator, right: DeltaGenerator, layer: Layer, parameter: Parameter
) -> None:
    """Draw sliders for the chosen parameter and the activation it is multiplied by."""
    p, q = parameter
    value = layer.bias[q] if p is None else layer.weights[p][q]
    line = BIAS_KEY if p is None else WEIGHTS_KEY
    _draw_slider(
        left, _VALUE_KEY, parameter.symbol, value, line, lambda: _move_parameter(parameter)
    )
    if p is not None:
        _draw_slider(
            right,
            _ACTIVATION_KEY,
            symbol("a", p),
            layer.activations[p],
            ACTIVATIONS_KEY,
            lambda: _move_activation(p),
        )


def _draw_slider(
    container: DeltaGenerator,
    key: str,
    label: str,
    value: float,
    line: str,
    on_change: Callable[[], None],
) -> None:
    name = key.removeprefix("_")
    if is_hidden(name):
        return
    st.session_state[key] = value  # whatever moved it: this slider, the line of text, a link
    container.slider(
        label,
        -LIMIT,
        LIMIT,
        step=0.1,
        format="%.4g",
        key=key,
        disabled=is_locked(name, line),
        on_change=on_change,
    )


def _move_parameter(parameter: Parameter) -> None:
    layer, (p, q) = shared_layer(), parameter
    rows = [list(row) for row in (*layer.weights, layer.bias)]
    rows[layer.inputs if p is None else p][q] = float(st.session_state[_VALUE_KEY])
    *weights, bias = map(tuple, rows)
    set_layer(replace(layer, weights=tuple(weights), bias=bias))


def _move_activation(p: int) -> None:
    activations = list(shared_layer().activations)
    activations[p] = float(st.session_state[_ACTIVATION_KEY])
    set_layer(replace(shared_layer(), activations=tuple(activations)))


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    layer = yield from layer_controls()
    yield from each(parameter_choice(layer.inputs, layer.outputs), DIAGONAL_ONLY, TABS)
