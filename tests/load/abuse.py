"""What hostile clients can do to a server, and to the students on it.

`python -m tests.load.abuse` starts a server on this machine and attacks it: links, uploads, widget
values, silence, haste and clients that never read, while well-behaved students go on. A line of the
table for each attack; the exit status is 1 when one of them broke something. Only ever to be aimed
at servers that it has started itself.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.hostile_client import (
    broken_by_log,
    clear_caches,
    flood,
    in_parallel,
    misuse_widgets,
    never_read,
    open_links,
    refused_messages,
    stay_silent,
    upload_files,
)
from tests.hostile_files import hostile_array_files, hostile_files
from tests.hostile_values import EVERY_PAGE, STRANGE_PAGES, hostile_query
from tests.load.class_at_once import MOST_SECONDS
from tests.load.students import Tally, attend
from tests.load.training_at_once import MOST_SECONDS as MOST_SECONDS_TO_FIRST_STEPS
from tests.load.training_at_once import lesson
from tests.load.waits import quantile
from tests.server import Server, running_server

LINKS_OF_A_SESSION = 5
AT_ONCE = 6
MOST_MEGABYTES = 150  # more than before, for one client that never reads
MOST_MEGABYTES_OF_CACHES = 600  # `dashboard.runs` keeps 64 runs, here of some 5,000 steps each
NOISE = 1.5  # between two measurements of the same
SILENCE = 25  # s; the server allows 20 (`Limits.silence`)


class Attack(NamedTuple):
    """What one attack came to."""

    name: str
    tried: int
    broken: list[str]
    seconds: float
    note: str = ""


class Waits(NamedTuple):
    """Seconds within which 95 % of the students were answered."""

    moves: float
    first_steps: float


async def links(server: Server, count: int, chance: Random) -> tuple[int, list[str], str]:
    pages = [*EVERY_PAGE, *EVERY_PAGE, *EVERY_PAGE, *STRANGE_PAGES]
    made = [(page := chance.choice(pages), hostile_query(page, chance)) for _ in range(count)]
    groups = [made[at : at + LINKS_OF_A_SESSION] for at in range(0, count, LINKS_OF_A_SESSION)]
    broken = await in_parallel((open_links(server.url, group) for group in groups), AT_ONCE)
    return count, broken, f"{len(EVERY_PAGE)} pages"


async def widgets(server: Server, share: float, chance: Random) -> tuple[int, list[str], str]:
    states = [(page, "") for page in EVERY_PAGE]
    states += [("training", "data=points"), ("training", "data=csv"), ("gradient_field", "K=6")]
    attacks = (
        misuse_widgets(server.url, page, query, share=share, chance=chance)
        for page, query in states
    )
    return len(states), await in_parallel(attacks, AT_ONCE), f"{share:.0%} of the values each"


async def impossible(server: Server) -> tuple[int, list[str], str]:
    tried, closed = await refused_messages(server.url)
    return tried, [f"only {closed} were refused"] * (closed < tried), "each closes its connection"


async def uploads(server: Server) -> tuple[int, list[str], str]:
    tables, arrays = hostile_files(), hostile_array_files()
    attacks = [
        upload_files(server.url, tables),
        upload_files(server.url, tables | arrays, "your_model", "logits=file"),
    ]
    return 2 * len(tables) + len(arrays), await in_parallel(attacks, 1), ""


async def silence(server: Server, count: int) -> tuple[int, list[str], str]:
    closed = await stay_silent(server.url, count, SILENCE)
    return (
        count,
        [f"{count - closed} were left open"] * (closed < count),
        f"closed after {SILENCE} s",
    )


async def deafness(server: Server, seconds: float) -> tuple[int, list[str], str]:
    before, until = server.resident_bytes(), asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, until.set)
    asked = await never_read(server.url, until)
    grown = (server.resident_bytes() - before) / 1e6
    broken = [f"the server grew by {grown:.0f} MB"] * (grown > MOST_MEGABYTES)
    return asked, broken, f"memory grew by {grown:.0f} MB"


async def haste(server: Server, clients: int, seconds: float) -> tuple[int, list[str], str]:
    before = server.resident_bytes()
    # In a process of their own: the students' clients are to wait for the server alone.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        asked = await asyncio.get_running_loop().run_in_executor(
            apart, _in_haste, server.url, clients, seconds
        )
    grown = (server.resident_bytes() - before) / 1e6
    broken = [f"the server grew by {grown:.0f} MB"] * (grown > MOST_MEGABYTES_OF_CACHES)
    note = f"{clients} clients with new settings, one that clears caches; {grown:.0f} MB more"
    return asked, broken, note


def _in_haste(url: str, clients: int, seconds: float) -> int:
    async def asked() -> int:
        until = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, until.set)
        floods = (flood(url, number, until) for number in range(clients))
        return sum(await asyncio.gather(*floods, clear_caches(url, until)))

    return asyncio.run(asked())


async def alone(attack: Awaitable[tuple[int, list[str], str]], name: str, log: Server) -> Attack:
    """Make an attack, and look for what it left in the log."""
    begun, written = time.perf_counter(), len(log.log())
    tried, broken, note = await attack
    broken = broken + broken_by_log(log.log()[written:])
    if log.process.poll() is not None:
        broken.append(f"the server has ended with status {log.process.returncode}")
    return Attack(name, tried, broken, time.perf_counter() - begun, note)


async def among_students(
    attack: Awaitable[tuple[int, list[str], str]],
    name: str,
    server: Server,
    students: int,
    seconds: float,
    allowed: Waits,
) -> tuple[Attack, Waits]:
    """Make an attack while students are at work; it is broken when they fail or wait longer.

    Half as many again train, as in `tests.load.training_at_once`. Also returns what they waited.
    """
    tally = Tally()
    found, *_ = await asyncio.gather(
        alone(attack, name, server),
        attend([server.url], students, seconds=seconds, think=5, tally=tally),
        lesson([server.url], students // 2, seconds, tally),
    )
    broken, notes, waits = found.broken + tally.failures, [found.note] * bool(found.note), []
    for what, kinds, most in (
        ("moves", ("move", "page"), allowed.moves),
        ("first steps of a run", ("shared", "own"), allowed.first_steps),
    ):
        answers = tally.seconds(*kinds)
        waits.append(quantile(answers, 0.95))
        in_words = f"p95 of {len(answers)} {what} {waits[-1] * 1e3:.0f} ms"
        notes.append(in_words)
        broken += [f"{in_words}, allowed {most * 1e3:.0f}"] * (waits[-1] > most)
    return found._replace(broken=broken, note="; ".join(notes)), Waits(*waits)


async def nothing(seconds: float) -> tuple[int, list[str], str]:
    """Leave the students alone: what they wait for anyway."""
    await asyncio.sleep(seconds)
    return 0, [], ""


async def all_attacks(server: Server, chosen: argparse.Namespace) -> list[Attack]:
    chance, seconds = Random(chosen.seed), chosen.seconds
    found: list[Attack] = []

    async def make(name: str, attack: Awaitable[tuple[int, list[str], str]]) -> None:
        found.append(await alone(attack, name, server))
        _print(found[-1])

    async def make_among(name: str, attack: Awaitable[tuple[int, list[str], str]]) -> Waits:
        of_class = server, chosen.students, seconds, allowed
        attacked, waits = await among_students(attack, name, *of_class)
        found.append(attacked)
        _print(attacked)
        return waits

    allowed = Waits(float("inf"), float("inf"))
    # Where the machine is at other work, or not as fast: what the students wait for anyway.
    anyway = await make_among("no attack", nothing(seconds))
    allowed = Waits(
        max(MOST_SECONDS, NOISE * anyway.moves),
        max(MOST_SECONDS_TO_FIRST_STEPS, NOISE * anyway.first_steps),
    )
    among = {
        "connections that never speak": lambda: silence(server, chosen.silent),
        "clients that never read": lambda: deafness(server, seconds),
        "haste": lambda: haste(server, chosen.hasty, seconds),
        "uploads": lambda: uploads(server),
    }
    others = {
        "impossible messages": lambda: impossible(server),
        "values of widgets": lambda: widgets(server, chosen.share, chance),
        "links": lambda: links(server, chosen.links, chance),
    }
    for name, attack in among.items():
        if chosen.only in (None, name):
            await make_among(name, attack())
    for name, attack in others.items():
        if chosen.only in (None, name):
            await make(name, attack())
    return found


def _print(attack: Attack) -> None:
    outcome = "BROKEN" if attack.broken else "held"
    row = (attack.name, f"{attack.tried:,}", f"{attack.seconds:.0f}", outcome, attack.note)
    print(f"| {' | '.join(row)} |", flush=True)
    for broken in attack.broken[:10]:
        print(f"- {broken[:400]}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--log", type=Path, help="where to write what the server has logged")
    parser.add_argument("--only", help="one attack, by its name in the table: haste")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=40, help="of each attack among students")
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--share", type=float, default=1.0, help="of the values for each widget")
    parser.add_argument("--silent", type=int, default=1000, help="connections that never speak")
    parser.add_argument("--hasty", type=int, default=3, help="clients that flood")
    chosen = parser.parse_args()
    print("| attack | tried | s | outcome | |\n|---|---:|---:|---|---|")
    with running_server() as server:
        found = asyncio.run(all_attacks(server, chosen))
        print(f"\nserver: {server.cpu_seconds():.0f} s of processor time, ", end="")
        print(f"{server.resident_bytes() / 1e6:.0f} MB at the end")
        if chosen.log:
            chosen.log.write_text(server.log(), encoding="utf-8")
    return int(any(attack.broken for attack in found))


if __name__ == "__main__":
    sys.exit(main())
