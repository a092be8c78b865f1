"""Timing that resists a noisy machine: the sides take turns, each is judged by its best."""

import time
from collections.abc import Callable, Sequence


def best_times(
    sides: Sequence[Callable[[], object]], *, seconds: float = 1.0, turn: float = 1e-3
) -> list[float]:
    """Seconds of one call of each side: the least over many turns of about `turn` seconds each.

    The sides alternate, so that a slow spell of the machine falls on all of them; what other
    processes add is never negative, so the least is the best estimate of the cost itself.
    """
    calls = [_calls_per_turn(side, turn) for side in sides]
    best = [float("inf")] * len(sides)
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        for index, (side, count) in enumerate(zip(sides, calls, strict=True)):
            best[index] = min(best[index], _seconds(side, count) / count)
    return best


def _calls_per_turn(side: Callable[[], object], turn: float) -> int:
    side()  # the first call warms caches and allocators
    return max(1, round(turn / max(_seconds(side, 3) / 3, 1e-9)))


def _seconds(side: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        side()
    return time.perf_counter() - start
