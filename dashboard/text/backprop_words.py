"""The backprop page in sentences and tables: one parameter's derivative, and all the gradients."""

import numpy as np
import pandas as pd

from core.cross_entropy import cross_entropy
from core.gradient_terms import gradient_terms, minus_identity
from core.numerical_gradient import numerical_gradient_in_rows
from core.parameter_entry import ParameterEntry
from core.path_contributions import PathFactors
from core.softmax import softmax_jacobian
from core.squared_error import squared_error_gradient
from core.symbols import symbol
from dashboard.figures.network_numbers import Network, Parameter
from dashboard.text import number, signed_number, translate
from dashboard.text.example_words import values_in_words
from dashboard.text.markdown import markdown_table
from dashboard.text.number_table import NumberTable
from dashboard.text.numbers import NOISE, is_noise, number_or_noise

_SAME = 1e-9  # relative: numbers that agree to this are the same number, computed in two ways


def parameter_in_words(parameter: Parameter) -> str:
    """Where the parameter enters, and so which paths lead from it to the loss."""
    p, q = parameter
    words = {"name": parameter.symbol, "logit": symbol("z", q)}
    if p is None:
        return translate("{name} is added to {logit}, and {logit} moves every ŷ.", **words)
    return translate(
        "{name} leads from {unit} to {logit}, and {logit} moves every ŷ.",
        unit=symbol("a", p),
        **words,
    )


def network_in_words(network: Network, parameter: Parameter, diagonal_only: bool) -> str:
    """The alternative text of the network."""
    sentence = translate(
        "The layer as a network: {activations}; {logits}; {probabilities}; a loss of {loss} nats. "
        "Lit are the paths from {name} through {logit} to every ŷ and on to L.",
        activations=values_in_words("a", dict(enumerate(network.activations))),
        logits=values_in_words("z", dict(enumerate(network.computed.logits))),
        probabilities=values_in_words("ŷ", dict(enumerate(network.computed.probabilities))),
        loss=number(float(network.computed.loss)),
        name=parameter.symbol,
        logit=symbol("z", parameter.q),
    )
    if not diagonal_only:
        return sentence
    dropped = translate(
        "All of them are dropped but the one through {own}.", own=symbol("ŷ", parameter.q)
    )
    return f"{sentence} {dropped}"


def agreement_table(entry: ParameterEntry, parameter: Parameter, diagonal_only: bool) -> str:
    """The derivative in every way, with the difference of each from the short form, as Markdown."""
    share, target = symbol("ŷ", parameter.q), symbol("y", parameter.q)
    short = f"{share} − {target}"
    if parameter.p is not None:
        short = f"{symbol('a', parameter.p)}({short})"
    rows = [
        (translate("sum of all paths"), entry.path_sum),
        (translate("short form {formula}", formula=short), entry.value),
        (translate("finite difference of L"), entry.estimate),
    ]
    if diagonal_only:
        rows.append((translate("✗ only i = k: a mistake"), entry.diagonal_only))
    return markdown_table(
        ["", f"∂L/∂{parameter.symbol}", translate("difference")],
        [
            [name, f"**{number(value)}**", number_or_noise(value - entry.value, value)]
            for name, value in rows
        ],
    )


def mistake_in_words(entry: ParameterEntry, parameter: Parameter) -> str:
    """What dropping the off-diagonal terms does here."""
    words = {
        "name": parameter.symbol,
        "wrong": number(entry.diagonal_only),
        "right": number(entry.value),
        "target": symbol("y", parameter.q),
    }
    if abs(entry.diagonal_only - entry.value) <= _SAME * abs(entry.value):
        contributions = entry.factors.contributions
        if (contributions - np.diag(np.diag(contributions))).any():
            return translate(
                "Here too little is lost to show: the paths that were dropped carry next to "
                "nothing. That is luck, not a rule: choose a parameter of another output."
            )
        return translate(
            "Here nothing is lost: the paths that were dropped carry 0. That is luck, not a rule: "
            "choose a parameter of another output."
        )
    if entry.diagonal_only == 0:
        return translate(
            "**Wrong: 0 instead of {right}.** {target} = 0, so the only path kept carries nothing "
            "and {name} would never learn; yet it moves the other ŷ too.",
            **words,
        )
    return translate(
        "**Wrong: {wrong} instead of {right}.** The softmax ties every ŷ to every logit, and the "
        "paths through the others were left out.",
        **words,
    )


def path_table(factors: PathFactors, parameter: Parameter, diagonal_only: bool) -> NumberTable:
    """The three factors and their product for every (i, k); those with k = q come first."""
    classes, q = len(factors.logit_derivatives), parameter.q
    pairs = [(i, k) for k in sorted(range(classes), key=lambda k: k != q) for i in range(classes)]
    loss_derivatives, jacobian, logit_derivatives, contributions = (
        values.tolist() for values in factors
    )
    return NumberTable(
        "i, k",
        [_path_name(parameter, i, k, diagonal_only) for i, k in pairs],
        {
            "∂L/∂ŷᵢ": [loss_derivatives[i] for i, _ in pairs],
            "∂ŷᵢ/∂zₖ": [jacobian[i][k] for i, k in pairs],
            f"∂zₖ/∂{parameter.symbol}": [logit_derivatives[k] for _, k in pairs],
            translate("product"): [contributions[i][k] for i, k in pairs],
        },
    )


