"""The start page in sentences and tables: the layer now, before a step and after the next."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.output_layer import LayerGradients
from core.symbols import symbol
from dashboard.controls.layer import LIMIT, Layer
from dashboard.controls.layer_step import LayerStep
from dashboard.figures.network_numbers import EdgeNumbers, Network, prepare_network
from dashboard.text import number, signed_number, translate
from dashboard.text.example_words import values_in_words
from dashboard.text.markdown import markdown_table
from dashboard.text.numbers import short_number

_LOSSES_IN_A_ROW = 6
_EVERY_ROW = slice(None)


def prepared(layer: Layer) -> Network:
    """The layer with every number of its picture."""
    return prepare_network(layer.activations, layer.weights, layer.bias, layer.target)


def stacked_gradient(computed: LayerGradients) -> NDArray[np.float64]:
    """∂L/∂W over ∂L/∂b, (inputs + 1, classes)."""
    return np.vstack([computed.weights, computed.bias]) + 0.0  # no −0


def gradient_on_edges(network: Network) -> EdgeNumbers:
    """∂L/∂w in place of each w, and ∂L/∂b in place of each b."""
    return EdgeNumbers("<b>∂L/∂W</b>", "∂L/∂", stacked_gradient(network.computed))


def loop_in_words(network: Network) -> str:
    """The alternative text of the picture."""
    computed = network.computed

    def values(letter: str, numbers: NDArray[np.float64]) -> str:
        return values_in_words(letter, dict(enumerate(numbers)))

    return translate(
        "The layer as a network. Forward: {activations}; {logits}; {probabilities}; a loss of "
        "{loss} nats. Back: {logit_gradients}; {activation_gradients}.",
        activations=values("a", network.activations),
        logits=values("z", computed.logits),
        probabilities=values("ŷ", computed.probabilities),
        loss=number(float(computed.loss)),
        logit_gradients=values("∂L/∂z", computed.bias),  # of one example ∂L/∂b is ∂L/∂z
        activation_gradients=values("∂L/∂a", computed.activations),
    )


def outcome_table(
    before: Network | None, now: Network, following: Network, part: slice = _EVERY_ROW
) -> str:
    """L, every ŷ, weight and bias: before the last step, now, after the next; as Markdown.

    `part` tells which of the rows, for a table that is laid side by side in parts.
    """
    names = [
        "**L**",
        *(symbol("ŷ", k) for k in range(len(now.bias))),
        *(parameter.symbol for parameter in now.parameters),
    ]
    then = ["–"] * len(names) if before is None else _outcomes(before)
    rows = list(zip(names, then, _outcomes(now), _outcomes(following), strict=True))
    return markdown_table(
        ["", translate("before"), translate("now"), translate("next")],
        [[name, old, f"**{current}**", new] for name, old, current, new in rows[part]],
    )


def _outcomes(network: Network) -> list[str]:
    values = (
        [float(network.computed.loss)],
        network.computed.probabilities.tolist(),
        network.weights.ravel().tolist(),
        network.bias.tolist(),
    )
    return [number(value) for part in values for value in part]


def steps_in_words(steps: Sequence[LayerStep], network: Network) -> str:
    """What the last step did, and the losses on the way; or, where none was taken, what one is."""
    if not steps:
        return translate(
            "A step goes **against** the gradient, since that points uphill: a weight with a "
            "positive ∂L/∂w gets smaller, one with a negative ∂L/∂w larger. Take one and compare."
        )
    way = [prepared(step.before) for step in steps[-_LOSSES_IN_A_ROW + 1 :]]
    sentence = _step_in_words(steps[-1], way[-1], network)
    if len(way) == 1:
        return sentence
    losses = " → ".join(number(float(at.computed.loss)) for at in (*way, network))
    return sentence + " " + translate("The last losses: {losses}.", losses=losses)


def _step_in_words(step: LayerStep, at_first: Network, at_last: Network) -> str:
    before, now = float(at_first.computed.loss), float(at_last.computed.loss)
    slope = float((stacked_gradient(at_first.computed) ** 2).sum())
    words = {
        "eta": short_number(step.step_size),
        "before": number(before),
        "now": number(now),
        "change": signed_number(now - before),
        "promise": signed_number(-step.step_size * slope),
    }
    if now < before:
        return translate(
            "The step with η = {eta} made the loss **fall** from {before} to {now}, by {change}. "
            "The slope alone, −η‖∇L‖², promised {promise}; the loss is curved, and the shorter a "
            "step, the better it keeps the promise.",
            **words,
        )
    if now == before:
        return translate(
            "The step with η = {eta} left the loss at {now}: nothing moved by as much as is kept "
            "here.",
            **words,
        )
    if step.is_held:
        return translate(
            "The step with η = {eta} made the loss **rise** from {before} to {now}, by {change}: "
            "it was too long, and what would have left ±{limit} was held there. Undo it and take "
            "a smaller η.",
            **words,
            limit=short_number(LIMIT),
        )
    return translate(
        "The step with η = {eta} made the loss **rise** from {before} to {now}, by {change}, "
        "where the slope alone, −η‖∇L‖², promised {promise}. The direction was right and the "
        "step too long: it jumped across the valley. Undo it and take a smaller η.",
        **words,
    )


def held_in_words() -> str:
    """That the next step will not be quite the formula's."""
    return translate(
        "With this η the next step would take an entry beyond ±{limit}; it will be held there.",
        limit=short_number(LIMIT),
    )


def parameter_table(before: Network | None, now: Network, following: Network) -> pd.DataFrame:
    """Every weight and bias before the last step, now, its gradient, and after the next step."""

    def stacked(network: Network) -> NDArray[np.float64]:
        return np.vstack([network.weights, network.bias]).ravel()

    columns = {}
    if before is not None:
        columns[translate("before")] = stacked(before)
        columns[translate("moved by")] = stacked(now) - stacked(before)
    columns |= {
        translate("now"): stacked(now),
        "∂L/∂": stacked_gradient(now.computed).ravel(),
        translate("next"): stacked(following),
    }
    return pd.DataFrame(columns, index=[parameter.symbol for parameter in now.parameters])


def unit_table(network: Network) -> pd.DataFrame:
    """What each unit of the layer below hands up, and what gradient it is handed back."""
    return pd.DataFrame(
        {"a": network.activations, "∂L/∂a": network.computed.activations},
        index=[symbol("a", p) for p in range(len(network.activations))],
    )


def class_table(network: Network) -> pd.DataFrame:
    """A row for each class: z, ŷ, y, ∂L/∂ŷ and ∂L/∂z = ŷ − y."""
    return pd.DataFrame(
        {
            "z": network.computed.logits,
            "ŷ": network.computed.probabilities,
            "y": network.targets,
            "∂L/∂ŷ": network.loss_derivatives + 0.0,
            "∂L/∂z = ŷ − y": network.computed.bias,
        },
        index=[str(k + 1) for k in range(len(network.bias))],
    )
