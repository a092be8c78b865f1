"""How long students wait when a whole class works at once.

`python -m tests.load.class_at_once --students 100`: every student opens a page of their own server
session and then does one thing every five seconds, over all pages in turn. The exit status is 1
when 95 % of the answers take longer than 250 ms, or anything fails.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from tests.load.students import CONTROLS, Tally, attend
from tests.server import Server, running_server

MOST_SECONDS = 0.25  # for 95 % of the answers


def quantile(seconds: Sequence[float], share: float) -> float:
    """The value that this share of the sorted seconds does not exceed."""
    return seconds[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else float("nan")


def report(tally: Tally, servers: Sequence[Server]) -> bool:
    """Print what was found; whether the bounds hold."""
    print("| what | answers | median, ms | p95, ms | longest, ms |")
    print("|---|---:|---:|---:|---:|")
    groups = [("all moves and pages", tally.seconds("move", "page"))]
    groups.append(("opening a link", tally.seconds("open")))
    groups += [(page or "start", tally.seconds("move", "page", page=page)) for page in CONTROLS]
    for name, seconds in groups:
        found = [f"{quantile(seconds, share) * 1e3:.0f}" for share in (0.5, 0.95, 1.0)]
        print(f"| {name} | {len(seconds)} | {' | '.join(found)} |")
    for server in servers:
        megabytes = server.resident_bytes() / 1e6
        print(f"\nserver: {server.cpu_seconds():.1f} s of processor time, {megabytes:.0f} MB")
    print(f"failures: {len(tally.failures)}")
    for failure in tally.failures[:10]:
        print(f"- {failure}")
    p95 = quantile(groups[0][1], 0.95)
    holds = p95 <= MOST_SECONDS and not tally.failures
    print(f"\np95 {p95 * 1e3:.0f} ms (allowed {MOST_SECONDS * 1e3:.0f}): ", end="")
    print("holds" if holds else "BROKEN")
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5, help="seconds between two things done")
    parser.add_argument("--replicas", type=int, default=1)
    chosen = parser.parse_args()
    tally = Tally()
    with ExitStack() as stack:
        servers = [stack.enter_context(running_server()) for _ in range(chosen.replicas)]
        urls = [server.url for server in servers]
        asyncio.run(
            attend(urls, chosen.students, seconds=chosen.seconds, think=chosen.think, tally=tally)
        )
        return int(not report(tally, servers))


if __name__ == "__main__":
    sys.exit(main())
