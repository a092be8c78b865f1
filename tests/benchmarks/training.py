"""What a training step costs, and what sharing it saves: `python -m tests.benchmarks.training`.

Core: one update of the default run on digits and one evaluation on its whole train and test parts.
Dashboard: the message with the first 1,000 steps, for the first user who asks (the run is computed,
its images are drawn) and for everyone after (both come from the caches), and the same from a run
that is 100,000 steps long. The exit status is 1 when a bound is broken. All bounds are ratios
within one run, so they hold on any machine.
"""

import logging
import sys
import time
from collections.abc import Callable

import streamlit as st

from core import OPTIMIZERS, TrainingRun, TrainingSettings, load
from dashboard.components.player_message import Question, pack
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DataChoice
from dashboard.runs.shared_run import run_identity
from dashboard.views.training.playback import STEPS_PER_ANSWER, chunk_of_run
from tests.benchmarks.timing import best_times

DATA = "digits", "spirals", "iris"
STEPS = 1000
FAR = 100_000
SHARING_BOUND = 0.25  # second user over first
FAR_BOUND = 1.2  # a cached message late in a run over one at its beginning


def run_of(optimizer: str) -> TrainingRun:
    """A run on digits that has begun."""
    run = TrainingRun(TrainingSettings(optimizer=optimizer, evaluate_every=1000), load("digits"))
    run.advance(10)
    return run


def update_of(run: TrainingRun) -> Callable[[], None]:
    """One update, made over and over without the run growing for ever."""

    def update() -> None:
        if run.step >= 900:
            run.return_to(10)
        run.advance(1)

    return update


def report_core() -> None:
    """Print a row for each optimiser, and the cost of an evaluation beside it."""
    runs = {name: run_of(name) for name in OPTIMIZERS}
    sgd = runs["sgd"]
    sides = [update_of(run) for run in runs.values()]
    *updates, evaluation = best_times(
        [*sides, lambda: sgd.evaluate(sgd.state)], seconds=4, turn=2e-3
    )
    plain = updates[0]
    print("| digits, batches of 32 | µs | / an update by sgd |\n|---|---:|---:|")
    for name, seconds in zip(runs, updates, strict=True):
        print(f"| update by {name} | {seconds * 1e6:.1f} | {seconds / plain:.2f} |")
    print(f"| evaluation | {evaluation * 1e6:.1f} | {evaluation / plain:.2f} |")
    share = evaluation / (evaluation + 10 * plain)
    print(f"\nOne evaluation every 10 updates takes {share:.0%} of a run.\n")


def message(choice: RunChoice, first: int) -> bytes:
    """What a player that has `first` steps of this run is sent when it asks for `STEPS` more."""
    question = Question(run_identity(choice), first, first + STEPS, first, False)
    return pack(chunk_of_run(choice, question), (0, 0))


def forget() -> None:
    """As after a start of the server."""
    st.cache_resource.clear()
    st.cache_data.clear()


def first_user_seconds(choice: RunChoice, turns: int = 5) -> float:
    """The least time of a message that nobody has asked for before."""
    best = float("inf")
    for _ in range(turns):
        forget()
        start = time.perf_counter()
        message(choice, 0)
        best = min(best, time.perf_counter() - start)
    return best


def computed_up_to(choice: RunChoice, last: int) -> float:
    """Let somebody play the run that far; seconds."""
    start = time.perf_counter()
    for first in range(0, last, STEPS_PER_ANSWER):
        question = Question(run_identity(choice), first, last, last, False)
        chunk_of_run(choice, question)
    return time.perf_counter() - start


def report_dashboard() -> tuple[list[float], list[float]]:
    """Print a row for each data set; return the two kinds of ratios."""
    shared, far = [], []
    print(
        f"| message of {STEPS:,} steps | first user, ms | second user, ms | second / first ", end=""
    )
    print(f"| kB | at step {FAR:,}, ms | late / early | {FAR:,} steps in, s |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name in DATA:
        choice = RunChoice(DataChoice(name), TrainingSettings())
        first = first_user_seconds(choice)
        whole = computed_up_to(choice, FAR + STEPS)
        message(choice, FAR)  # draws the images there
        second, late = best_times(
            [lambda: message(choice, 0), lambda: message(choice, FAR)],  # noqa: B023
            seconds=2,
            turn=2e-2,
        )
        shared.append(second / first)
        far.append(late / second)
        print(
            f"| {name} | {first * 1e3:.1f} | {second * 1e3:.2f} | {second / first:.3f} "
            f"| {len(message(choice, 0)) / 1e3:.0f} | {late * 1e3:.2f} | {late / second:.2f} "
            f"| {whole:.1f} |",
            flush=True,
        )
    return shared, far


def main() -> int:
    """Measure, print, and say whether every bound is met."""
    logging.disable(logging.WARNING)  # Streamlit tells that no server is running: so it should be
    report_core()
    shared, far = report_dashboard()
    bounds = [
        ("largest second / first user", max(shared), SHARING_BOUND),
        ("largest late / early", max(far), FAR_BOUND),
    ]
    print("\n| bound | measured | allowed | |\n|---|---:|---:|---|")
    for name, measured, allowed in bounds:
        verdict = "met" if measured <= allowed else "broken"
        print(f"| {name} | {measured:.2f} | {allowed:.2f} | {verdict} |")
    return int(any(measured > allowed for _, measured, allowed in bounds))


if __name__ == "__main__":
    sys.exit(main())
