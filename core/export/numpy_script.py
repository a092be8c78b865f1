"""The script of a run in NumPy alone: forward, backward and update written out."""

from collections.abc import Mapping

from core.export.script import (
    DRAWN_WEIGHTS,
    LEARNING_RATES,
    MINI_BATCHES,
    Optimization,
    changes,
    joined,
    opening,
    rate_expression,
    report,
    used_optimizers,
)
from core.training import TrainingRun, TrainingSettings


def _optimization(name: str, about: str, memory: str, *update: str) -> Optimization:
    """A class with its first memory and the lines of its update."""
    beginning = f"\n    def __init__(self):\n        {memory}\n" if memory else ""
    lines = "\n        ".join(update)
    source = f'''
class {name}:
    """{about}"""
{beginning}
    def update(self, parameters, gradient, rate):
        {lines}
'''
    return Optimization(source, f"{name}()")


_ADAM = _optimization(
    "Adam",
    "A mean of gradients over the root of a mean of squares, both corrected for beginning at 0.",
    "self.step, self.mean, self.squares = 0, 0.0, 0.0",
    "self.step += 1",
    "self.mean = 0.9 * self.mean + 0.1 * gradient",
    "self.squares = 0.999 * self.squares + 0.001 * gradient**2",
    "mean = self.mean / (1 - 0.9**self.step)",
    "squares = self.squares / (1 - 0.999**self.step)",
    "return parameters - rate * mean / (np.sqrt(squares) + 1e-8)",
)

OPTIMIZATIONS: Mapping[str, Optimization] = {
    "sgd": _optimization(
        "GradientDescent",
        "A step against the gradient.",
        "",
        "return parameters - rate * gradient",
    ),
    "momentum": _optimization(
        "Momentum",
        "Steps along a decayed sum of the gradients.",
        "self.velocity = 0.0",
        "self.velocity = 0.9 * self.velocity + gradient",
        "return parameters - rate * self.velocity",
    ),
    "nesterov": _optimization(
        "Nesterov",
        "Momentum that looks one step ahead.",
        "self.velocity = 0.0",
        "self.velocity = 0.9 * self.velocity + gradient",
        "return parameters - rate * (gradient + 0.9 * self.velocity)",
    ),
    "adagrad": _optimization(
        "AdaGrad",
        "Each parameter's step over the root of the sum of its squared gradients.",
        "self.squares = 0.0",
        "self.squares = self.squares + gradient**2",
        "return parameters - rate * gradient / (np.sqrt(self.squares) + 1e-10)",
    ),
    "rmsprop": _optimization(
        "RMSProp",
        "Each parameter's step over the root of a decayed mean of its squared gradients.",
        "self.squares = 0.0",
        "self.squares = 0.99 * self.squares + 0.01 * gradient**2",
        "return parameters - rate * gradient / (np.sqrt(self.squares) + 1e-8)",
    ),
    "adam": _ADAM,
    "adamw": Optimization(
        _ADAM.source
        + '''

class AdamW(Adam):
    """Adam from parameters that first lose a share of themselves."""

    def update(self, parameters, gradient, rate):
        return super().update((1 - 0.01 * rate) * parameters, gradient, rate)
''',
        "AdamW()",
    ),
}

_LOGITS = '''
def logits_of(activations, parameters):
    """z = a W + b; the last row of the parameters is b, so that one update moves both."""
    return activations @ parameters[:-1] + parameters[-1]
'''

_SOFTMAX = '''
def softmax_errors(logits, targets):
    """Probabilities p, their logarithms, and p - y, none of which loses its digits near p = 1."""
    shifted = logits - logits.max(axis=1, keepdims=True)  # softmax stays, exp cannot overflow
    largest = shifted.argmax(axis=1)[:, None]
    others = np.exp(shifted)
    np.put_along_axis(others, largest, 0, axis=1)  # the largest is e^0 = 1
    rest = others.sum(axis=1, keepdims=True)
    probabilities = others / (1 + rest)
    errors = probabilities - targets
    np.put_along_axis(probabilities, largest, 1 / (1 + rest), axis=1)
    target = np.take_along_axis(targets, largest, axis=1)
    np.put_along_axis(errors, largest, ((1 - target) - target * rest) / (1 + rest), axis=1)
    return probabilities, shifted - np.log1p(rest), errors
'''

