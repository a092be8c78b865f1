"""What can be set on the backprop page: the chosen weight or bias, and the usual mistake."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.control import Choice, Switch
from dashboard.controls.declaration import Declaration, each
from dashboard.controls.layer.controls import Layer
from dashboard.controls.layer.lines import layer_controls
from dashboard.controls.restrictions import is_restricted
from dashboard.controls.tabs import Tabs
from dashboard.figures.network_numbers import Parameter, parameters_of
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
PARAMETER_KEY = "parameter"


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
    return Choice(PARAMETER_KEY, english("Weight or bias"), options, default, names=symbols)


def choose_parameter(name: str, layer: Layer) -> None:
    """Choose the weight or bias of this name; a client may have sent any text."""
    choice = parameter_choice(layer.inputs, layer.outputs)
    if name in choice.options and not is_restricted(choice.key):
        st.session_state[choice.key] = name


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    layer = yield from layer_controls()
    yield from each(parameter_choice(layer.inputs, layer.outputs), DIAGONAL_ONLY, TABS)
