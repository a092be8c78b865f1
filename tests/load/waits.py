"""How long answers took, as the load tests report it."""

from collections.abc import Mapping, Sequence

from tests.load.students import Tally


def quantile(seconds: Sequence[float], share: float) -> float:
    """The value that this share of the sorted seconds does not exceed."""
    return seconds[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else float("nan")


def print_waits(groups: Mapping[str, Sequence[float]]) -> None:
    """A table with a row for each group of answers, their seconds in rising order."""
    print("| what | answers | median, ms | p95, ms | longest, ms |")
    print("|---|---:|---:|---:|---:|")
    for name, seconds in groups.items():
        found = [f"{quantile(seconds, share) * 1e3:.0f}" for share in (0.5, 0.95, 1.0)]
        print(f"| {name} | {len(seconds)} | {' | '.join(found)} |")


def verdict(tally: Tally, seconds: Sequence[float], most: float) -> bool:
    """Print the failures and the bound; whether 95 % kept within it and nothing failed."""
    print(f"failures: {len(tally.failures)}")
    for failure in tally.failures[:10]:
        print(f"- {failure}")
    p95 = quantile(seconds, 0.95)
    holds = p95 <= most and not tally.failures
    print(f"\np95 {p95 * 1e3:.0f} ms (allowed {most * 1e3:.0f}): ", end="")
    print("holds" if holds else "BROKEN")
    return holds
