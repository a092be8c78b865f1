"""A user without a browser: Streamlit's own websocket protocol, spoken from Python."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

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
        self._page = page
        self._query = query
        self._page_hash = ""
        self._widget_ids: dict[str, str] = {}
        self._widgets: dict[str, WidgetState] = {}
        self._control_ids: set[str] = set()
        self._cached: set[str] = set()
        self.received_bytes = 0  # by the last run
        self.figures: list[bytes] = []  # what the figure component was sent by the last run
        self.exceptions: list[str] = []

    @property
    def controls(self) -> int:
        """How many controls the page has shown."""
        return len(self._control_ids)

    async def rerun(self, changes: Mapping[str, WidgetValue] | None = None) -> float:
        """Move widgets, run the page, and return the seconds until its answer was complete.

        Raises
        ------
        KeyError : the page has shown no widget of that key.
        TimeoutError, RuntimeError : the run did not finish in time, or not well.
        """
        for key, value in (changes or {}).items():
            self._widgets[key] = _widget_state(self._widget_ids[key], value)
        request = BackMsg(
            rerun_script=ClientState(
                query_string=self._query,
                widget_states=WidgetStates(widgets=self._widgets.values()),
                page_script_hash=self._page_hash,
                page_name="" if self._page_hash else self._page,
                cached_message_hashes=sorted(self._cached),
            )
        )
        self.received_bytes = 0
        start = time.perf_counter()
        await self._connection.send(request.SerializeToString())
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._until_finished()
        return time.perf_counter() - start

    async def visit(self, page: str, query: str = "") -> float:
        """Go on to another page of the same session, and return the seconds as `rerun` does."""
        self._page, self._query, self._page_hash = page, query, ""
        self._widget_ids.clear()
        self._widgets.clear()
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
                case "delta":
                    self._note_element(message)
                case "script_finished":
                    if message.script_finished in _SUCCESSES:
                        return
                    raise RuntimeError(f"the run ended with status {message.script_finished}")

    def _note_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.exceptions.append(element.exception.message)
        elif kind == "bidi_component":
            self.figures.append(element.bidi_component.bytes)
        identity = getattr(getattr(element, kind), "id", "") if kind else ""
        if identity:  # $$ID-<hash of the widget>-<its key>
            self._widget_ids[identity.split("-", 2)[-1]] = identity
            self._control_ids |= {identity} if kind in _CONTROLS else set()


@asynccontextmanager
async def session(url: str, page: str = "", query: str = "") -> AsyncIterator[StreamlitClient]:
    """Open a page of the server at `url`, run it once, and leave it at the end of the block."""
    stream = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with connect(stream, subprotocols=["streamlit"], max_size=None) as connection:
        client = StreamlitClient(connection, page, query)
        await client.rerun()
        yield client


def _widget_state(identity: str, value: WidgetValue) -> WidgetState:
    state = WidgetState(id=identity)
    if isinstance(value, list):
        state.double_array_value.data.extend(value)
    else:
        setattr(state, _FIELD_OF_TYPE[type(value)], value)
    return state