def _path_name(parameter: Parameter, i: int, k: int, diagonal_only: bool) -> str:
    arrow = "→" if k == parameter.q else "↛"
    mark = "✗ " if diagonal_only and i != k else ""
    path = f"{parameter.symbol} {arrow} {symbol('z', k)} → {symbol('ŷ', i)} → L"
    return f"{mark}i = {i + 1}, k = {k + 1}: {path}"


def logit_table(network: Network) -> NumberTable:
    """∂L/∂z of every class: in short, through the Jacobian, and beside what it is mistaken for."""
    logits, targets = network.computed.logits, network.targets
    columns = {
        "ŷ": network.computed.probabilities,
        "y": targets,
        "∂L/∂z = ŷ − y": network.computed.bias,  # of one example ∂L/∂b is ∂L/∂z
        "Σᵢ ∂L/∂ŷᵢ · ∂ŷᵢ/∂z": gradient_terms(logits, targets).sum(axis=0),
        "ŷ − 1": minus_identity(network.computed.probabilities).diagonal(),
        translate("squared error's ∂/∂z"): squared_error_gradient(logits, targets),
    }
    return NumberTable(
        "",
        [symbol("z", place) for place in range(len(logits))],
        {heading: values.tolist() for heading, values in columns.items()},
    )


def logits_in_words(network: Network) -> str:
    """Which of the columns of `logit_table` are equal, and which only look alike."""
    true_class = network.targets.tolist().index(1.0) if 1.0 in network.targets else None
    if true_class is None:
        ones = translate("ŷ − 1 is right for no class here, since no y is 1.")
    else:
        ones = translate(
            "ŷ − 1 is right for {logit} alone, whose y is 1; the other logits have y = 0, so "
            "their gradient is ŷ itself.",
            logit=symbol("z", true_class),
        )
    return " ".join(
        [
            translate("The whole Jacobian product and the short ŷ − y are the same numbers."),
            ones,
            translate(
                "And ŷ − y is not the gradient of the squared error ½ Σ (ŷ − y)²: that one still "
                "carries the Jacobian, so it fades wherever the softmax saturates."
            ),
        ]
    )


def parameter_gradient_table(network: Network) -> NumberTable:
    """∂L/∂W, a row per unit p and a column per output q, over ∂L/∂b; and the sum of each row."""
    inputs, classes = network.weights.shape
    stacked = np.vstack([network.computed.weights, network.computed.bias]) + 0.0
    columns = zip((symbol("z", q) for q in range(classes)), stacked.T.tolist(), strict=True)
    return NumberTable(
        "",
        [*(f"∂L/∂W: {symbol('a', p)} →" for p in range(inputs)), "∂L/∂b:"],
        {**dict(columns), "Σ": stacked.sum(axis=1).tolist()},
        "Σ",
    )


def bias_sum_in_words(network: Network) -> str:
    """That ∂L/∂b is not summed over the classes."""
    total = float(network.computed.bias.sum())
    return translate(
        "∂L/∂b holds one number per class. Summed over the classes it would always be 0 (here "
        "{terms} {total}), because ŷ and y both sum to 1: a bias gradient is summed "
        "over the examples of a batch, never over the classes.",
        terms=" ".join(signed_number(float(slope)) for slope in network.computed.bias),
        total=NOISE if is_noise(total, *network.computed.bias) else f"= {number(total)}",
    )


def activation_gradient_table(network: Network) -> NumberTable:
    """What the layer below is handed: ∂L/∂a beside a, and beside finite differences of L."""
    weights, bias, targets = network.weights, network.bias, network.targets
    estimate = numerical_gradient_in_rows(
        lambda rows: cross_entropy(
            rows @ weights + bias, np.broadcast_to(targets, (len(rows), len(targets)))
        ),
        network.activations,
    )
    return NumberTable(
        "",
        [symbol("a", p) for p in range(len(network.activations))],
        {
            "a": network.activations.tolist(),
            "∂L/∂a": network.computed.activations.tolist(),
            translate("finite difference of L"): (estimate + 0.0).tolist(),  # no −0
        },
    )


def layer_table(network: Network) -> pd.DataFrame:
    """Every number that goes forward: W, b, z, ŷ and y, a column per output."""
    inputs, classes = network.weights.shape
    return pd.DataFrame(
        np.vstack(
            [
                network.weights,
                network.bias,
                network.computed.logits,
                network.computed.probabilities,
                network.targets,
                network.loss_derivatives,
            ]
        ),
        index=[*(f"W: {symbol('a', p)} →" for p in range(inputs)), "b", "z", "ŷ", "y", "∂L/∂ŷ"],
        columns=[str(q + 1) for q in range(classes)],
    )


def jacobian_table(network: Network) -> pd.DataFrame:
    """∂ŷ_i/∂z_k, row i and column k."""
    classes = range(len(network.bias))
    return pd.DataFrame(
        softmax_jacobian(network.computed.probabilities),
        index=[symbol("ŷ", i) for i in classes],
        columns=[f"∂/∂{symbol('z', k)}" for k in classes],
    )
