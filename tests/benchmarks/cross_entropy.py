"""`core` against PyTorch on one CPU thread: `python -m tests.benchmarks.cross_entropy`.

Cross-entropy: the public `cross_entropy_with_gradient`, its validation included, on integer
labels, against `F.cross_entropy(..., reduction="none")` and its backward pass; both end with the
per-example losses and the gradient of their sum. Layer: one SGD step, 64 → 10, batch 32, against
`nn.Linear`, `F.cross_entropy` and `torch.optim.SGD`. The exit status is 1 when a bound is broken.
"""

import sys
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (the name its own documentation uses)

from core import cross_entropy_with_gradient
from core.layer.output_layer import mean_loss_and_gradients
from core.optimizers import sgd
from tests.benchmarks.timing import best_times

GRID = [(32, 3), (32, 10), (256, 10), (4096, 10), (4096, 100), (4096, 1000), (65536, 10)]
DTYPES = {"float32": torch.float32, "float64": torch.float64}
MEDIAN_BOUND, POINT_BOUND, LAYER_BOUND = 0.6, 1.0, 0.3

Step = Callable[[], object]


def cross_entropy_sides(batch: int, classes: int, dtype: str) -> tuple[Step, Step, Step]:
    """The core, PyTorch, and the floor: a bare `np.exp` over the same array."""
    random = np.random.default_rng(0)
    logits = random.normal(size=(batch, classes)).astype(dtype)
    labels = random.integers(classes, size=batch)
    torch_logits = torch.tensor(logits, requires_grad=True)
    torch_labels = torch.tensor(labels)
    ones = torch.ones(batch, dtype=DTYPES[dtype])

    def torch_losses_and_gradient() -> None:
        torch_logits.grad = None
        F.cross_entropy(torch_logits, torch_labels, reduction="none").backward(ones)

    return (
        lambda: cross_entropy_with_gradient(logits, labels),
        torch_losses_and_gradient,
        lambda: np.exp(logits),
    )


def layer_sides(dtype: str, *, inputs: int = 64, classes: int = 10) -> tuple[Step, Step]:
    """One mini-batch step of the layer, in the core and in PyTorch."""
    random = np.random.default_rng(0)
    activations = random.normal(size=(32, inputs)).astype(dtype)
    labels = random.integers(classes, size=32)
    optimizer = sgd()
    parameters = np.zeros((inputs + 1, classes), dtype=dtype)
    state = optimizer.init(parameters)
    layer = torch.nn.Linear(inputs, classes, dtype=DTYPES[dtype])
    torch_optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    torch_activations, torch_labels = torch.tensor(activations), torch.tensor(labels)

    def core_step() -> None:
        nonlocal parameters, state
        _, gradient = mean_loss_and_gradients(activations, parameters, labels)
        parameters, state = optimizer.update(gradient, state, parameters, 0.1)

    def torch_step() -> None:
        torch_optimizer.zero_grad()
        F.cross_entropy(layer(torch_activations), torch_labels).backward()
        torch_optimizer.step()

    return core_step, torch_step


def report_cross_entropy() -> list[float]:
    """Print a row for each point of the grid; return the ratios to PyTorch."""
    ratios = []
    print("| dtype | batch × classes | core, µs | PyTorch, µs | core / PyTorch | core / exp |")
    print("|---|---|---:|---:|---:|---:|")
    for dtype in DTYPES:
        for batch, classes in GRID:
            core, pytorch, exp = best_times(cross_entropy_sides(batch, classes, dtype))
            ratios.append(core / pytorch)
            print(
                f"| {dtype} | {batch} × {classes} | {core * 1e6:.1f} | {pytorch * 1e6:.1f} "
                f"| {core / pytorch:.2f} | {core / exp:.1f} |",
                flush=True,
            )
    return ratios


def report_layer() -> list[float]:
    """Print a row for each dtype; return the ratios to PyTorch."""
    ratios = []
    print("\n| dtype | step of the layer, core, µs | PyTorch, µs | core / PyTorch |")
    print("|---|---:|---:|---:|")
    for dtype in DTYPES:
        core, pytorch = best_times(layer_sides(dtype), seconds=2)
        ratios.append(core / pytorch)
        print(
            f"| {dtype} | {core * 1e6:.1f} | {pytorch * 1e6:.1f} | {core / pytorch:.2f} |",
            flush=True,
        )
    return ratios


def main() -> int:
    torch.set_num_threads(1)
    print(f"NumPy {np.__version__}, PyTorch {torch.__version__}, one thread, best of many turns.\n")
    loss_ratios = report_cross_entropy()
    layer_ratios = report_layer()
    bounds = [
        ("median core / PyTorch over the grid", median(loss_ratios), MEDIAN_BOUND),
        ("largest core / PyTorch over the grid", max(loss_ratios), POINT_BOUND),
        ("largest core / PyTorch of the layer step", max(layer_ratios), LAYER_BOUND),
    ]
    print("\n| bound | measured | allowed | |\n|---|---:|---:|---|")
    for name, measured, allowed in bounds:
        verdict = "met" if measured <= allowed else "broken"
        print(f"| {name} | {measured:.2f} | {allowed:.1f} | {verdict} |")
    return int(any(measured > allowed for _, measured, allowed in bounds))


if __name__ == "__main__":
    sys.exit(main())
