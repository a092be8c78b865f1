"""How many clicks are lost by students who click faster than they are answered.

`python -m tests.load.quick_clicks --students 4`: each student asks for the next hidden bug of the
bug lab, one click 50 to 300 ms after the other, while others take up the server. Counted are the
bugs that were passed at the end. Two clicks that wait for the same run count as one, so some are
lost whenever the page takes longer than the pause. `--without SessionState` leaves out the patch
that needs this name of Streamlit's: compare the two.
"""

import argparse
import asyncio
from random import Random

from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard.views.bug_lab.controls import SEED
from tests.altered_streamlit import UNTOUCHED, altered_server
from tests.streamlit_client import StreamlitClient, session

CLICKS = 20
PAUSES = (0.05, 0.3)  # s


async def click(student: StreamlitClient, times: int, chance: Random) -> None:
    """Click "Next hidden bug" without waiting for an answer; answers are heard when they come."""
    button = WidgetState(id=student.id_of("_bug_next"), trigger_value=True)
    hearing = asyncio.ensure_future(student.hear())
    for _ in range(times):
        await student.ask([*student.states, button])
        await asyncio.sleep(chance.uniform(*PAUSES))
    # A message of one's own has no number by which its answer could be told.
    before = -1
    while before != student.number(SEED.key):
        before = student.number(SEED.key)
        await asyncio.sleep(1)
    if hearing.done():
        hearing.result()
    hearing.cancel()


async def lost_clicks(url: str, students: int, times: int = CLICKS) -> list[int]:
    """How many of their clicks each of the students has lost."""

    async def one(number: int) -> int:
        async with session(url, "bug_lab") as student:
            await click(student, times, Random(number))
            return times - student.number(SEED.key)

    return await asyncio.gather(*map(one, range(students)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=4)
    parser.add_argument("--without", default=UNTOUCHED)
    chosen = parser.parse_args()
    with altered_server(chosen.without) as server:
        lost = asyncio.run(lost_clicks(server.url, chosen.students))
    print(f"{sum(lost)} of {chosen.students * CLICKS} clicks were lost")


if __name__ == "__main__":
    main()
