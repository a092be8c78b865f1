"""A real server under attack, a little of each kind; `tests.load.abuse` does it at length."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from random import Random

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.hostile_client import (
    Uploader,
    ask_in_haste,
    broken_by_log,
    flood,
    in_parallel,
    misuse_widgets,
    open_links,
    raw_connection,
    refused_messages,
    upload_files,
)
from tests.hostile_files import hostile_array_files, hostile_files
from tests.hostile_values import EVERY_PAGE, STRANGE_PAGES, hostile_query
from tests.server import Server, running_server
from tests.streamlit_client import StreamlitClient, WidgetValue, session

LINKS = 150
MOST_BYTES_OF_FILES = 100_000_000  # of which a session that is left keeps none
SHARE = 0.01  # of all that is known to be wrong for a widget
TABLE = b"a,b,kind\n" + b"1,2,x\n2,3,y\n" * 20


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as started:
        yield started
        assert started.process.poll() is None


def broken_by(*attacks: AsyncIterator[str], at_once: int = 3) -> list[str]:
    return asyncio.run(in_parallel(attacks, at_once))


@pytest.fixture(autouse=True)
def _leaves_no_traceback_in_the_log(server: Server) -> Iterator[None]:
    before = len(server.log())
    yield
    assert broken_by_log(server.log()[before:]) == []


def test_no_link_breaks_a_page(server: Server):
    chance = Random(20)
    pages = [*EVERY_PAGE, STRANGE_PAGES[0]]
    links = [(page, hostile_query(page, chance)) for _ in range(LINKS) for page in pages][:LINKS]
    groups = [links[start : start + 10] for start in range(0, LINKS, 10)]
    assert broken_by(*(open_links(server.url, group) for group in groups)) == []


def test_no_value_of_a_widget_breaks_a_page(server: Server):
    chance = Random(21)
    states = [*((page, "") for page in EVERY_PAGE), ("training", "data=points")]
    attacks = (misuse_widgets(server.url, *at, share=SHARE, chance=chance) for at in states)
    assert broken_by(*attacks) == []
    assert "refused what a client sent for a widget" in server.log()


@pytest.mark.parametrize("sent", ["{", "nan", "9" * 5000])
def test_a_true_class_that_is_none_is_the_first_when_the_classes_change(server: Server, sent: str):
    async def shown() -> list[str]:
        async with session(server.url, "softmax", "y=2") as client:
            await client.rerun({"y": sent, "K": 4})
            return client.exceptions

    assert asyncio.run(shown()) == []


def test_no_file_breaks_the_page_or_is_named_in_the_log(server: Server):
    assert broken_by(upload_files(server.url, hostile_files())) == []


def test_no_file_of_logits_breaks_the_page_or_fills_the_memory(server: Server):
    files, page = hostile_files() | hostile_array_files(), ("your_model", "logits=file")
    assert broken_by(upload_files(server.url, files, *page)) == []
    before = server.resident_bytes()  # with all that is loaded to read them
    assert broken_by(upload_files(server.url, files, *page)) == []
    assert server.resident_bytes() - before < MOST_BYTES_OF_FILES


async def paste_logits(client: StreamlitClient) -> None:
    await client.rerun({"_model_pasted": "2 0.5 0\n1 3 1\n0 1 1"})


def test_no_value_of_a_widget_breaks_what_is_said_of_ones_own_logits(server: Server):
    arrays = io.BytesIO()
    np.savez(arrays, z=np.eye(3), y=[0, 1, 2], g=np.eye(3))

    async def upload_logits(client: StreamlitClient) -> None:
        await Uploader(server.url, client).upload(arrays.getvalue(), "logits.npz")

    how = {"share": 10 * SHARE, "chance": Random(22)}
    query = "&tab=gradient&printed=1.5"
    assert (
        broken_by(
            misuse_widgets(
                server.url, "your_model", f"logits=paste{query}", begin=paste_logits, **how
            ),
            misuse_widgets(
                server.url, "your_model", f"logits=file{query}", begin=upload_logits, **how
            ),
        )
        == []
    )


def test_many_questions_at_once_about_ones_own_logits_end_in_the_last_ones_answer(server: Server):
    async def asked() -> list[str]:
        async with session(server.url, "your_model", "logits=paste") as client:
            await paste_logits(client)
            await ask_in_haste(client, "printed", [f"{number}.5" for number in range(20)])
            await client.rerun({"printed": "0.6"})
            return client.exceptions

    assert asyncio.run(asked()) == []


def test_what_no_browser_sends_ends_the_connection(server: Server):
    lines = server.log().count("closed a connection")
    sent, closed = asyncio.run(refused_messages(server.url))
    assert closed == sent > 10
    assert server.log().count("closed a connection") - lines == sent


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://127.0.0.1.evil.example", "null"]
)
def test_another_sites_page_cannot_connect(server: Server, origin: str):
    async def connected() -> None:
        async with raw_connection(server.url, origin=origin) as connection:
            await connection.send(b"\x5a\x00")  # a run of the page
            await connection.recv()

    with pytest.raises((ConnectionClosed, InvalidStatus)):
        asyncio.run(connected())


def test_an_upload_needs_the_token_and_a_session_keeps_one_file(server: Server):
    async def scenario() -> None:
        async with session(server.url, "training", "data=csv") as student:
            uploader = Uploader(server.url, student)
            assert await uploader.upload(TABLE) == 204
            assert student.kinds
            place = (await student.place_for_file("a.csv")).upload_url
            assert uploader.put(place, TABLE, "a.csv", token=False) == 403
            assert uploader.put(place, TABLE, "a.csv") == 204
            elsewhere = place.replace(student.session_id, "another-session")
            assert uploader.put(elsewhere, TABLE, "a.csv") == 400

    asyncio.run(scenario())


def test_clients_that_flood_do_not_starve_a_student(server: Server):
    async def waits(page: str, moves: list[dict[str, WidgetValue]]) -> list[float]:
        until = asyncio.Event()
        async with session(server.url, page) as student:
            floods = [asyncio.ensure_future(flood(server.url, each, until)) for each in range(3)]
            await asyncio.sleep(2)
            found = [await student.rerun(move) for move in moves]
            until.set()
            await asyncio.gather(*floods)
        return found

    # A student alone waits for a tenth of this; in a queue with all that is asked for, ten times.
    assert max(asyncio.run(waits("training", [{"lr": 0.2 + each / 10} for each in range(5)]))) < 2
