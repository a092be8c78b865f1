"""Who is let in, and how much one of them may ask for: so that no client can starve the others.

Stands around the whole server. A student at work meets none of these limits; each refusal is one
line in the log, and what a client sent is never in it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.components.served_scripts import base_path
from dashboard.hosting.full_page import full_page
from dashboard.streamlit_patches.client_messages import Judgement, forget_uploads, judged

STREAM = "/_stcore/stream"
_LOG = logging.getLogger("logit_lab.admission")
_TRY_AGAIN_LATER, _POLICY, _PROTOCOL = 1013, 1008, 1002  # RFC 6455, and IANA's list after it
_OFFERED_ON_RETURN = 3  # subprotocols: Streamlit's, the XSRF token, and the session it had
_GONE: Message = {"type": "websocket.disconnect", "code": 1006}
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")
_UPLOAD_SECONDS = 60.0
_OWN_PATHS = ("/_stcore/", "/static/", "/assets/", "/media/", "/component/")


@dataclass(frozen=True)
class Limits:
    """What one server grants.

    Attributes
    ----------
    sessions : students at once; `LOGIT_LAB_SESSIONS` in the environment sets it.
    connections : open connections, those that have not spoken yet among them.
    silence : seconds in which a connection must speak for the first time.
    burst, rate : how many messages a client may send at once, and how many a second for long. A
        slider that is dragged sends up to seven a second; a drag of ten seconds passes.
        `LOGIT_LAB_MESSAGES_PER_SECOND` sets the rate.
    """

    sessions: int = int(os.environ.get("LOGIT_LAB_SESSIONS", "250"))
    connections: int = 2000
    silence: float = 20.0
    burst: int = 60
    rate: float = float(os.environ.get("LOGIT_LAB_MESSAGES_PER_SECOND", "1.5"))


class Admission:
    """ASGI middleware that holds every client of the server to the limits."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._connections = 0
        self._sessions = 0
        self._uploading: set[str] = set()  # the sessions that do

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            await self._stream(scope, receive, send)
        elif scope["type"] == "http" and self._is_full() and _asks_for_the_page(scope):
            _LOG.warning("refused a page: %d sessions are open", self._sessions)
            await full_page(Request(scope))(scope, receive, send)
        elif scope["type"] == "http" and (upload := _UPLOAD.search(scope["path"])):
            await self._upload(upload[1], scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_full(self) -> bool:
        return self._sessions >= self._limits.sessions

    async def _upload(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a session upload one file at a time, and hold no other: Streamlit holds them all."""
        if scope["method"] != "PUT":
            await self._app(scope, receive, send)
            return
        if session in self._uploading:
            _LOG.warning("refused an upload: the session is uploading another file")
            await Response(status_code=429)(scope, receive, send)
            return

        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        self._uploading.add(session)
        try:
            forget_uploads(session)
            await asyncio.wait_for(self._app(scope, receive, answer), _UPLOAD_SECONDS)
        except TimeoutError:
            _LOG.warning("ended an upload: it took too long")
            if not begun:
                await Response(status_code=408)(scope, receive, send)
        finally:
            self._uploading.discard(session)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        connect = await receive()
        if self._is_full() or self._connections >= self._limits.connections:
            await self._refuse(send)
            return
        self._connections += 1
        try:
            offered = scope.get("subprotocols") or [None]
            client = _Client(receive, send, self._limits)
            if len(offered) >= _OFFERED_ON_RETURN:
                # A browser that lost us while its student reads says nothing until the next click;
                # its session must not run out meanwhile.
                await self._admit(scope, client.replaying(connect), client.send)
                return
            # Streamlit makes a session of every connection; this way only of one that speaks.
            await client.send({"type": "websocket.accept", "subprotocol": offered[0]})
            first = await client.first()
            if first["type"] != "websocket.receive":
                return
            if self._is_full():  # by those who have spoken meanwhile
                await self._refuse(client.send)
                return
            await self._admit(scope, client.replaying(connect, first), client.send)
        finally:
            self._connections -= 1

    async def _refuse(self, send: Send) -> None:
        _LOG.warning("refused a connection: %d sessions are open", self._sessions)
        await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._sessions += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._sessions -= 1


class _Client:
    """What comes from one connection: checked, and held back where it comes too fast."""

    def __init__(self, receive: Receive, send: Send, limits: Limits) -> None:
        self._receive = receive
        self._send = send
        self._limits = limits
        self._allowance = float(limits.burst)
        self._counted = time.monotonic()
        self._is_gone = False
        self._is_accepted = False

    async def first(self) -> Message:
        """The first message, or the end of the connection where it is too long in coming."""
        try:
            return await asyncio.wait_for(self.receive(), self._limits.silence)
        except TimeoutError:
            return await self._closed(_POLICY, "it has said nothing")

    async def receive(self) -> Message:
        """The next message that the server should see."""
        while True:
            message = _GONE if self._is_gone else await self._receive()
            if message["type"] != "websocket.receive":
                return message
            judgement = judged(message.get("bytes") or b"")
            if judgement is Judgement.NO_MESSAGE:
                return await self._closed(_PROTOCOL, "it sent what is no message of Streamlit's")
            if judgement is Judgement.IMPLAUSIBLE:
                return await self._closed(_POLICY, "it asked for what no page of ours asks for")
            await self._paced()
            if self._is_gone:
                return _GONE
            if judgement is Judgement.FIT:
                return message
            _LOG.warning("ignored a client that asked to clear the caches of all")

    async def send(self, message: Message) -> None:
        """Send to the client; it is accepted once, and nothing is sent when it is gone.

        Starlette takes no message from a client that it could not send to, and Streamlit takes
        that for a breach of its protocol, with a traceback. So it learns it from `receive`.
        """
        accepts = message["type"] == "websocket.accept"
        if self._is_gone or (accepts and self._is_accepted):
            return
        self._is_accepted |= accepts
        try:
            await self._send(message)
        except OSError:
            self._is_gone = True

    def replaying(self, *messages: Message) -> Receive:
        """`receive`, after messages that have come already."""
        before = list(messages)

        async def receive() -> Message:
            return before.pop(0) if before else await self.receive()

        return receive

    async def _closed(self, code: int, reason: str) -> Message:
        _LOG.warning("closed a connection: %s", reason)
        await self.send({"type": "websocket.close", "code": code})
        self._is_gone = True
        return {"type": "websocket.disconnect", "code": code}

    async def _paced(self) -> None:
        """Wait, if this client has used up what it may send: no message is lost, only later."""
        now = time.monotonic()
        earned = (now - self._counted) * self._limits.rate
        self._allowance = min(self._limits.burst, self._allowance + earned) - 1
        self._counted = now
        if self._allowance < 0:
            await asyncio.sleep(-self._allowance / self._limits.rate)


def _asks_for_the_page(scope: Scope) -> bool:
    path = scope["path"].removeprefix(base_path())
    return scope["method"] == "GET" and not path.startswith(_OWN_PATHS)
