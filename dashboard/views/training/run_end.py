"""Where a run ends that is played, and why: in the words that stand beside its last step."""

from typing import NamedTuple

from core.training import MAXIMUM_STEPS, TrainingRun
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
    most = whole_number(MAXIMUM_STEPS)
    ends = [RunEnd(MAXIMUM_STEPS, translate("Every run ends at step {step}.", step=most))]
    if stop.steps is not None:
        words = translate(
            "Stopped at step {step}, as set in the sidebar.", step=whole_number(stop.steps)
        )
        ends.append(RunEnd(stop.steps, words))
    if stop.patience is not None and (plateau := stop.plateau_step(run.history().evaluations)):
        words = translate(
            "Stopped at step {step}: in {patience} steps the training loss improved by less than "
            "{gain}.",
            step=whole_number(plateau),
            patience=stop.patience,
            gain=percent(stop.least_gain),
        )
        ends.append(RunEnd(plateau, words))
    if run.divergence is not None:
        words = translate(
            "Training diverged at step {step}: {what}. Step {last} is the last one kept. Try a "
            "smaller learning rate.",
            step=whole_number(run.divergence.step),
            what=translate(_DIVERGED[run.divergence.reason]),
            last=whole_number(run.divergence.step - 1),
        )
        ends.append(RunEnd(run.last_step, words))
    return min(ends)
