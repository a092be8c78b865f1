"""The pictures of a run's steps, drawn once for all sessions, a block of steps at a time; in words.

Those of runs on the user's own data are kept in the session that holds the data.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.predictions.input_plane import DecisionRegions
from core.training import MAXIMUM_STEPS
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.session_data import OwnDataChoice, kept_in_session
from dashboard.runs.shared_run import STEPS_PER_BLOCK, shared_run
from dashboard.text import number, translate
from dashboard.written_numbers import percent

CACHED_BLOCKS = 2048
KEPT_OWN_BLOCKS = 128

Draw = Callable[[], NDArray[np.uint8] | None]


def run_pictures(choice: RunChoice, first: int, last: int) -> NDArray[np.uint8] | None:
    """The pictures of the evaluations from step `first`, a multiple of the cadence, to `last`."""
    shared = shared_run(choice)
    if not shared.has_pictures:
        return None
    every = choice.settings.evaluate_every
    blocks = range(first // STEPS_PER_BLOCK, last // STEPS_PER_BLOCK + 1)
    pictures = []
    for block in blocks:
        last_step = min((block + 1) * STEPS_PER_BLOCK - 1, MAXIMUM_STEPS)
        # Here, not where the pictures are cached: there nobody who computes gives way.
        shared.up_to(last_step)
        draw = partial(shared.pictures_between, block * STEPS_PER_BLOCK, last_step)
        if isinstance(choice.data, OwnDataChoice):
            drawn = kept_in_session("_own_pictures", (choice, block), draw, KEPT_OWN_BLOCKS)
        else:
            drawn = _block_of_process((choice, block), draw)
        if drawn is not None:
            pictures.append(drawn)
    start = (first - blocks.start * STEPS_PER_BLOCK) // every
    return np.concatenate(pictures)[start : start + (last - first) // every + 1]


@st.cache_data(max_entries=CACHED_BLOCKS, show_spinner=False)
def _block_of_process(key: tuple[RunChoice, int], _draw: Draw) -> NDArray[np.uint8] | None:  # noqa: ARG001 (what is cached by)
    return _draw()


def weights_in_words(weights: NDArray[np.float64], names: Sequence[str]) -> str:
    """How far the weights, (units, classes), reach, and the largest of each class.

    Examples
    --------
    >>> weights_in_words(np.array([[0.5, -1.0], [0.25, 2.0]]), ["cat", "dog"])
    'weights from −1.000 to 2.000; the largest of each class: cat 0.5000; dog 2.000.'
    """
    largest = zip(names, weights.max(axis=0), strict=True)
    return translate(
        "weights from {low} to {high}; the largest of each class: {largest}.",
        low=number(float(weights.min())),
        high=number(float(weights.max())),
        largest="; ".join(f"{name} {number(float(weight))}" for name, weight in largest),
    )


def regions_in_words(regions: DecisionRegions, names: Sequence[str]) -> str:
    """How much of the plane each class has.

    Examples
    --------
    >>> regions = DecisionRegions(np.array([[0, 0], [0, 1]]), np.full((2, 2), 0.9))
    >>> regions_in_words(regions, ["cat", "dog"])
    'of the plane, cat has 75.0%; dog has 25.0%.'
    """
    fractions = np.bincount(regions.classes.ravel(), minlength=len(names)) / regions.classes.size
    return translate(
        "of the plane, {shares}.",
        shares="; ".join(
            translate("{name} has {share}", name=name, share=percent(fraction, 1))
            for name, fraction in zip(names, fractions, strict=True)
        ),
    )
