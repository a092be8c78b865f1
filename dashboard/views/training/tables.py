"""The numbers behind a page as tables, with the names and units that a reader needs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from pandas.io.formats.style import Styler

from core.predictions.example_results import ExampleResults
from dashboard.runs.shared_run import SMOOTHING_SPAN, shared_run
from dashboard.text import number, translate
from dashboard.text.data_names import activation_name
from dashboard.text.loss_words import loss_defined, loss_in_words, loss_symbol
from dashboard.text.number_table import number_columns
from dashboard.views.training.gradient_norm import norm_defined
from dashboard.views.training.step import StepInView
from dashboard.written_numbers import percent

LARGEST = float(2**53 - 1)  # the last whole number that a browser tells from its neighbours


def draw_numbers(view: StepInView) -> None:
    """What is measured at the step, and its weights and bias."""
    smoothing = translate(
        "Mini-batch loss: L of one step's examples; smoothed: its exponential moving average over "
        "about {span} steps (recent ones count most), so it lags behind.",
        span=SMOOTHING_SPAN,
    )
    st.caption(f"{loss_defined(view.objective.loss)} {smoothing} {norm_defined()}")
    for table in (_evaluation_table(view), _parameter_table(view)):
        st.dataframe(table, column_config=number_columns(table.columns))


def _evaluation_table(view: StepInView) -> pd.DataFrame:
    """What the curves show at a step, a row for each part: what is not measured there is "–"."""
    step, settings = view.state.step, view.run.settings
    evaluation = view.run.evaluate(view.state)
    losses = {
        translate("training set"): number(evaluation.train_loss),
        translate("test set"): number(evaluation.test_loss),
    }
    if step > 0:  # there is a mini-batch that led here
        batch = view.run.history(step - 1, step).batch_losses[0]
        smoothed = shared_run(view.choice).smoothed_losses(step - 1, step)[0]
        losses |= {
            translate("mini-batch"): number(float(batch)),
            translate("smoothed loss"): number(float(smoothed)),
        }
    columns = {
        loss_in_words(settings.loss): [*losses.values()],
        translate("accuracy"): [
            percent(evaluation.train_accuracy),
            percent(evaluation.test_accuracy),
        ],
        translate("gradient norm ‖∂L/∂θ‖"): [number(evaluation.gradient_norm)],
    }
    if settings.l2 > 0:
        columns[translate("L2 penalty ½λΣw²")] = [number(evaluation.penalty)]
    return pd.DataFrame(
        {name: [*found, *["–"] * (len(losses) - len(found))] for name, found in columns.items()},
        index=[*losses],
    )


def _parameter_table(view: StepInView) -> pd.DataFrame:
    """Every weight, a row per activation and a column per class, with the bias as last row."""
    return pd.DataFrame(
        [[number(float(value)) for value in row] for row in view.state.parameters],
        index=[*map(activation_name, view.data.activation_names), translate("bias b")],
        columns=list(view.data.class_names),
    )


def example_table(
    results: ExampleResults,
    rows: NDArray[np.intp],
    class_names: Sequence[str],
    loss: str,
    images: Sequence[str] | None = None,
) -> Styler:
    """Some examples, a row each: its classes, L, and z, ŷ, y and ŷ − y for every class.

    The table sorts by the values and shows four digits of them. A run that diverges may come to
    values that a browser's table refuses: they are held to ±`LARGEST`.

    Parameters
    ----------
    results : all examples of a part.
    rows : which of them, in the order of the table; their numbers are the column "example".
    class_names : one per class.
    loss : which one L is.
    images : a data URI per row of the table, or None.
    """
    names = np.array(class_names, dtype=object)
    columns: dict[str, Any] = {translate("example"): rows}
    if images is not None:
        columns[translate("image")] = images
    columns[translate("true")] = names[results.labels[rows]]
    columns[translate("predicted")] = names[results.predicted[rows]]
    columns[loss_symbol(loss)] = results.losses[rows]
    for symbol, values in (
        ("z", results.logits),
        ("ŷ", results.probabilities),
        ("y", results.targets),
        ("ŷ − y", results.errors),
    ):
        for index, name in enumerate(class_names):
            columns[f"{symbol}: {name}"] = values[rows, index]
    table = pd.DataFrame(columns)
    numbers = table.columns[table.dtypes == np.float64]
    table[numbers] = table[numbers].clip(-LARGEST, LARGEST)
    return table.style.format(_bounded_number, subset=numbers)


def _bounded_number(value: float) -> str:
    r"""The number, or that it lies beyond `LARGEST`.

    >>> _bounded_number(-0.5), _bounded_number(-LARGEST)
    ('−0.5000', '< −9.007\xa0×\xa010¹⁵')
    """
    bound = "" if abs(value) < LARGEST else "> " if value > 0 else "< "
    return bound + number(value)
