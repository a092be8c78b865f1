"""The hints of the practice page: first the rule, then the page that shows it at work."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.exercises import Exercise, Given
from core.exercises.signs import SHIFT, TOO_LONG
from dashboard.controls.layer import Layer
from dashboard.controls.layer_text import layer_texts
from dashboard.figures.network_numbers import Parameter
from dashboard.text import translate
from dashboard.text.links import address


class Place(NamedTuple):
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


def rule_in_words(kind: str) -> str:
    """The rule that answers the exercises of a kind."""
    return (_rules_of_signs() | _rules_of_numbers())[kind]


def _rules_of_signs() -> dict[str, str]:
    return {
        "logit_sign": translate(
            r"$\partial L/\partial z_i = \hat y_i - y_i$: is the probability above or below "
            r"its target?"
        ),
        "moving_logit": translate(
            r"A step adds $\eta\,(y_i - \hat y_i)$ to $z_i$: compare these differences, with "
            r"their signs."
        ),
        "weight_sign": translate(
            r"$\partial L/\partial w_{pq} = a_p (\hat y_q - y_q)$: multiply the two signs."
        ),
        "jacobian_sign": translate(
            "Raising a logit raises its own probability, and all probabilities still add up to 1."
        ),
        "larger_loss": translate(
            r"$L = -\sum_k y_k \log \hat y_k$: only the probability of the true class counts; "
            r"the smaller it is, the larger L."
        ),
        "true_class": translate(
            r"With smoothing the target of the true class is $1 - \varepsilon + "
            r"\varepsilon/K$: is its ŷ above or below that?"
        ),
        "step_outcome": translate(
            "The gradient gives the direction of increase only close by: a long step may "
            "overshoot. And adding the same number to all logits changes no ŷ."
        ),
        "temperature_direction": translate(
            "A large T brings the quotients z/T closer together, and the probabilities too."
        ),
    }


def _rules_of_numbers() -> dict[str, str]:
    slope = translate(
        r"$\partial L/\partial z_i = (\hat y_i - y_i)/T$. With label smoothing, use the "
        r"smoothed y."
    )
    weight = translate(
        r"$\partial L/\partial w_{pq} = a_p \, \partial L/\partial z_q$, and $\partial "
        r"L/\partial z_q = (\hat y_q - y_q)/T$. With label smoothing, use the smoothed y."
    )
    return {
        "probability": translate(
            r"$\hat y_k = e^{z_k/T} / \sum_j e^{z_j/T}$: divide by T, take exponentials, "
            r"divide by their sum."
        ),
        "logit_gradient": slope,
        "jacobian": translate(
            r"$\hat y_k (1 - \hat y_k)/T$ for k = i, and $-\hat y_k \hat y_i/T$ for k ≠ i."
        ),
        "weight_gradient": weight,
        "bias_gradient": translate(
            r"$\partial L/\partial b_q$ is the mean of $\hat y_q - y_q$ over the examples."
        ),
        "loss": translate(
            r"$L = -\sum_k y_k \log \hat y_k$, with the natural logarithm and ŷ = "
            r"softmax(z/T). With label smoothing, use the smoothed y."
        ),
        "gradient_row": weight,
        "new_weights": translate(
            r"Compute ŷ first; then $w_{pq} \to w_{pq} - \eta \, a_p (\hat y_q - y_q)$."
        ),
        "new_loss": translate(
            r"Compute ŷ and $(\hat y - y)/T$, subtract $\eta$ times that from z, then compute "
            r"ŷ and L again."
        ),
        "batch_row": translate(
            r"Compute $a_p (\hat y_q - y_q)$ for each example, then take the mean."
        ),
        "new_bias": translate(
            r"Compute $\hat y - y$ for each example, take the mean, and subtract $\eta$ times "
            r"it from b."
        ),
        "layer_below": translate(
            r"$\partial L/\partial a_p = \sum_q w_{pq} (\hat y_q - y_q)$: one term for each "
            r"logit."
        ),
    }


def place_of(exercise: Exercise) -> Place:
    """Where in the app this can be seen, with the numbers of the exercise wherever a page has them.

    Pages of one example take logits: where an exercise gives ŷ, they are log ŷ as nearly as the
    sliders can stand. A batch is shown by a training run of its own.
    """
    given = exercise.given
    match exercise.kind:
        case "bias_gradient" | "batch_row" | "new_bias":
            return Place(
                translate(
                    "Training: a mini-batch of two examples, and the mean of their gradients"
                ),
                "training",
                {"data": "iris", "batch": 2, "gradient": "true"},
            )
        case "weight_sign" | "new_weights" | "layer_below":
            return _place_of_layer(exercise)
        case "larger_loss" | "loss":
            return Place(
                translate("Loss surface: ŷ, y and L of this example"),
                "loss_surface",
                _example_state(given),
            )
        case "step_outcome" | "new_loss":
            return _place_of_step(given)
        case _:
            return Place(
                translate("Softmax: this example step by step, its Jacobian and its gradient"),
                "softmax",
                {**_example_state(given), "jk": given.row + 1, "ji": given.column + 1},
            )


def _place_of_step(given: Given) -> Place:
    if given.update == SHIFT:
        return Place(
            translate("Softmax: the same number added to every logit"),
            "softmax",
            {**_example_state(given), "shift": f"{given.step_size:g}"},
        )
    state = {**_example_state(given), "step_size": f"{given.step_size:g}"}
    words = (
        translate("Gradient field: gradient descent from this example, with this large η")
        if given.update == TOO_LONG
        else translate(
            "Gradient field: the gradient at this example, and the steps of gradient descent"
        )
    )
    return Place(words, "gradient_field", state)


def _place_of_layer(exercise: Exercise) -> Place:
    given = exercise.given
    classes = len(given.targets[0])
    if given.weights:
        weights, bias = given.weights, given.bias
    else:  # the bias alone makes the ŷ that is given
        weights = ((0.0,) * classes,) * len(given.activations[0])
        bias = tuple(float(logit) for logit in np.log(given.probabilities[0]))
    layer = Layer(given.activations[0], weights, bias, given.targets[0])
    if exercise.kind == "new_weights":
        return Place(
            translate("Start: this layer before and after its step"),
            "",
            {**layer_texts(layer), "eta": f"{given.step_size:g}"},
        )
    return Place(
        translate("Backprop: this layer and every path of its gradients"),
        "backprop",
        {**layer_texts(layer), "parameter": Parameter(given.row, given.column).name},
    )


def _example_state(given: Given) -> dict[str, object]:
    """The shared example's parameters for the first example that is given."""
    logits = given.logits[0] if given.logits else _nearest_logits(given.probabilities[0])
    state: dict[str, object] = {"K": len(logits)}
    state |= {f"z{place}": f"{logit:g}" for place, logit in enumerate(logits, 1)}
    if given.targets:
        target = given.targets[0]
        if 1.0 in target:
            state["y"] = target.index(1.0) + 1
        else:
            state["q"] = ",".join(f"{share:g}" for share in target)
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
