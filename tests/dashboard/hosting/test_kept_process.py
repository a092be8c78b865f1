"""What dies is started again, ever later when it dies at once, and ends with its parent."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from dashboard.hosting import kept_process, replicas
from dashboard.hosting.kept_process import KeptProcess, end_all
from tests.replicas import is_running, kill
from tests.server import ROOT, free_ports

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")
FAILING = (sys.executable, "-c", "raise SystemExit(3)")
PARENT = """
import os, sys, time
from dashboard.hosting.kept_process import KeptProcess
print(KeptProcess("child", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ).pid)
sys.stdout.flush()
time.sleep(60)
"""


@contextmanager
def kept(command: tuple[str, ...]) -> Iterator[KeptProcess]:
    process = KeptProcess("it", command, os.environ)
    try:
        yield process
    finally:
        end_all([process])


def eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_killed_after_a_while_is_back_at_once(monkeypatch, capsys):
    monkeypatch.setattr(kept_process, "PAUSE_SECONDS", 0.0)
    with kept(SLEEPER) as process:
        first = process.pid
        kill(first)
        eventually(lambda: not process.is_alive)
        process.keep_alive()
        assert process.is_alive
        assert process.pid != first
    assert not process.is_alive
    assert f"it (process {first}) ended with -9" in capsys.readouterr().err


def test_what_fails_at_its_start_is_started_ever_more_rarely(monkeypatch, capsys):
    monkeypatch.setattr(kept_process, "PAUSE_SECONDS", 0.2)
    starts = 0
    with kept(FAILING) as process:
        last, deadline = process.pid, time.monotonic() + 2
        while time.monotonic() < deadline:
            process.keep_alive()
            starts += process.pid != last
            last = process.pid
            time.sleep(0.01)
    assert 1 <= starts <= 3  # after 0.2, 0.4 and 0.8 s and not again before 1.6 s more
    assert capsys.readouterr().err.count("ended with 3") <= starts + 1


def test_what_was_asked_to_end_stays_ended():
    with kept(SLEEPER) as process:
        process.ask_to_end()
        eventually(lambda: not process.is_alive)
        process.keep_alive()
        assert process.status == -signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_child_ends_with_a_parent_that_is_killed():
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)
        kill(parent.pid)
        eventually(lambda: not is_running(child))


def test_a_port_that_is_taken_is_named_before_anything_starts(monkeypatch):
    monkeypatch.setattr(replicas, "caddy_command", lambda: ["true"])
    port = free_ports(1)
    running: list[KeptProcess] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        with pytest.raises(RuntimeError, match=f"port {port} cannot be had .* --first-port"):
            replicas.start(1, port, f":{free_ports(1)}", running)
        with pytest.raises(RuntimeError, match=f"port {port} cannot be had .* --address"):
            replicas.start(1, free_ports(1), f":{port}", running)
    assert running == []


def test_without_caddy_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(RuntimeError, match="apt-get install caddy"):
        replicas.start(1, free_ports(1), ":0", [])


def go_through(renewal: Iterator[None]) -> None:
    for _ in renewal:
        time.sleep(0.01)


class Renewed(KeptProcess):
    """A replica that is healthy as soon as it runs."""

    is_healthy = replicas.Replica.is_alive
    coming_up = replicas.Replica.coming_up


def test_replicas_are_renewed_one_after_the_other(monkeypatch):
    monkeypatch.setattr(replicas, "NOTICED_SECONDS", 0.0)
    both = [Renewed(f"replica {place}", SLEEPER, os.environ) for place in range(2)]
    first = [one.pid for one in both]
    try:
        for _ in replicas.renewal(both):
            assert sum(one.is_alive for one in both) >= 1
            time.sleep(0.01)
        assert all(one.is_alive for one in both)
        assert not {one.pid for one in both} & set(first)
    finally:
        end_all(both)


def test_a_renewal_ends_with_the_first_that_does_not_come_up(monkeypatch):
    both = [Renewed(f"replica {place}", SLEEPER, os.environ) for place in range(2)]
    try:
        both[0]._command = list(FAILING)
        monkeypatch.setattr(Renewed, "is_healthy", property(lambda one: one is both[1]))
        with pytest.raises(RuntimeError, match="replica 0 ended with 3 instead of coming up"):
            go_through(replicas.renewal(both))
        assert both[1].is_alive
    finally:
        end_all(both)
