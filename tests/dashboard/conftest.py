"""What tests of pages and of runs have in common."""

from collections.abc import Iterator
from functools import cache

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from core.training import TrainingRun, TrainingState


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
