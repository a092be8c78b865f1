"""A server whose Streamlit has another name for something, as its next version may have.

`python -m tests.altered_streamlit ScriptRunner run dashboard/app.py`: what `streamlit run` does,
with the name replaced in all of Streamlit. With `-` for the name none is, and the log tells, for
each session, what it is made of.
"""

import importlib.machinery
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import CodeType
from typing import Any

import streamlit

from tests.server import Server, free_ports, running

_FOLDER = str(Path(streamlit.__file__).parent)
UNTOUCHED = "-"
PREFIX = "renamed_"


class _Renaming(importlib.machinery.SourceFileLoader):
    """Loads modules of Streamlit with another name in the place of one."""

    word = ""

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of a module; from its source, if that has the name."""
        source = Path(self.path).read_text(encoding="utf-8")
        if not re.search(rf"\b{self.word}\b", source):
            return super().get_code(fullname)
        if self.path.endswith(f"/{self.word}_pb2.py"):  # its classes have no names in the source
            renamed = f"{source}\n{PREFIX}{self.word} = {self.word}\ndel {self.word}\n"
        else:
            renamed = re.sub(rf"\b{self.word}\b(?!_pb2)", PREFIX + self.word, source)
        return self.source_to_code(renamed.encode(), self.path)


@contextmanager
def altered_server(name: str) -> Iterator[Server]:
    """The dashboard on a Streamlit that has another name for something."""
    port = free_ports(1)
    command = [sys.executable, "-m", "tests.altered_streamlit", name, "run", "dashboard/app.py"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with running(command, port) as server:
        yield server


def rename(name: str) -> None:
    """From now on, load Streamlit's modules with another name for this one."""
    _Renaming.word = name
    suffixes = importlib.machinery.SOURCE_SUFFIXES
    every_folder = importlib.machinery.FileFinder.path_hook((_Renaming, suffixes))

    def hook(folder: str) -> Any:
        if not folder.startswith(_FOLDER):
            raise ImportError
        return every_folder(folder)

    for loaded in [each for each in sys.modules if each.partition(".")[0] == "streamlit"]:
        del sys.modules[loaded]
    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()


def tell_of_sessions() -> None:
    """Write into the log what every new session consists of."""
    from streamlit.runtime.app_session import AppSession
    from streamlit.runtime.state.session_state import WStates

    create = AppSession._create_scriptrunner

    @wraps(create)
    def told(session: Any, data: Any) -> None:
        create(session, data)
        parts = (session._scriptrunner, session._session_state, session._browser_queue)
        names = [*(type(part).__qualname__ for part in parts), WStates.__getitem__.__qualname__]
        print("a session of", *names, flush=True)

    AppSession._create_scriptrunner = told  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    renamed = sys.argv.pop(1)
    if renamed == UNTOUCHED:
        tell_of_sessions()
    else:
        rename(renamed)
    from streamlit.web.cli import main

    main()
