"""Runs in every dtype, in words: when each breaks, and why."""

from collections.abc import Mapping

import numpy as np

from core.precision.precision_run import PrecisionRun
from dashboard.text import number, translate
from dashboard.text.markdown import markdown_table
from dashboard.written_numbers import number_or_zero, whole_number


def reason_in_words(reason: str) -> str:
    """Why a run stopped, after "step n: "."""
    return {
        "logits": translate("a logit is too large"),
        "infinite loss": translate("a loss is ∞: the true class's ŷ became 0"),
        "undefined loss": translate("a loss is NaN: ŷ is ∞/∞"),
        "gradient": translate("the gradient is not finite"),
        "weights": translate("a weight is too large"),
        "zero gradient": translate("the whole gradient became 0"),
        "still weights": translate("no weight changes: η ∂L/∂W is smaller than their rounding"),
    }[reason]


def run_in_words(run: PrecisionRun) -> str:
    """When and why a run stopped."""
    if run.broke is None:
        return translate("no failure in {steps} steps", steps=whole_number(len(run.losses)))
    return translate(
        "step {step}: {reason}",
        step=whole_number(run.broke.step),
        reason=reason_in_words(run.broke.reason),
    )


def failing_in_words(runs: Mapping[tuple[str, str], PrecisionRun], formulas: str) -> str:
    """The dtypes in which runs of a formula came to numbers that are not finite."""
    standing = ("zero gradient", "still weights")
    failing = [
        dtype
        for (dtype, name), run in runs.items()
        if name == formulas and run.broke is not None and run.broke.reason not in standing
    ]
    return ", ".join(failing) or translate("no number format")


def runs_table(runs: Mapping[tuple[str, str], PrecisionRun], chosen: str) -> str:
    """Where each run of each dtype broke."""
    names = {"naive": translate("textbook formula"), "stable": translate("stable formula")}
    rows = []
    for (dtype, formulas), run in runs.items():
        finite = run.losses[np.isfinite(run.losses)]
        name = f"{dtype}, {names[formulas]}"
        rows.append(
            [
                f"**{name}**" if dtype == chosen else name,
                run_in_words(run),
                number(run.largest_logit),
                number_or_zero(float(finite[-1])),
            ]
        )
    head = [
        "",
        translate("stops at"),
        translate(r"largest \|z\|"),
        translate("last finite L"),
    ]
    return markdown_table(head, rows)
