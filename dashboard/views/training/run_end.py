"""Where a run ends that is played, and why: in the words that stand beside its last step."""

from typing import NamedTuple

from core.training import MAXIMUM_STEPS, TrainingRun
from core.training.run import Divergence
from core.training.stop_rule import StopRule
from dashboard.text import english, translate
from dashboard.written_numbers import percent, whole_number

_DIVERGED = {
    "logits": english("a logit is too large for the computer"),
    "loss": english("the loss is too large for the computer"),
    "weights": english("a weight is larger than 10¹⁸"),
}


class RunEnd(NamedTuple):
    """The last step that is played, and why."""

    step: int
    reason: str


def run_end(run: TrainingRun, stop: StopRule) -> RunEnd:
    """Of all that ends a run, what comes first."""
    ends = [
        RunEnd(
            MAXIMUM_STEPS,
            translate("Every run ends at step {step}.", step=whole_number(MAXIMUM_STEPS)),
        )
    ]
    if stop.steps is not None:
        ends.append(
            RunEnd(
                stop.steps,
                translate(
                    "Stopped at step {step}, as set in the sidebar.", step=whole_number(stop.steps)
                ),
            )
        )
    if stop.patience is not None:
        plateau = stop.plateau_step(run.history().evaluations)
        if plateau is not None:
            ends.append(RunEnd(plateau, _plateau_in_words(plateau, stop)))
    if run.divergence is not None:
        ends.append(RunEnd(run.last_step, _divergence_in_words(run.divergence)))
    return min(ends)


def _plateau_in_words(step: int, stop: StopRule) -> str:
    return translate(
        "Stopped at step {step}: in {patience} steps the training loss improved by less than "
        "{gain}.",
        step=whole_number(step),
        patience=stop.patience,
        gain=percent(stop.least_gain),
    )


def _divergence_in_words(divergence: Divergence) -> str:
    return translate(
        "Training diverged at step {step}: {what}. Step {last} is the last one kept. Try a "
        "smaller learning rate.",
        step=whole_number(divergence.step),
        what=translate(_DIVERGED[divergence.reason]),
        last=whole_number(divergence.step - 1),
    )
