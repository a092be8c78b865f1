"""Training runs that every session shares: computed once, ahead of the players, in bounded caches.

Runs on the user's own data are the exception: only the session that holds the data holds them.

A run is a pure function of its choice, so it does not matter who computed a step, nor whether the
caches were emptied meanwhile: what is asked for again is computed again, to the same numbers.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import deque
from dataclasses import asdict, replace
from threading import Lock
from time import thread_time
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import DataSet, load
from core.input_plane import PlaneGrid, decision_regions, plane_grid
from core.training import MAXIMUM_STEPS, TrainingRun, exponential_moving_average
from dashboard.controls.training import RunChoice
from dashboard.controls.training_data import DataChoice
from dashboard.figures.training_pictures import region_pictures, weight_pictures
from dashboard.interrupt_point import interrupt_point, stop_if_out_of_date
from dashboard.palette import CLASSES
from dashboard.session_data import OwnDataChoice, kept_in_session, own_data_set

STEPS_PER_TURN = 200  # some 25 ms by default; then others may be let between
SECONDS_PER_TURN = 0.04  # the most, of processor time, where a step costs more
STEPS_PER_BLOCK = 100  # pictures are computed and cached by blocks of so many steps
CACHED_RUNS = 64
CACHED_BLOCKS = 2048
KEPT_OWN_RUNS = 4  # in each session; a change in mid-run makes another run
KEPT_OWN_BLOCKS = 128
REGION_RESOLUTION = 48
SMOOTHING_SPAN = 30  # mini-batches


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
        self.grid: PlaneGrid | None = None
        if len(data.feature_names) == 2 and len(data.class_names) <= len(CLASSES):
            self.grid = plane_grid(
                np.concatenate([data.train.inputs, data.test.inputs]),
                data.feature_map,
                resolution=REGION_RESOLUTION,
            )

    @property
    def has_pictures(self) -> bool:
        """Whether its steps can be shown as images."""
        return self._image_shape is not None or self.grid is not None

    @property
    def steps(self) -> int:
        """Steps computed so far."""
        return len(self._smoothed)

    def up_to(self, step: int) -> TrainingRun:
        """The run, with at least so many steps; what was computed before is not computed again."""
        while self.steps < step and self._run.divergence is None:
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
        parent = shared_run(replace(choice, settings=replace(choice.settings, changes=(*before,))))
        if parent.steps >= change.step:
            run = parent.up_to(change.step).continued(change)
            return run, array("d", parent.smoothed_losses(0, change.step))
    return TrainingRun(choice.settings, _data_set(choice.data)), array("d")


def _data_set(choice: DataChoice | OwnDataChoice) -> DataSet:
    if isinstance(choice, OwnDataChoice):
        return own_data_set(choice)
    return load(**asdict(choice))


def shared_run(choice: RunChoice) -> SharedRun:
    """The one run of this choice: in this process, or on the user's own data in this session."""
    if isinstance(choice.data, OwnDataChoice):
        return kept_in_session("_own_runs", choice, lambda: SharedRun(choice), KEPT_OWN_RUNS)
    return _run_of_process(choice)


@st.cache_resource(max_entries=CACHED_RUNS, show_spinner=False)
def _run_of_process(choice: RunChoice) -> SharedRun:
    return SharedRun(choice)


def _block_pictures(choice: RunChoice, block: int) -> NDArray[np.uint8] | None:
    """The pictures of the evaluations in a block of `STEPS_PER_BLOCK` steps."""
    if isinstance(choice.data, OwnDataChoice):
        return kept_in_session(
            "_own_pictures",
            (choice, block),
            lambda: _drawn_block(choice, block),
            KEPT_OWN_BLOCKS,
        )
    return _block_of_process(choice, block)


@st.cache_data(max_entries=CACHED_BLOCKS, show_spinner=False)
def _block_of_process(choice: RunChoice, block: int) -> NDArray[np.uint8] | None:
    return _drawn_block(choice, block)


def _drawn_block(choice: RunChoice, block: int) -> NDArray[np.uint8] | None:
    return shared_run(choice).pictures_between(block * STEPS_PER_BLOCK, _last_of(block))


def _last_of(block: int) -> int:
    return min((block + 1) * STEPS_PER_BLOCK - 1, MAXIMUM_STEPS)


def run_pictures(choice: RunChoice, first: int, last: int) -> NDArray[np.uint8] | None:
    """The pictures of the evaluations from step `first`, a multiple of the cadence, to `last`."""
    shared = shared_run(choice)
    if not shared.has_pictures:
        return None
    every = choice.settings.evaluate_every
    blocks = range(first // STEPS_PER_BLOCK, last // STEPS_PER_BLOCK + 1)
    pictures = []
    for block in blocks:
        # Here, not where the pictures are cached: there nobody who computes gives way.
        shared.up_to(_last_of(block))
        if (drawn := _block_pictures(choice, block)) is not None:
            pictures.append(drawn)
    start = (first - blocks.start * STEPS_PER_BLOCK) // every
    return np.concatenate(pictures)[start : start + (last - first) // every + 1]


def run_identity(choice: RunChoice) -> str:
    """A name that two choices share only if they are equal."""
    encoded = json.dumps(asdict(choice), sort_keys=True).encode()
    return hashlib.sha256(encoded).hexdigest()[:16]
