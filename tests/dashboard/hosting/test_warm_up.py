"""What the server does at its start is all that a first visitor would have waited for."""

import asyncio
import json
import subprocess
import sys
from threading import Event

import pytest
import streamlit as st

from dashboard.hosting import warm_up as module
from tests.server import ROOT

# In an interpreter of its own: this one has imported the pages' modules long ago.
PROGRAM = """
import json, sys
from streamlit.testing.v1 import AppTest
from dashboard.hosting.warm_up import import_what_pages_import

import_what_pages_import()
warm = set(sys.modules)
app = AppTest.from_file(f"{sys.argv[1]}/dashboard/main.py").run(timeout=30)
late = set(sys.modules) - warm
print(json.dumps([len(app.exception), sorted(late)]))
"""


def test_a_first_visit_imports_nothing_of_the_app():
    command = [sys.executable, "-c", PROGRAM, str(ROOT)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    errors, late = json.loads(done.stdout)
    assert errors == 0
    packages = {name.partition(".")[0] for name in late}
    assert {"core", "dashboard", "numpy", "pandas", "plotly", "PIL"}.isdisjoint(packages)
    assert "streamlit.emojis" not in late


def test_plotly_js_is_compressed_when_the_server_starts(monkeypatch: pytest.MonkeyPatch):
    done = Event()
    monkeypatch.setattr(module, "compressed_plotly_js", done.set)
    monkeypatch.setattr(module, "import_what_pages_import", lambda: None)

    async def start() -> None:
        async with module.warm_up(st.App("main.py")):
            assert await asyncio.to_thread(done.wait, 10)

    asyncio.run(start())


def test_no_session_begins_before_all_is_imported(monkeypatch: pytest.MonkeyPatch):
    """Two threads that import a package at once have broken pages before."""
    go_on, begun = Event(), []
    monkeypatch.setattr(module, "_imported", Event())
    monkeypatch.setattr(module, "compressed_plotly_js", lambda: None)
    monkeypatch.setattr(module, "import_what_pages_import", go_on.wait)

    async def server(scope, receive, send) -> None:
        begun.append(scope["type"])

    async def scenario() -> None:
        door = module.AfterImports(server)
        async with module.warm_up(st.App("main.py")):
            session = asyncio.create_task(door({"type": "websocket"}, None, None))
            await door({"type": "http"}, None, None)
            await asyncio.sleep(0.05)
            assert begun == ["http"]
            go_on.set()
            await asyncio.wait_for(session, 10)
            assert begun == ["http", "websocket"]

    asyncio.run(scenario())
