"""Whether memory stays flat while students come and go.

`python -m tests.load.soak --minutes 30 --students 100`: each student works for a few minutes and
leaves, and another one comes. Memory is read twice a minute. At the end all leave, and those who
left last ask for their sessions again, at once and when these should be gone. The exit status is 1
when memory has grown by 5 % or more after the first third, a student costs 2 MB or more, a session
is given back too late, or anything fails.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from random import Random
from statistics import median
from typing import NamedTuple

from tests.load.students import Tally, study
from tests.load.waits import quantile
from tests.server import Server, running_server
from tests.streamlit_client import StreamlitClient, resumed

MOST_GROWTH = 0.05  # after the first third
MOST_BYTES = 2_000_000  # for each student connected
KEPT_SECONDS = 60.0  # server.disconnectedSessionTTL
WARM_UP_SECONDS = 8.0


class Pace(NamedTuple):
    """How a class comes and goes, in seconds."""

    think: float = 5.0  # between two things that a student does
    shortest_stay: float = 60.0
    longest_stay: float = 240.0
    sample_every: float = 30.0


class Outcome(NamedTuple):
    """What a soak came to."""

    tally: Tally
    empty_bytes: int  # with every page loaded and no student
    samples: Sequence[int]  # bytes, while the class worked
    students: int
    asked_for: int  # sessions of those who left last, by browsers that want them back
    given_back_at_once: int  # of them
    given_back_late: int  # of them, after the time that the server keeps a session

    @property
    def late(self) -> Sequence[int]:
        """The samples after the first third."""
        return self.samples[len(self.samples) // 3 :]

    @property
    def growth(self) -> float:
        """How much the memory grew after the first third, as a share."""
        fifth = max(1, len(self.late) // 5)
        return median(self.late[-fifth:]) / median(self.late[:fifth]) - 1

    @property
    def bytes_each(self) -> float:
        """What a student costs."""
        return (median(self.late) - self.empty_bytes) / self.students


async def seat(url: str, number: int, until: float, pace: Pace, tally: Tally) -> None:
    """One seat of the class: a student after the other, each for a while."""
    chance = Random(-number - 1)
    turn = 0
    while (left := until - time.perf_counter()) > pace.think:
        stay = min(left, chance.uniform(pace.shortest_stay, pace.longest_stay))
        student = number + 1000 * turn
        leaves = time.perf_counter() + stay
        await study(url, student, until=leaves, think=pace.think, tally=tally)
        turn += 1


async def sampled(server: Server, until: float, every: float) -> list[int]:
    """The server's memory, every so many seconds."""
    samples = []
    while time.perf_counter() < until:
        await asyncio.sleep(every)
        samples.append(server.resident_bytes())
        print(f"{samples[-1] / 1e6:.0f} MB", end=" ", flush=True)
    print()
    return samples


async def given_back(url: str, students: Sequence[StreamlitClient]) -> int:
    """How many of these students the server gives their session back."""
    count = 0
    for student in students:
        async with resumed(url, student) as again:
            count += again.session_id == student.session_id
    return count


async def soak(server: Server, students: int, seconds: float, pace: Pace, kept: float) -> Outcome:
    """Let the class work for so long; `kept` is how long the server keeps a session."""
    tally = Tally()
    async with asyncio.timeout(60):  # every page once, so that all its modules are loaded
        warm = time.perf_counter() + WARM_UP_SECONDS
        await study(server.url, 0, until=warm, think=0.1, tally=tally)
    empty = server.resident_bytes()
    until = time.perf_counter() + seconds
    seats = (seat(server.url, number, until, pace, tally) for number in range(students))
    samples, *_ = await asyncio.gather(sampled(server, until, pace.sample_every), *seats)
    last = tuple(tally.left)
    at_once = await given_back(server.url, last)
    await asyncio.sleep(kept + 1)
    late = await given_back(server.url, last)
    return Outcome(tally, empty, samples, students, len(last), at_once, late)


def report(found: Outcome) -> bool:
    """Print what was found; whether all bounds hold."""
    moves = found.tally.seconds("move", "page")
    failures = found.tally.failures
    print(f"answers {len(moves)}, p95 {quantile(moves, 0.95) * 1e3:.0f} ms")
    print(f"memory empty {found.empty_bytes / 1e6:.0f} MB, at the end", end=" ")
    print(f"{found.samples[-1] / 1e6:.0f} MB")
    print(f"growth after the first third {found.growth:+.1%} (allowed {MOST_GROWTH:.0%})")
    print(f"for each student {found.bytes_each / 1e6:.2f} MB (allowed {MOST_BYTES / 1e6:.0f})")
    print(f"of {found.asked_for} sessions that were left, given back at once", end=" ")
    print(f"{found.given_back_at_once}, after {KEPT_SECONDS:.0f} s", end=" ")
    print(f"{found.given_back_late} (allowed 0)")
    print(f"failures: {len(failures)}", *failures[:10], sep="\n- ")
    return (
        found.growth < MOST_GROWTH
        and found.bytes_each < MOST_BYTES
        and found.given_back_late == 0
        and not failures
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=30)
    chosen = parser.parse_args()
    with running_server() as server:
        working = soak(server, chosen.students, 60 * chosen.minutes, Pace(), KEPT_SECONDS)
        return int(not report(asyncio.run(working)))


if __name__ == "__main__":
    sys.exit(main())
