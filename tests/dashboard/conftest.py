"""What tests of pages and of runs have in common."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SessionState

from core.training import TrainingRun, TrainingState
from dashboard.streamlit_patches.script_runs import FairScriptRunner
from dashboard.streamlit_patches.set_fields import HeedfulSessionState
from tests.dashboard.page_session import Open, PageSession


@pytest.fixture(scope="package", autouse=True)
def _look_for_installed_components_only_once() -> Iterator[None]:
    """Each AppTest reads the metadata of every installed package: half the time of a page."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def empty_caches() -> Iterator[None]:
    """As after a start of the server."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def steps_computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How far each call of `TrainingRun.advance` went."""
    advance, computed = TrainingRun.advance, []

    def counted(run: TrainingRun, steps: int) -> None:
        computed.append(steps)
        advance(run, steps)

    monkeypatch.setattr(TrainingRun, "advance", counted)
    return computed


@pytest.fixture
def cheap_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Updates that change nothing but the step, for very long runs."""

    def update(_: TrainingRun, state: TrainingState) -> tuple[float, TrainingState]:
        return 0.5, state._replace(step=state.step + 1)

    monkeypatch.setattr(TrainingRun, "_update", update)


@pytest.fixture
def open_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens pages with classes of Streamlit's, or with ours in their place."""
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
