"""The derivative beside what the usual mistake makes of it: without the off-diagonal terms."""

import numpy as np

from core.layer.parameter_entry import ParameterEntry
from core.symbols import symbol
from dashboard.figures.network_numbers import Parameter
from dashboard.text import number, translate

_SAME = 1e-9  # relative: numbers that agree to this are the same number, computed in two ways


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
                "Here the paths with i ≠ k are almost 0, so the mistake does not show. Choose a "
                "parameter of another output."
            )
        return translate(
            "Here the paths with i ≠ k are exactly 0, so the mistake does not show. Choose a "
            "parameter of another output."
        )
    if entry.diagonal_only == 0 and entry.factors.loss_derivatives[parameter.q] == 0:
        return translate(
            "**A common mistake, leaving out the paths with i ≠ k, gives 0 instead of {right}.** "
            "{target} = 0, so the only path kept is 0 and {name} would never change.",
            **words,
        )
    return translate(
        "**A common mistake, leaving out the paths with i ≠ k, gives {wrong} instead of {right}.** "
        "Every logit changes every ŷ, so these paths count too.",
        **words,
    )
