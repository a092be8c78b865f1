"""`core.examine_logits` against PyTorch, one thread: `python -m tests.benchmarks.examination`.

100,000 × 100 float32 logits. PyTorch computes the cross-entropy forward and backward, and NumPy
sorts the losses. `core` finds losses, confusion and calibration; then also T*, what it changes, and
what explains a reported loss that nothing but a free number explains, or a reported gradient. The
exit status is 1 when a bound is broken.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (the name its own documentation uses)
from numpy.typing import NDArray

from core import Examination, examine_logits

EXAMPLES, CLASSES, TURNS = 100_000, 100, 4
MEASURED_BOUND, EXPLAINED_BOUND, MEMORY_BOUND = 3.0, 20.0, 4.0


def main() -> int:
    torch.set_num_threads(1)
    random = np.random.default_rng(0)
    labels = random.integers(CLASSES, size=EXAMPLES)
    logits = random.normal(size=(EXAMPLES, CLASSES)).astype(np.float32)
    logits[np.arange(EXAMPLES), labels] += 1
    torch_logits, torch_labels = torch.tensor(logits, requires_grad=True), torch.tensor(labels)

    unexplained = 1.1 * examine_logits(logits, labels).reductions.mean
    torch_mean = F.cross_entropy(torch_logits / 2, torch_labels)
    torch_logits.grad = None
    torch_mean.backward()
    assert torch_logits.grad is not None
    gradient: NDArray[np.float32] = torch_logits.grad.numpy().copy()

    def pytorch() -> None:
        torch_logits.grad = None
        losses = F.cross_entropy(torch_logits, torch_labels, reduction="none")
        losses.sum().backward()
        np.argsort(losses.detach().numpy())

    def measured() -> None:
        assert examine_logits(logits, labels).confusion.shape == (CLASSES, CLASSES)

    def explained() -> Examination:
        found = examine_logits(logits, labels, reported_loss=unexplained)
        assert found.tempered is not None
        return found

    def gradient_explained() -> Examination:
        return examine_logits(logits, labels, reported_gradient=gradient)

    assert explained().explanations[0].possible
    assert gradient_explained().explanations[0].name == "temperature"

    sides = (pytorch, measured, explained, gradient_explained)
    baseline, *times = least_processor_times(sides)
    versions = f"NumPy {np.__version__}, PyTorch {torch.__version__}"
    print(f"{versions}, one thread, least of {TURNS} turns.\n")
    print("| | ms | / PyTorch | allowed | MB beyond the logits | / logits | allowed | |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    print(f"| PyTorch, and `np.argsort` | {baseline * 1e3:.0f} | 1.0 | | | | | |")
    broken = False
    for name, side, seconds, bound in (
        ("losses, confusion, calibration", measured, times[0], MEASURED_BOUND),
        ("… T*, a loss explained", explained, times[1], EXPLAINED_BOUND),
        ("… a gradient explained", gradient_explained, times[2], EXPLAINED_BOUND),
    ):
        memory = peak_memory(side)
        holds = seconds <= bound * baseline and memory <= MEMORY_BOUND * logits.nbytes
        broken |= not holds
        print(
            f"| {name} | {seconds * 1e3:.0f} | {seconds / baseline:.1f} | {bound:.0f} "
            f"| {memory / 1e6:.0f} | {memory / logits.nbytes:.1f} | {MEMORY_BOUND:.0f} "
            f"| {'holds' if holds else '**broken**'} |"
        )
    return int(broken)


def least_processor_times(sides: Sequence[Callable[[], object]]) -> list[float]:
    """Seconds of the thread's own time for one call of each side, the least of some turns."""
    least = [float("inf")] * len(sides)
    for _ in range(TURNS):
        for index, side in enumerate(sides):
            start = time.thread_time()
            side()
            least[index] = min(least[index], time.thread_time() - start)
    return least


def peak_memory(side: Callable[[], object]) -> int:
    """Bytes that NumPy and Python take at most while the side runs."""
    tracemalloc.start()
    side()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(main())
