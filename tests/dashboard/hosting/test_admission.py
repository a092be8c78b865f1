"""Who is let in: silence, nonsense, haste and a full house, each from the client's side."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLsRequest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from dashboard.hosting import admission
from dashboard.hosting.admission import Admission, Limits
from dashboard.streamlit_patches import client_messages

RERUN = BackMsg(rerun_script=ClientState(query_string="K=4")).SerializeToString()
CLEAR = BackMsg(clear_cache=True).SerializeToString()
LIMITS = Limits(sessions=2, connections=3, silence=0.05, burst=5, rate=100)


class Behind:
    """The server behind the door: what reached it, and how many are inside."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.connections = 0
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.requests += 1
            return
        assert (await receive())["type"] == "websocket.connect"
        self.connections += 1
        await send({"type": "websocket.accept", "subprotocol": "streamlit"})
        while (message := await receive())["type"] == "websocket.receive":
            self.received.append(message["bytes"])
        await send({"type": "websocket.send", "bytes": b"farewell"})


class Client:
    """A websocket client that says some things, and leaves when told to."""

    def __init__(self, *says: Message) -> None:
        self.sent: list[Message] = []  # by the server
        self.leave = asyncio.Event()
        self._says = [{"type": "websocket.connect"}, *says]

    async def receive(self) -> Message:
        if self._says:
            return self._says.pop(0)
        await self.leave.wait()
        return {"type": "websocket.disconnect", "code": 1001}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def closed_with(self) -> list[int]:
        return [each["code"] for each in self.sent if each["type"] == "websocket.close"]


def said(*messages: bytes) -> list[Message]:
    return [{"type": "websocket.receive", "bytes": message} for message in messages]


def stream(door: Admission, client: Client, *session: str) -> Awaitable[None]:
    offered = ["streamlit", "token", *session]
    scope = {"type": "websocket", "path": "/_stcore/stream", "subprotocols": offered}
    return door(scope, client.receive, client.send)


def at_the_door(scenario: Callable[[Admission, Behind], Awaitable[Any]]) -> Behind:
    """Run a scenario in front of a server that grants `LIMITS`."""
    behind = Behind()
    asyncio.run(scenario(Admission(behind, LIMITS), behind))
    return behind


def test_what_a_student_sends_arrives_in_order_and_the_server_accepts_once():
    client = Client(*said(RERUN, RERUN + RERUN, RERUN))

    async def scenario(door: Admission, _: Behind) -> None:
        client.leave.set()
        await stream(door, client)

    assert at_the_door(scenario).received == [RERUN, RERUN + RERUN, RERUN]
    assert client.sent == [
        {"type": "websocket.accept", "subprotocol": "streamlit"},
        {"type": "websocket.send", "bytes": b"farewell"},
    ]


def test_a_connection_that_says_nothing_is_closed_and_never_reaches_the_server(
    caplog: pytest.LogCaptureFixture,
):
    client = Client()
    behind = at_the_door(lambda door, _: stream(door, client))
    assert client.closed_with() == [1008]
    assert behind.connections == 0
    assert [record.getMessage() for record in caplog.records] == [
        "closed a connection: it has said nothing"
    ]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "websocket.receive", "bytes": b"\xff\xff not protobuf"},
        {"type": "websocket.receive", "text": "<script>"},
        {"type": "websocket.receive", "bytes": b""},
    ],
)
@pytest.mark.parametrize("before", [[], said(RERUN)])
def test_what_is_no_message_closes_the_connection_with_one_line_that_does_not_repeat_it(
    message: Message, before: Sequence[Message], caplog: pytest.LogCaptureFixture
):
    client = Client(*before, message)
    behind = at_the_door(lambda door, _: stream(door, client))
    assert client.closed_with() == [1002]
    assert behind.received == [each["bytes"] for each in before]
    assert [record.getMessage() for record in caplog.records] == [
        "closed a connection: it sent what is no message of Streamlit's"
    ]


def run(**asked: Any) -> bytes:
    return BackMsg(rerun_script=ClientState(**asked)).SerializeToString()


def holding(*identities: str) -> WidgetStates:
    return WidgetStates(widgets=[WidgetState(id=identity) for identity in identities])


