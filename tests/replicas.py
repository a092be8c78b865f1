"""The replicas behind Caddy, as `python -m dashboard.hosting.replicas` starts them."""

import os
import re
import shutil
import signal
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.missing import skip_without
from tests.server import Server, free_ports, running

_PORT = re.compile(r"--server\.port=(\d+)")
MODULE = "dashboard.hosting.replicas"


def need_caddy() -> None:
    """Skip the test where Caddy is missing; in CI it must not be."""
    if shutil.which("caddy") is None:
        skip_without("Caddy on the path (Debian: apt-get install caddy)")


@contextmanager
def running_replicas(count: int) -> Iterator[Server]:
    """The door to so many replicas; its `process` is the supervisor.

    Raises
    ------
    RuntimeError : it did not come up; the message holds its log.
    """
    port = free_ports(count + 1)
    command = [sys.executable, "-m", MODULE, "--replicas", str(count)]
    command += ["--address", f":{port}", "--first-port", str(port + 1)]
    with running(command, port) as door:
        yield door


def children(door: Server) -> dict[int, str]:
    """The command of every process that the supervisor keeps now, by its id."""
    pid = door.process.pid
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {int(child): _command(int(child)) for child in listed}


def replicas(door: Server) -> dict[int, str]:
    """The URL of every replica that runs now, by its process."""
    ports = {pid: _PORT.search(command) for pid, command in children(door).items()}
    return {pid: f"http://127.0.0.1:{found[1]}" for pid, found in ports.items() if found}


def sessions(url: str) -> int:
    """How many students a replica serves, by its own count."""
    with urllib.request.urlopen(f"{url}/_stcore/metrics", timeout=5) as answer:
        counted = re.search(r"^active_sessions (\d+)$", answer.read().decode(), re.MULTILINE)
    assert counted is not None
    return int(counted[1])


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is not only waiting to be counted."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return "State:\tZ" not in status


def kill(pid: int) -> None:
    """As the kernel does it when memory is short."""
    os.kill(pid, signal.SIGKILL)


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
