"""A user without a browser: Streamlit's own websocket protocol, spoken from Python."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLs, FileURLsRequest
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.TextInput_pb2 import TextInput
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

WidgetValue = bool | int | float | str | list[float]

ANSWER_SECONDS = 60  # a run that takes longer has failed
_SUCCESSES = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
_CONTROLS = ("slider", "selectbox", "number_input", "text_input", "button_group", "checkbox")
_FIELD_OF_TYPE = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value"}


class StreamlitClient:
    """One session on one page.

    Widgets are named by their `key`. As in the browser, what a user has set is sent with every
    run, and messages that the server sent before are only referred to.
    """

    def __init__(self, connection: ClientConnection, page: str, query: str) -> None:
        self._connection = connection
        self.page = page
        self._query = query
        self._page_hash = ""
        self._widget_ids: dict[str, str] = {}
        self._widgets: dict[str, WidgetState] = {}
        self._bound: dict[str, str] = {}  # the parameter of the address that a widget writes
        self._address: dict[str, str] = {}  # what widgets have written there
        self._control_ids: set[str] = set()
        self._cached: set[str] = set()
        self.session_id = ""
        self.kinds: dict[str, str] = {}  # of the page's widgets, by their identity
        self.fragments: set[str] = set()
        self.received_bytes = 0  # by the last run
        self.figures: list[bytes] = []  # what the figure component was sent by the last run
        self.exceptions: list[str] = []
        self.html: list[str] = []  # texts in which HTML is obeyed

    @property
    def controls(self) -> int:
        """How many controls the page has shown."""
        return len(self._control_ids)

    @property
    def states(self) -> list[WidgetState]:
        """What the widgets hold that the user has set."""
        return list(self._widgets.values())

    def id_of(self, key: str) -> str:
        """The identity of the widget of this key."""
        return self._widget_ids[key]

    def number(self, key: str) -> int:
        """What the server has put into a field of a whole number, 0 where it has put nothing."""
        return self._widgets[key].int_value if key in self._widgets else 0

    async def rerun(self, changes: Mapping[str, WidgetValue] | None = None) -> float:
        """Move widgets, run the page, and return the seconds until its answer was complete.

        Raises
        ------
        KeyError : the page has shown no widget of that key.
        TimeoutError, RuntimeError : the run did not finish in time, or not well.
        """
        for key, value in (changes or {}).items():
            self._widgets[key] = _widget_state(self._widget_ids[key], value)
            self._note_in_address(key, value)
        return await self.send_states(self.states)

    async def send_states(self, states: Sequence[WidgetState], fragment: str = "") -> float:
        """Run the page, or one fragment of it, with these states as they are, right or wrong."""
        self.received_bytes, self.figures = 0, []
        start = time.perf_counter()
        await self.ask(states, fragment)
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._until_finished()
        return time.perf_counter() - start

    async def ask(self, states: Sequence[WidgetState], fragment: str = "") -> None:
        """As `send_states`, and wait for no answer: there is none from an unknown fragment."""
        request = BackMsg(
            rerun_script=ClientState(
                query_string="&".join(filter(None, (self._query, urlencode(self._address)))),
                widget_states=WidgetStates(widgets=states),
                page_script_hash=self._page_hash,
                page_name="" if self._page_hash else self.page,
                fragment_id=fragment,
                cached_message_hashes=sorted(self._cached),
            )
        )
        await self._connection.send(request.SerializeToString())

    async def hear(self) -> None:
        """Take in what the server says, whenever it does, until cancelled."""
        while True:
            await self._until_finished()

    async def think(self, seconds: float) -> None:
        """Do nothing for so long.

        Raises
        ------
        ConnectionError : the connection was lost meanwhile.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._connection.wait_closed()
        except TimeoutError:
            return
        raise ConnectionError("the server is gone")

    def on(self, connection: ClientConnection) -> Self:
        """The same user with what they have set, on another connection, and no message kept."""
        other = type(self)(connection, self.page, self._query)
        other._page_hash = self._page_hash
        other._widgets = self._widgets
        other._widget_ids = self._widget_ids
        other._bound = self._bound
        other._address = self._address
        return other

    async def place_for_file(self, name: str) -> FileURLs:
        """Where the server wants a file of this name uploaded to."""
        asked = FileURLsRequest(request_id=name, file_names=[name], session_id=self.session_id)
        await self._connection.send(BackMsg(file_urls_request=asked).SerializeToString())
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                message = ForwardMsg.FromString(await self._connection.recv(decode=False))
                if message.WhichOneof("type") == "file_urls_response":
                    return message.file_urls_response.file_urls[0]

    async def visit(self, page: str, query: str = "") -> float:
        """Go on to another page of the same session, and return the seconds as `rerun` does."""
        self.page, self._query, self._page_hash = page, query, ""
        self._widget_ids.clear()
        self._widgets.clear()
        self._bound.clear()
        self._address.clear()
        self.kinds.clear()
        return await self.rerun()

    async def _until_finished(self) -> None:
        while True:
            received = await self._connection.recv(decode=False)
            self.received_bytes += len(received)
            message = ForwardMsg()
            message.ParseFromString(received)
            if message.metadata.cacheable:
                self._cached.add(message.hash)
            match message.WhichOneof("type"):
                case "navigation":  # the page that runs; a new session names the router's own
                    self._page_hash = message.navigation.page_script_hash
                case "new_session":
                    self.figures = []
                    if not message.metadata.run.fragment_ids:  # the whole page
                        self.fragments.clear()
                    self.session_id = message.new_session.initialize.session_id or self.session_id
                case "delta":
                    self._note_element(message)
                case "script_finished":
                    if message.script_finished in _SUCCESSES:
                        return
                    if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue  # another one follows
                    raise RuntimeError(f"the run ended with status {message.script_finished}")

    def _note_in_address(self, key: str, value: WidgetValue) -> None:
        if key in self._bound:
            self._address[self._bound[key]] = _as_in_a_link(value)

    def _note_element(self, message: ForwardMsg) -> None:
        self.fragments |= {message.delta.fragment_id} - {""}
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.exceptions.append(element.exception.message)
        elif kind == "markdown" and element.markdown.allow_html:
            self.html.append(element.markdown.body)
        elif kind == "bidi_component" and element.bidi_component.bytes:
            self.figures.append(element.bidi_component.bytes)
        identity = getattr(getattr(element, kind), "id", "") if kind else ""
        if identity:  # $$ID-<hash of the widget>-<its key>
            key = identity.split("-", 2)[-1]
            self._widget_ids[key] = identity
            if parameter := getattr(getattr(element, kind), "query_param_key", ""):
                self._bound[key] = parameter
            if (value := _set_by_the_server(element)) is not None:
                self._widgets[key] = _widget_state(identity, value)
                self._note_in_address(key, value)
            self.kinds[identity] = str(kind)
            self._control_ids |= {identity} if kind in _CONTROLS else set()


