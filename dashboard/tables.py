"""The numbers behind a page as tables, with the names and units that a reader needs."""

import numpy as np
import pandas as pd

from core.datasets import DataSet
from core.training import Evaluation, TrainingState
from dashboard.text import number, translate


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
        index=[*data.activation_names, translate("bias b")],
        columns=list(data.class_names),
    )
