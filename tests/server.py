"""A real Streamlit server, as `streamlit run` starts it, for browser tests and benchmarks."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
HEALTH = "/_stcore/health"


class Server:
    """A server that answers at `url` until its `running_server` block ends."""

    def __init__(self, command: Sequence[str], port: int, log: IO[bytes]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
        self._log = log
        self._whole_log: str | None = None

    def log(self) -> str:
        """Everything the server has written so far."""
        if self._whole_log is not None:
            return self._whole_log
        return os.pread(self._log.fileno(), 100_000_000, 0).decode(errors="replace")

    def resident_bytes(self) -> int:
        """The physical memory the process holds now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def cpu_seconds(self) -> float:
        """The processor time the process has used so far, in steps of a clock tick (10 ms)."""
        status = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        user, system = status.rpartition(")")[2].split()[11:13]  # after the name: state is field 0
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the process; its log can still be read."""
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._whole_log = self.log()


@contextmanager
def running_server(app: str = "dashboard/app.py", *options: str) -> Iterator[Server]:
    """Run `streamlit run app options…` from the root of the checkout, on a free port.

    Raises
    ------
    RuntimeError : the server ended or did not answer in time; the message holds its log.
    """
    port = free_ports(1)
    command = [sys.executable, "-m", "streamlit", "run", app, *options]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    base = "".join(option.partition("baseUrlPath=")[2] for option in options)
    with running(command, port, f"/{base}/_stcore/health" if base else HEALTH) as server:
        yield server


@contextmanager
def running(command: Sequence[str], port: int, health: str = HEALTH) -> Iterator[Server]:
    """Run a command that serves the dashboard on that port, and answers at `health` once it does.

    Raises
    ------
    RuntimeError : as of `running_server`.
    """
    with tempfile.TemporaryFile() as log:
        server = Server(command, port, log)
        try:
            _wait_until_healthy(server, health)
            yield server
        finally:
            server.stop()


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody listens on."""
    while True:
        with ExitStack() as listeners:
            first = _bound_port(listeners, 0)
            try:
                for port in range(first + 1, first + count):
                    _bound_port(listeners, port)
            except (OSError, OverflowError):
                continue
            return first


def _bound_port(listeners: ExitStack, port: int) -> int:
    listener = listeners.enter_context(socket.socket())
    listener.bind(("127.0.0.1", port))
    bound: int = listener.getsockname()[1]
    return bound


def _wait_until_healthy(server: Server, path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(server.url + path, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"{server.process.args!r} did not come up:\n{server.log()}")