@pytest.mark.parametrize(
    "message",
    [
        run(widget_states=holding("$$ID-0-K", "_language")),
        run(widget_states=holding("")),
        run(widget_states=holding(*["$$ID-0-K"] * 501)),
        run(fragment_id="two\nlines"),
        run(fragment_id="a" * 65),
        run(query_string="K" * 32_001),
        run(cached_message_hashes=["0"] * 5001),
        BackMsg(file_urls_request=FileURLsRequest(file_names=["a"] * 11)).SerializeToString(),
    ],
)
def test_what_no_page_asks_for_closes_the_connection_with_one_line(
    message: bytes, caplog: pytest.LogCaptureFixture
):
    client = Client(*said(RERUN, message))
    assert at_the_door(lambda door, _: stream(door, client)).received == [RERUN]
    assert client.closed_with() == [1008]
    assert [record.getMessage() for record in caplog.records] == [
        "closed a connection: it asked for what no page of ours asks for"
    ]


def test_what_a_browser_may_ask_for_is_let_through():
    most = run(
        widget_states=holding(
            *["$$ID-0-K"] * 499, "$$STREAMLIT_INTERNAL_KEY_$$ID-1-training__events"
        ),
        fragment_id="8fdbdcca3048b5e9d38e655b16dd08d3",
        query_string="K" * 32_000,
        cached_message_hashes=["0"] * 5000,
    )
    client = Client(*said(most))
    client.leave.set()
    assert at_the_door(lambda door, _: stream(door, client)).received == [most]


def test_a_message_of_more_than_a_megabyte_is_not_even_read():
    client = Client(*said(run(page_name="x" * 1_000_000)))
    assert at_the_door(lambda door, _: stream(door, client)).received == []
    assert client.closed_with() == [1002]


def test_a_client_that_hangs_up_in_the_middle_is_gone_and_nothing_fails():
    class HungUp(Client):
        async def send(self, message: Message) -> None:
            if message["type"] == "websocket.send":
                raise OSError("the client has hung up")
            await super().send(message)

    class Talkative(Behind):
        async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            for _ in range(3):
                await send({"type": "websocket.send", "bytes": b"a picture"})
            self.messages = [await receive(), await receive()]

    client = HungUp(*said(RERUN, RERUN))
    behind = Talkative()
    asyncio.run(stream(Admission(behind, LIMITS), client))
    before, after = behind.messages
    assert before["bytes"] == RERUN  # the first, by which the session began
    assert after == {"type": "websocket.disconnect", "code": 1006}


def test_nobody_clears_the_caches_of_all():
    client = Client(*said(RERUN, CLEAR, RERUN))
    client.leave.set()
    assert at_the_door(lambda door, _: stream(door, client)).received == [RERUN, RERUN]


def test_messages_beyond_the_burst_are_held_back_and_none_is_lost():
    client = Client(*said(*[RERUN] * 25))
    client.leave.set()
    begun = time.monotonic()
    behind = at_the_door(lambda door, _: stream(door, client))
    assert len(behind.received) == 25
    assert time.monotonic() - begun >= (25 - LIMITS.burst) / LIMITS.rate * 0.9


