"""Level 3 in words: rows and steps of gradient descent, made by `core.exercises.steps`."""

import numpy as np

from core.exercises import Given
from core.layer.output_layer import layer_gradients
from core.losses.cross_entropy import cross_entropy
from core.losses.softmax import softmax
from core.symbols import symbol
from dashboard.figures.network_numbers import Parameter
from dashboard.text import english, translate
from dashboard.views.practice.entries import WEIGHT_RULE
from dashboard.views.practice.kind import Kind
from dashboard.views.practice.mistakes import shared, shared_with_logit_gradient
from dashboard.views.practice.page_states import (
    gradient_field_page,
    passed_back_page,
    start_page,
    training_page,
)
from dashboard.views.practice.solution_lines import (
    computed,
    computed_row,
    derivative,
    example_lines,
    factor,
    layer_lines,
    logit_gradient_row_lines,
    logit_gradients_of,
    step_lines,
)


def _weight_symbols(given: Given) -> list[str]:
    """The weights from a_p, one for each class."""
    return [Parameter(given.row, k).symbol for k in range(len(given.targets[0]))]


def _row_names(given: Given) -> list[str]:
    return [f"∂L/∂{weight}" for weight in _weight_symbols(given)]


def _gradient_row_solution(given: Given) -> list[str]:
    p = given.row
    activation = given.activations[0][p]
    return [
        *logit_gradient_row_lines(given),
        rf"a_{p + 1} \, {derivative('z')} &= {factor(activation)} \cdot {derivative('z')} \\ "
        rf"&= {computed_row(activation * logit_gradients_of(given)[0])}",
    ]


def _new_weights_solution(given: Given) -> list[str]:
    p = given.row
    layer = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    row, gradient = np.array(given.weights[p]), layer.weights[p]
    return [
        *layer_lines(given),
        rf"a_{p + 1} \, {derivative('z')} &= {computed_row(gradient)}",
        *step_lines(rf"w_{{{p + 1}\cdot}}", row, gradient, given.step_size),
    ]


def _new_loss_solution(given: Given) -> list[str]:
    logits, target, temperature = np.array(given.logits[0]), given.smoothed[0], given.temperature
    gradients = logit_gradients_of(given)[0]
    moved = logits - given.step_size * gradients
    probabilities = softmax(moved, temperature=temperature)
    return [
        *logit_gradient_row_lines(given),
        *step_lines("z", logits, gradients, given.step_size),
        rf"\hat y &\to {computed_row(probabilities)}",
        rf"L &= -\log {computed(probabilities[given.targets[0].index(1.0)])} "
        rf"= {computed(cross_entropy(moved, target, temperature=temperature))}",
    ]


def _batch_row_solution(given: Given) -> list[str]:
    p = given.row
    gradients = logit_gradients_of(given)
    activations = [row[p] for row in given.activations]
    rows = np.array(activations)[:, None] * gradients
    lines = example_lines(given)
    for number, (activation, row) in enumerate(zip(activations, rows, strict=True), 1):
        lines.append(
            rf"a_{p + 1}^{{({number})}} {derivative('z', number)} &= {factor(activation)} \cdot "
            rf"{derivative('z', number)} \\ &= {computed_row(row)}"
        )
    mean = rf"\tfrac12 \sum_n a_{p + 1}^{{(n)}} {derivative('z', 'n')}"
    name = derivative(rf"w_{{{p + 1}\cdot}}")
    return [*lines, rf"{name} &= {mean} \\ &= {computed_row(rows.mean(axis=0))}"]


def _new_bias_solution(given: Given) -> list[str]:
    mean, bias = logit_gradients_of(given).mean(axis=0), np.array(given.bias)
    return [
        *example_lines(given),
        rf"{derivative('b')} &= \tfrac12 \sum_n {derivative('z', 'n')} \\ &= {computed_row(mean)}",
        *step_lines("b", bias, mean, given.step_size),
    ]


