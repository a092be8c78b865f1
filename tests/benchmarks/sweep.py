"""What a sweep saves over its runs one after another: `python -m tests.benchmarks.sweep`.

Each side makes the same 64 runs (63 where 7 optimisers take part) of the same steps and measures
each once, at its end; neither evaluates on the way. Seconds are those of the processor, in one
thread, best of several turns that alternate. The exit status is 1 when a bound is broken, or when
a cell is not the run that it stands for. On digits, with 650 parameters a run, arithmetic is most
of a step, which no run can share with another: its mixed grids come nearest to the bound, and can
miss it while other work takes the cache.
"""

import sys
import time
from dataclasses import replace

from core import OPTIMIZERS, TrainingRun, TrainingSettings, load
from core.datasets import DataSet
from core.training import Evaluation
from core.training.limits import EVALUATE_EVERY
from core.training.sweep import Sweep, learning_rate_steps

STEPS = 500
TURNS = 5
BOUND = 5.0  # one after another over swept
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


def compared(cells: list[TrainingSettings], data: DataSet) -> tuple[float, float, float]:
    """Seconds of either side, and the largest relative difference of their results."""
    seconds = [float("inf"), float("inf")]
    results: list[list[Evaluation | None]] = [[], []]
    for _ in range(TURNS):
        for place, side in enumerate((together, one_after_another)):
            start = time.process_time()
            results[place] = side(cells, data)
            seconds[place] = min(seconds[place], time.process_time() - start)
    difference = max(
        abs(swept - single) / max(abs(single), 1e-300)
        for cell, run in zip(*results, strict=True)
        if cell is not None and run is not None
        for swept, single in zip(cell, run, strict=True)
    )
    return seconds[0], seconds[1], difference


def main() -> int:
    """Measure, print, and say whether every bound is met."""
    broken = False
    print(f"| data, {STEPS} steps | grid | one after another, ms | swept, ms | ratio ", end="")
    print("| largest difference |\n|---|---|---:|---:|---:|---:|")
    ratios = []
    for name in ("iris", "penguins", "digits"):
        data = load(name)
        for grid, cells in GRIDS.items():
            swept, single, difference = compared(cells, data)
            ratios.append(single / swept)
            broken |= difference > 1e-9
            print(
                f"| {name} | {grid} | {single * 1e3:.0f} | {swept * 1e3:.0f} "
                f"| {single / swept:.1f} | {difference:.0e} |",
                flush=True,
            )
    verdict = "met" if min(ratios) >= BOUND else "broken"
    print("\n| bound | measured | at least | |\n|---|---:|---:|---|")
    print(f"| least ratio | {min(ratios):.1f} | {BOUND} | {verdict} |")
    return int(broken or min(ratios) < BOUND)


if __name__ == "__main__":
    sys.exit(main())
