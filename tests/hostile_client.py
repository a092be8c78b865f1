"""Clients that mean no good, each against a server on this machine; what broke, as sentences."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from random import Random
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLsRequest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from core.training import MAXIMUM_STEPS
from tests.hostile_files import HOSTILE_NAMES, SECRET
from tests.hostile_values import (
    IMPOSSIBLE_FRAGMENTS,
    IMPOSSIBLE_IDENTITIES,
    dealt,
    hostile_states,
    unknown_identities,
)
from tests.streamlit_client import StreamlitClient, session

Beginning = Callable[[StreamlitClient], Awaitable[object]]
MESSAGES_OF_A_SESSION = 40  # fewer than what a server lets one client send at once
_LINE_OF_TRACEBACK = re.compile(r'^\s*(Traceback|File ".*", line \d+)', re.MULTILINE)

# A page's own are the boxes that tables are scrolled in, and the samples of a legend's curves; a
# mark that is escaped is a mark.
_LEGEND = re.compile(
    r'<span style="white-space: nowrap">|</span>'
    r'|<img alt="" src="data:image/svg\+xml;base64,[A-Za-z0-9+/=]+">'
)
_FOREIGN_HTML = re.compile(r"(?<!\\)<(?!/?div\b)[a-zA-Z/!?]")


def broken_by_log(log: str) -> list[str]:
    """What a server's log must not have."""
    found = [f"{len(_LINE_OF_TRACEBACK.findall(log))} lines of tracebacks"]
    errors = re.findall(r"^\w+(?:\.\w+)*(?:Error|Exception)\b.*$", log, re.MULTILINE)
    found += sorted({error[:200] for error in errors})
    broken = found if len(found) > 1 or not found[0].startswith("0 ") else []
    return broken + [f"the log has {SECRET}"] * (SECRET in log)


def shown_wrongly(client: StreamlitClient) -> list[str]:
    """Exceptions that a page has shown, and HTML in it that is none of its own."""
    foreign = [text for text in client.html if _FOREIGN_HTML.search(_LEGEND.sub("", text))]
    found = client.exceptions + [f"HTML {text[:200]!r}" for text in foreign]
    client.exceptions.clear()
    client.html.clear()
    return found


async def in_parallel(jobs: Iterable[AsyncIterator[str]], at_once: int) -> list[str]:
    """What all the jobs found, some of them running at once."""
    waiting, found = iter(jobs), list[str]()

    async def work() -> None:
        for job in waiting:
            async for broken in job:
                found.append(broken)

    await asyncio.gather(*(work() for _ in range(at_once)))
    return found


async def open_links(url: str, links: Sequence[tuple[str, str]]) -> AsyncIterator[str]:
    """Follow links, (page, query), in one session while the server lets it; yield what breaks."""
    unopened = list(links)
    while unopened:
        page, query = unopened.pop()
        try:
            async with session(url, page, query) as client:
                while True:
                    for shown in shown_wrongly(client):
                        yield f"{page}?{query[:300]}: {shown}"
                    if not unopened:
                        return
                    page, query = unopened.pop()
                    await client.visit(page, query)
        except ConnectionClosed:
            continue  # that link was refused
        except (OSError, RuntimeError, TimeoutError) as error:
            yield f"{page}?{query[:300]}: {error!r}"


async def misuse_widgets(
    url: str, page: str, query: str, *, share: float, chance: Random, begin: Beginning | None = None
) -> AsyncIterator[str]:
    """Send every widget of a page what it cannot hold, or that share of it; yield what breaks.

    Where there is a beginning, every session begins so, and the widgets are those that it brought.
    """
    async with session(url, page, query) as client:
        before = set(client.kinds) if begin else set()
        if begin:
            await begin(client)
        known = [name for name in client.kinds if name not in before]
    names = [*known, *unknown_identities(known)]
    messages = dealt({name: hostile_states(name) for name in names}, chance)
    messages = messages[: max(1, int(share * len(messages)))]
    while messages:
        now, messages = messages[:MESSAGES_OF_A_SESSION], messages[MESSAGES_OF_A_SESSION:]
        async for broken in _misuse(url, page, query, now, chance, begin):
            yield broken


