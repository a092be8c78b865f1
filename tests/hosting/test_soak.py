"""A short soak: students come and go, memory stays, and sessions that were left end."""

import asyncio

from tests.load.soak import MOST_GROWTH, Pace, soak
from tests.server import running_server

KEPT_SECONDS = 3
SECONDS = 8
HURRIED = Pace(think=0.5, shortest_stay=2, longest_stay=5, sample_every=0.5)


def test_memory_stays_and_sessions_end_while_students_come_and_go():
    kept = f"--server.disconnectedSessionTTL={KEPT_SECONDS}"
    with running_server("dashboard/app.py", kept) as server:
        found = asyncio.run(soak(server, 4, SECONDS, HURRIED, KEPT_SECONDS))
    assert len(found.tally.seconds("open")) > 8  # the four seats were taken again and again
    assert len(found.tally.seconds("move", "page")) > 30
    assert found.tally.failures == []
    assert found.growth < MOST_GROWTH
    assert found.given_back_at_once > 0
    assert found.given_back_late == 0