@asynccontextmanager
async def session(
    url: str, page: str = "", query: str = "", *, cookie: str = ""
) -> AsyncIterator[StreamlitClient]:
    """Open a page of the server at `url`, run it once, and leave it at the end of the block."""
    async with _connected(url, cookie) as connection:
        client = StreamlitClient(connection, page, query)
        await client.rerun()
        yield client


@asynccontextmanager
async def resumed(
    url: str, lost: StreamlitClient, *, cookie: str = ""
) -> AsyncIterator[StreamlitClient]:
    """As a browser goes on that has lost its connection: with all that it holds, on a new one.

    It asks for the session that it had; whether it is given that one, its `session_id` tells.
    """
    async with _connected(url, cookie, lost.session_id) as connection:
        client = lost.on(connection)
        await client.rerun()
        yield client


@asynccontextmanager
async def _connected(
    url: str, cookie: str, session_id: str = ""
) -> AsyncIterator[ClientConnection]:
    stream = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    protocols = [Subprotocol(word) for word in ("streamlit", "no-token", session_id) if word]
    # A browser has Streamlit's cookie by then; without it the page offers no upload.
    headers = {"Cookie": "; ".join(filter(None, ("_streamlit_xsrf=a-browser-has-one", cookie)))}
    async with connect(
        stream, subprotocols=protocols, additional_headers=headers, max_size=None
    ) as connection:
        yield connection


def _set_by_the_server(element: Element) -> WidgetValue | None:
    """What another widget has made of a field."""
    field: Any = getattr(element, element.WhichOneof("type") or "", None)
    match field:
        case TextInput(set_value=True):
            return str(field.value)
        case NumberInput(set_value=True):
            return int(field.value) if field.data_type == NumberInput.INT else float(field.value)
    return None


def _as_in_a_link(value: WidgetValue) -> str:
    if isinstance(value, list):
        return ",".join(str(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _widget_state(identity: str, value: WidgetValue) -> WidgetState:
    state = WidgetState(id=identity)
    if isinstance(value, list):
        state.double_array_value.data.extend(value)
    else:
        setattr(state, _FIELD_OF_TYPE[type(value)], value)
    return state
