"""How long students wait when a whole class works at once.

`python -m tests.load.class_at_once --students 100`: every student opens a page of their own server
session and then does one thing every five seconds, over all pages in turn. The exit status is 1
when 95 % of the answers take longer than 250 ms, or anything fails. How fast the machine is, on
which these students work as well, stands beside the figures.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from tests.load.students import CONTROLS, Tally, attend
from tests.load.waits import print_waits, verdict
from tests.server import Server, running_server

MOST_SECONDS = 0.25  # for 95 % of the answers


def report(tally: Tally, servers: Sequence[Server]) -> bool:
    """Print what was found; whether the bounds hold."""
    everything = tally.seconds("move", "page")
    pages = {page or "start": tally.seconds("move", "page", page=page) for page in CONTROLS}
    opening = tally.seconds("open")
    print_waits({"all moves and pages": everything, "opening a link": opening, **pages})
    for server in servers:
        megabytes = server.resident_bytes() / 1e6
        print(f"\nserver: {server.cpu_seconds():.1f} s of processor time, {megabytes:.0f} MB")
    begun = time.perf_counter()
    for _ in range(10_000_000):
        pass
    print(f"\nmachine: a loop of ten million turns takes {time.perf_counter() - begun:.2f} s")
    return verdict(tally, everything, MOST_SECONDS)


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
