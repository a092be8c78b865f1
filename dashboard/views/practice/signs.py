"""Level 1 in words: signs and directions. The numbers are made by `core.exercises.signs`."""

import numpy as np

from core.exercises import Given
from core.exercises.signs import ALONG, RISES, SHIFT, TOO_LONG
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.softmax import softmax
from core.symbols import symbol
from dashboard.figures.network_numbers import Parameter
from dashboard.text import english, translate
from dashboard.views.practice.given import lines_by_model
from dashboard.views.practice.kind import Kind
from dashboard.views.practice.mistakes import shared
from dashboard.views.practice.page_states import (
    PageState,
    backprop_page,
    example_state,
    gradient_field_page,
    loss_surface_page,
)
from dashboard.views.practice.solution_lines import (
    as_given,
    computed,
    computed_row,
    derivative,
    factor,
    given_row,
    jacobian_lines,
    loss_terms,
    signed,
    smoothed_line,
    weight_name,
)
from dashboard.written_numbers import short_number


def _logit_sign_solution(given: Given) -> list[str]:
    i = given.column
    probability, target = given.probabilities[0][i], given.targets[0][i]
    return [
        rf"{derivative(f'z_{i + 1}')} &= \hat y_{i + 1} - y_{i + 1}",
        rf"&= {as_given(probability)} - {as_given(target)} = {computed(probability - target)}",
    ]


def _moving_logit_question(given: Given) -> str:
    if given.update == RISES:
        return translate(
            "The softmax output is ŷ, the target y. After one small gradient-descent step on "
            "the logits (loss: cross-entropy), which logit has risen most?"
        )
    return translate(
        "The softmax output is ŷ, the target y. After one small gradient-descent step on the "
        "logits (loss: cross-entropy), which logit has fallen most?"
    )


def _moving_logit_solution(given: Given) -> list[str]:
    moves = np.array(given.targets[0]) - given.probabilities[0]
    return [
        rf"\Delta z &= -\eta \, {derivative('z')} = \eta \, (y - \hat y)",
        rf"y - \hat y &= {given_row(moves)}",
    ]


def _weight_sign_solution(given: Given) -> list[str]:
    p, q = given.row, given.column
    activation, probability, target = (
        given.activations[0][p],
        given.probabilities[0][q],
        given.targets[0][q],
    )
    return [
        rf"{derivative(weight_name(given))} &= a_{p + 1} (\hat y_{q + 1} - y_{q + 1})",
        rf"&= {factor(activation)} \cdot ({as_given(probability)} - {as_given(target)})",
        rf"&= {computed(activation * (probability - target))}",
    ]


def _larger_loss_solution(given: Given) -> list[str]:
    losses = cross_entropy(np.log(given.probabilities), np.array(given.targets))
    lines = [r"L &= -\sum_k y_k \log \hat y_k"]
    for name, probabilities, loss in zip("ABC", given.probabilities, losses, strict=True):
        terms = loss_terms(map(as_given, probabilities), given.targets[0])
        lines.append(rf"L_{name} &= {terms} = {computed(loss)}")
    return lines


def _true_class_solution(given: Given) -> list[str]:
    c = given.column
    target, probability = float(given.smoothed[0, c]), given.probabilities[0][c]
    return [
        smoothed_line(given),
        rf"-{derivative(f'z_{c + 1}')} &= y_{c + 1} - \hat y_{c + 1}",
        rf"&= {computed(target)} - {as_given(probability)} = {computed(target - probability)}",
    ]


def _step_outcome_question(given: Given) -> str:
    if given.update == SHIFT:
        return translate(
            "{shift} is added to every logit. Does the cross-entropy L rise, fall or stay the "
            "same?",
            shift=short_number(given.step_size),
        )
    if given.update == ALONG:
        return translate(
            "The logits become z + η ∂L/∂z. Does the cross-entropy L rise, fall or stay the same?"
        )
    return translate(
        "The logits become z − η ∂L/∂z. Does the cross-entropy L rise, fall or stay the same?"
    )


def _step_outcome_page(given: Given) -> PageState:
    if given.update == SHIFT:
        return PageState(
            translate("Softmax: the same number added to every logit"),
            "softmax",
            {**example_state(given), "shift": f"{given.step_size:g}"},
        )
    page = gradient_field_page(given)
    if given.update != TOO_LONG:
        return page
    return page._replace(
        words=translate("Gradient field: gradient descent from this example, with this large η")
    )


def _step_outcome_solution(given: Given) -> list[str]:
    logits, target = np.array(given.logits[0]), np.array(given.targets[0])
    if given.update == SHIFT:
        moved = logits + given.step_size
        lines = [rf"z &\to z {signed(given.step_size)}"]
    else:
        sign = "+" if given.update == ALONG else "-"
        gradients = cross_entropy_gradient(logits, target)
        moved = logits + (given.step_size if sign == "+" else -given.step_size) * gradients
        lines = [
            rf"\hat y &= {computed_row(softmax(logits))}",
            rf"{derivative('z')} &= \hat y - y = {computed_row(gradients)}",
            rf"z &\to z {sign} \eta \, {derivative('z')}",
        ]
    return [
        *lines,
        rf"&= {computed_row(moved)}",
        rf"L &: {computed(cross_entropy(logits, target))} "
        rf"\to {computed(cross_entropy(moved, target))}",
    ]


