"""The script of a run in PyTorch: autograd and torch.optim, in double precision."""

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
)
from core.training import TrainingRun, TrainingSettings


def _of_library(name: str, arguments: str = "") -> Optimization:
    return Optimization("", f"torch.optim.{name}([weights, bias], lr=rate{arguments})")


# The constants of core.optimizers are the library's own, but for momentum, which has none.
OPTIMIZATIONS: Mapping[str, Optimization] = {
    "sgd": _of_library("SGD"),
    "momentum": _of_library("SGD", ", momentum=0.9"),
    "nesterov": _of_library("SGD", ", momentum=0.9, nesterov=True"),
    "adagrad": _of_library("Adagrad"),
    "rmsprop": _of_library("RMSprop"),
    "adam": _of_library("Adam"),
    "adamw": _of_library("AdamW"),
}


_MEASURES = """\
        labels = torch.from_numpy(data[f"{part}_labels"])
        logits = torch.from_numpy(data[f"{part}_activations"]) @ weights + bias
        print(part, "loss", mean_loss(logits, labels).item())
        print(part, "accuracy", (logits.argmax(dim=1) == labels).double().mean().item())
"""


def torch_script(run: TrainingRun, step: int) -> str:
    """The source of a script that trains the run up to `step`, and stands by itself.

    Examples
    --------
    >>> from core.datasets import load
    >>> source = torch_script(TrainingRun(TrainingSettings(optimizer="adam"), load("iris")), 100)
    >>> "torch.optim.Adam([weights, bias], lr=rate)" in source
    True
    """
    settings = run.settings
    packages = ("import numpy as np", "import torch", "import torch.nn.functional as F")
    return joined(
        opening(run, step, "PyTorch and NumPy", *packages),
        _initial_parameters(settings),
        MINI_BATCHES,
        LEARNING_RATES[settings.schedule],
        _mean_loss(settings),
        _train(settings, step),
        report(step, "weights, bias", _MEASURES),
    )


def _initial_parameters(settings: TrainingSettings) -> str:
    return f'''
def initial_parameters():
    """The weights before the first step, and a bias of zeros, both in double precision."""
{DRAWN_WEIGHTS[settings.initialisation]}
    bias = torch.zeros(CLASSES, dtype=torch.float64, requires_grad=True)
    return torch.from_numpy(weights).requires_grad_(), bias
'''


def _mean_loss(settings: TrainingSettings) -> str:
    if settings.loss == "squared error":
        smoothed = (
            "    targets = (1 - LABEL_SMOOTHING) * targets + LABEL_SMOOTHING / CLASSES\n"
            if settings.label_smoothing
            else ""
        )
        return f'''
def mean_loss(logits, labels):
    """The mean loss of some examples, without the penalty."""
    targets = F.one_hot(labels, CLASSES).double()
{smoothed}    probabilities = torch.softmax(logits, dim=1)
    # The largest p is 1 less the others: its own digits do not tell how far from 1 it is.
    largest = logits.argmax(dim=1, keepdim=True)
    others = probabilities.scatter(1, largest, 0)
    error = (1 - targets.gather(1, largest)) - others.sum(dim=1, keepdim=True)
    errors = (others - targets).scatter(1, largest, error)
    return (errors**2).sum(dim=1).mean() / 2
'''
    if settings.label_smoothing:
        return '''
def mean_loss(logits, labels):
    """The mean loss of some examples, without the penalty."""
    return F.cross_entropy(logits, labels, label_smoothing=LABEL_SMOOTHING)
'''
    return '''
def mean_loss(logits, labels):
    """The mean loss of some examples, without the penalty."""
    # -log p = log(1 + sum_(j != y) e^(z_j - z_y)). F.cross_entropy, a difference of logarithms, and
    # its gradient p - 1 lose their digits where p is near 1.
    label = labels[:, None]
    others = (logits - logits.gather(1, label)).scatter(1, label, -torch.inf)
    return F.softplus(others.logsumexp(dim=1), threshold=40).mean()
'''


def _train(settings: TrainingSettings, step: int) -> str:
    made = changes(settings, step, OPTIMIZATIONS)
    rate = ""
    if made or settings.schedule != "constant":
        rate = f'        optimizer.param_groups[0]["lr"] = {rate_expression(settings)}\n'
    objective = "loss"
    if settings.l2:
        objective = "(loss + L2 / 2 * (weights**2).sum())"
    return f'''
def train():
    """Weights and bias after the last step, and the loss of every mini-batch before its update."""
    activations = torch.from_numpy(data["train_activations"])
    labels = torch.from_numpy(data["train_labels"])
    weights, bias = initial_parameters()
    rate = LEARNING_RATE
    optimizer = {OPTIMIZATIONS[settings.optimizer].instance}
    batches = mini_batches(BATCH_SIZE)
    losses = []
    for step in range(STEPS):
{made}{rate}        rows = torch.from_numpy(next(batches))
        loss = mean_loss(activations[rows] @ weights + bias, labels[rows])
        optimizer.zero_grad()
        {objective}.backward()
        optimizer.step()
        losses.append(loss.item())
    return weights, bias, losses
'''
