"""Several servers of the dashboard behind one door, on one machine.

`python -m dashboard.hosting.replicas --replicas 2 --address :8080` starts the replicas and Caddy in
front of them (Debian: `apt install caddy`), starts again what has died, and ends them all with
Ctrl+C. A SIGHUP starts one replica after the other anew, as after an upgrade: its students are on
another one within seconds, with the state that their link and their browser hold.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.hosting.frame_ancestors import FRAME_ANCESTORS, frame_ancestors
from dashboard.hosting.kept_process import STOP_SECONDS, KeptProcess, end_all

_FOLDER = Path(__file__).resolve().parent
_APP = _FOLDER.parent / "app.py"
START_SECONDS = 60
LOOK_EVERY = 0.25  # seconds between two looks at whether all are alive
# Until Caddy sends students to a replica that answers again: it remembers a failure for 3 s, and
# looks every second (Caddyfile).
NOTICED_SECONDS = 5.0


class Replica(KeptProcess):
    """One server of the dashboard on a port of this machine."""

    def __init__(self, port: int, environment: Mapping[str, str]) -> None:
        self.upstream = f"127.0.0.1:{port}"  # where Caddy finds it
        command = [sys.executable, "-m", "streamlit", "run", str(_APP)]
        command += ["--server.address=127.0.0.1", f"--server.port={port}"]
        super().__init__(f"replica {port}", command, environment)

    @property
    def is_healthy(self) -> bool:
        """Whether it runs and answers."""
        try:
            with urllib.request.urlopen(f"http://{self.upstream}/_stcore/health", timeout=1):
                return self.is_alive
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def coming_up(self) -> Iterator[None]:
        """Look at it, a step at a time, until it answers.

        Raises
        ------
        RuntimeError : it ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self.is_healthy:
            if not self.is_alive:
                raise RuntimeError(f"{self.name} ended with {self.status} instead of coming up")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} did not come up within {START_SECONDS} s")
            yield


def renewal(replicas: Sequence[Replica]) -> Iterator[None]:
    """Start one replica after the other anew, a step at a time, while the others serve.

    Raises
    ------
    RuntimeError : one did not come up again; those after it still run as they did.
    """
    for replica in replicas:
        print(f"renewing {replica.name}", file=sys.stderr, flush=True)
        replica.ask_to_end()
        deadline = time.monotonic() + STOP_SECONDS
        while replica.is_alive and time.monotonic() < deadline:
            yield
        replica.end()
        replica.start()
        yield from replica.coming_up()
        noticed = time.monotonic() + NOTICED_SECONDS
        while time.monotonic() < noticed:
            yield


class Supervisor:
    """Keeps Caddy and the replicas alive until this process is asked to end."""

    def __init__(self, replicas: Sequence[Replica], caddy: KeptProcess) -> None:
        self._replicas = replicas
        self._caddy = caddy
        self._renewal: Iterator[None] = iter(())
        self._renewal_wanted = False

    def want_renewal(self) -> None:
        """Renew all replicas, after the renewal that goes on now."""
        self._renewal_wanted = True

    def run(self) -> None:
        """Look after all of them, for ever."""
        while True:
            self._renew()
            self._caddy.keep_alive()
            for replica in self._replicas:
                replica.keep_alive()
            time.sleep(LOOK_EVERY)

    def _renew(self) -> None:
        try:
            next(self._renewal)
        except StopIteration:
            if self._renewal_wanted:
                self._renewal_wanted = False
                self._renewal = renewal(self._replicas)
        except RuntimeError as error:
            print(f"{error}; the other replicas are left as they are", file=sys.stderr, flush=True)


def caddy_command() -> list[str]:
    """The command that starts Caddy.

    Raises
    ------
    RuntimeError : there is no Caddy on the path.
    """
    caddy = shutil.which("caddy")
    if caddy is None:
        raise RuntimeError("needs Caddy on the path (Debian: apt-get install caddy)")
    return [caddy, "run", "--config", str(_FOLDER / "Caddyfile"), "--adapter", "caddyfile"]


def check_free(host: str, port: int, option: str) -> None:
    """Check that nobody listens there: another server would answer in the place of ours.

    Raises
    ------
    RuntimeError : somebody does, with the option that chooses another port.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except PermissionError:
            pass  # Caddy may be allowed what we are not
        except OSError as error:
            raise RuntimeError(
                f"port {port} cannot be had ({error.strerror}); choose another by {option}"
            ) from None


def port_of(address: str) -> int:
    """The port that Caddy listens on for an address.

    >>> [port_of(address) for address in (":8080", "lab.school.example", "http://10.0.0.2")]
    [8080, 443, 80]
    """
    split = urlsplit(address if "//" in address else f"https://{address}")
    return split.port or {"http": 80, "https": 443}[split.scheme]


def start(replicas: int, first_port: int, address: str, running: list[KeptProcess]) -> Supervisor:
    """Start everything and wait until it answers; each process stands in `running` at once.

    Raises
    ------
    RuntimeError : Caddy is missing, a port is taken, or something does not come up.
    ValueError : `LOGIT_LAB_FRAME_ANCESTORS` names no sites.
    """
    command = caddy_command()
    framing = frame_ancestors()
    ports = range(first_port, first_port + replicas)
    # Caddy itself would share its port with another Caddy, and each get half of the requests.
    check_free("", port_of(address), "--address")
    for port in ports:
        check_free("127.0.0.1", port, "--first-port")
    # One secret for all replicas, and the same after a restart where the environment holds it.
    secret = os.environ.get("LOGIT_LAB_SECRET") or secrets.token_hex(32)
    environment = os.environ | {"STREAMLIT_SERVER_COOKIE_SECRET": secret}
    started = []
    for port in ports:
        started.append(Replica(port, environment))
        running.append(started[-1])
    for replica in started:
        for _ in replica.coming_up():
            time.sleep(0.05)
    upstreams = " ".join(replica.upstream for replica in started)
    environment = os.environ | {
        "LOGIT_LAB_ADDRESS": address,
        "LOGIT_LAB_REPLICAS": upstreams,
        "LOGIT_LAB_SECRET": secret,
        FRAME_ANCESTORS: framing or "'self'",
    }
    caddy = KeptProcess("Caddy", command, environment)
    running.append(caddy)
    time.sleep(1)  # a bad address, or one that is taken, ends it at once
    if not caddy.is_alive:
        raise RuntimeError(f"Caddy cannot serve {address}: it ended with {caddy.status}")
    return Supervisor(started, caddy)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--replicas", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--address", default=":8080", help="a port, or a name that has a DNS entry")
    parser.add_argument("--first-port", type=int, default=8601, help="of the replicas, upwards")
    chosen = parser.parse_args()
    if not 1 <= chosen.replicas <= 64:
        parser.error(f"--replicas is {chosen.replicas}; it must be from 1 to 64")
    running: list[KeptProcess] = []
    has_terminal = sys.stdin.isatty()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # nothing to renew yet
    try:
        supervisor = start(chosen.replicas, chosen.first_port, chosen.address, running)

        def hang_up(*_: object) -> None:
            # A terminal that was closed sends the same signal as an administrator.
            if has_terminal and not os.isatty(0):
                sys.exit(0)
            supervisor.want_renewal()

        signal.signal(signal.SIGHUP, hang_up)
        where = f"http://localhost{chosen.address}" if chosen.address[0] == ":" else chosen.address
        print(f"Logit Lab is at {where}", file=sys.stderr, flush=True)
        supervisor.run()
    except KeyboardInterrupt:
        pass
    except (RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        end_all(reversed(running))
    return 0


if __name__ == "__main__":
    sys.exit(main())
