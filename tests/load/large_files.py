"""Whether a file of 5 MB on the page Your model keeps a class waiting.

`python -m tests.load.large_files --students 60`: the class studies in alternating runs, alone and
while one more session uploads files of almost 5 MB, each two seconds after the last one's answer.
The exit status is 1 when 95 % of the class's answers beside the files take more than 200 ms longer
than alone, or anything fails.
"""

import argparse
import asyncio
import io
import sys
import time

import numpy as np

from tests.hostile_client import Uploader
from tests.load.students import Tally, attend
from tests.load.waits import print_waits, quantile, verdict
from tests.server import running_server
from tests.streamlit_client import session

MOST_LONGER = 0.2  # seconds
THINK, LOOK = 5.0, 2.0
KINDS = ("open", "move", "page")


def files() -> dict[str, bytes]:
    """Logits of ten classes, as near to 5 MB as whole rows allow."""
    random = np.random.default_rng(0)
    logits = random.normal(size=(115_000, 10)).astype(np.float32)
    labels = random.integers(10, size=len(logits)).astype(np.uint8)
    packed = io.BytesIO()
    np.savez(packed, z=logits, y=labels)
    rows = np.column_stack([logits[:65_000].round(4), labels[:65_000]])
    text = io.StringIO()
    np.savetxt(text, rows, fmt=["%.4f"] * 10 + ["%d"], delimiter=",")
    return {"logits.npz": packed.getvalue(), "logits.csv": text.getvalue().encode()}


async def upload(
    url: str, contents: dict[str, bytes], until: float, tally: Tally, waits: dict[str, list[float]]
) -> None:
    """Examine one file after the other, with a loss that only a free number explains."""
    async with session(url, "your_model", "logits=file&printed=7.1234") as client:
        uploader = Uploader(url, client)
        while time.perf_counter() < until:
            for name, content in contents.items():
                begun = time.perf_counter()
                status = await uploader.upload(content, name)
                waits.setdefault(name, []).append(time.perf_counter() - begun)
                if status != 204 or client.exceptions:
                    tally.failures.append(f"{name}: {status} {client.exceptions}")
                    return
                await client.think(LOOK)


async def lesson(
    url: str,
    students: int,
    seconds: float,
    tally: Tally,
    contents: dict[str, bytes],
    waits: dict[str, list[float]],
) -> None:
    """The class, and beside it the uploads where there are files."""
    until = time.perf_counter() + seconds
    uploads = [upload(url, contents, until, tally, waits)] if contents else []
    await asyncio.gather(
        attend([url], students, seconds=seconds, think=THINK, tally=tally), *uploads
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--turns", type=int, default=2)
    chosen = parser.parse_args()
    contents = files()  # savetxt takes its time
    alone, beside, waits = Tally(), Tally(), dict[str, list[float]]()
    with running_server() as server:
        for _ in range(chosen.turns):
            asyncio.run(lesson(server.url, chosen.students, chosen.seconds, alone, {}, waits))
            asyncio.run(
                lesson(server.url, chosen.students, chosen.seconds, beside, contents, waits)
            )
        print(f"server: {server.cpu_seconds():.1f} s, {server.resident_bytes() / 1e6:.0f} MB")
    groups = {"class alone": alone.seconds(*KINDS), "class beside files": beside.seconds(*KINDS)}
    print_waits(groups | {name: sorted(found) for name, found in waits.items()})
    beside.failures += alone.failures
    most = quantile(groups["class alone"], 0.95) + MOST_LONGER
    return int(not verdict(beside, groups["class beside files"], most))


if __name__ == "__main__":
    sys.exit(main())
