"""A comparison in sentences: its question, its outcome, and what has to be known about it."""

import math
from collections.abc import Sequence

from dashboard.controls.run.settings import OPTIMIZER, OPTIMIZER_MEANINGS
from dashboard.figures.compared_curves import Curve
from dashboard.text import number, plain, translate
from dashboard.text.loss_words import loss_defined
from dashboard.views.compare.compared_runs import ComparedRun
from dashboard.views.compare.controls import (
    Comparison,
    loss_and_targets,
    same_batches,
    shared_settings,
)
from dashboard.written_numbers import whole_number

LEAST_RISE = 1.02  # of the test loss above its lowest, from which on it is told


def question_in_words(comparison: Comparison) -> str:
    """What is seen, what to look for, and what to do."""
    question = (
        translate("Sample runs: whose training loss falls fastest, whose test loss ends lowest?")
        if comparison.is_example
        else translate("Whose training loss falls fastest, whose test loss ends lowest?")
    )
    return f"{question} {translate('Add a run below or pin one on the page Training.')}"


def outcome_in_words(runs: Sequence[ComparedRun]) -> str:
    """The answer: the fastest run and the best one, and which overfits."""
    if len({loss_and_targets(run.settings) for run in runs}) > 1:
        return translate(
            "These runs minimise different losses (or use different label smoothing), so "
            "compare accuracy and speed, not the height of the loss."
        )
    finished = [run for run in runs if run.curve.diverged is None]
    if not finished:
        return translate("Every run diverged: its loss is no longer a finite number.")
    fastest = min(finished, key=_step_of_the_fall)
    best = min(finished, key=lambda run: run.summary.test_loss)
    answer = translate(
        "**Lowest test loss**: {best} ({loss}).",
        best=plain(best.curve.name, 500),
        loss=number(best.summary.test_loss),
    )
    if fastest.summary.reached is not None:
        fast = translate(
            "**Fastest**: {fastest} (90% of the fall by step {step}).",
            fastest=plain(fastest.curve.name, 500),
            step=whole_number(fastest.summary.reached),
        )
        answer = f"{fast} {answer}"
    rising = [run.curve.name for run in runs if overfits(run.curve)]
    if rising:
        answer += " " + translate(
            "*Overfitting*: at the end the test loss is more than {rise} above its lowest, yet "
            "the training loss is lower ({runs}).",
            rise=f"{LEAST_RISE - 1:.0%}",
            runs=plain("; ".join(rising), 500),
        )
    return answer


def _step_of_the_fall(run: ComparedRun) -> float:
    return math.inf if run.summary.reached is None else run.summary.reached


def overfits(curve: Curve) -> bool:
    """Whether the run ends with a clearly higher test loss, and a lower training loss, than at its
    best.
    """
    rows = curve.evaluations
    best, last = rows[rows["test_loss"].argmin()], rows[-1]
    return bool(
        best["step"] <= last["step"] / 2  # not the ups and downs of the last steps
        and last["test_loss"] > LEAST_RISE * best["test_loss"]
        and last["train_loss"] < best["train_loss"]
    )


def terms_in_words() -> str:
    """The symbols in the names of runs, and the one head of the table that needs a word more."""
    terms = translate("η: learning rate; B: batch size; λ: L2 penalty.")
    return f"{terms} " + translate(
        "90%: of the way from the first training loss to the lowest here."
    )


def definitions_in_words(comparison: Comparison) -> list[str]:
    """What has to be known to trust the comparison, a paragraph each."""
    kinds = dict.fromkeys(own.loss for own in comparison.settings)
    losses = translate(
        "Losses are over the whole training or test set, without the penalty. “90% at step”: the "
        "first step at which the training loss has fallen 90% of the way to the lowest one here. "
        "Only runs with the same loss function are compared."
    )
    told = [" ".join([*map(loss_defined, kinds), losses]), optimizers_in_words(comparison)]
    shared = shared_settings(comparison.settings)
    if shared:
        told.append(
            translate("All runs share these settings: {settings}.", settings=plain(shared, 500))
        )
    return [batches_in_words(comparison), *told]


def optimizers_in_words(comparison: Comparison) -> str:
    """What each optimiser of the comparison does."""
    return " ".join(
        f"**{OPTIMIZER.name_of(name)}**: {translate(OPTIMIZER_MEANINGS[name])}"
        for name in dict.fromkeys(own.optimizer for own in comparison.settings)
    )


def batches_in_words(comparison: Comparison) -> str:
    """Whether the runs can be compared step by step."""
    if same_batches(comparison.settings):
        return translate(
            "Every run uses the same mini-batches in the same order: same data, seed {seed}, "
            "batch size {size}.",
            seed=comparison.data.seed,
            size=comparison.settings[0].batch_size,
        )
    return translate(
        "The batch sizes differ, so one step does not use equally many examples in every run."
    )


def curves_in_words(curves: Sequence[Curve], field: str, label: str) -> str:
    """The alternative text of a chart: where each curve ends."""
    ends = [
        f"{curve.name}: {number(float(curve.evaluations[field][-1]))}"
        + (
            f", {translate('diverged at step')} {whole_number(curve.diverged)}"
            if curve.diverged is not None
            else ""
        )
        for curve in curves
    ]
    return translate(
        "{measure} against steps, one curve per run. At the end: {ends}.",
        measure=label,
        ends="; ".join(ends),
    )
