"""The step at which playback rests: what its details are computed from, part by part on demand."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from core.datasets import DataSet, Examples
from core.example_results import ExampleResults, measure_examples
from core.training import TrainingRun, TrainingState
from dashboard.controls.buttons import Buttons
from dashboard.controls.training import RunChoice
from dashboard.runs import shared_run
from dashboard.text import translate

PARTS = ("train", "test")


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
        return measure_examples(examples.activations, self.state.parameters, examples.labels)


def step_in_view(choice: RunChoice, step: int) -> StepInView:
    """The step of the run that every session shares."""
    run = shared_run(choice).up_to(step)
    return StepInView(choice, run, run.state_at(step))


def part_buttons(key: str, default: str) -> str:
    """Draw the choice between the train and the test part, and return it."""
    return Buttons(key, "Examples of", PARTS, default).draw(st.container())


def unfolded(label: str, key: str, draw: Callable[[StepInView], None], view: StepInView) -> None:
    """A part of the page that is computed only while it is open; the link says whether it is."""
    with st.expander(
        translate(label), key=key, on_change="rerun", bind="query-params"
    ) as unfolding:
        if unfolding.open:
            draw(view)
