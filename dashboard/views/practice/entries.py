"""Level 2 in words: single numbers. They are made by `core.exercises.entries`."""

import numpy as np

from core.exercises import Given
from core.losses.cross_entropy import cross_entropy
from core.symbols import symbol
from dashboard.figures.network_numbers import Parameter
from dashboard.text import english, translate
from dashboard.views.practice.kind import Kind
from dashboard.views.practice.mistakes import shared, shared_with_logit_gradient
from dashboard.views.practice.page_states import loss_surface_page, training_page
from dashboard.views.practice.solution_lines import (
    computed,
    derivative,
    example_lines,
    exponential_lines,
    exponentials_of,
    factor,
    jacobian_lines,
    logit_gradient_lines,
    logit_gradients_of,
    loss_terms,
    probabilities_of,
    probability_lines,
    smoothed_row_lines,
    weight_name,
)

WEIGHT_RULE = english(
    r"$\partial L/\partial w_{pq} = a_p \, \partial L/\partial z_q$, and $\partial "
    r"L/\partial z_q = (\hat y_q - y_q)/T$. With label smoothing, use the smoothed y."
)


def _probability_solution(given: Given) -> list[str]:
    k = given.column
    exponentials = exponentials_of(given)
    return [
        *exponential_lines(given),
        rf"\hat y_{k + 1} &= \frac{{{computed(exponentials[k])}}}"
        rf"{{{computed(exponentials.sum())}}} = {computed(probabilities_of(given)[k])}",
    ]


def _logit_gradient_solution(given: Given) -> list[str]:
    return [*_probability_solution(given), *logit_gradient_lines(given)]


def _weight_gradient_solution(given: Given) -> list[str]:
    p, q = given.row, given.column
    gradient = float(logit_gradients_of(given)[0, q])
    activation = given.activations[0][p]
    return [
        *_logit_gradient_solution(given),
        rf"{derivative(weight_name(given))} &= a_{p + 1} \, {derivative(f'z_{q + 1}')}",
        rf"&= {factor(activation)} \cdot {factor(gradient)} = {computed(activation * gradient)}",
    ]


def _bias_gradient_solution(given: Given) -> list[str]:
    q = given.column
    gradients = logit_gradients_of(given)[:, q]
    return [
        *example_lines(given),
        rf"{derivative(f'b_{q + 1}')} &= \tfrac12 \, \Bigl({derivative(f'z_{q + 1}', 1)} + "
        rf"{derivative(f'z_{q + 1}', 2)}\Bigr)",
        rf"&= \tfrac12 \, \bigl({computed(gradients[0])} + {factor(gradients[1])}\bigr)",
        rf"&= {computed(gradients.mean())}",
    ]


def _loss_solution(given: Given) -> list[str]:
    target = given.smoothed[0]
    loss = cross_entropy(np.array(given.logits[0]), target, temperature=given.temperature)
    return [
        *probability_lines(given),
        *smoothed_row_lines(given),
        r"L &= -\sum_k y_k \log \hat y_k",
        rf"&= {loss_terms(map(computed, probabilities_of(given)), target)}",
        rf"&= {computed(loss)}",
    ]


ENTRIES = {
    "probability": Kind(
        "One probability",
        r"$\hat y_k = e^{z_k/T} / \sum_j e^{z_j/T}$: divide by T, take exponentials, divide by "
        r"their sum.",
        mistakes={
            **shared("temperature"),
            "times_temperature": english("You multiplied the logits by T; divide them by T."),
            "unnormalized": english(
                "That is the exponential alone: divide it by the sum over all classes."
            ),
        },
        question=lambda given: translate(
            "What is the softmax probability {share}?", share=symbol("ŷ", given.column)
        ),
        solution=_probability_solution,
        number_names=lambda given: [symbol("ŷ", given.column)],
    ),
    "logit_gradient": Kind(
        "One entry of ∂L/∂z",
        r"$\partial L/\partial z_i = (\hat y_i - y_i)/T$. With label smoothing, use the smoothed "
        r"y.",
        mistakes=shared_with_logit_gradient("diagonal"),
        question=lambda given: translate(
            "What is ∂L/∂{z}, for the cross-entropy L?", z=symbol("z", given.column)
        ),
        solution=_logit_gradient_solution,
        number_names=lambda given: ["∂L/∂" + symbol("z", given.column)],
    ),
    "jacobian": Kind(
        "One entry of the Jacobian",
        r"$\hat y_k (1 - \hat y_k)/T$ for k = i, and $-\hat y_k \hat y_i/T$ for k ≠ i.",
        mistakes={
            **shared("other_case", "diagonal", "slope_temperature", "temperature"),
            "jacobian_sign": english(
                "The sign is reversed: raising a logit raises its own probability and lowers all "
                "others."
            ),
        },
        question=lambda given: translate(
            "What is ∂{share}/∂{z}, an entry of the Jacobian of softmax?",
            share=symbol("ŷ", given.row),
            z=symbol("z", given.column),
        ),
        solution=lambda given: [*probability_lines(given), *jacobian_lines(given)],
        number_names=lambda given: [f"∂{symbol('ŷ', given.row)}/∂{symbol('z', given.column)}"],
    ),
    "weight_gradient": Kind(
        "One entry of ∂L/∂W",
        WEIGHT_RULE,
        mistakes=shared_with_logit_gradient("diagonal", "activation"),
        question=lambda given: translate(
            "What is ∂L/∂{w}, for the cross-entropy L? ({w} connects {a} to {z}.)",
            w=Parameter(given.row, given.column).symbol,
            a=symbol("a", given.row),
            z=symbol("z", given.column),
        ),
        solution=_weight_gradient_solution,
        number_names=lambda given: ["∂L/∂" + Parameter(given.row, given.column).symbol],
    ),
    "bias_gradient": Kind(
        "One entry of ∂L/∂b for a batch",
        r"$\partial L/\partial b_q$ is the mean of $\hat y_q - y_q$ over the examples.",
        mistakes={
            **shared("sign", "sum"),
            "class_sum": english(
                "Do not sum the gradient of a bias over the classes: that sum is always 0. Each "
                "class has its own, averaged over the examples."
            ),
        },
        question=lambda given: translate(
            "L is the mean cross-entropy of a batch of two examples. What is ∂L/∂{b}?",
            b=symbol("b", given.column),
        ),
        solution=_bias_gradient_solution,
        page_state=training_page,
        number_names=lambda given: ["∂L/∂" + symbol("b", given.column)],
    ),
    "loss": Kind(
        "The loss",
        r"$L = -\sum_k y_k \log \hat y_k$, with the natural logarithm and ŷ = softmax(z/T). With "
        r"label smoothing, use the smoothed y.",
        mistakes={
            **shared("temperature", "smoothing", "smoothing_over_others"),
            "loss_sign": english("The minus sign is missing: L = −Σ y log ŷ is never negative."),
            "decimal_logarithm": english(
                "That is the logarithm to base 10; in nats it is the natural logarithm."
            ),
        },
        question=lambda _: translate("What is the cross-entropy L, in nats?"),
        solution=_loss_solution,
        page_state=loss_surface_page,
        number_names=lambda _: ["L"],
    ),
}