class Files:
    """Streamlit's files of all sessions, as far as the door knows them."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    @property
    def uploaded_file_mgr(self) -> "Files":
        return self

    def remove_session_files(self, session: str) -> None:
        self.forgotten.append(session)


class Uploads:
    """The server behind the door, which takes a file when it is told to."""

    def __init__(self) -> None:
        self.take = asyncio.Event()
        self.taken: list[str] = []

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await self.take.wait()
        self.taken.append(scope["path"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


def test_a_session_uploads_one_file_at_a_time_and_the_server_holds_no_other_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    files = Files()
    monkeypatch.setattr(client_messages, "_get_instance", lambda: files)

    async def scenario() -> None:
        behind = Uploads()
        door = Admission(behind, LIMITS)
        at = "/_stcore/upload_file/{}/f"
        first, other = (
            asyncio.ensure_future(request(door, "PUT", at.format(session)))
            for session in ("mine", "theirs")
        )
        await asyncio.sleep(0.01)
        (refusal, _body) = await request(door, "PUT", at.format("mine"))
        assert refusal["status"] == 429
        behind.take.set()
        assert [(await answer)[0]["status"] for answer in (first, other)] == [204, 204]
        assert (await request(door, "PUT", at.format("mine")))[0]["status"] == 204
        assert (await request(door, "DELETE", at.format("mine")))[0]["status"] == 204
        assert len(behind.taken) == 4

    asyncio.run(scenario())
    assert files.forgotten == ["mine", "theirs", "mine"]
    assert [record.getMessage() for record in caplog.records] == [
        "refused an upload: the session is uploading another file"
    ]


def test_an_upload_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client_messages, "_get_instance", Files)
    monkeypatch.setattr(admission, "_UPLOAD_SECONDS", 0.02)

    async def scenario() -> None:
        door = Admission(Uploads(), LIMITS)
        for _ in range(2):  # and another one may begin
            answer = await request(door, "PUT", "/_stcore/upload_file/mine/f")
            assert answer[0]["status"] == 408

    asyncio.run(scenario())


async def inside(door: Admission, count: int) -> tuple[list[Client], list[asyncio.Task[None]]]:
    clients = [Client(*said(RERUN)) for _ in range(count)]
    tasks = [asyncio.ensure_future(stream(door, client)) for client in clients]
    await asyncio.sleep(0.01)
    return clients, tasks


async def get(door: Admission, path: str) -> list[Message]:
    return await request(door, "GET", path)


async def request(door: Admission, method: str, path: str) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    await door(scope, receive, send)
    return sent


def test_a_full_house_answers_with_a_page_and_lets_in_the_next_when_one_leaves():
    async def scenario(door: Admission, behind: Behind) -> None:
        clients, tasks = await inside(door, LIMITS.sessions)
        late = Client(*said(RERUN))
        await stream(door, late)
        assert late.closed_with() == [1013]
        start, body = await get(door, "/training")
        assert start["status"] == 503
        assert (b"retry-after", b"20") in start["headers"]
        assert b"full at the moment" in body["body"]
        assert behind.requests == 0
        clients[0].leave.set()
        await tasks[0]
        assert await get(door, "/training") == []
        assert behind.requests == 1
        for client in clients:
            client.leave.set()
        await asyncio.gather(*tasks)

    at_the_door(scenario)


def test_of_those_who_come_at_once_no_more_are_let_in_than_the_house_holds():
    async def scenario(door: Admission, behind: Behind) -> None:
        clients, tasks = await inside(door, LIMITS.connections)
        assert behind.connections == LIMITS.sessions
        assert [client.closed_with() for client in clients] == [[], [], [1013]]
        for client in clients:
            client.leave.set()
        await asyncio.gather(*tasks)

    at_the_door(scenario)


@pytest.mark.parametrize("path", ["/_stcore/health", "/static/js/index.js", "/assets/figure.js"])
def test_those_inside_are_still_served_by_a_full_house(path: str):
    async def scenario(door: Admission, behind: Behind) -> None:
        clients, tasks = await inside(door, LIMITS.sessions)
        await get(door, path)
        assert behind.requests == 1
        for client in clients:
            client.leave.set()
        await asyncio.gather(*tasks)

    at_the_door(scenario)


def test_silent_connections_keep_no_student_out():
    async def scenario(door: Admission, behind: Behind) -> None:
        silent = [Client() for _ in range(LIMITS.connections - 1)]
        waiting = [asyncio.ensure_future(stream(door, client)) for client in silent]
        await asyncio.sleep(0.01)
        student = Client(*said(RERUN))
        student.leave.set()
        await stream(door, student)
        assert behind.received == [RERUN]
        await asyncio.gather(*waiting)

    at_the_door(scenario)


def test_what_is_no_stream_and_no_page_passes_by():
    async def scenario(door: Admission, behind: Behind) -> None:
        await get(door, "/softmax")
        assert behind.requests == 1

    at_the_door(scenario)


def test_a_student_who_comes_back_and_only_reads_keeps_the_session():
    client = Client()

    async def scenario(door: Admission, behind: Behind) -> None:
        back = asyncio.ensure_future(stream(door, client, "session"))
        await asyncio.sleep(3 * LIMITS.silence)
        assert not back.done()
        assert behind.connections == 1
        client.leave.set()
        await back

    at_the_door(scenario)
    assert client.closed_with() == []
