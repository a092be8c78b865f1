"""How long a class that trains waits for the first steps of a new run.

`python -m tests.load.training_at_once --students 100 --replicas 2`: half of the students change the
settings that one shared link has, all to the same next ones; each of the others changes settings of
their own, which nobody has computed. Everyone changes one setting every ten seconds. Measured is
the time from the change to the message with the first steps of the new run. The exit status is 1
when 95 % of them take longer than 500 ms, or anything fails.
"""

import argparse
import asyncio
import json
import sys
import time
from contextlib import ExitStack
from random import Random

from tests.load.students import Answer, Tally
from tests.load.waits import print_waits, verdict
from tests.server import running_server
from tests.streamlit_client import StreamlitClient, session

MOST_SECONDS = 0.5  # for 95 % of the changes
CHANGE_EVERY = 10.0


def first_steps(student: StreamlitClient) -> tuple[str, int]:
    """The run that the player was sent last, and its last step."""
    for message in reversed(student.figures):
        length = int.from_bytes(message[:4], "little")
        if length < len(message):
            header = json.loads(message[4 : 4 + length])
            return header["run"], header["last"]
    raise RuntimeError("the page sent no steps")


async def train(url: str, number: int, *, shared: bool, until: float, tally: Tally) -> None:
    """Be one student: change the learning rate every ten seconds, and look at the new run."""
    chance = Random(number)
    kind = "shared" if shared else "own"
    seed = 0 if shared else number
    await asyncio.sleep(chance.uniform(0, CHANGE_EVERY))
    try:
        async with session(url, "training", f"seed={seed}") as student:
            run, _ = first_steps(student)
            due = time.perf_counter() + chance.uniform(0, CHANGE_EVERY)
            turn = 0
            while due < until:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                turn += 1
                # Never one that this student has had: what a browser has is only referred to.
                rate = round(0.1 + 0.01 * turn, 5)
                if not shared:
                    rate = round(chance.uniform(0.01, 0.9), 5)
                await student.rerun({"lr": rate})
                tally.answers.append(Answer(kind, "training", due, time.perf_counter() - due))
                tally.failures += student.exceptions
                student.exceptions.clear()
                before, (run, last) = run, first_steps(student)
                if run == before or last < 1:
                    tally.failures.append(f"student {number}: no steps of a new run")
                due += CHANGE_EVERY
    except Exception as error:  # one student's failure is a line of the report, not its end
        tally.failures.append(f"student {number}: {error!r}")


async def lesson(urls: list[str], students: int, seconds: float, tally: Tally) -> None:
    """Half of the class on one link, the others each on their own."""
    until = time.perf_counter() + seconds
    await asyncio.gather(
        *(
            train(urls[number % len(urls)], number, shared=number % 4 < 2, until=until, tally=tally)
            for number in range(students)
        )
    )


def report(tally: Tally) -> bool:
    """Print what was found; whether the bound holds."""
    kinds = {"all": ("shared", "own"), "shared": ("shared",), "own": ("own",)}
    print_waits({name: tally.seconds(*some) for name, some in kinds.items()})
    return verdict(tally, tally.seconds("shared", "own"), MOST_SECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--replicas", type=int, default=2)
    chosen = parser.parse_args()
    tally = Tally()
    with ExitStack() as stack:
        servers = [stack.enter_context(running_server()) for _ in range(chosen.replicas)]
        urls = [server.url for server in servers]
        asyncio.run(lesson(urls, chosen.students, chosen.seconds, tally))
        for server in servers:
            print(f"server: {server.cpu_seconds():.1f} s, {server.resident_bytes() / 1e6:.0f} MB")
        return int(not report(tally))


if __name__ == "__main__":
    sys.exit(main())
