"""The tables of the softmax page: right numbers beside the usual mistakes, and all its numbers."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.losses.usual_mistakes import GradientEntry, JacobianEntry
from core.symbols import symbol
from dashboard.controls.example.words import class_name
from dashboard.text import number, translate
from dashboard.text.markdown import UNSEEN
from dashboard.text.number_table import jacobian_table
from dashboard.views.softmax.figure import SoftmaxPicture
from dashboard.written_numbers import number_or_noise

_SAME = 1e-9  # relative: numbers that agree to this are the same number, computed in two ways


def entry_table(entry: JacobianEntry, temperature: float, k: int, i: int) -> str:
    """The entry by the formula, by a finite difference, and without its 1/T; k and i from 0."""
    if temperature == 1:
        judged = _correct_for("T = 1")
    else:
        judged = translate("✗ wrong by the factor T = {number}", number=number(temperature))
    return _markdown_table(
        f"∂{symbol('ŷ', k)}/∂{symbol('z', i)}",
        [
            (translate("formula"), entry.value, translate("✓ right")),
            (translate("finite difference"), entry.estimate, _difference(entry)),
            (translate("without 1/T"), entry.without_temperature, judged),
        ],
    )


def gradient_table(entry: GradientEntry, target: float, temperature: float, i: int) -> str:
    """∂L/∂z_i, i from 0, with y_i: the right ways, and the usual wrong ones beside them."""
    probability, wanted = symbol("ŷ", i), symbol("y", i)
    right = translate("✓ right")

    def judged(value: float, condition: str, *, is_met: bool) -> str:
        if is_met:
            return _correct_for(condition)
        if math.isclose(value, entry.value, rel_tol=_SAME):
            return translate("correct here, wrong in general")
        return translate("✗ wrong")

    return _markdown_table(
        f"∂L/∂{symbol('z', i)}",
        [
            (translate("sum of all terms"), float(entry.terms.sum()), right),
            (f"({probability} − {wanted})/T", entry.value, right),
            (translate("finite difference of L"), entry.estimate, _difference(entry)),
            (
                translate("only the term k = i, off-diagonal terms dropped"),
                entry.diagonal_only,
                judged(entry.diagonal_only, f"{wanted} = 1", is_met=target == 1),
            ),
            (
                translate("({share} − 1)/T, as if i were the true class", share=probability),
                entry.as_true_class,
                judged(entry.as_true_class, f"{wanted} = 1", is_met=target == 1),
            ),
            (
                translate("{share} − {target}, without 1/T", share=probability, target=wanted),
                entry.without_temperature,
                judged(entry.without_temperature, "T = 1", is_met=temperature == 1),
            ),
        ],
    )


def softmax_table(picture: SoftmaxPicture) -> pd.DataFrame:
    """A row for each class: every step, and e^u itself, which no step needs."""
    steps = picture.steps
    return pd.DataFrame(
        {
            "z + t": picture.logits,
            "u = (z + t)/T": steps.scaled,
            "u − m": steps.shifted,
            "E = e^(u − m)": steps.unnormalized,
            "ŷ": steps.probabilities,
            translate("ŷ at t = 0"): picture.unshifted.probabilities,
            "e^u": picture.exponentials,
            translate("e^u at t = 0"): np.exp(picture.unshifted.scaled),
        },
        index=[class_name(index) for index in range(len(picture.logits))],
    )


def jacobian_with_sums(jacobian: NDArray[np.float64]) -> pd.DataFrame:
    """∂ŷ_k/∂z_i, row k and column i, with the sum of each."""
    table = jacobian_table(jacobian)
    table["Σ"] = jacobian.sum(axis=1)
    table.loc["Σ"] = [*jacobian.sum(axis=0), jacobian.sum()]
    return table


def shift_table(picture: SoftmaxPicture) -> pd.DataFrame:
    """A row for each shift: every u, log Σ e^u, and every ŷ."""
    along = picture.along_shifts
    classes = range(len(picture.logits))
    return pd.DataFrame(
        {"t": picture.shifts}
        | {symbol("u", index): along.scaled[:, index] for index in classes}
        | {"log Σ e^u": along.log_normalizer}
        | {symbol("ŷ", index): along.probabilities[:, index] for index in classes}
    )


def _correct_for(condition: str) -> str:
    return translate("correct only for {reason}", reason=condition)


def _difference(entry: JacobianEntry | GradientEntry) -> str:
    apart = number_or_noise(abs(entry.estimate - entry.value), entry.value)
    return translate("differs by {number}", number=apart)


def _markdown_table(title: str, rows: Sequence[tuple[str, float, str]]) -> str:
    whole = title.replace("/", f"/{UNSEEN}")  # no line ends within ∂L/∂z
    head = f"| | {whole} | |\n|:--|--:|:--|\n"
    return head + "\n".join(f"| {name} | {number(value)} | {note} |" for name, value, note in rows)