def _temperature_direction_solution(given: Given) -> list[str]:
    lines, logits = [], np.array(given.logits[0])
    for temperature in (given.temperature, given.new_temperature):
        lines.append(rf"T &= {as_given(temperature)}")
        lines.append(rf"z/T &= {computed_row(logits / temperature)}")
        lines.append(rf"\hat y &= {computed_row(softmax(logits, temperature=temperature))}")
    return lines


SIGNS = {
    "logit_sign": Kind(
        "Sign of ∂L/∂z",
        r"$\partial L/\partial z_i = \hat y_i - y_i$: is the probability above or below its "
        r"target?",
        mistakes=shared("sign"),
        question=lambda given: translate(
            "The softmax output is ŷ and the target is y. What is the sign of ∂L/∂{z}, for the "
            "cross-entropy L?",
            z=symbol("z", given.column),
        ),
        solution=_logit_sign_solution,
    ),
    "moving_logit": Kind(
        "Which logit changes most",
        r"A step adds $\eta\,(y_i - \hat y_i)$ to $z_i$: compare these differences, with their "
        r"signs.",
        mistakes=shared("sign"),
        question=_moving_logit_question,
        solution=_moving_logit_solution,
    ),
    "weight_sign": Kind(
        "Sign of ∂L/∂w",
        r"$\partial L/\partial w_{pq} = a_p (\hat y_q - y_q)$: multiply the two signs.",
        mistakes={
            **shared("sign"),
            "activation_sign": english(
                "ŷ − y has that sign, but it is multiplied by the activation, which is negative "
                "here."
            ),
            "silent_unit": english(
                "∂L/∂w = a(ŷ − y), and here a is 0: the gradient is zero whatever ŷ − y is."
            ),
        },
        question=lambda given: translate(
            "For the activations a, the layer outputs ŷ; the target is y. What is the sign of "
            "∂L/∂{w}, for the cross-entropy L? ({w} connects {a} to {z}.)",
            w=Parameter(given.row, given.column).symbol,
            a=symbol("a", given.row),
            z=symbol("z", given.column),
        ),
        solution=_weight_sign_solution,
        page_state=backprop_page,
    ),
    "jacobian_sign": Kind(
        "Sign of ∂ŷ/∂z, an entry of the Jacobian",
        "Raising a logit raises its own probability, and all probabilities still add up to 1.",
        mistakes=shared("other_case", "diagonal"),
        question=lambda given: translate(
            "The softmax output is ŷ. What is the sign of ∂{share}/∂{z}?",
            share=symbol("ŷ", given.row),
            z=symbol("z", given.column),
        ),
        solution=jacobian_lines,
    ),
    "larger_loss": Kind(
        "Which loss is the largest",
        r"$L = -\sum_k y_k \log \hat y_k$: only the probability of the true class counts; the "
        r"smaller it is, the larger L.",
        mistakes={
            "smallest_loss": english(
                "That loss is the smallest: the more probability on the target, the smaller L."
            ),
            "confidence": english(
                "That model is the least confident, but L depends only on the probability of the "
                "true class."
            ),
        },
        question=lambda _: translate(
            "Models A, B and C predict the same example with target y. Which has the largest "
            "cross-entropy?"
        ),
        solution=_larger_loss_solution,
        page_state=loss_surface_page,
        given_lines=lines_by_model,
    ),
    "true_class": Kind(
        "The true class with label smoothing",
        r"With smoothing the target of the true class is $1 - \varepsilon + \varepsilon/K$: is its "
        r"ŷ above or below that?",
        mistakes=shared("sign", "smoothing"),
        question=lambda given: translate(
            "Take one small gradient-descent step on the logits (loss: cross-entropy). Does {z}, "
            "the logit of the true class, rise or fall?",
            z=symbol("z", given.column),
        ),
        solution=_true_class_solution,
    ),
    "step_outcome": Kind(
        "How L changes",
        "The gradient gives the direction of increase only close by: a long step may overshoot. "
        "And adding the same number to all logits changes no ŷ.",
        mistakes={
            "step_sign": english(
                "A small step against the gradient, z − η ∂L/∂z, lowers L; one along it raises L."
            ),
            "shift": english(
                "Adding the same number to all logits changes no ŷ, so L stays the same."
            ),
            "too_long": english(
                "A small step would lower L. This step is so long that it jumps over the minimum, "
                "and L ends higher."
            ),
        },
        question=_step_outcome_question,
        solution=_step_outcome_solution,
        page_state=_step_outcome_page,
    ),
    "temperature_direction": Kind(
        "How T changes a probability",
        "A large T brings the quotients z/T closer together, and the probabilities too.",
        mistakes={
            "temperature_direction": english(
                "It is the other way round: a higher T makes the probabilities more equal, so the "
                "largest falls and the smallest rises. A lower T does the opposite."
            )
        },
        question=lambda given: translate(
            "The temperature T of ŷ = softmax(z/T) changes from {before} to {after}. Does {share} "
            "rise or fall?",
            before=short_number(given.temperature),
            after=short_number(given.new_temperature),
            share=symbol("ŷ", given.column),
        ),
        solution=_temperature_direction_solution,
    ),
}