_LOSSES = {
    "cross-entropy": '''
def losses_and_gradient(logits, targets):
    """The loss of each example, and its gradient in the logits."""
    _, log_probabilities, errors = softmax_errors(logits, targets)
    return -(targets * log_probabilities).sum(axis=1), errors
''',
    "squared error": '''
def losses_and_gradient(logits, targets):
    """The loss of each example, and its gradient in the logits."""
    probabilities, _, errors = softmax_errors(logits, targets)
    # The Jacobian, dp_i/dz_k = p_i (delta_ik - p_k): each error less their mean under p. Taken from
    # the error of the largest p, the mean keeps its digits where p is near 1.
    largest = probabilities.argmax(axis=1)[:, None]
    moved = errors - np.take_along_axis(errors, largest, axis=1)
    mean = (probabilities * moved).sum(axis=1, keepdims=True)
    return (errors**2).sum(axis=1) / 2, probabilities * (moved - mean)
''',
}


_MEASURES = """\
        labels = data[f"{part}_labels"]
        logits = logits_of(data[f"{part}_activations"], parameters)
        print(part, "loss", float(losses_and_gradient(logits, targets_of(labels))[0].mean()))
        print(part, "accuracy", float((logits.argmax(axis=1) == labels).mean()))
"""


def numpy_script(run: TrainingRun, step: int) -> str:
    """The source of a script that trains the run up to `step`, and stands by itself.

    Examples
    --------
    >>> from core.datasets import load
    >>> source = numpy_script(TrainingRun(TrainingSettings(), load("iris")), 100)
    >>> "STEPS = 100" in source, "Adam" in source
    (True, False)
    """
    settings = run.settings
    names = used_optimizers(settings, step)
    if {"adam", "adamw"} <= set(names):
        names.remove("adam")  # AdamW's source holds Adam's
    return joined(
        opening(run, step, "NumPy", "import numpy as np"),
        _targets(settings),
        _initial_parameters(settings),
        MINI_BATCHES,
        LEARNING_RATES[settings.schedule],
        _LOGITS,
        _SOFTMAX,
        _LOSSES[settings.loss],
        _mean_loss(settings),
        *(OPTIMIZATIONS[name].source for name in names),
        _train(settings, step),
        report(step, "parameters", _MEASURES),
    )


def _targets(settings: TrainingSettings) -> str:
    if not settings.label_smoothing:
        return '''
def targets_of(labels):
    """1 at the label of an example, 0 elsewhere."""
    return np.eye(CLASSES)[labels]
'''
    return '''
def targets_of(labels):
    """1 at the label of an example and 0 elsewhere, mixed with the uniform distribution."""
    return (1 - LABEL_SMOOTHING) * np.eye(CLASSES)[labels] + LABEL_SMOOTHING / CLASSES
'''


def _initial_parameters(settings: TrainingSettings) -> str:
    return f'''
def initial_parameters():
    """The weights before the first step, over a bias of zeros."""
{DRAWN_WEIGHTS[settings.initialisation]}
    return np.vstack([weights, np.zeros(CLASSES)])
'''


def _mean_loss(settings: TrainingSettings) -> str:
    penalty = "    gradient[:-1] += L2 * parameters[:-1]\n" if settings.l2 else ""
    return f'''
def mean_loss_and_gradient(activations, targets, parameters):
    """The mean loss of a batch, and the gradient in the parameters that the update uses."""
    losses, logit_gradient = losses_and_gradient(logits_of(activations, parameters), targets)
    logit_gradient /= len(losses)
    # dz_k/dw_pq = a_p where k = q, else 0: the gradient in W is a^T times that in z.
    gradient = np.vstack([activations.T @ logit_gradient, logit_gradient.sum(axis=0)])
{penalty}    return float(losses.mean()), gradient
'''


def _train(settings: TrainingSettings, step: int) -> str:
    return f'''
def train():
    """Parameters after the last step, and the loss of every mini-batch before its update."""
    activations, targets = data["train_activations"], targets_of(data["train_labels"])
    parameters = initial_parameters()
    optimizer = {OPTIMIZATIONS[settings.optimizer].instance}
    rate = LEARNING_RATE
    batches = mini_batches(BATCH_SIZE)
    losses = []
    for step in range(STEPS):
{changes(settings, step, OPTIMIZATIONS)}        rows = next(batches)
        loss, gradient = mean_loss_and_gradient(activations[rows], targets[rows], parameters)
        parameters = optimizer.update(parameters, gradient, {rate_expression(settings)})
        losses.append(loss)
    return parameters, losses
'''
