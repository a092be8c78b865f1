"""Which pages may show the app in a frame: `LOGIT_LAB_FRAME_ANCESTORS` in the environment.

Its value is that of the header `Content-Security-Policy: frame-ancestors` (W3C, CSP Level 3): the
sites of a course platform, say. Where it is not set the app itself asks nothing of whoever frames
it, as hosts such as Streamlit Community Cloud need it; Caddy then allows its own site alone.
"""

from __future__ import annotations

import os
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAME_ANCESTORS = "LOGIT_LAB_FRAME_ANCESTORS"
_SOURCE = re.compile(
    r"'self'|'none'|\*|https?:|(https?://)?(\*\.)?[\w-]+(\.[\w-]+)*(:(\d+|\*))?",
    re.ASCII,
)


def frame_ancestors() -> str:
    """What the environment says, "" where it says nothing.

    Raises
    ------
    ValueError : a word of it is no source of frames.
    """
    sources = os.environ.get(FRAME_ANCESTORS, "").split()
    for source in sources:
        if not _SOURCE.fullmatch(source):
            raise ValueError(
                f"{FRAME_ANCESTORS} holds {source!r}; allowed are addresses such as "
                "https://moodle.school.example or https://*.school.example, and 'self', in their "
                "quotes, for this server's own pages"
            )
    return " ".join(sources)


class FrameAncestors:
    """ASGI middleware that tells browsers who may frame a page."""

    def __init__(self, app: ASGIApp, sources: str) -> None:
        self._app = app
        self._policy = f"frame-ancestors {sources}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Content-Security-Policy", self._policy)
            await send(message)

        await self._app(scope, receive, answer)
