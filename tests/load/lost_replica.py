"""What a class notices when one of two replicas is killed under it.

`python -m tests.load.lost_replica --students 60` starts the replicas behind Caddy, as a school
would, lets the students work, and kills the replica that serves the most of them with SIGKILL. As
their browsers do, they connect again, with the cookie of the replica that is gone. The exit status
is 1 when one of them is not back on the other replica within 10 s, does not find what they had, or
anything else fails.
"""

import argparse
import asyncio
import json
import sys
import time
import urllib.request
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.load.students import CONTROLS
from tests.load.waits import quantile
from tests.replicas import kill, replicas, running_replicas, sessions
from tests.server import Server
from tests.streamlit_client import StreamlitClient, resumed, session

MOST_SECONDS = 10.0
THINK = 5.0
RETRY = 0.5  # s; browsers wait about as long before they try again
WORK = 15.0  # s before the replica dies, and after


class Return(NamedTuple):
    """A student who lost their replica and came back."""

    page: str
    at: float  # on the clock of `time.perf_counter`
    same: bool  # whether all is as it was


class Class:
    """What the students of a class met."""

    def __init__(self) -> None:
        self.returns: list[Return] = []
        self.answers: list[float] = []  # s, of those that came
        self.failures: list[str] = []


def sticky_cookie(url: str) -> str:
    """The cookie that keeps a newcomer with one replica."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        cookies: list[str] = answer.headers.get_all("Set-Cookie")
    return next(one for one in cookies if one.startswith("logit_lab_replica")).partition(";")[0]


def shown(student: StreamlitClient) -> set[object]:
    """What the last answer drew: figures, or the run and its numbers at the step on screen."""
    if student.page != "training":
        return set(student.figures)
    seen: set[object] = set()
    for message in student.figures:
        length = int.from_bytes(message[:4], "little")
        if length < len(message):
            header = json.loads(message[4 : 4 + length])
            seen.add((header["run"], json.dumps(header["rest"]["values"])))
    return seen


async def study(url: str, number: int, until: float, seen: Class) -> None:
    """Be one student on one page; come back whenever the connection is lost."""
    chance = Random(number)
    page = list(CONTROLS)[number % len(CONTROLS)]
    cookie = await asyncio.to_thread(sticky_cookie, url)
    await asyncio.sleep(chance.uniform(0, THINK))
    lost: StreamlitClient | None = None
    while time.perf_counter() < until:
        opened = (
            session(url, page, cookie=cookie) if lost is None else resumed(url, lost, cookie=cookie)
        )
        try:
            async with opened as student:
                if lost is not None:
                    same = shown(lost) <= shown(student)
                    seen.returns.append(Return(page, time.perf_counter(), same))
                lost = student
                while time.perf_counter() < until:
                    await student.think(THINK)
                    key, draw = chance.choice(list(CONTROLS[page].items()))
                    seen.answers.append(await student.rerun({key: draw(chance)}))
                    seen.failures += student.exceptions
        except (ConnectionClosed, InvalidStatus, OSError):
            await asyncio.sleep(RETRY)
        except Exception as error:  # one student's failure is a line of the report, not its end
            seen.failures.append(f"student {number} on {page or 'start'}: {error!r}")
            return


async def lose_a_replica(door: Server, students: int) -> tuple[Class, int, float]:
    """Let the class work, kill a replica, and let it work on; how many had it, and when it died."""
    seen = Class()
    until = time.perf_counter() + 2 * WORK
    working = [
        asyncio.create_task(study(door.url, number, until, seen)) for number in range(students)
    ]
    await asyncio.sleep(WORK)
    served = {pid: sessions(url) for pid, url in replicas(door).items()}
    victim = max(served, key=lambda pid: served[pid])
    kill(victim)
    killed = time.perf_counter()
    await asyncio.gather(*working)
    return seen, served[victim], killed


def report(seen: Class, had: int, killed: float) -> bool:
    """Print what was found; whether all bounds hold."""
    waits = sorted(one.at - killed for one in seen.returns)
    other = [one.page or "start" for one in seen.returns if not one.same]
    print(f"students of the killed replica: {had}, back: {len(waits)}")
    print(
        f"back after, median {quantile(waits, 0.5):.1f} s, the last {quantile(waits, 1.0):.1f} s",
        end=" ",
    )
    print(f"(allowed {MOST_SECONDS:.0f})")
    print(f"not as it was before: {len(other)}", *other)
    answers: Sequence[float] = sorted(seen.answers)
    print(f"answers to all students {len(answers)}, p95 {quantile(answers, 0.95) * 1e3:.0f} ms")
    print(f"failures: {len(seen.failures)}", *seen.failures[:10], sep="\n- ")
    return (
        had > 0
        and len(waits) == had
        and waits[-1] <= MOST_SECONDS
        and not other
        and not seen.failures
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=60)
    chosen = parser.parse_args()
    with running_replicas(2) as door:
        return int(not report(*asyncio.run(lose_a_replica(door, chosen.students))))


if __name__ == "__main__":
    sys.exit(main())