async def _misuse(
    url: str,
    page: str,
    query: str,
    messages: Sequence[Sequence[WidgetState]],
    chance: Random,
    begin: Beginning | None,
) -> AsyncIterator[str]:
    unsent = list(messages)
    while unsent:
        try:
            async with session(url, page, query) as client:
                if begin:
                    await begin(client)
                kept = client.states if begin else []
                while unsent:
                    states = [*kept, *unsent.pop()]
                    fragment = chance.choice(["", "", *sorted(client.fragments)])
                    if chance.random() < 0.1:
                        await client.ask(states, "f" * 32)
                    await client.send_states(states, fragment)
                    for shown in shown_wrongly(client):
                        yield f"{page}, fragment {fragment!r}: {shown}"
        except ConnectionClosed:
            continue  # a refusal
        except (OSError, RuntimeError, TimeoutError) as error:
            yield f"{page}: {error!r}"


async def ask_in_haste(client: StreamlitClient, key: str, texts: Iterable[str]) -> None:
    """Type one text after the other, and wait for no answer."""
    for text in texts:
        typed = WidgetState(id=client.id_of(key), string_value=text)
        await client.ask([*client.states, typed])


class Uploader:
    """Uploads files as the browser does: an address from the websocket, HTTP, a widget's state."""

    def __init__(self, url: str, client: StreamlitClient) -> None:
        self._url = url
        self._client = client
        with urlopen(f"{url}/_stcore/health", timeout=10) as answer:
            cookie = re.search("_streamlit_xsrf=([^;]+)", str(answer.headers))
        assert cookie is not None
        self._token = cookie[1]

    async def upload(self, content: bytes, name: str = "table.csv") -> int:
        """Upload a file and show it to the page; the status that the server answered."""
        place = await self._client.place_for_file(name)
        status = await asyncio.to_thread(self.put, place.upload_url, content, name)
        (widget,) = (
            identity for identity, kind in self._client.kinds.items() if kind == "file_uploader"
        )
        state = WidgetState(id=widget)
        described = state.file_uploader_state_value.uploaded_file_info.add()
        described.name, described.size, described.file_id = name, len(content), place.file_id
        described.file_urls.CopyFrom(place)
        await self._client.send_states([state])
        return status

    def put(self, address: str, content: bytes, name: str, *, token: bool = True) -> int:
        """Send a file to an address of the server; the status of the answer."""
        border = uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={border}"}
        if token:
            headers |= {"X-Xsrftoken": self._token, "Cookie": f"_streamlit_xsrf={self._token}"}
        request = Request(f"{self._url}{address}", body, headers, method="PUT")
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status
        except HTTPError as error:
            return error.code
        except OSError:  # it hung up in the middle of a file that is too long
            return 413


async def upload_files(
    url: str, files: Mapping[str, bytes], page: str = "training", query: str = "data=csv"
) -> AsyncIterator[str]:
    """Upload each of these files to a page; yield what breaks."""
    for what, content in files.items():
        for name in HOSTILE_NAMES if what == "empty" else ("table.csv",):
            try:
                async with session(url, page, query) as client:
                    status = await Uploader(url, client).upload(content, name)
                    if status not in (204, 400, 413):
                        yield f"{what}: answered {status}"
                    for shown in shown_wrongly(client):
                        yield f"{what}: {shown}"
            except (OSError, ConnectionClosed, RuntimeError, TimeoutError) as error:
                yield f"{what}: {error!r}"


@asynccontextmanager
async def raw_connection(url: str, **options: object) -> AsyncIterator[ClientConnection]:
    """A websocket to the server's stream, on which nothing has been said."""
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with connect(
        address, subprotocols=[Subprotocol("streamlit")], max_size=None, **options
    ) as connection:
        yield connection


def opening(page: str, query: str = "", states: Sequence[WidgetState] = ()) -> bytes:
    """The message with which a browser asks for a page."""
    asked = ClientState(
        page_name=page, query_string=query, widget_states=WidgetStates(widgets=states)
    )
    return BackMsg(rerun_script=asked).SerializeToString()


def impossible_messages() -> list[bytes | str]:
    """Messages that no browser sends."""
    strange = [WidgetState(id=name, bool_value=True) for name in IMPOSSIBLE_IDENTITIES]
    runs = [
        *(ClientState(fragment_id=fragment) for fragment in IMPOSSIBLE_FRAGMENTS),
        *(ClientState(widget_states=WidgetStates(widgets=[state])) for state in strange),
        ClientState(widget_states=WidgetStates(widgets=[WidgetState(id="$$ID-")] * 5000)),
        ClientState(query_string="K=3&" * 20_000),
        ClientState(cached_message_hashes=["0"] * 20_000),
        ClientState(page_name="x" * 2_000_000),
    ]
    names = FileURLsRequest(file_names=["a"] * 100_000)
    messages = [BackMsg(rerun_script=run) for run in runs] + [BackMsg(file_urls_request=names)]
    junk = [b"", b"\xff" * 100, Random(0).randbytes(500_000), "<script>", "x" * 100_000]
    return [*(message.SerializeToString() for message in messages), *junk]


