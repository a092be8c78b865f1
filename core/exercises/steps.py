"""Level 3: whole rows and whole steps of gradient descent, with a calculator.

As in `core.exercises.entries`, with as many numbers to an answer as the row has.
"""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.exercises.drawn_numbers import (
    TEMPERATURES,
    draw_activations,
    draw_example,
    draw_hard_target,
    draw_logits,
    draw_parameters,
)
from core.exercises.exercise import Given, Numbers, question_for_numbers
from core.layer.output_layer import LayerGradients, layer_gradients, parameter_gradient
from core.losses.cross_entropy import cross_entropy, cross_entropy_gradient
from core.losses.softmax import softmax
from core.losses.targets import smooth_labels_over_others

STEP_SIZES = (0.1, 0.5, 1.0, 2.0)


def gradient_row(draw: Random) -> tuple[Given, Numbers]:
    """The row p of ∂L/∂W."""
    classes = draw.choice((2, 3))
    given = replace(draw_example(draw, classes, 2), row=draw.randrange(2))
    logits, target, temperature = np.array(given.logits[0]), given.smoothed[0], given.temperature
    logit_gradient = cross_entropy_gradient(logits, target, temperature=temperature)
    activation = given.activations[0][given.row]
    row = parameter_gradient(np.array(given.activations), logit_gradient[None])[given.row]
    probabilities = softmax(logits, temperature=temperature)
    mistakes = [("sign", -row), ("true_class", activation * (probabilities - 1) / temperature)]
    if activation != 1:
        mistakes.append(("activation", logit_gradient))
    if temperature != 1:
        mistakes.append(("slope_temperature", activation * (probabilities - target)))
        mistakes.append(("temperature", activation * (softmax(logits) - target)))
    if given.smoothing:
        hard = np.array(given.targets[0])
        mistakes.append(("smoothing", activation * (probabilities - hard) / temperature))
        others = smooth_labels_over_others(hard, given.smoothing)
        unlike = activation * (probabilities - others) / temperature
        mistakes.append(("smoothing_over_others", unlike))
    return given, question_for_numbers(row, mistakes)


def new_weights(draw: Random) -> tuple[Given, Numbers]:
    """The row p of W after one step of gradient descent."""
    given, layer = _layer(draw)
    p, row = given.row, np.array(given.weights[given.row])
    step = given.step_size * layer.weights[p]
    mistakes = [("ascent", row + step), ("step_alone", -step)]
    if given.step_size != 1:
        mistakes.append(("step_size", row - layer.weights[p]))
    if given.activations[0][p] != 1:
        mistakes.append(("activation", row - given.step_size * layer.bias))
    return given, question_for_numbers(row - step, mistakes)


def new_loss(draw: Random) -> tuple[Given, Numbers]:
    """L after one step of gradient descent on the logits."""
    classes = draw.choice((2, 3))
    given = Given(
        targets=(draw_hard_target(draw, classes),),
        logits=(draw_logits(draw, classes),),
        temperature=draw.choice(TEMPERATURES),
        step_size=draw.choice(STEP_SIZES),
    )
    logits, target, temperature = np.array(given.logits[0]), given.smoothed[0], given.temperature
    gradient = cross_entropy_gradient(logits, target, temperature=temperature)

    def after(step: NDArray[Any]) -> float:
        return float(cross_entropy(logits + step, target, temperature=temperature))

    mistakes = [("old_loss", after(0 * gradient)), ("ascent", after(given.step_size * gradient))]
    if given.step_size != 1:
        mistakes.append(("step_size", after(-gradient)))
    if temperature != 1:
        mistakes.append(("slope_temperature", after(-given.step_size * temperature * gradient)))
        moved = logits - given.step_size * cross_entropy_gradient(logits, target)
        mistakes.append(("temperature", float(cross_entropy(moved, target))))
    return given, question_for_numbers(after(-given.step_size * gradient), mistakes)


def batch_row(draw: Random) -> tuple[Given, Numbers]:
    """The row p of ∂L/∂W of the mean loss of two examples."""
    classes = draw.choice((2, 3))
    given = Given(
        targets=tuple(draw_hard_target(draw, classes) for _ in range(2)),
        logits=tuple(draw_logits(draw, classes) for _ in range(2)),
        activations=tuple(draw_activations(draw, 2) for _ in range(2)),
        row=draw.randrange(2),
    )
    logit_gradients = cross_entropy_gradient(np.array(given.logits), given.smoothed)
    mean = parameter_gradient(np.array(given.activations), logit_gradients / 2)[given.row]
    mistakes = [
        ("sum", 2 * mean),
        ("sign", -mean),
        ("activation", logit_gradients.mean(axis=0)),
        ("first_example", given.activations[0][given.row] * logit_gradients[0]),
    ]
    return given, question_for_numbers(mean, mistakes)


def new_bias(draw: Random) -> tuple[Given, Numbers]:
    """The bias after one step of gradient descent on the mean loss of two examples."""
    classes = draw.choice((2, 3))
    given = Given(
        targets=tuple(draw_hard_target(draw, classes) for _ in range(2)),
        logits=tuple(draw_logits(draw, classes) for _ in range(2)),
        bias=draw_parameters(draw, classes),
        step_size=draw.choice(STEP_SIZES),
    )
    bias = np.array(given.bias)
    mean = cross_entropy_gradient(np.array(given.logits), given.smoothed).mean(axis=0)
    step = given.step_size * mean
    mistakes = [("sum", bias - 2 * step), ("ascent", bias + step), ("step_alone", -step)]
    if given.step_size != 1:
        mistakes.append(("step_size", bias - mean))
    return given, question_for_numbers(bias - step, mistakes)


def layer_below(draw: Random) -> tuple[Given, Numbers]:
    """∂L/∂a, which is passed back to the layer below."""
    given, layer = _layer(draw)
    given = Given(given.targets, (), (), given.activations, given.weights, given.bias)
    weights, label = np.array(given.weights), given.targets[0].index(1.0)
    mistakes = [
        ("sign", -layer.activations),
        ("true_class", weights @ (layer.probabilities[0] - 1)),
        ("one_path", weights[:, label] * (layer.probabilities[0, label] - 1)),
    ]
    return given, question_for_numbers(layer.activations[0], mistakes)


STEPS = (gradient_row, new_weights, new_loss, batch_row, new_bias, layer_below)


def _layer(draw: Random) -> tuple[Given, LayerGradients]:
    """A small layer with one example, and its gradients."""
    classes = draw.choice((2, 3))
    given = Given(
        targets=(draw_hard_target(draw, classes),),
        activations=(draw_activations(draw, 2),),
        weights=tuple(draw_parameters(draw, classes) for _ in range(2)),
        bias=draw_parameters(draw, classes),
        step_size=draw.choice(STEP_SIZES),
        row=draw.randrange(2),
    )
    return given, layer_gradients(given.activations, given.weights, given.bias, given.smoothed)
