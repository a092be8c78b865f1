"""Training runs that every session shares: computed once, ahead of the players, and bounded.

Runs on the user's own data are the exception: only the session that holds the data holds them.

A run is a pure function of its choice, so it does not matter who computed a step, nor whether the
run was let go meanwhile: what is asked for again is computed again, to the same numbers.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import deque
from dataclasses import asdict, replace
from threading import Lock, RLock
from time import thread_time
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import DataSet
from core.predictions.input_plane import PlaneGrid, decision_regions, plane_grid
from core.training import MAXIMUM_STEPS, Evaluation, TrainingRun, exponential_moving_average
from core.training.run import LATEST_VISITS, MAXIMUM_CHECKPOINTS
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.session_data import OwnDataChoice, kept_in_session, own_data_set
from dashboard.figures.training_pictures import region_pictures, weight_pictures
from dashboard.palette import CLASSES
from dashboard.runs.data_sets import data_set
from dashboard.turns.interrupt_point import interrupt_point, stop_if_out_of_date

STEPS_PER_TURN = 200  # some 25 ms by default; then others may be let between
SECONDS_PER_TURN = 0.04  # the most, of processor time, where a step costs more
STEPS_PER_BLOCK = 100  # pictures are computed, and kept, by blocks of so many steps
CACHED_RUNS = 64
CACHED_BYTES = 500_000_000  # that these may come to; one on the largest data takes up to 43 MB
KEPT_OWN_RUNS = 4  # in each session; a change in mid-run makes another run
REGION_RESOLUTION = 48
SMOOTHING_SPAN = 30  # mini-batches

_OWN_RUNS = "_own_runs"


class SharedRun:
    """A run that grows on demand, for many sessions at once."""

    def __init__(self, choice: RunChoice) -> None:
        self.identity = run_identity(choice)
        self._growing = Lock()
        self._run, self._smoothed = _begun(choice)
        # The parameters at the last evaluations, so that their pictures need no step made again.
        kept = STEPS_PER_BLOCK // self._run.settings.evaluate_every + 1
        self._passed: deque[tuple[int, NDArray[Any]]] = deque(maxlen=kept)
        self._pass_by()
        self.data = data = self._run.data
        # Only where each activation is a pixel do the weights make an image.
        is_image = data.activation_names == data.feature_names
        self._image_shape = data.image_shape if is_image else None
        self.grid = _grid_of(data)

    @property
    def has_pictures(self) -> bool:
        """Whether its steps can be shown as images."""
        return self._image_shape is not None or self.grid is not None

    @property
    def steps(self) -> int:
        """Steps computed so far."""
        return len(self._smoothed)

    @property
    def data_bytes(self) -> int:
        """What its data take, which it may share with other runs."""
        arrays = (*self.data.train, *self.data.test, *(self.grid or ()))
        return sum(array.nbytes for array in arrays)

    @property
    def own_bytes(self) -> int:
        """What it may come to take beside its data."""
        every = self._run.settings.evaluate_every
        states = MAXIMUM_CHECKPOINTS + LATEST_VISITS + STEPS_PER_BLOCK // every
        numbers = MAXIMUM_STEPS * 2 + MAXIMUM_STEPS // every * len(Evaluation._fields)
        # An optimiser remembers up to two arrays as large as the parameters.
        return states * 3 * self._run.state.parameters.nbytes + numbers * self._smoothed.itemsize

    def up_to(self, step: int) -> TrainingRun:
        """The run, with at least so many steps; what was computed before is not computed again."""
        # Not: until it has diverged. Who makes that step has its smoothed losses still to add.
        while self.steps < min(step, self._run.last_step):
            interrupt_point()
            with self._growing:
                stop_if_out_of_date()  # while it waited
                self._advance(min(self.steps + STEPS_PER_TURN, step))
        return self._run

    def smoothed_losses(self, first: int, last: int) -> NDArray[np.float64]:
        """The running average of the mini-batch losses of the steps first + 1 … last."""
        return np.array(self._smoothed[first:last])

    def pictures(self, parameters: NDArray[Any]) -> NDArray[np.uint8] | None:
        """Images of some steps, (steps, tiles, rows, columns); None where there is no picture.

        `parameters` are theirs, (steps, inputs + 1, classes), the bias as last row.
        """
        weights, bias = parameters[:, :-1], parameters[:, -1]
        if self._image_shape is not None:
            return weight_pictures(weights, self._image_shape)
        if self.grid is not None:
            regions = decision_regions(self.grid, weights, bias)
            return region_pictures(regions, len(self.data.class_names))
        return None

    def pictures_between(self, first: int, last: int) -> NDArray[np.uint8] | None:
        """The pictures of the evaluations from step `first` to step `last`, both included."""
        run = self.up_to(last)
        last = min(last, run.last_step)
        every = run.settings.evaluate_every
        due = range(-(-first // every) * every, last + 1, every)
        passed = {step: parameters for step, parameters in tuple(self._passed) if step in due}
        if len(passed) == len(due):
            parameters = [passed[step] for step in due]
        else:
            parameters = [state.parameters for state in run.states(first, last)]
        return self.pictures(np.stack(parameters)) if parameters else self.no_pictures()

    def no_pictures(self) -> NDArray[np.uint8] | None:
        """As `pictures` for no steps."""
        picture = self.pictures(self._run.state.parameters[None])
        return None if picture is None else picture[:0]

    def _pass_by(self) -> None:
        state = self._run.state
        if state.step % self._run.settings.evaluate_every == 0:
            self._passed.append((state.step, state.parameters))

    def _advance(self, until: int) -> None:
        """Take the steps up to `until` that nobody has taken, as many as a turn has time for."""
        before = self._run.step
        every = self._run.settings.evaluate_every
        ends = thread_time() + SECONDS_PER_TURN
        while self._run.step < until and self._run.divergence is None and thread_time() < ends:
            to_evaluation = every - self._run.step % every
            self._run.advance(min(to_evaluation, until - self._run.step))
            self._pass_by()
        self._smoothed.extend(
            exponential_moving_average(
                self._run.history(before).batch_losses,
                span=SMOOTHING_SPAN,
                previous=self._smoothed[-1] if before else 0.0,
                count=before,
            ).tolist()
        )


def _begun(choice: RunChoice) -> tuple[TrainingRun, array[float]]:
    """The run at its beginning, or at its last change if someone came so far without the change."""
    *before, change = choice.settings.changes or (None,)
    if change is not None:
        parent = _known_run(replace(choice, settings=replace(choice.settings, changes=(*before,))))
        if parent is not None and parent.steps >= change.step:
            run = parent.up_to(change.step).continued(change)
            return run, array("d", parent.smoothed_losses(0, change.step))
    if isinstance(choice.data, OwnDataChoice):
        return TrainingRun(choice.settings, own_data_set(choice.data)), array("d")
    return TrainingRun(choice.settings, data_set(choice.data)), array("d")


_grids: WeakKeyDictionary[DataSet, PlaneGrid] = WeakKeyDictionary()  # while there are such data


def _grid_of(data: DataSet) -> PlaneGrid | None:
    """Where it is shown how points of the plane are told apart, for all runs on the same data."""
    if len(data.feature_names) != 2 or len(data.class_names) > len(CLASSES):
        return None
    grid = _grids.get(data)
    if grid is None:
        inputs = np.concatenate([data.train.inputs, data.test.inputs])
        grid = plane_grid(inputs, data.feature_map, resolution=REGION_RESOLUTION)
        _grids[data] = grid
    return grid


class KeptRuns:
    """The runs that all sessions share: as many as there is room for, those asked for last."""

    def __init__(self) -> None:
        self._making = RLock()  # who makes a run asks whether there is one to go on from
        self._runs: dict[RunChoice, SharedRun] = {}

    def of(self, choice: RunChoice) -> SharedRun:
        """The run of this choice, made if it is lacking."""
        with self._making:
            if choice in self._runs:
                run = self._runs[choice] = self._runs.pop(choice)
                return run
            run = self._runs[choice] = SharedRun(choice)
            while len(self._runs) > CACHED_RUNS or (len(self._runs) > 1 and self._is_full()):
                del self._runs[next(iter(self._runs))]
            return run

    def known(self, choice: RunChoice) -> SharedRun | None:
        """The run of this choice, if there is one."""
        with self._making:
            return self._runs.get(choice)

    def _is_full(self) -> bool:
        runs = self._runs.values()
        data = {id(run.data): run.data_bytes for run in runs}  # several may have the same
        return sum(data.values()) + sum(run.own_bytes for run in runs) > CACHED_BYTES


def shared_run(choice: RunChoice) -> SharedRun:
    """The one run of this choice: in this process, or on the user's own data in this session."""
    if isinstance(choice.data, OwnDataChoice):
        return kept_in_session(_OWN_RUNS, choice, lambda: SharedRun(choice), KEPT_OWN_RUNS)
    return _runs_of_process().of(choice)


def _known_run(choice: RunChoice) -> SharedRun | None:
    """As `shared_run`, but none is made."""
    if isinstance(choice.data, OwnDataChoice):
        own: dict[RunChoice, SharedRun] = st.session_state.get(_OWN_RUNS, {})
        return own.get(choice)
    return _runs_of_process().known(choice)


@st.cache_resource(show_spinner=False)
def _runs_of_process() -> KeptRuns:
    return KeptRuns()  # Streamlit's own cache of resources counts them, and not their bytes


def run_identity(choice: RunChoice) -> str:
    """A name that two choices share only if they are equal."""
    encoded = json.dumps(asdict(choice), sort_keys=True).encode()
    return hashlib.sha256(encoded).hexdigest()[:16]
