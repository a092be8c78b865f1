"""A process that is kept alive: started again when it dies, ever later when it dies at once."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STOP_SECONDS = 10  # to end by itself when asked to
PAUSE_SECONDS = 1.0  # before the second start in a row; each further one waits twice as long
LONGEST_PAUSE = 30.0
LASTING_SECONDS = 60.0  # who has run for so long has not failed at its start
_PR_SET_PDEATHSIG = 1  # prctl(2)


class KeptProcess:
    """A child process by its name; `keep_alive` is to be called every now and then.

    It has a session of its own, so that a Ctrl+C reaches its parent alone, which then ends it; and
    where the system can do that (Linux) it ends with its parent even if that is killed.
    """

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._pause = PAUSE_SECONDS
        self.start()

    @property
    def is_alive(self) -> bool:
        """Whether it runs now."""
        return self.status is None

    @property
    def status(self) -> int | None:
        """What it ended with; None while it runs."""
        return self._process.poll()

    @property
    def pid(self) -> int:
        """Of the process that runs now, or ran last."""
        return self._process.pid

    def start(self) -> None:
        """Start it (again)."""
        self._is_wanted = True
        self._started = time.monotonic()
        self._due: float | None = None  # when to start it again, once it has died
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_ending_with(os.getpid()) if sys.platform == "linux" else None,
        )

    def keep_alive(self) -> None:
        """Start it again if it has died, and the pause after the last such start is over."""
        if self.is_alive or not self._is_wanted:
            return
        now = time.monotonic()
        if self._due is None:
            if now - self._started >= LASTING_SECONDS:
                self._pause = PAUSE_SECONDS
            self._due = self._started + self._pause
            print(
                f"{self.name} (process {self.pid}) ended with {self.status}; "
                f"starting it again in {max(0.0, self._due - now):.0f} s",
                file=sys.stderr,
                flush=True,
            )
        if now >= self._due:
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self.start()

    def ask_to_end(self) -> None:
        """Let it end in its own way, and stay ended until it is started."""
        self._is_wanted = False
        self._process.terminate()

    def end(self) -> None:
        """Make it end."""
        self._process.kill()
        self._process.wait()


def end_all(processes: Iterable[KeptProcess]) -> None:
    """Ask all of them to end at once, and make those that have not after ten seconds."""
    asked = list(processes)
    for process in asked:
        process.ask_to_end()
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(process.is_alive for process in asked):
        time.sleep(0.05)
    for process in asked:
        process.end()


def _ending_with(parent: int) -> Callable[[], None]:
    """What has the kernel end a child, before its `exec`, when that parent is gone."""

    def arrange() -> None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it has gone already
            os._exit(1)

    return arrange
