"""What the NumPy and the PyTorch script of a run have in common: everything but the learning.

A script is put together from pieces of source, of which only those that the run needs are taken.
Into them go numbers of `TrainingSettings`, which are checked, and nothing else: no name that a user
gave to a data set, a column or a class ever stands in code.
"""

from collections.abc import Mapping
from typing import NamedTuple

from core.datasets import DATA_SETS
from core.random_streams import BATCHES_STREAM, WEIGHTS_STREAM
from core.training import TrainingRun, TrainingSettings
from core.training.initialisation import SMALL


class Optimization(NamedTuple):
    """An optimiser in a script: the class that stands there, and what makes one."""

    source: str  # of the class; "" where a library brings it
    instance: str


MINI_BATCHES = f'''
def mini_batches(batch_size, *began):
    """The rows of each mini-batch: all examples, in an order drawn anew for every epoch."""
    for epoch in itertools.count():
        stream = np.random.default_rng((SEED, {BATCHES_STREAM}, *began, epoch))
        order = stream.permutation(EXAMPLES)
        for start in range(0, EXAMPLES, batch_size):
            yield order[start : start + batch_size]  # the last one holds what is left
'''

LEARNING_RATES: Mapping[str, str] = {
    "constant": "",
    "step": '''
def learning_rate(rate, step):
    """Halved after every so many steps."""
    return rate * 0.5 ** (step // SCHEDULE_STEPS)
''',
    "exponential": '''
def learning_rate(rate, step):
    """Falls by the same factor at every step, to half after so many."""
    factor = 0.5 ** (1 / SCHEDULE_STEPS)
    return rate * factor**step
''',
    "cosine": '''
def learning_rate(rate, step):
    """Half a cosine, down to 0 after so many steps."""
    if step >= SCHEDULE_STEPS:
        return 0.0
    return rate * (1 + math.cos(math.pi * step / SCHEDULE_STEPS)) / 2
''',
    "warm-up": '''
def learning_rate(rate, step):
    """Rises for so many steps, then stays."""
    return rate * min(1.0, (step + 1) / (SCHEDULE_STEPS + 1))
''',
}

# The weights before the first step, drawn by NumPy in either script.
DRAWN_WEIGHTS: Mapping[str, str] = {
    "zero": "    weights = np.zeros((INPUTS, CLASSES))",
    "small": f"""\
    stream = np.random.default_rng((SEED, {WEIGHTS_STREAM}))
    weights = {SMALL!r} * stream.standard_normal((INPUTS, CLASSES))""",
    "glorot": f"""\
    stream = np.random.default_rng((SEED, {WEIGHTS_STREAM}))
    bound = math.sqrt(6 / (INPUTS + CLASSES))  # Glorot and Bengio, 2010
    weights = stream.uniform(-bound, bound, (INPUTS, CLASSES))""",
    "large": f"""\
    stream = np.random.default_rng((SEED, {WEIGHTS_STREAM}))
    weights = stream.standard_normal((INPUTS, CLASSES))""",
}


def opening(run: TrainingRun, step: int, needs: str, *packages: str) -> str:
    """What stands above the functions: the docstring, the imports, the settings and the data."""
    pieces = _docstring(run, step, needs), _imports(run.settings, packages), _constants(run, step)
    return "\n".join(pieces)


def _docstring(run: TrainingRun, step: int, needs: str) -> str:
    # A name that is not one of the project's own came from a user.
    name = DATA_SETS[run.data.name].title.lower() if run.data.name in DATA_SETS else "your own data"
    loss = (
        "is\nL = -sum(y * log p), whose gradient in z is p - y."
        if run.settings.loss == "cross-entropy"
        else "is\nL = sum((p - y)**2) / 2, whose gradient in z goes through the softmax's Jacobian."
    )
    return f'''"""A training run of Logit Lab, by itself: {name}, up to step {step:,}.

A softmax output layer learns from mini-batches. From activations a it makes logits z = a W + b and
probabilities p = softmax(z); its loss for an example with target y {loss}

Needs {needs}, and data.npz beside it: the activations and labels of the train and test
parts. Prints the losses after the last step, and writes each mini-batch's to losses.csv.
"""
'''


def _constants(run: TrainingRun, step: int) -> str:
    settings = run.settings
    lines = [
        f"STEPS = {step!r}",
        f"SEED = {settings.seed!r}",
        f"CLASSES = {len(run.data.class_names)!r}",
        f"LEARNING_RATE = {settings.learning_rate!r}",
    ]
    if settings.schedule != "constant":
        lines.append(f"SCHEDULE_STEPS = {settings.schedule_steps!r}")
    lines.append(f"BATCH_SIZE = {settings.batch_size!r}")
    if settings.l2:
        lines.append(f"L2 = {settings.l2!r}  # of the penalty L2 / 2 * sum(W**2); b goes free")
    if settings.label_smoothing:
        lines.append(
            f"LABEL_SMOOTHING = {settings.label_smoothing!r}"
            "  # share of a target that is spread over all classes"
        )
    lines += [
        "",
        "HERE = Path(__file__).parent",
        'data = np.load(HERE / "data.npz")',
        'EXAMPLES, INPUTS = data["train_activations"].shape',
    ]
    return "\n".join(lines)


def _imports(settings: TrainingSettings, packages: tuple[str, ...]) -> str:
    needs_math = settings.schedule == "cosine" or settings.initialisation == "glorot"
    standard = ["import itertools", *(["import math"] if needs_math else [])]
    return "\n".join([*standard, "from pathlib import Path", "", *packages]) + "\n"


def changes(
    settings: TrainingSettings, last: int, optimizations: Mapping[str, Optimization]
) -> str:
    """The lines of the loop that make the changes in mid-run, up to the last step."""
    source = ""
    now = settings.at(0)
    for change in settings.changes:
        before, now = now, settings.at(change.step)
        lines = []
        if now.learning_rate != before.learning_rate:
            lines.append(f"rate = {now.learning_rate!r}")
        if now.optimizer != before.optimizer:
            lines.append(f"optimizer = {optimizations[now.optimizer].instance}")
        if now.batch_size != before.batch_size:
            lines.append(f"batches = mini_batches({now.batch_size!r}, {change.step!r})")
        if lines and change.step < last:
            source += f"        if step == {change.step!r}:  # a change in mid-run\n"
            source += "".join(f"            {line}\n" for line in lines)
    return source


def used_optimizers(settings: TrainingSettings, step: int) -> list[str]:
    """The optimisers of the run up to a step, each once, in the order of their use."""
    begun = (change.step for change in settings.changes if change.step < step)
    return list(dict.fromkeys(settings.at(first).optimizer for first in (0, *begun)))


def rate_expression(settings: TrainingSettings) -> str:
    """The learning rate of a step, in the loop of a script."""
    return "rate" if settings.schedule == "constant" else "learning_rate(rate, step)"


def joined(*pieces: str) -> str:
    """The pieces that are not empty, two empty lines apart."""
    return "\n\n\n".join(piece.strip("\n") for piece in pieces if piece) + "\n"


def report(step: int, learned: str, for_each_part: str) -> str:
    """The lines that train, save the losses and print; the last ones for train and test data."""
    last_loss = '    print("mini-batch loss", losses[-1])\n' if step else ""
    return f"""
if __name__ == "__main__":
    {learned}, losses = train()
    with open(HERE / "losses.csv", "w") as file:
        file.write("step,batch_loss\\n")
        for step, loss in enumerate(losses, start=1):
            file.write(f"{{step}},{{loss!r}}\\n")
{last_loss}    for part in ("train", "test"):
{for_each_part}"""
