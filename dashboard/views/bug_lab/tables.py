"""The numbers of the bug lab as tables: the gradient check, and both runs."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.derivatives.gradient_check import TOLERANCE, GradientCheck
from core.symbols import SUBSCRIPTS
from core.training import TrainingRun
from dashboard.text import number, translate
from dashboard.text.data_names import activation_name
from dashboard.text.markdown import markdown_table
from dashboard.text.numbers import number_or_noise


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


def check_table(check: GradientCheck, run: TrainingRun, most: int) -> str:
    """The worst parameters of the check as Markdown."""
    names, classes = run.data.activation_names, run.data.class_names
    rows = []
    for row, column, analytic, numeric, ratio, error in _checked(check)[:most]:
        source = translate("bias") if row == len(names) else activation_name(names[row])
        mark = "✗" if error > TOLERANCE else "✓"
        rows.append(
            [
                f"{mark} **{parameter_symbol(row, column, len(names))}** "
                f"{source} → {classes[column]}",
                number_or_noise(analytic, numeric),
                number(numeric),
                number_or_noise(ratio),
                number(error),
            ]
        )
    return markdown_table(_check_head(), rows)


def check_frame(check: GradientCheck, run: TrainingRun) -> pd.DataFrame:
    """Every parameter of the check with all digits."""
    inputs = len(run.data.activation_names)
    rows = _checked(check)
    return pd.DataFrame(
        [row[2:] for row in rows],
        index=[parameter_symbol(row, column, inputs) for row, column, *_ in rows],
        columns=_check_head()[1:],
    )


def evaluation_frame(program: TrainingRun, right: TrainingRun) -> pd.DataFrame:
    """What is measured of both runs, a row for each evaluation; empty where one broke off."""
    columns = {}
    for field, measure in (
        ("train_loss", translate("training loss (nats)")),
        ("train_accuracy", translate("training accuracy")),
    ):
        for name, run in (
            (translate("correct program"), right),
            (translate("program under test"), program),
        ):
            rows = run.history().evaluations
            columns[f"{measure}: {name}"] = pd.Series(rows[field], index=rows["step"])
    return pd.DataFrame(columns)


def reported_frame(program: TrainingRun, right: TrainingRun) -> pd.DataFrame:
    """The loss that each program reports, a row for each mini-batch, none averaged."""
    columns = {}
    for name, run in (
        (translate("correct program"), right),
        (translate("program under test"), program),
    ):
        losses = run.history().batch_losses
        columns[name] = pd.Series(losses, index=np.arange(1, len(losses) + 1))
    return pd.DataFrame(columns)


def _check_head() -> list[str]:
    return [
        translate("parameter"),
        translate("program's gradient"),
        translate("finite difference"),
        translate("ratio of the two"),
        translate("relative error"),
    ]


def _checked(check: GradientCheck) -> list[tuple[int, int, float, float, float, float]]:
    return list(
        zip(
            check.rows.tolist(),
            check.columns.tolist(),
            check.analytic.tolist(),
            check.numeric.tolist(),
            ratios_of(check).tolist(),
            check.relative_errors.tolist(),
            strict=True,
        )
    )


def ratios_of(check: GradientCheck) -> NDArray[np.float64]:
    """What is claimed over the central difference, for every parameter; not finite over 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: NDArray[np.float64] = check.analytic / check.numeric
    return ratios + 0.0  # no −0
