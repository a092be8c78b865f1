"""What a sweep saves over its runs one after another: `python -m tests.benchmarks.sweep`.

Each side makes the same 64 runs (63 where 7 optimisers take part) of the same steps and measures
each once, at its end; neither evaluates on the way. Seconds are those of the processor, in one
thread, best of several turns that alternate. The exit status is 1 when a bound is broken, or when
a cell is not the run that it stands for.

On digits, with 650 parameters a run, arithmetic is most of a step, which no run can share with
another. So that arithmetic is timed alone, stripped of all else and on arrays that stay in place:
one after another over that is the most that a sweep could save. Where `SHARE_OF_LIMIT` of it is
less than `BOUND`, it is the bound.
"""

import sys
import time
from collections import Counter
from dataclasses import replace

import numpy as np

from core import OPTIMIZERS, TrainingRun, TrainingSettings, load
from core.datasets import DataSet
from core.optimizers import OutputArrays
from core.sweeps.sweep import Sweep, learning_rate_steps
from core.training import Evaluation
from core.training.limits import EVALUATE_EVERY

STEPS = 500
TURNS = 5
BOUND = 5.0  # one after another over swept
SHARE_OF_LIMIT = 0.7  # of one after another over the arithmetic alone
BASE = TrainingSettings(evaluate_every=EVALUATE_EVERY.maximum)
GRIDS = {
    "64 η, sgd": [replace(BASE, learning_rate=rate) for rate in learning_rate_steps(1e-3, 1, 64)],
    "8 η × 8 batch sizes": [
        replace(BASE, learning_rate=rate, batch_size=size)
        for rate in learning_rate_steps(1e-3, 1, 8)
        for size in (1, 2, 4, 8, 16, 32, 64, 128)
    ],
    "9 η × 7 optimisers": [
        replace(BASE, learning_rate=rate, optimizer=name)
        for rate in learning_rate_steps(1e-3, 1, 9)
        for name in OPTIMIZERS
    ],
}


def together(cells: list[TrainingSettings], data: DataSet) -> list[Evaluation | None]:
    """Every run's last measure, swept."""
    sweep = Sweep(cells, data, STEPS)
    sweep.advance(STEPS)
    return [cell.evaluation for cell in sweep.cells()]


def one_after_another(cells: list[TrainingSettings], data: DataSet) -> list[Evaluation | None]:
    """Every run's last measure, from runs of their own."""
    results: list[Evaluation | None] = []
    for settings in cells:
        run = TrainingRun(settings, data)
        run.advance(STEPS)
        results.append(run.evaluate(run.state))
    return results


def arithmetic_alone(cells: list[TrainingSettings], data: DataSet) -> list[Evaluation | None]:
    """What every run has to compute for itself, as stacked as can be; it learns nothing.

    Both products with the activations, e^z, its sums and quotients, the update, the last measure.
    """
    examples, inputs = data.train.activations.shape
    classes = len(data.class_names)
    sizes = Counter(min(own.batch_size, examples) for own in cells)
    pool = np.empty((sum(size * runs for size, runs in sizes.items()), classes))
    parameters, gradient, scratch = np.zeros((3, len(cells), inputs + 1, classes))
    products, row, run = [], 0, 0
    for size, runs in sizes.items():
        own = pool[row : row + size * runs].reshape(size, runs, classes).transpose(1, 0, 2)
        weights, slopes = (stack[run : run + runs, :-1] for stack in (parameters, gradient))
        products.append((data.train.activations[:size], weights, own, slopes))
        row, run = row + size * runs, run + runs
    rules, run = [], 0
    for name, runs in Counter(own.optimizer for own in cells).items():
        rules.append((OPTIMIZERS[name](), slice(run, run + runs)))
        run += runs
    memories = [rule.init(parameters[runs]) for rule, runs in rules]
    for _ in range(STEPS):
        for activations, weights, own, _ in products:
            np.matmul(activations, weights, out=own)
        np.exp(pool, out=pool)
        pool /= np.einsum("nk->n", pool)[:, None]
        for activations, _, own, slopes in products:
            np.matmul(activations.T, own, out=slopes)
        for (rule, stack), memory in zip(rules, memories, strict=True):
            g, p, s = gradient[stack], parameters[stack], scratch[stack]
            rule.update(g, memory, p, 1e-9, OutputArrays(g, p, memory.velocity, memory.squares, s))
    measuring = TrainingRun(cells[0], data)
    return [measuring.evaluate(measuring.state) for _ in cells]


def compared(cells: list[TrainingSettings], data: DataSet) -> tuple[float, float, float, float]:
    """Seconds of each side and of the arithmetic, and the largest difference of the results."""
    sides = (together, one_after_another, arithmetic_alone)
    seconds = [float("inf")] * len(sides)
    results: list[list[Evaluation | None]] = [[] for _ in sides]
    for _ in range(TURNS):
        for place, side in enumerate(sides):
            start = time.process_time()
            results[place] = side(cells, data)
            seconds[place] = min(seconds[place], time.process_time() - start)
    difference = max(
        abs(swept - single) / max(abs(single), 1e-300)
        for cell, run in zip(*results[:2], strict=True)
        if cell is not None and run is not None
        for swept, single in zip(cell, run, strict=True)
    )
    return seconds[0], seconds[1], seconds[2], difference


def main() -> int:
    """Measure, print, and say whether every bound is met."""
    broken = False
    print(
        f"| data, {STEPS} steps | grid | one after another, ms | arithmetic alone, ms | swept, ms ",
        end="",
    )
    print("| ratio | limit | at least | | largest difference |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---|---:|")
    for name in ("iris", "penguins", "digits"):
        data = load(name)
        for grid, cells in GRIDS.items():
            swept, single, alone, difference = compared(cells, data)
            ratio, limit = single / swept, single / alone
            least = min(BOUND, SHARE_OF_LIMIT * limit)
            met = ratio >= least and difference <= 1e-9
            broken |= not met
            print(
                f"| {name} | {grid} | {single * 1e3:.0f} | {alone * 1e3:.0f} | {swept * 1e3:.0f} "
                f"| {ratio:.1f} | {limit:.1f} | {least:.1f} | {'met' if met else 'broken'} "
                f"| {difference:.0e} |",
                flush=True,
            )
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
