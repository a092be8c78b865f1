"""The loss around the run's path: a plane through the space of all weights."""

import numpy as np
import streamlit as st

from core.landscape.weight_slice import loss_over_plane, path_plane
from core.training import TrainingRun, TrainingState
from dashboard.components.figure import draw_figure
from dashboard.text import number, translate
from dashboard.views.training.loss_slice_figure import (
    SliceWords,
    WeightSlice,
    slice_axes,
    slice_figure,
)
from dashboard.views.training.step import StepInView, remembered
from dashboard.written_numbers import percent, whole_number

MOST_STATES = 200
MOST_EXAMPLES = 500
EVERY_STEP_UNTIL = 60  # the steps before are worth a state each, and cheap to go through
REPLAYED_UNTIL = 5000  # a longer run is not gone through again: its kept states are the path


def draw_slice(view: StepInView) -> None:
    """The map of the loss with the path on it, and how much of the path it shows."""
    if view.state.step == 0:
        st.info(translate("At step 0 there is no path yet: press Play, or go to a later step."))
        return
    found = remembered("slice", view, lambda: prepare_slice(view))
    left, right = st.columns([3, 2])
    with left:
        draw_figure(
            slice_figure(found, _words(view.state.step)),
            key="weight_slice",
            alternative=_alternative(found, view.state.step),
            aspect=0.95,
        )
    with right:
        st.markdown(_about_the_plane(view, found))
        st.caption(_about_the_numbers(view, found))


def _about_the_plane(view: StepInView, found: WeightSlice) -> str:
    variances = found.plane.explained_variance
    return translate(
        "All weights and biases together are one point in {dimensions} dimensions. The map is a "
        "plane through the current point (diamond), along the two directions in which training "
        "moved most; they contain **{share} of the path's variance** ({first} and {second}). The "
        "path is projected onto the plane, so its height is exact only near the diamond.",
        dimensions=whole_number(view.state.parameters.size),
        share=percent(variances.sum(), 1),
        first=percent(variances[0], 1),
        second=percent(variances[1], 1),
    )


def _about_the_numbers(view: StepInView, found: WeightSlice) -> str:
    return translate(
        "L is the mean over {examples} of the {total} training examples{penalty}, on a grid of "
        "{points} × {points}; at the diamond it is {loss}. The path contains {states} of the "
        "run's {steps} states. The two directions, its *principal components*, are computed anew "
        "at every step, so the map turns as training goes on.",
        examples=whole_number(found.examples),
        total=whole_number(len(view.data.train.labels)),
        penalty=translate(" plus the L2 penalty") if view.objective.l2 else "",
        points=len(found.first_values),
        loss=number(found.loss),
        states=len(found.steps),
        steps=whole_number(view.state.step + 1),
    )


def prepare_slice(view: StepInView) -> WeightSlice:
    """Every number of the map, in bounded work whatever the run and its data."""
    states = path_states(view.run, view.state)
    plane = path_plane(np.stack([state.parameters for state in states]))
    # The parts are in shuffled order: the first examples are as good as any.
    some = slice(MOST_EXAMPLES)
    activations, targets = view.data.train.activations[some], view.targets("train")[some]
    first, second = slice_axes(plane)
    here = np.zeros(1)
    return WeightSlice(
        plane=plane,
        steps=np.array([state.step for state in states]),
        first_values=first,
        second_values=second,
        losses=loss_over_plane(plane, first, second, activations, targets, view.objective),
        loss=float(loss_over_plane(plane, here, here, activations, targets, view.objective)[0, 0]),
        examples=len(activations),
    )


def path_states(run: TrainingRun, state: TrainingState) -> list[TrainingState]:
    """At most `MOST_STATES` states from step 0 to this one, both included, evenly spaced."""
    last = state.step
    if last <= EVERY_STEP_UNTIL:
        return [run.state_at(step) for step in range(last + 1)]
    if last <= REPLAYED_UNTIL:
        passed = list(run.states(0, last - 1))
        return [*passed[:: -(-len(passed) // (MOST_STATES - 1))], state]
    return [*(run.state_at(step) for step in range(0, last, run.kept_every)), state]


def _alternative(found: WeightSlice, step: int) -> str:
    return translate(
        "Map of the loss on a plane through the weights, from {low} to {high}; the path of "
        "{states} states leads from step 0 to step {step}, where the loss is {loss}. The plane "
        "contains {share} of the path's variance.",
        low=number(float(found.losses.min())),
        high=number(float(found.losses.max())),
        states=len(found.steps),
        step=step,
        loss=number(found.loss),
        share=percent(found.plane.explained_variance.sum(), 1),
    )


def _words(step: int) -> SliceWords:
    return SliceWords(
        first=translate("first direction"),
        second=translate("second direction"),
        loss=translate("L (training set)"),
        path=translate("training path"),
        start=translate("step 0"),
        now=translate("step {step}", step=whole_number(step)),
        step=translate("step"),
    )