def _layer_below_solution(given: Given) -> list[str]:
    layer = layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
    lines = layer_lines(given)
    lines.append(rf"{derivative('a_p')} &= \sum_q w_{{pq}} \, {derivative('z_q')}")
    for p, (row, gradient) in enumerate(zip(given.weights, layer.activations[0], strict=True), 1):
        terms = r" \\ &\quad + ".join(
            rf"{factor(weight)} \cdot {factor(own)}"
            for weight, own in zip(row, layer.bias, strict=True)  # of one example ∂L/∂b is ∂L/∂z
        )
        lines.append(rf"{derivative(f'a_{p}')} &= {terms} = {computed(gradient)}")
    return lines


STEPS = {
    "gradient_row": Kind(
        "A row of ∂L/∂W",
        WEIGHT_RULE,
        mistakes=shared_with_logit_gradient("activation"),
        question=lambda given: translate(
            "L is the cross-entropy. Compute ∂L/∂w for every weight from {a}: one number per "
            "logit.",
            a=symbol("a", given.row),
        ),
        solution=_gradient_row_solution,
        number_names=_row_names,
    ),
    "new_weights": Kind(
        "Weights after a step",
        r"Compute ŷ first; then $w_{pq} \to w_{pq} - \eta \, a_p (\hat y_q - y_q)$.",
        mistakes=shared("ascent", "step_alone", "step_size", "activation"),
        question=lambda given: translate(
            "The layer z = aW + b takes one gradient-descent step with learning rate η (loss: "
            "cross-entropy). What are the weights from {a} now?",
            a=symbol("a", given.row),
        ),
        solution=_new_weights_solution,
        page_state=start_page,
        number_names=lambda given: [translate("new {w}", w=w) for w in _weight_symbols(given)],
    ),
    "new_loss": Kind(
        "The loss after a step",
        r"Compute ŷ and $(\hat y - y)/T$, subtract $\eta$ times that from z, then compute ŷ and L "
        r"again.",
        mistakes={
            **shared("ascent", "step_size", "slope_temperature", "temperature"),
            "old_loss": english("That is the loss before the step."),
        },
        question=lambda _: translate(
            "The logits become z − η ∂L/∂z. What is the cross-entropy L now, in nats?"
        ),
        solution=_new_loss_solution,
        page_state=gradient_field_page,
        number_names=lambda _: [translate("new L")],
    ),
    "batch_row": Kind(
        "A row of ∂L/∂W for a batch",
        r"Compute $a_p (\hat y_q - y_q)$ for each example, then take the mean.",
        mistakes={
            **shared("sum", "sign", "activation"),
            "first_example": english(
                "That is example 1 alone; the loss is the mean over both examples."
            ),
        },
        question=lambda given: translate(
            "L is the mean cross-entropy of a batch of two examples. Compute ∂L/∂w for every "
            "weight from {a}: one number per logit.",
            a=symbol("a", given.row),
        ),
        solution=_batch_row_solution,
        page_state=training_page,
        number_names=_row_names,
    ),
    "new_bias": Kind(
        "The bias after a step with a batch",
        r"Compute $\hat y - y$ for each example, take the mean, and subtract $\eta$ times it from "
        r"b.",
        mistakes=shared("sum", "ascent", "step_alone", "step_size"),
        question=lambda _: translate(
            "L is the mean cross-entropy of a batch of two examples. What is the bias b after one "
            "gradient-descent step with learning rate η?"
        ),
        solution=_new_bias_solution,
        page_state=training_page,
        number_names=lambda given: [
            translate("new {b}", b=symbol("b", k)) for k in range(len(given.bias))
        ],
    ),
    "layer_below": Kind(
        "Gradient passed back to the previous layer",
        r"$\partial L/\partial a_p = \sum_q w_{pq} (\hat y_q - y_q)$: one term for each logit.",
        mistakes={
            **shared("sign", "true_class"),
            "one_path": english(
                "That is only the path through the true class; ∂L/∂a is a sum over all logits."
            ),
        },
        question=lambda _: translate(
            "L is the cross-entropy. Compute ∂L/∂a, the gradient that the layer z = aW + b passes "
            "back: one number per activation."
        ),
        solution=_layer_below_solution,
        page_state=passed_back_page,
        number_names=lambda given: ["∂L/∂" + symbol("a", p) for p in range(len(given.weights))],
    ),
}
