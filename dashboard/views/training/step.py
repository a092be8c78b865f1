"""The step at which playback rests: what its details are computed from, part by part on demand."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import DataSet, Examples
from core.predictions.example_results import ExampleResults, measure_examples
from core.sentence import SentenceError
from core.training import TrainingRun, TrainingState
from core.training.objective import KERNELS, Objective
from core.validation import UNUSABLE_LOGIT
from dashboard.controls.control import Buttons
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.session_data import OwnDataChoice, kept_in_session
from dashboard.runs.shared_run import shared_run
from dashboard.text import english, translate
from dashboard.text.errors import draw_error

PARTS = ("train", "test")
_PART_NAMES = {"train": english("training set"), "test": english("test set")}
CACHED_DETAILS = 128  # each a few hundred kB at most
KEPT_OWN_DETAILS = 8

Value = TypeVar("Value")


class StepInView(NamedTuple):
    """One state of a run, with the run and the choice that it comes from."""

    choice: RunChoice
    run: TrainingRun
    state: TrainingState

    @property
    def data(self) -> DataSet:
        """The data set of the run."""
        return self.run.data

    def part(self, name: str) -> Examples:
        """The train or the test part."""
        return self.data.train if name == "train" else self.data.test

    def results(self, part: str) -> ExampleResults:
        """Every example of a part, measured by the layer of this step."""
        examples = self.part(part)
        return measure_examples(
            examples.activations,
            self.state.parameters,
            examples.labels,
            targets=self.targets(part),
            kernel=KERNELS[self.objective.loss],
        )

    @property
    def objective(self) -> Objective:
        """What the run minimises."""
        return self.run.settings.objective

    def targets(self, part: str) -> NDArray[Any]:
        """What the loss compares ŷ with on a part: labels (n,), or distributions (n, classes)."""
        return self.objective.targets(self.part(part).labels, len(self.data.class_names))

    def train_gradient(self, rows: NDArray[np.intp] | slice = slice(None)) -> NDArray[np.float64]:
        """∂(mean loss + penalty)/∂(W, b) over the train part or some of its rows.

        (inputs + 1, classes), the bias as last row.
        """
        return self.objective.mean_loss_and_gradients(
            self.data.train.activations[rows], self.state.parameters, self.targets("train")[rows]
        ).gradient

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """Rows and columns where each activation is a pixel, so that weights make an image."""
        data = self.data
        return data.image_shape if data.activation_names == data.feature_names else None


def step_in_view(choice: RunChoice, step: int) -> StepInView:
    """The step of the run that every session shares, or the last before it that there is."""
    run = shared_run(choice).up_to(step)
    return StepInView(choice, run, run.state_at(min(step, run.step)))


def part_buttons(key: str, default: str) -> str:
    """Draw the choice between the train and the test part, and return it."""
    return Buttons(key, english("Examples of"), PARTS, default, _PART_NAMES).draw(st.container())


def part_name(part: str) -> str:
    """What one of `PARTS` is called in the session's language."""
    return translate(_PART_NAMES[part])


def draw_step_error(error: ValueError) -> None:
    """Say why a part of the page cannot be computed at this step.

    The logits of a set may overflow where those of the mini-batch do not: `core` names the entry,
    which tells the reader nothing, and knows no way out.
    """
    if not (isinstance(error, SentenceError) and error.sentence.english == UNUSABLE_LOGIT):
        draw_error(error)
        return
    draw_error(
        translate(
            "At this step a logit is too large for the computer, so this part cannot be computed. "
            "Go back to an earlier step or use a smaller learning rate."
        )
    )


def remembered(name: str, view: StepInView, compute: Callable[[], Value]) -> Value:
    """What a part of the page computes about a step, kept for whoever asks again.

    What comes from the user's own data is kept in the session alone.
    """
    key = name, view.choice, view.state.step
    if isinstance(view.choice.data, OwnDataChoice):
        return kept_in_session("_own_details", key, compute, KEPT_OWN_DETAILS)
    kept: Value = _of_process(key, compute)
    return kept


@st.cache_data(max_entries=CACHED_DETAILS, show_spinner=False)
def _of_process(key: tuple[str, RunChoice, int], _compute: Callable[[], Any]) -> Any:  # noqa: ARG001 (what is cached by)
    return _compute()
