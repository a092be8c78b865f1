"""A page's session with classes of Streamlit's, or with ours in their place."""

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SessionState

from dashboard.streamlit_patches.script_runs import FairScriptRunner
from dashboard.streamlit_patches.set_fields import HeedfulSessionState
from tests.dashboard.streamlit_patches.page_session import PageSession

Open = Callable[..., PageSession]


@pytest.fixture
def open_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr("streamlit.runtime.get_instance", MagicMock)
    opened: list[PageSession] = []

    def open_page(
        runner: type[ScriptRunner] = FairScriptRunner,
        state: type[SessionState] = HeedfulSessionState,
    ) -> PageSession:
        opened.append(PageSession(tmp_path / "page.py", runner, state))
        return opened[-1]

    yield open_page
    for one in opened:
        one.loop.close()
