"""The numbers behind a page as tables, with the names and units that a reader needs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.datasets import DataSet
from core.example_results import ExampleResults
from core.training import Evaluation, TrainingState
from dashboard.text import number, translate
from dashboard.text.data_names import activation_name


def evaluation_table(evaluation: Evaluation) -> pd.DataFrame:
    """Loss and accuracy on the train and test parts, a row each."""
    return pd.DataFrame(
        {
            translate("loss (nats)"): [
                number(evaluation.train_loss),
                number(evaluation.test_loss),
            ],
            translate("accuracy"): [
                f"{evaluation.train_accuracy:.2%}",
                f"{evaluation.test_accuracy:.2%}",
            ],
        },
        index=[translate("train"), translate("test")],
    )


def parameter_table(data: DataSet, state: TrainingState) -> pd.DataFrame:
    """Every weight, a row per activation and a column per class, with the bias as last row."""
    return pd.DataFrame(
        np.asarray(state.parameters),
        index=[*map(activation_name, data.activation_names), translate("bias b")],
        columns=list(data.class_names),
    )


def example_table(
    results: ExampleResults,
    rows: NDArray[np.intp],
    class_names: Sequence[str],
    images: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Some examples, a row each: its classes, L, and z, ŷ, y and ŷ − y for every class.

    Parameters
    ----------
    results : all examples of a part.
    rows : which of them, in the order of the table; their numbers are the column "example".
    class_names : one per class.
    images : a data URI per row of the table, or None.
    """
    names = np.array(class_names, dtype=object)
    columns: dict[str, Any] = {translate("example"): rows}
    if images is not None:
        columns[translate("image")] = images
    columns[translate("true")] = names[results.labels[rows]]
    columns[translate("predicted")] = names[results.predicted[rows]]
    columns[translate("L (nats)")] = results.losses[rows]
    for symbol, values in (
        ("z", results.logits),
        ("ŷ", results.probabilities),
        ("y", results.targets),
        ("ŷ − y", results.errors),
    ):
        for place, name in enumerate(class_names):
            columns[f"{symbol}: {name}"] = values[rows, place]
    return pd.DataFrame(columns)
