"""The history of a run as a table that any program reads."""

from core.training import Evaluation, TrainingRun


def history_csv(run: TrainingRun, step: int) -> str:
    """A row per step 0 … `step`: the loss of its mini-batch, and at evaluations the rest.

    Every number is written so that it reads back bit for bit. What was not measured at a step is
    left empty; the last step is always measured.

    Examples
    --------
    >>> from core.datasets import load
    >>> from core.training import TrainingSettings
    >>> run = TrainingRun(TrainingSettings(), load("iris"))
    >>> run.advance(12)
    >>> lines = history_csv(run, 12).splitlines()
    >>> lines[0]
    'step,batch_loss,train_loss,test_loss,train_accuracy,test_accuracy,gradient_norm,penalty'
    >>> len(lines), lines[2].count(","), lines[2].endswith(",,,,,,")
    (14, 7, True)
    """
    history = run.history(0, step)
    measured = {row[0]: row for row in history.evaluations.tolist()}
    measured[step] = tuple(run.evaluate(run.state_at(step)))
    columns = Evaluation._fields[1:]
    nothing = "," * len(columns)
    lines = [",".join(("step", "batch_loss", *columns))]
    for step, loss in enumerate(["", *map(repr, history.batch_losses.tolist())]):
        rest = measured.get(step)
        numbers = nothing if rest is None else "".join(f",{value!r}" for value in rest[1:])
        lines.append(f"{step},{loss}{numbers}")
    return "\n".join(lines) + "\n"
