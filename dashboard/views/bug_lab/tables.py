"""The numbers of the bug lab as tables: the gradient check, and both runs."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.bugs.gradient_bugs import BUGS
from core.derivatives.gradient_check import TOLERANCE, GradientCheck
from core.symbols import SUBSCRIPTS
from core.training import TrainingRun
from dashboard.text import number, translate
from dashboard.text.data_names import activation_name
from dashboard.text.markdown import markdown_table
from dashboard.views.bug_lab.bugs import DESCRIBED_BUGS
from dashboard.views.bug_lab.formulas import bug_lines
from dashboard.written_numbers import number_or_noise


def parameter_symbol(row: int, column: int, inputs: int) -> str:
    """A weight or bias of a layer with so many inputs, counted from 1.

    >>> parameter_symbol(1, 0, 4), parameter_symbol(4, 2, 4), parameter_symbol(63, 9, 64)
    ('w₂₁', 'b₃', 'w₆₄,₁₀')
    """
    letter, indices = parameter_indices(row, column, inputs)
    return letter + indices.translate(SUBSCRIPTS)


def parameter_indices(row: int, column: int, inputs: int) -> tuple[str, str]:
    """The letter of a parameter, and its indices, counted from 1.

    >>> parameter_indices(1, 0, 4), parameter_indices(63, 9, 64)
    (('w', '21'), ('w', '64,10'))
    """
    if row == inputs:
        return "b", str(column + 1)
    between = "," if max(row, column) >= 9 else ""
    return "w", f"{row + 1}{between}{column + 1}"


def check_table(check: GradientCheck, run: TrainingRun, most: int, *, with_ratio: bool) -> str:
    """The worst parameters of the check as Markdown."""
    names, classes = run.data.activation_names, run.data.class_names
    worst = check_frame(check, run).head(most)
    rows = []
    for row, column, (symbol, analytic, numeric, ratio, error) in zip(
        check.rows[:most], check.columns[:most], worst.itertuples(), strict=True
    ):
        source = translate("bias") if row == len(names) else activation_name(names[row])
        mark = "✗" if error > TOLERANCE else "✓"
        rows.append(
            [
                f"{mark} **{symbol}** {source} → {classes[column]}",
                number_or_noise(analytic, numeric),
                number(numeric),
                *([number_or_noise(ratio)] if with_ratio else []),
                number(error),
            ]
        )
    shown = worst.columns if with_ratio else worst.columns.drop(translate("ratio of the two"))
    return markdown_table([translate("worst parameters"), *shown], rows)


def suspects_table() -> str:
    """Every bug of the list with its formula, right and wrong, as Markdown."""
    rows = []
    for bug in BUGS:
        described = DESCRIBED_BUGS[bug]
        lines = (rf"$\small {line.replace('&', '')}$" for line in bug_lines(bug))
        rows.append([f"**{translate(described.name)}** · {translate(described.meaning)}", *lines])
    return markdown_table([translate("bug"), translate("correct"), translate("wrong")], rows)


def check_frame(check: GradientCheck, run: TrainingRun) -> pd.DataFrame:
    """Every parameter of the check with all digits."""
    inputs = len(run.data.activation_names)
    return pd.DataFrame(
        {
            translate("program's gradient"): check.analytic,
            translate("finite difference"): check.numeric,
            translate("ratio of the two"): ratios_of(check),
            translate("relative error"): check.relative_errors,
        },
        index=[
            parameter_symbol(row, column, inputs)
            for row, column in zip(check.rows.tolist(), check.columns.tolist(), strict=True)
        ],
    )


def evaluation_frame(runs: Mapping[str, TrainingRun]) -> pd.DataFrame:
    """What is measured of each run, a row for each evaluation; empty where it broke off."""
    columns = {}
    for field, measure in (
        ("train_loss", translate("training loss (nats)")),
        ("train_accuracy", translate("training accuracy")),
    ):
        for name, run in runs.items():
            rows = run.history().evaluations
            columns[f"{measure}: {name}"] = pd.Series(rows[field], index=rows["step"])
    return pd.DataFrame(columns)


def reported_frame(runs: Mapping[str, TrainingRun]) -> pd.DataFrame:
    """The loss that each program reports, a row for each mini-batch, none averaged."""
    columns = {}
    for name, run in runs.items():
        losses = run.history().batch_losses
        columns[name] = pd.Series(losses, index=np.arange(1, len(losses) + 1))
    return pd.DataFrame(columns)


def ratios_of(check: GradientCheck) -> NDArray[np.float64]:
    """What is claimed over the central difference, for every parameter; not finite over 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: NDArray[np.float64] = check.analytic / check.numeric
    return ratios + 0.0  # no −0
