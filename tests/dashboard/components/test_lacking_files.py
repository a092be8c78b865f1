"""A browser that cannot fetch our files says what it lacks, and is sent it once."""

import gzip
import json
from types import SimpleNamespace
from typing import Any

import pytest
from plotly.offline import get_plotlyjs

from dashboard.components import figure, lacking_files
from dashboard.components.lacking_files import MOST_TIMES, lacks_figure_js, plotly_js_for, take_lack
from dashboard.figures.figure import Picture


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a session keeps."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr(lacking_files, "st", SimpleNamespace(session_state=kept))
    return kept


def says(session: dict[str, Any], key: str, lack: object) -> None:
    """The browser's component of this key says that it lacks this."""
    session[key] = SimpleNamespace(lack=lack)
    take_lack(key)


def test_plotly_js_is_sent_to_the_component_that_asked_and_once(session: dict[str, Any]):
    assert plotly_js_for("bowl") == b""
    says(session, "bowl", "plotly.js")
    assert plotly_js_for("line") == b""
    assert get_plotlyjs() in gzip.decompress(plotly_js_for("bowl")).decode()
    assert plotly_js_for("bowl") == b""


def test_a_session_that_asks_again_and_again_is_sent_no_more(session: dict[str, Any]):
    sent = []
    for _ in range(MOST_TIMES + 2):
        says(session, "bowl", "plotly.js")
        sent.append(bool(plotly_js_for("bowl")))
    assert sent == [True] * MOST_TIMES + [False] * 2


@pytest.mark.parametrize("lack", [None, "", "numpy", 7, ["plotly.js"], {"plotly.js": True}])
def test_what_is_no_file_of_ours_is_passed_over(session: dict[str, Any], lack: object):
    says(session, "bowl", lack)
    assert plotly_js_for("bowl") == b""
    assert not lacks_figure_js()


def test_figure_js_comes_with_every_figure_once_one_of_them_lacks_it(
    monkeypatch: pytest.MonkeyPatch, session: dict[str, Any]
):
    mounted = []
    for name in ("_mount", "_mount_whole"):
        keep = lambda name=name, **_: mounted.append(name)  # noqa: E731
        monkeypatch.setattr(figure, name, keep)
    picture = Picture((), {"height": 300})
    figure.draw_figure(picture, key="bowl", alternative="")
    says(session, "bowl", "figure.js")
    figure.draw_figure(picture, key="bowl", alternative="")
    figure.draw_figure(picture, key="line", alternative="")
    assert mounted == ["_mount", "_mount_whole", "_mount_whole"]


def test_a_figure_s_message_can_be_cut_from_the_library_behind_it(
    monkeypatch: pytest.MonkeyPatch, session: dict[str, Any]
):
    sent = {}
    monkeypatch.setattr(figure, "_mount", lambda **given: sent.update(given))
    says(session, "bowl", "plotly.js")
    figure.draw_figure(Picture((), {"height": 300}), key="bowl", alternative="a \0 in a text")
    text, _, library = sent["data"].partition(b"\0")
    assert json.loads(text)["alternative"] == "a \0 in a text"
    assert gzip.decompress(library)
