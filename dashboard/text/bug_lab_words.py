"""The bug lab in sentences: curves, the check, a guess, and what each bug does."""

from collections.abc import Sequence

import numpy as np

from core.gradient_bugs import BUGS, NO_BUG, PLACES
from core.gradient_check import TOLERANCE, GradientCheck
from core.program_under_test import Disagreement, Place
from core.training import TrainingRun
from dashboard.controls.bug_lab import GUESS, BugLab, lab_state
from dashboard.figures.compare import Curve
from dashboard.text import english, number, translate
from dashboard.text.bug_lab_tables import parameter_symbol, ratios_of
from dashboard.text.links import address
from dashboard.text.numbers import short_number, whole_number

_LARGEST_EXPONENT = float(np.log(np.finfo(np.float64).max))
_BROKEN_STEPS = {
    PLACES[0]: english("the step from z to ŷ"),
    PLACES[1]: english("the step from ŷ to ∂L/∂z"),
    PLACES[2]: english("the mean over the batch"),
    PLACES[3]: english("the step from ∂L/∂z to ∂L/∂b"),
}


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
            "**The program broke off at step {step}**: its loss is not a finite number any more. "
            "The right one went on to step {last}, on the same mini-batches.",
            step=whole_number(program.divergence.step),
            last=whole_number(right.step),
        )
    one, other = (run.history().batch_losses for run in (program, right))
    apart = np.flatnonzero(~np.isclose(one, other, rtol=1e-6, atol=0))
    if not len(apart):
        return translate(
            "In all {steps} steps both report the same losses: curves alone cannot tell these "
            "two programs apart.",
            steps=whole_number(len(one)),
        )
    first = int(apart[0])
    return translate(
        "From mini-batch {first} on the losses that they report differ: there {program} nats under "
        "test, {right} rightly. By the right loss on all training examples they end at {ends} and "
        "{right_ends}.",
        first=whole_number(first + 1),
        program=number(one[first]),
        right=number(other[first]),
        ends=number(float(program.history().evaluations["train_loss"][-1])),
        right_ends=number(float(right.history().evaluations["train_loss"][-1])),
    )


def check_in_words(check: GradientCheck, inputs: int, parameters: int, shown: int) -> str:
    """The verdict of the check, its worst parameter, and how many are checked and shown."""
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
            "**✓ The check passes**: in all {checked} parameters the relative error stays below "
            "{tolerance}; the largest is {worst}, of {name}.",
            **words,
        )
    else:
        sentence = translate(
            "**✗ The check fails** in {failures} of {checked} parameters: there the relative "
            "error exceeds {tolerance}. The worst is {worst}, of {name}.",
            **words,
        )
    if parameters == checked:
        return sentence
    return f"{sentence} " + translate(
        "Of {parameters} parameters {checked} are checked, evenly spread; the {shown} worst stand "
        "here, all of them below, under Numbers.",
        shown=shown,
        **words,
    )


def settings_in_words(lab: BugLab, step: int) -> str:
    """Where a check is made."""
    return translate(
        "after step {step}, with T = {temperature}, batches of {size} and {shift} added to every "
        "logit",
        step=whole_number(step),
        temperature=short_number(lab.run.temperature),
        size=lab.run.batch_size,
        shift=short_number(lab.run.shift),
    )


def contradiction_in_words(
    lab: BugLab, probe: BugLab, found: Disagreement, guess: str, inputs: int, step: int
) -> str:
    """Why a wrong guess is wrong, in the numbers of the probe that shows it."""
    evidence = translate(
        "With “{guess}” the program would claim ∂L/∂{name} = **{suspected}**; it claims "
        "**{program}**.",
        guess=GUESS.name_of(guess),
        name=parameter_symbol(found.row, found.column, inputs),
        suspected=number(found.suspected),
        program=number(found.program),
    )
    where = settings_in_words(probe, step)
    if probe == lab:
        return translate("The check above contradicts it, {where}:", where=where) + f" {evidence}"
    link = address("bug_lab", lab_state(probe) | {"guess": guess})
    return (
        translate("The check above cannot tell the two apart, but this one can,")
        + f" [{where}]({link}): {evidence}"
    )


