"""The bug lab in sentences: curves, the check, a guess, and what each bug does."""

from collections.abc import Sequence

import numpy as np

from core.bugs.program_under_test import Disagreement, StepInputs
from core.derivatives.gradient_check import TOLERANCE, GradientCheck
from core.training import TrainingRun
from dashboard.controls.links import address
from dashboard.figures.compared_curves import Curve
from dashboard.text import number, translate
from dashboard.views.bug_lab.bugs import DESCRIBED_BUGS
from dashboard.views.bug_lab.controls import GUESS, BugLab, lab_state
from dashboard.views.bug_lab.tables import parameter_symbol, ratios_of
from dashboard.written_numbers import number_or_noise, short_number, whole_number

_LARGEST_EXPONENT = float(np.log(np.finfo(np.float64).max))


def curves_in_words(curves: Sequence[Curve], field: str, measure: str) -> str:
    """The alternative text of a chart: where each curve begins and ends."""
    parts = []
    for curve in curves:
        values = curve.evaluations[field]
        course = translate("no point")
        if len(values):
            course = translate(
                "from {first} to {last}", first=number(values[0]), last=number(values[-1])
            )
        if curve.diverged is not None:
            course += f", {translate('diverged at step')} {whole_number(curve.diverged)}"
        parts.append(f"{curve.name}: {course}")
    return translate(
        "{measure} against steps, a curve for each program. {courses}.",
        measure=measure,
        courses="; ".join(parts),
    )


def runs_in_words(program: TrainingRun, right: TrainingRun) -> str:
    """How far apart the two runs are, in numbers."""
    if program.divergence is not None:
        return translate(
            "**The program stopped at step {step}**: its loss is no longer a finite number. "
            "The correct one reached step {last} on the same mini-batches.",
            step=whole_number(program.divergence.step),
            last=whole_number(right.step),
        )
    one, other = (run.history().batch_losses for run in (program, right))
    apart = np.flatnonzero(~np.isclose(one, other, rtol=1e-6, atol=0))
    if not len(apart):
        return translate(
            "Both programs report the same losses in all {steps} steps. The curves alone do "
            "not show any bug.",
            steps=whole_number(len(one)),
        )
    first = int(apart[0])
    return translate(
        "The reported losses differ from mini-batch {first} on: {program} nats instead of "
        "{right}. At the end the correct loss is {ends} instead of {right_ends}.",
        first=whole_number(first + 1),
        program=number(one[first]),
        right=number(other[first]),
        ends=number(float(program.history().evaluations["train_loss"][-1])),
        right_ends=number(float(right.history().evaluations["train_loss"][-1])),
    )


def check_in_words(check: GradientCheck, inputs: int, parameters: int) -> str:
    """The verdict of the check, its worst parameter, and how many are checked."""
    checked = len(check.rows)
    words = {
        "checked": checked,
        "failures": check.failures,
        "tolerance": short_number(TOLERANCE),
        "worst": number(float(check.relative_errors[0])),
        "name": parameter_symbol(int(check.rows[0]), int(check.columns[0]), inputs),
        "parameters": whole_number(parameters),
    }
    if check.passes:
        sentence = translate(
            "**✓ The gradient check passes** for all {checked} parameters: relative error at "
            "most {tolerance}. Largest: {worst}, for {name}.",
            **words,
        )
    else:
        sentence = translate(
            "**✗ The gradient check fails** for {failures} of {checked} parameters: relative "
            "error above {tolerance}. Worst: {worst}, for {name}.",
            **words,
        )
    if parameters == checked:
        return sentence
    return f"{sentence} " + translate(
        "{checked} of the {parameters} parameters are checked; “All the numbers” lists them.",
        **words,
    )


def settings_in_words(lab: BugLab, step: int) -> str:
    """Where a check is made."""
    words = {
        "step": whole_number(step),
        "temperature": short_number(lab.run.temperature),
        "size": whole_number(lab.run.batch_size),
    }
    if lab.run.shift == 0:
        return translate("after step {step}, with T = {temperature} and batches of {size}", **words)
    return translate(
        "after step {step}, with T = {temperature}, batches of {size} and {shift} added to "
        "every logit",
        shift=short_number(lab.run.shift),
        **words,
    )


def contradiction_in_words(
    lab: BugLab, probe: BugLab, found: Disagreement, guess: str, inputs: int, step: int
) -> str:
    """Why a wrong guess is wrong, in the numbers of the probe that shows it."""
    evidence = translate(
        "With “{guess}” the program's gradient ∂L/∂{name} would be **{suspected}**; it is "
        "**{program}**.",
        guess=GUESS.name_of(guess),
        name=parameter_symbol(found.row, found.column, inputs),
        suspected=number(found.suspected),
        program=number(found.program),
    )
    if probe == lab:
        return translate("This check rules it out.") + f" {evidence}"
    where = settings_in_words(probe, step)
    link = address("bug_lab", lab_state(probe) | {"guess": guess})
    return (
        translate("This check cannot tell the two bugs apart. Another check can:")
        + f" [{where}]({link}). {evidence}"
    )


def explanation_in_words(lab: BugLab, check: GradientCheck, inputs: StepInputs) -> str:
    """What the bug does to the numbers of this check."""
    batch, classes = inputs.targets.shape
    claimed, right = (
        run.program.mean_loss_and_gradients(*inputs).gradient for run in (lab.run, lab.run.right())
    )
    ratios = ratios_of(check)
    ratios = ratios[np.isfinite(ratios)]
    logits = inputs.activations @ inputs.parameters[:-1] + inputs.parameters[-1] + lab.run.shift
    bias, right_bias = (float(np.abs(one[-1]).max()) for one in (claimed, right))
    words = {
        "ratio": number(float(np.median(ratios)) if ratios.size else np.nan),
        "batch": batch,
        "temperature": short_number(lab.run.temperature),
        "bias": number_or_noise(bias, right_bias),
        "right_bias": number(right_bias),
        "floor": number(float(np.log1p((classes - 1) / np.e))),
        "classes": classes,
        "sum": number(float(claimed[-1].sum())),
        "largest": number(float(logits.max()) / lab.run.temperature),
        "limit": number(_LARGEST_EXPONENT),
        "worst": number(float(check.relative_errors[0])),
    }
    return translate(DESCRIBED_BUGS[lab.run.bug].explanation, **words)
