"""The network on the backprop page: the paths of the chosen weight or bias, lit."""

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
from dashboard.controls.restrictions import is_restricted
from dashboard.figures.network_numbers import Parameter
from dashboard.views.backprop.controls import PARAMETER_KEY, choose_parameter
from dashboard.views.backprop.words import network_in_words


def draw_paths_network(layer: Layer, parameter: Parameter, *, diagonal_only: bool) -> None:
    """Draw the layer as a network that moves by hand, with the paths of one parameter."""
    draw_network(
        Live(
            values=layer_values(layer),
            limits=layer_limits(layer, takes_steps=False),
            given=layer_given(layer),
            view={
                "may": {name: {"isHidden": True} for name in ("step", "rate", "edges")},
                "rates": (0, 1),
                "step": HAND_STEP,
                "limit": LIMIT,
            },
            on_move=lambda moved: move_layer(moved, takes_steps=False),
        ),
        key="network_paths",
        texts=network_words() | {"alternative": network_in_words(diagonal_only=diagonal_only)},
        paths={
            "parameter": parameter.name,
            "isFree": not is_restricted(PARAMETER_KEY),
            "isMistaken": diagonal_only,
        },
        on_chosen=lambda name: choose_parameter(name, layer),
    )