def explanation_in_words(outcome: str, lab: BugLab, check: GradientCheck, place: Place) -> str:
    """What the bug does to the numbers of this check."""
    batch, classes = place.targets.shape
    claimed, right = (
        run.program.mean_loss_and_gradients(*place).gradient for run in (lab.run, lab.run.right())
    )
    ratios = ratios_of(check)
    ratios = ratios[np.isfinite(ratios)]
    logits = place.activations @ place.parameters[:-1] + place.parameters[-1] + lab.run.shift
    words = {
        "ratio": number(float(np.median(ratios)) if ratios.size else np.nan),
        "batch": batch,
        "temperature": short_number(lab.run.temperature),
        "bias": number(float(np.abs(claimed[-1]).max())),
        "right_bias": number(float(np.abs(right[-1]).max())),
        "floor": number(float(np.log1p((classes - 1) / np.e))),
        "classes": classes,
        "sum": number(float(claimed[-1].sum())),
        "largest": number(float(logits.max()) / lab.run.temperature),
        "limit": number(_LARGEST_EXPONENT),
        "worst": number(float(check.relative_errors[0])),
    }
    return translate(_EXPLANATIONS[outcome], **words)


_EXPLANATIONS = {
    "no bug": english(
        "The claims and the central differences are the same numbers, up to {worst} of their size. "
        "For the cross-entropy, that is: ŷ − y is not the gradient of the squared error, which "
        "sends the same errors through the Jacobian and goes flat where it is sure and wrong."
    ),
    "sign": english(
        "Every claim is {ratio} times its central difference. The update θ ← θ − η g then "
        "climbs: the loss rises and rises, and accuracy falls."
    ),
    "sum for mean": english(
        "Every claim is {ratio} times its central difference: B, the {batch} examples of the "
        "batch. The run is that of a learning rate {batch} times as large. Another batch size "
        "changes the factor; with batches of 1 the bug hides."
    ),
    "bias over classes": english(
        "The weights pass and every bias fails: the claims for b are {bias} at most where up to "
        "{right_bias} is right. ŷ and y both sum to 1, so the sum of ŷ − y over the classes is "
        "always 0 and no bias ever moves."
    ),
    "softmax twice": english(
        "Probabilities taken for logits differ by 1 at most, so the second softmax is never sure: "
        "the reported loss cannot go below log(1 + ({classes} − 1)/e) = {floor} nats, and ŷ − y "
        "never fades. The weights grow on and on, though accuracy looks fair. Before the first "
        "step the bug hides: all ŷ are equal, once or twice."
    ),
    "missing 1/T": english(
        "Every claim is {ratio} times its central difference: T = {temperature}. The "
        "run is that of another learning rate, so the curves look sound. At T = 1 the bug hides."
    ),
    "diagonal only": english(
        "The claims for b sum to {sum}, where the right ones always sum to 0: only the true "
        "class's logit is pushed, and no other logit is ever told to fall. It still learns, which "
        "is why it is so seldom noticed."
    ),
    "naive exp": english(
        "As long as z/T stays below {limit} this is the right program but for rounding. The "
        "largest z/T of this check is {largest}; beyond the limit e to that power is ∞, and ∞/∞ is "
        "NaN."
    ),
}


def broken_step_in_words(outcome: str) -> str:
    """Which step of the formula the bug breaks."""
    if outcome == NO_BUG:
        return translate("Nothing is broken: these are the formulas that it computes.")
    step = translate(_BROKEN_STEPS[BUGS[outcome].place])
    return translate("Broken is {step}; the box marks the wrong term.", step=step)