async def refused_messages(url: str) -> tuple[int, int]:
    """Send each impossible message; how many there were, and how many ended the connection."""
    messages, closed = impossible_messages(), 0
    for message in messages:
        async with raw_connection(url) as connection:
            await connection.send(message)
            try:
                async with asyncio.timeout(10):
                    await _read_all(connection)
            except TimeoutError:
                continue
            closed += 1
    return len(messages), closed


async def stay_silent(url: str, count: int, seconds: float) -> int:
    """Open connections that say nothing; how many of them the server had closed at the end."""
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    opened: list[ClientConnection] = []
    for first in range(0, count, 50):
        opened += await asyncio.gather(
            *(
                connect(address, subprotocols=[Subprotocol("streamlit")], open_timeout=60)
                for _ in range(first, min(first + 50, count))
            )
        )
    await asyncio.sleep(seconds)
    closed = sum(each.close_code is not None for each in opened)
    await asyncio.gather(*(each.close() for each in opened))
    return closed


async def never_read(url: str, until: asyncio.Event) -> int:
    """Ask for pages again and again and read no answer; how many were asked for."""
    reader, writer = await _deaf(url)
    asked = 0
    pages = ["training", "loss_surface", "gradient_field", "compare"]
    try:
        while not (until.is_set() or reader.at_eof()):
            writer.write(_frame(opening(pages[asked % 4], f"T={1 + asked % 90 / 10}")))
            await asyncio.wait_for(writer.drain(), 5)
            asked += 1
            await asyncio.sleep(0.01)
    except (OSError, TimeoutError):
        pass  # the server has had enough of it
    finally:
        writer.transport.abort()
    return asked


async def _deaf(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A websocket made by hand, whose buffers for what comes are as small as can be."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1)
    writer.write(
        (
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: streamlit\r\n\r\n"
        ).encode()
    )
    await reader.read(1)
    return reader, writer


def _frame(payload: bytes) -> bytes:
    """A websocket's binary frame, masked with zeros."""
    length = len(payload)
    if length < 126:
        size = bytes([0x80 | length])
    elif length < 2**16:
        size = bytes([0x80 | 126]) + length.to_bytes(2, "big")
    else:
        size = bytes([0x80 | 127]) + length.to_bytes(8, "big")
    return b"\x82" + size + bytes(4) + payload


async def flood(url: str, number: int, until: asyncio.Event) -> int:
    """Have far steps of training runs computed that nobody has, as fast as goes; how often asked.

    Every other message begins another run; the one after it asks for the last step there can be.
    """
    chance, asked = Random(number), 0
    try:
        async with session(url, "training") as client:
            rate, step = (_named(client, key) for key in ("lr", "step"))
        async with raw_connection(url, close_timeout=1) as connection:
            reading = asyncio.ensure_future(_read_all(connection))
            while not until.is_set():
                begun = WidgetState(id=rate, double_value=chance.uniform(0.01, 1))
                for states in ([begun], [begun, WidgetState(id=step, int_value=MAXIMUM_STEPS)]):
                    await connection.send(opening("training", "", states))
                    asked += 1
                    await asyncio.sleep(0.05)  # many times what it is granted
            reading.cancel()
    except ConnectionClosed:
        pass
    return asked


def _named(client: StreamlitClient, key: str) -> str:
    return next(identity for identity in client.kinds if identity.endswith(f"-{key}"))


async def clear_caches(url: str, until: asyncio.Event) -> int:
    """Ask again and again that the caches of all be cleared; how often."""
    asked = 0
    try:
        async with raw_connection(url) as connection:
            reading = asyncio.ensure_future(_read_all(connection))
            await connection.send(opening(""))
            while not until.is_set():
                await connection.send(BackMsg(clear_cache=True).SerializeToString())
                asked += 1
                await asyncio.sleep(0.02)
            reading.cancel()
    except ConnectionClosed:
        pass
    return asked


async def _read_all(connection: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        async for _ in connection:
            pass
