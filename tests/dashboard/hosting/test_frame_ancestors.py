"""Who may frame the app is a setting: what it may hold, and what the pages then say."""

import asyncio

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Message

from dashboard.hosting.frame_ancestors import FRAME_ANCESTORS, FrameAncestors, frame_ancestors

MOODLE = "https://moodle.school.example"


def policies(response: Response, sources: str) -> list[str]:
    """The policies that a browser is sent with this response."""
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    asyncio.run(FrameAncestors(response, sources)({"type": "http"}, None, keep))
    headers = sent[0]["headers"]
    return [value.decode() for name, value in headers if name == b"content-security-policy"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "'self'",
        "'none'",
        "*",
        MOODLE,
        f"'self' {MOODLE}:8443 https://*.school.example",
        "moodle.school.example localhost:*",
        "https:",
    ],
)
def test_sites_are_taken_as_they_stand(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv(FRAME_ANCESTORS, f" {value} ")
    assert frame_ancestors() == value


@pytest.mark.parametrize("word", ["https://a/b", "ftp://a", "a;b", 'a"', "a,b", "//a", "ä"])
def test_a_word_that_is_no_site_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, word: str):
    monkeypatch.setenv(FRAME_ANCESTORS, f"{MOODLE} {word}")
    with pytest.raises(ValueError, match="LOGIT_LAB_FRAME_ANCESTORS holds") as refused:
        frame_ancestors()
    assert repr(word) in str(refused.value)


def test_without_it_nothing_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(FRAME_ANCESTORS, raising=False)
    assert frame_ancestors() == ""


def test_pages_say_it_beside_what_they_say_already_and_files_do_not():
    assert policies(HTMLResponse("a page"), MOODLE) == [f"frame-ancestors {MOODLE}"]
    own = HTMLResponse("a page", headers={"Content-Security-Policy": "default-src 'self'"})
    assert policies(own, MOODLE) == ["default-src 'self'", f"frame-ancestors {MOODLE}"]
    assert policies(PlainTextResponse("no page"), MOODLE) == []
