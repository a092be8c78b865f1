"""The start page in sentences and tables: the layer now, before a step and after the next."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.symbols import symbol
from dashboard.controls.example.words import values_in_words
from dashboard.controls.layer.controls import DECIMALS, LIMIT, stacked_gradient
from dashboard.figures.network_numbers import EdgeNumbers, Network
from dashboard.text import number, signed_number, translate
from dashboard.text.markdown import markdown_table
from dashboard.views.start.step import LayerStep
from dashboard.written_numbers import percent, short_number

_LOSSES_IN_A_ROW = 6


def gradient_on_edges(network: Network) -> EdgeNumbers:
    """∂L/∂w in place of each w, and ∂L/∂b in place of each b."""
    return EdgeNumbers("<b>∂L/∂W</b>", "∂L/∂", stacked_gradient(network))


def loop_in_words(network: Network) -> str:
    """The alternative text of the picture."""
    computed = network.computed

    def values(letter: str, numbers: NDArray[np.float64]) -> str:
        return values_in_words(letter, dict(enumerate(numbers)))

    return translate(
        "The layer as a network. Forward: {activations}; {logits}; {probabilities}; a loss of "
        "{loss} nats. Backward: {logit_gradients}; {activation_gradients}.",
        activations=values("a", network.activations),
        logits=values("z", computed.logits),
        probabilities=values("ŷ", computed.probabilities),
        loss=number(float(computed.loss)),
        logit_gradients=values("∂L/∂z", computed.bias),  # of one example ∂L/∂b is ∂L/∂z
        activation_gradients=values("∂L/∂a", computed.activations),
    )


def lead_in_words(now: Network, following: Network) -> str:
    """What the layer does, how well it does it, and what the next step makes of that."""
    if 1.0 in now.targets:
        true = now.targets.tolist().index(1.0)
        probability = float(now.computed.probabilities[true])
        next_value = _whole_percent(float(following.computed.probabilities[true]))
        judged = translate(
            "Class {number} is the correct one, the *true class*: {name} = {probability}, {value}.",
            number=true + 1,
            name=symbol("ŷ", true),
            probability=number(probability),
            value=_whole_percent(probability),
        )
    else:
        value, next_value = (number(float(network.computed.loss)) for network in (now, following))
        judged = translate(
            "The loss L, which compares ŷ with the target y, is {value}.", value=value
        )
    does = translate(
        "This layer turns the numbers **a** into a probability ŷ for each *class* (category)."
    )
    step = translate("Press **Take one step**: it becomes {value}.", value=next_value)
    return f"{does} {judged} {step}"


def _whole_percent(probability: float) -> str:
    """With decimals only where 0% or 100% would be wrong."""
    return percent(probability, 0 if 0.005 <= probability < 0.995 else 2)


def outcome_table(before: Network | None, now: Network, following: Network) -> str:
    """L and every ŷ: before the last step, now, after the next; as Markdown."""
    names = ["**L**", *(symbol("ŷ", k) for k in range(len(now.bias)))]
    then = ["–"] * len(names) if before is None else _outcomes(before)
    rows = zip(names, then, _outcomes(now), _outcomes(following), strict=True)
    return markdown_table(
        ["", translate("before last step"), translate("now"), translate("after next step")],
        [[name, old, f"**{current}**", new] for name, old, current, new in rows],
    )


def _outcomes(network: Network) -> list[str]:
    values = [network.computed.loss, *network.computed.probabilities]
    return [number(float(value)) for value in values]


def _stacked(network: Network) -> NDArray[np.float64]:
    return np.vstack([network.weights, network.bias]).ravel()


def steps_in_words(steps: Sequence[LayerStep], network: Network) -> str:
    """What the last step did, and the losses on the way; or, where none was taken, what one is."""
    if not steps:
        return translate(
            "The *gradient* (all ∂L/∂w and ∂L/∂b together) points towards a **larger** loss, so "
            "a step goes the opposite way. The larger the *learning rate* η, the farther it goes."
        )
    way = [step.before.network for step in steps[-_LOSSES_IN_A_ROW + 1 :]]
    sentence = _step_in_words(steps[-1], way[-1], network)
    if len(way) == 1:
        return sentence
    losses = " → ".join(number(float(at.computed.loss)) for at in (*way, network))
    return sentence + " " + translate("The last losses: {losses}.", losses=losses)


def _step_in_words(step: LayerStep, at_first: Network, at_last: Network) -> str:
    before, now = float(at_first.computed.loss), float(at_last.computed.loss)
    squared_norm = float((stacked_gradient(at_first) ** 2).sum())
    words = {
        "eta": short_number(step.step_size),
        "before": number(before),
        "now": number(now),
        "change": signed_number(now - before),
        "estimate": signed_number(-step.step_size * squared_norm),
    }
    if now < before:
        return translate(
            "The step with η = {eta} **lowered** the loss from {before} to {now} ({change}). The "
            "straight-line estimate −η‖∇L‖² was {estimate}, where ‖∇L‖ is the length of the "
            "gradient. It ignores that L curves, so it is close only for short steps.",
            **words,
        )
    if now == before:
        return translate(
            "The step with η = {eta} left the loss at {now}: every change was rounded away, "
            "because W and b keep {decimals} decimals. Either the gradient is almost 0 or η is "
            "too small.",
            **words,
            decimals=DECIMALS,
        )
    if step.is_held:
        return translate(
            "The step with η = {eta} **raised** the loss from {before} to {now} ({change}). It was "
            "too long, and values beyond ±{limit} were cut off there. Undo it and try a smaller η.",
            **words,
            limit=short_number(LIMIT),
        )
    return translate(
        "The step with η = {eta} **raised** the loss from {before} to {now} ({change}); the "
        "straight-line estimate −η‖∇L‖² was {estimate}. The direction was right, but the step was "
        "too long and overshot the minimum. Undo it and try a smaller η.",
        **words,
    )


def parameter_table(before: Network | None, now: Network, following: Network) -> pd.DataFrame:
    """Every weight and bias before the last step, now, its gradient, and after the next step."""
    columns = {}
    if before is not None:
        columns[translate("before last step")] = _stacked(before)
        columns[translate("change")] = _stacked(now) - _stacked(before)
    columns |= {
        translate("now"): _stacked(now),
        "∂L/∂": stacked_gradient(now).ravel(),
        translate("after next step"): _stacked(following),
    }
    return pd.DataFrame(columns, index=[parameter.symbol for parameter in now.parameters])


def unit_table(network: Network) -> pd.DataFrame:
    """What each unit of the previous layer passes on, and what gradient is passed back to it."""
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
