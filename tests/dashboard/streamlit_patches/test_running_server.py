"""A running server uses what we put in place of Streamlit's own, and does without it if it must."""

import asyncio

import pytest

from tests.altered_streamlit import UNTOUCHED, altered_server
from tests.dashboard.streamlit_patches.private_names import private_names
from tests.hostile_client import broken_by_log
from tests.hostile_values import EVERY_PAGE
from tests.load.training_at_once import first_steps
from tests.server import Server
from tests.streamlit_client import session

# Python's own objects have methods of these names, which cannot be renamed: see test_guard.
OF_PYTHON_TOO = {"clear"}


async def open_every_page_and_train(url: str) -> list[str]:
    """What the pages say has failed; another learning rate brings the steps of another run."""
    async with session(url) as student:
        for page in sorted(EVERY_PAGE, key="training".__eq__):  # that one last
            await student.visit(page)
        before, _ = first_steps(student)
        await student.rerun({"lr": 0.2})
        run, last = first_steps(student)
        assert run != before
        assert last > 0
        return student.exceptions


def lines_left_out(server: Server) -> list[str]:
    return [line for line in server.log().splitlines() if line.startswith("left out ")]


def test_sessions_use_ours():
    with altered_server(UNTOUCHED) as server:
        assert asyncio.run(open_every_page_and_train(server.url)) == []
        told = {line for line in server.log().splitlines() if line.startswith("a session of")}
        assert told == {
            "a session of FairScriptRunner HeedfulSessionState FragmentMessageQueue _read_if_fit"
        }
        assert lines_left_out(server) == []


@pytest.mark.parametrize("name", sorted(private_names().keys() - OF_PYTHON_TOO))
def test_without_a_name_pages_open_a_run_plays_and_one_line_names_what_is_left_out(name: str):
    with altered_server(name) as server:
        assert asyncio.run(open_every_page_and_train(server.url)) == []
        assert len(lines_left_out(server)) == private_names()[name]
        assert broken_by_log(server.log()) == []
