"""What can be set on the backprop page: the chosen weight or bias, and the usual mistake."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import Choice
from dashboard.controls.layer import LIMIT, Layer, set_layer, shared_layer
from dashboard.controls.switch import Switch
from dashboard.figures.network import Parameter, parameter_at, parameters_of
from dashboard.text import english
from dashboard.text.example_words import symbol

DIAGONAL_ONLY = Switch(
    "diagonal_only",
    english("Drop the off-diagonal terms (a mistake)"),
    help=english("Keep only the paths with i = k, as if ŷᵢ depended on its own logit zᵢ alone."),
)
_PARAMETER_KEY = "parameter"
_VALUE_KEY, _ACTIVATION_KEY = "_chosen_value", "_chosen_activation"


def draw_parameter_choice(place: DeltaGenerator, layer: Layer) -> Parameter:
    """Draw the list of all weights and biases and return the one chosen."""
    parameters = {
        parameter.name: parameter for parameter in parameters_of(layer.inputs, layer.outputs)
    }
    default = "w21" if "w21" in parameters else "w11"
    # Where the layer has shrunk, what was chosen may be gone.
    if st.session_state.get(_PARAMETER_KEY, default) not in parameters:
        st.session_state[_PARAMETER_KEY] = default
    choice = Choice(_PARAMETER_KEY, english("Weight or bias"), tuple(parameters), default)
    return parameters[choice.draw(place)]


def choose_clicked_parameter(click: dict[str, float], layer: Layer) -> None:
    """Choose the weight or bias whose label was clicked; a click elsewhere chooses nothing."""
    parameter = parameter_at(layer.inputs, layer.outputs, click["x"], click["y"])
    if parameter is not None:
        st.session_state[_PARAMETER_KEY] = parameter.name


def draw_value_sliders(place: DeltaGenerator, layer: Layer, parameter: Parameter) -> None:
    """Draw sliders for the chosen parameter and the activation it is multiplied by."""
    p, q = parameter
    value = layer.bias[q] if p is None else layer.weights[p][q]
    _draw_slider(place, _VALUE_KEY, parameter.symbol, value, lambda: _move_parameter(parameter))
    if p is not None:
        _draw_slider(
            place,
            _ACTIVATION_KEY,
            symbol("a", p),
            layer.activations[p],
            lambda: _move_activation(p),
        )


def _draw_slider(
    place: DeltaGenerator, key: str, label: str, value: float, on_change: Callable[[], None]
) -> None:
    st.session_state[key] = value  # whatever moved it: this slider, the line of text, a link
    place.slider(label, -LIMIT, LIMIT, step=0.1, format="%.4g", key=key, on_change=on_change)


def _move_parameter(parameter: Parameter) -> None:
    layer, (p, q) = shared_layer(), parameter
    value = float(st.session_state[_VALUE_KEY])
    if p is None:
        set_layer(replace(layer, bias=_with(layer.bias, q, value)))
    else:
        row = _with(layer.weights[p], q, value)
        set_layer(replace(layer, weights=(*layer.weights[:p], row, *layer.weights[p + 1 :])))


def _move_activation(p: int) -> None:
    layer, value = shared_layer(), float(st.session_state[_ACTIVATION_KEY])
    set_layer(replace(layer, activations=_with(layer.activations, p, value)))


def _with(values: tuple[float, ...], place: int, value: float) -> tuple[float, ...]:
    return (*values[:place], value, *values[place + 1 :])
