"""Whether memory stays flat while students come and go.

`python -m tests.load.soak --minutes 30 --students 100`: each student works for a few minutes and
leaves, and another one comes. Memory is read twice a minute. At the end all leave, and the server's
own count of sessions is awaited to fall to none within the time that a session is kept for one who
comes back. The exit status is 1 when memory has grown by 5 % or more after the first third, a
student costs 2 MB or more, a session stays, or anything fails.
"""

import argparse
import asyncio
import re
import sys
import time
import urllib.request
from random import Random
from statistics import median

from tests.load.students import Tally, study
from tests.load.waits import quantile
from tests.server import Server, running_server

MOST_GROWTH = 0.05  # after the first third
MOST_BYTES = 2_000_000  # for each student connected
KEPT_SECONDS = 60  # server.disconnectedSessionTTL
THINK = 5.0
SHORTEST_STAY, LONGEST_STAY = 60.0, 240.0


def sessions_of(server: Server) -> int:
    """How many sessions the server holds, as it says itself."""
    with urllib.request.urlopen(f"{server.url}/_stcore/metrics", timeout=10) as answer:
        counted = re.search(rb"^active_sessions (\d+)", answer.read(), re.MULTILINE)
    assert counted is not None
    return int(counted[1])


async def seat(url: str, number: int, until: float, tally: Tally) -> None:
    """One seat of the class: a student after the other, each for a while."""
    chance = Random(-number - 1)
    turn = 0
    while (left := until - time.perf_counter()) > THINK:
        stay = min(left, chance.uniform(SHORTEST_STAY, LONGEST_STAY))
        student = number + 1000 * turn
        leaves = time.perf_counter() + stay
        await study(url, student, until=leaves, think=THINK, tally=tally)
        turn += 1


async def sampled(server: Server, until: float) -> list[int]:
    """The server's memory, twice a minute."""
    samples = []
    while time.perf_counter() < until:
        await asyncio.sleep(30)
        samples.append(server.resident_bytes())
        print(f"{samples[-1] / 1e6:.0f} MB", end=" ", flush=True)
    print()
    return samples


async def emptied(server: Server) -> float:
    """Seconds until the last session is gone, after the last student has left."""
    begun = time.perf_counter()
    while sessions_of(server) > 0 and time.perf_counter() - begun < 2 * KEPT_SECONDS:
        await asyncio.sleep(1)
    return time.perf_counter() - begun


async def soak(server: Server, students: int, minutes: float) -> bool:
    """Let the class work; whether all bounds hold."""
    tally = Tally()
    async with asyncio.timeout(60):  # every page once, so that all its modules are loaded
        await study(server.url, 0, until=time.perf_counter() + 8, think=0.1, tally=tally)
    empty = server.resident_bytes()
    until = time.perf_counter() + 60 * minutes
    seats = (seat(server.url, number, until, tally) for number in range(students))
    samples, *_ = await asyncio.gather(sampled(server, until), *seats)
    gone = await emptied(server)
    late = samples[len(samples) // 3 :]
    fifth = max(1, len(late) // 5)
    growth = median(late[-fifth:]) / median(late[:fifth]) - 1
    each = (median(late) - empty) / students
    moves = tally.seconds("move", "page")
    print(f"answers {len(moves)}, p95 {quantile(moves, 0.95) * 1e3:.0f} ms")
    print(f"memory empty {empty / 1e6:.0f} MB, at the end {samples[-1] / 1e6:.0f} MB")
    print(f"growth after the first third {growth:+.1%} (allowed {MOST_GROWTH:.0%})")
    print(f"for each student {each / 1e6:.2f} MB (allowed {MOST_BYTES / 1e6:.0f})")
    print(f"last session gone after {gone:.0f} s (allowed {KEPT_SECONDS + 30})")
    print(f"failures: {len(tally.failures)}", *tally.failures[:10], sep="\n- ")
    return (
        growth < MOST_GROWTH
        and each < MOST_BYTES
        and gone <= KEPT_SECONDS + 30
        and not tally.failures
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=30)
    chosen = parser.parse_args()
    with running_server() as server:
        return int(not asyncio.run(soak(server, chosen.students, chosen.minutes)))


if __name__ == "__main__":
    sys.exit(main())
