"""The second hints: pages of the app that show an exercise at work, with its own numbers.

Pages of one example take logits: where an exercise gives ŷ, they are log ŷ as nearly as the
sliders can stand. A batch is shown by a training run of its own.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.exercises import Given
from dashboard.controls.layer.controls import Layer
from dashboard.controls.layer.line_text import layer_texts
from dashboard.controls.links import address
from dashboard.figures.network_numbers import Parameter
from dashboard.text import translate


class PageState(NamedTuple):
    """A page in a state that shows what an exercise is about.

    Attributes
    ----------
    words : what is to be seen there, translated.
    page : the page's path in the URL.
    state : the URL's parameters.
    """

    words: str
    page: str
    state: Mapping[str, object]

    def markdown(self) -> str:
        """As a link."""
        return f"[{self.words}]({address(self.page, self.state)})"


def softmax_page(given: Given) -> PageState:
    """ŷ, the Jacobian and the gradient of the example."""
    return PageState(
        translate("Softmax: this example step by step, its Jacobian and its gradient"),
        "softmax",
        {**example_state(given), "jk": given.row + 1, "ji": given.column + 1, "tab": "gradient"},
    )


def loss_surface_page(given: Given) -> PageState:
    """L of the example."""
    return PageState(
        translate("Loss surface: ŷ, y and L of this example"), "loss_surface", example_state(given)
    )


def gradient_field_page(given: Given) -> PageState:
    """The steps of gradient descent on the logits of the example."""
    return PageState(
        translate(
            "Gradient field: the gradient at this example, and the steps of gradient descent"
        ),
        "gradient_field",
        {**example_state(given), "step_size": f"{given.step_size:g}"},
    )


def training_page(_: Given) -> PageState:
    """The mean gradient of a batch, whatever its numbers are."""
    return PageState(
        translate("Training: a mini-batch of two examples, and the mean of their gradients"),
        "training",
        {"data": "iris", "batch": 2, "tab": "gradient"},
    )


def start_page(given: Given) -> PageState:
    """A step of the layer."""
    return PageState(
        translate("Start: this layer before and after its step"),
        "",
        {**_layer_state(given), "eta": f"{given.step_size:g}"},
    )


def backprop_page(given: Given) -> PageState:
    """The gradients of the layer."""
    return PageState(
        translate("Backprop: this layer and every path of its gradients"),
        "backprop",
        {**_layer_state(given), "parameter": Parameter(given.row, given.column).name},
    )


def passed_back_page(given: Given) -> PageState:
    """What the layer passes back to the one below."""
    page = backprop_page(given)
    return page._replace(state={**page.state, "tab": "passed_back"})


def _layer_state(given: Given) -> dict[str, str]:
    """The shared layer's parameters; without given weights the bias alone makes the given ŷ."""
    weights, bias = given.weights, given.bias
    if not weights:
        weights = ((0.0,) * len(given.targets[0]),) * len(given.activations[0])
        bias = tuple(float(logit) for logit in np.log(given.probabilities[0]))
    return layer_texts(Layer(given.activations[0], weights, bias, given.targets[0]))


def example_state(given: Given) -> dict[str, object]:
    """The shared example's parameters for the first example that is given."""
    logits = given.logits[0] if given.logits else _nearest_logits(given.probabilities[0])
    state: dict[str, object] = {"K": len(logits)}
    state |= {f"z{number}": f"{logit:g}" for number, logit in enumerate(logits, 1)}
    if given.targets:
        target = given.targets[0]
        if 1.0 in target:
            state["y"] = target.index(1.0) + 1
        else:
            state["q"] = ",".join(f"{probability:g}" for probability in target)
    if given.temperature != 1:
        state["T"] = f"{given.temperature:g}"
    if given.smoothing:
        state["eps"] = f"{given.smoothing:g}"
    return state


def _nearest_logits(probabilities: Sequence[float]) -> list[float]:
    """Logits to one decimal whose softmax is nearly this.

    >>> _nearest_logits((0.5, 0.25, 0.25))
    [0.5, -0.2, -0.2]
    """
    logits = np.log(probabilities)
    return [round(float(logit), 1) + 0.0 for logit in logits - logits.mean()]
