"""What Streamlit's forced garbage collection after every run costs.

`python -m tests.benchmarks.garbage_collection`: two servers, one with `runner.postScriptGC` on
(Streamlit's default), one with it off (this project's), take turns at the same interaction: a
logit of the loss surface is moved. The exit status is 1 when off is not faster, or when the
resident memory of the server without forced collections keeps growing.
"""

import argparse
import asyncio
import os
import sys
from statistics import median, quantiles

from tests.server import Server, running_server
from tests.streamlit_client import StreamlitClient, session

PAGE = "loss_surface"
LOGITS = [round(0.1 * place - 4, 1) for place in range(81)]
PAUSE_SECONDS = 0.05  # from an answer to the next question: somebody drags the slider
GROWTH_BOUND = 0.05


class Side:
    """One server with its user, and what was measured of them."""

    def __init__(self, server: Server, user: StreamlitClient) -> None:
        self._server, self._user = server, user
        self.seconds: list[float] = []
        self.resident: list[int] = []  # bytes, after the warm-up and at the end

    async def move_logit(self, turn: int) -> None:
        """Let the user move z₁, and keep the time of the answer."""
        self.seconds.append(await self._user.rerun({"z1": [LOGITS[turn % len(LOGITS)]]}))
        if self._user.exceptions:
            raise RuntimeError(f"the page failed: {self._user.exceptions[0]}")
        await asyncio.sleep(PAUSE_SECONDS)

    async def move_logit_often(self, turns: int) -> None:
        """Move z₁ without keeping the times."""
        for turn in range(turns):
            await self._user.rerun({"z1": [LOGITS[turn % len(LOGITS)]]})

    def note_memory(self) -> None:
        """Keep how much memory the server holds now."""
        self.resident.append(self._server.resident_bytes())

    @property
    def growth(self) -> float:
        """The share by which the memory has grown since the warm-up."""
        return self.resident[-1] / self.resident[0] - 1


async def measure(on: Server, off: Server, warm_up: int, reruns: int) -> tuple[Side, Side]:
    """Both sides after so many reruns each, timed in turns so that a slow spell falls on both."""
    async with session(on.url, PAGE) as on_user, session(off.url, PAGE) as off_user:
        sides = Side(on, on_user), Side(off, off_user)
        for side in sides:
            await side.move_logit_often(warm_up)
            side.note_memory()
        for turn in range(reruns):
            for side in sides:
                await side.move_logit(turn)
        for side in sides:
            side.note_memory()
    return sides


def report(on: Side, off: Side) -> None:
    """Print the table."""
    print("| postScriptGC | median, ms | p95, ms | memory after warm-up, MB | at the end, MB | |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, side in (("on", on), ("off", off)):
        p95 = quantiles(side.seconds, n=20)[-1]
        first, last = (size / 1e6 for size in side.resident)
        print(
            f"| {name} | {median(side.seconds) * 1e3:.1f} | {p95 * 1e3:.1f} "
            f"| {first:.0f} | {last:.0f} | {side.growth:+.1%} |"
        )
    print(f"| on / off | {median(on.seconds) / median(off.seconds):.1f} × | | | | |")


def main() -> int:
    os.environ["LOGIT_LAB_MESSAGES_PER_SECOND"] = "1000"  # no student moves so fast for so long
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--warm-up", type=int, default=300, help="reruns before the measurement")
    parser.add_argument("--reruns", type=int, default=1000, help="reruns that are measured")
    chosen = parser.parse_args()
    app = "dashboard/app.py"
    with (
        running_server(app, "--runner.postScriptGC=true") as on_server,
        running_server(app, "--runner.postScriptGC=false") as off_server,
    ):
        on, off = asyncio.run(measure(on_server, off_server, chosen.warm_up, chosen.reruns))
    report(on, off)
    faster = median(off.seconds) < median(on.seconds)
    return int(not faster or off.growth > GROWTH_BOUND)


if __name__ == "__main__":
    sys.exit(main())
