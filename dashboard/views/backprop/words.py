"""The backprop page in sentences and tables: one parameter's derivative, and all the gradients."""

import numpy as np
import pandas as pd

from core.derivatives.numerical_gradient import numerical_gradient_in_rows
from core.layer.parameter_entry import ParameterEntry
from core.layer.path_contributions import PathFactors
from core.losses.cross_entropy import cross_entropy
from core.losses.gradient_terms import gradient_terms, minus_identity
from core.losses.squared_error import squared_error_gradient
from core.symbols import symbol
from dashboard.controls.layer.controls import stacked_gradient
from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table
from dashboard.text.number_table import NumberTable
from dashboard.written_numbers import number_or_noise


def lead_in_words(parameter: Parameter) -> str:
    """What to do, and how the parameter reaches the loss."""
    return translate(
        "Click a weight w or a bias b: {name} changes one logit, {logit} (the score of a class), "
        "which changes every probability ŷ and so the loss L.",
        name=parameter.symbol,
        logit=symbol("z", parameter.q),
    )


def rule_in_words(parameter: Parameter) -> str:
    """What the paths from the parameter to the loss add up to, and what the colours mean."""
    return translate(
        "*Backpropagation* is the chain rule from the loss back to each weight. Multiply along "
        "each path and add the paths: ∂L/∂{name} = {formula}. Thin edges: red is positive, blue "
        "negative.",
        name=parameter.symbol,
        formula=short_formula_in_words(parameter),
    )


def short_formula_in_words(parameter: Parameter) -> str:
    """What the paths of a parameter add up to: "a₂(ŷ₁ − y₁)"."""
    short = f"{symbol('ŷ', parameter.q)} − {symbol('y', parameter.q)}"
    return short if parameter.p is None else f"{symbol('a', parameter.p)}({short})"


def network_in_words(*, diagonal_only: bool) -> str:
    """The alternative text of the network, whose {numbers} the browser fills in."""
    sentence = translate(
        "The layer as a network: {activations}; {logits}; {probabilities}; a loss of {loss} nats. "
        "The paths from {name} through {logit} to every ŷ and on to L are highlighted."
    )
    if not diagonal_only:
        return sentence
    return sentence + " " + translate("All are dropped except the one through {own}.")


def agreement_table(entry: ParameterEntry, parameter: Parameter) -> str:
    """The derivative in every way, each beside its difference from the short formula."""
    formula = short_formula_in_words(parameter)
    rows = [
        (translate("sum of all paths"), entry.path_sum),
        (translate("short formula {formula}", formula=formula), entry.value),
        (translate("finite difference of L"), entry.estimate),
        (translate("✗ only i = k: wrong"), entry.diagonal_only),
    ]
    return markdown_table(
        ["", f"∂L/∂{parameter.symbol}", translate("difference")],
        [
            [name, f"**{number(value)}**", number_or_noise(value - entry.value, value)]
            for name, value in rows
        ],
    )


def path_table(factors: PathFactors, parameter: Parameter, diagonal_only: bool) -> NumberTable:
    """The three factors and their product for every (i, k); those with i = q come first."""
    classes, q = len(factors.logit_derivatives), parameter.q
    pairs = [(i, k) for i in sorted(range(classes), key=lambda i: i != q) for k in range(classes)]
    names = [_path_name(parameter, i, k, diagonal_only) for i, k in pairs]
    i, k = np.transpose(pairs)
    return NumberTable(
        names,
        {
            "∂L/∂ŷₖ": factors.loss_derivatives[k],
            "∂ŷₖ/∂zᵢ": factors.jacobian[k, i],
            f"∂zᵢ/∂{parameter.symbol}": factors.logit_derivatives[i],
            translate("product"): factors.contributions[k, i],
        },
        header="i, k",
    )


def _path_name(parameter: Parameter, i: int, k: int, diagonal_only: bool) -> str:
    arrow = "→" if i == parameter.q else "↛"
    mark = "✗ " if diagonal_only and i != k else ""
    path = f"{parameter.symbol} {arrow} {symbol('z', i)} → {symbol('ŷ', k)} → L"
    return f"{mark}i = {i + 1}, k = {k + 1}: {path}"


def logit_table(network: Network) -> NumberTable:
    """∂L/∂z of every class: in short, through the Jacobian, and beside what it is mistaken for."""
    logits, targets = network.computed.logits, network.targets
    return NumberTable(
        [symbol("z", index) for index in range(len(logits))],
        {
            "ŷ": network.computed.probabilities,
            "y": targets,
            "∂L/∂z = ŷ − y": network.computed.bias,  # of one example ∂L/∂b is ∂L/∂z
            "Σₖ ∂L/∂ŷₖ · ∂ŷₖ/∂z": gradient_terms(logits, targets).sum(axis=0),
            "ŷ − 1": minus_identity(network.computed.probabilities).diagonal(),
            translate("squared error's ∂/∂z"): squared_error_gradient(logits, targets),
        },
    )


def logits_in_words(network: Network) -> str:
    """Which of the columns of `logit_table` are equal, and which only look alike."""
    ones = translate("ŷ − 1 is correct for no class here, because no y is 1.")
    if 1.0 in network.targets:
        ones = translate(
            "ŷ − 1 is correct only for {logit}, the true class; for the others y = 0 and the "
            "gradient is ŷ.",
            logit=symbol("z", network.targets.tolist().index(1.0)),
        )
    same = translate("The sum over all paths and the short formula ŷ − y give the same numbers.")
    squared = translate(
        "For squared error ½ Σ (ŷ − y)² the gradient is different: ŷ − y is multiplied by the "
        "*Jacobian*, the matrix of all ∂ŷₖ/∂zᵢ. Where one ŷ is near 1, all entries of the Jacobian "
        "are almost 0."
    )
    return f"{same} {ones} {squared}"


def parameter_gradient_table(network: Network) -> NumberTable:
    """∂L/∂W, a row per unit p and a column per output q, over ∂L/∂b; and the sum of each row."""
    inputs, classes = network.weights.shape
    gradient = stacked_gradient(network)
    return NumberTable(
        [*(f"∂L/∂W: {symbol('a', p)} →" for p in range(inputs)), "∂L/∂b:"],
        {symbol("z", q): gradient[:, q] for q in range(classes)} | {"Σ": gradient.sum(axis=1)},
        ends_in_sums=True,
    )


def activation_gradient_table(network: Network) -> NumberTable:
    """What is passed back to the previous layer: ∂L/∂a beside a and finite differences of L."""
    weights, bias, targets = network.weights, network.bias, network.targets
    estimate = numerical_gradient_in_rows(
        lambda rows: cross_entropy(
            rows @ weights + bias, np.broadcast_to(targets, (len(rows), len(targets)))
        ),
        network.activations,
    )
    return NumberTable(
        [symbol("a", p) for p in range(len(network.activations))],
        {
            "a": network.activations,
            "∂L/∂a": network.computed.activations,
            translate("finite difference of L"): estimate + 0.0,  # no −0
        },
    )


def layer_table(network: Network) -> pd.DataFrame:
    """Every number that goes forward: W, b, z, ŷ and y, a column per output."""
    rows = {f"W: {symbol('a', p)} →": row for p, row in enumerate(network.weights)} | {
        "b": network.bias,
        "z": network.computed.logits,
        "ŷ": network.computed.probabilities,
        "y": network.targets,
        "∂L/∂ŷ": network.loss_derivatives,
    }
    classes = [str(q + 1) for q in range(len(network.bias))]
    return pd.DataFrame.from_dict(rows, orient="index", columns=classes)
