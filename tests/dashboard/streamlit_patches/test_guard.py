"""Nothing is put in the place of what is not as it was."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard import streamlit_patches
from dashboard.streamlit_patches import fragment_messages
from dashboard.streamlit_patches.guard import imported, replace, require


class Theirs:
    """Stands for a class of Streamlit's."""

    def __init__(self) -> None:
        self._queue: list[str] = []

    def clear(self, all_of_it: bool = False) -> None: ...


Theirs.__module__ = "streamlit.something"


class Ours(Theirs):
    def clear(self, all_of_it: bool = False) -> None: ...


def put(ours: Any, theirs: Any = Theirs) -> Any:
    """What stands there when ours has been put in the place of theirs."""
    owner = SimpleNamespace(Theirs=theirs)
    replace(owner, "Theirs", ours)
    return owner.Theirs


def test_a_class_with_the_same_methods_takes_the_place():
    assert put(Ours) is Ours
    assert put(Ours, Ours) is Ours  # installed already


def test_nothing_takes_the_place_of_what_is_somebody_else_s():
    class Wrapped(Theirs):
        """By a tool that watches Streamlit."""

    with pytest.raises(NotImplementedError, match="not Streamlit's own"):
        put(Ours, Wrapped)
    with pytest.raises(NotImplementedError, match="not Streamlit's own"):
        put(lambda: None, lambda: None)


def test_what_is_not_there_has_no_place():
    with pytest.raises(AttributeError):
        replace(SimpleNamespace(), "Theirs", Ours)


def test_an_overridden_method_takes_the_same_parameters():
    class Older(Theirs):
        def clear(self) -> None: ...  # type: ignore[override]

    with pytest.raises(NotImplementedError, match="clear takes other parameters"):
        put(Older)


def test_an_overridden_method_is_one_of_theirs():
    class Newer(Theirs):
        def flush(self) -> None: ...

    with pytest.raises(AttributeError, match="flush"):
        put(Newer)


def test_attributes_that_are_set_at_first_are_found_and_others_missed():
    require(Theirs, "_queue", "clear")
    with pytest.raises(AttributeError, match="Theirs has no _other"):
        require(Theirs, "_queue", "_other")


@pytest.mark.parametrize("module", ["streamlit.runtime", "streamlit.no_such"])
def test_a_name_that_is_gone_is_none_and_a_line(module: str, caplog: pytest.LogCaptureFixture):
    assert imported(module, "no_such") is None
    assert [record.getMessage()[:17] for record in caplog.records] == ["left out no_such,"]


def test_a_patch_that_does_not_fit_is_left_out_with_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def unfit() -> None:
        raise NotImplementedError("clear takes other parameters")

    monkeypatch.setattr(fragment_messages, "install", unfit)
    monkeypatch.setattr(streamlit_patches, "PATCHES", ("fragment_messages",))
    streamlit_patches.install()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("left out fragment_messages, unfit for Streamlit 1.")
