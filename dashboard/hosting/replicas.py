"""Several servers of the dashboard behind one door, on one machine.

`python -m dashboard.hosting.replicas --replicas 2 --address :8080` starts the replicas and Caddy in
front of them (Debian: `apt install caddy`), starts a replica that has died again, and ends them all
with Ctrl+C. A SIGHUP starts one replica after the other anew, as after an upgrade: its students are
on another one within seconds, with the state that their link and their browser hold.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
ROOT = _FOLDER.parent.parent
START_SECONDS = 60
LOOK_EVERY = 0.5  # seconds between two looks at whether all are alive


class Replica:
    """One server of the dashboard on a port of this machine; started again as often as need be."""

    def __init__(self, port: int, secret: str) -> None:
        self.port = port
        self._environment = os.environ | {"STREAMLIT_SERVER_COOKIE_SECRET": secret}
        self.process = self._start()

    @property
    def upstream(self) -> str:
        """Where Caddy finds it."""
        return f"127.0.0.1:{self.port}"

    def keep_alive(self) -> None:
        """Start it again if it has died."""
        if self.process.poll() is not None:
            print(f"replica {self.port} ended with {self.process.returncode}; starting it again")
            self.process = self._start()

    def renew(self) -> None:
        """End it, start it again, and wait until it answers."""
        stop(self.process)
        self.process = self._start()
        self.wait_until_healthy()

    def wait_until_healthy(self) -> None:
        """Wait for its first answer.

        Raises
        ------
        RuntimeError : it ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://{self.upstream}/_stcore/health", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"replica {self.port} did not come up within {START_SECONDS} s")

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
        command += ["--server.address=127.0.0.1", f"--server.port={self.port}"]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and make it after ten seconds."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start_caddy(address: str, upstreams: Sequence[str], secret: str) -> subprocess.Popen[bytes]:
    """Caddy, in front of the replicas.

    Raises
    ------
    RuntimeError : there is no Caddy on the path.
    """
    caddy = shutil.which("caddy")
    if caddy is None:
        raise RuntimeError("needs Caddy on the path (Debian: apt-get install caddy)")
    environment = os.environ | {
        "LOGIT_LAB_ADDRESS": address,
        "LOGIT_LAB_REPLICAS": " ".join(upstreams),
        "LOGIT_LAB_SECRET": secret,
    }
    command = [caddy, "run", "--config", str(_FOLDER / "Caddyfile"), "--adapter", "caddyfile"]
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)


def run(replicas: Sequence[Replica], caddy: subprocess.Popen[bytes]) -> int:
    """Keep all of them alive until Caddy ends or this process is asked to."""
    renewals: list[int] = []
    signal.signal(signal.SIGHUP, lambda *_: renewals.append(1))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while caddy.poll() is None:
        if renewals:
            renewals.clear()
            for replica in replicas:
                replica.renew()
        for replica in replicas:
            replica.keep_alive()
        time.sleep(LOOK_EVERY)
    return caddy.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--replicas", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--address", default=":8080", help="a port, or a name that has a DNS entry")
    parser.add_argument("--first-port", type=int, default=8601, help="of the replicas, upwards")
    chosen = parser.parse_args()
    # One secret for all replicas, and the same after a restart where the environment holds it.
    secret = os.environ.get("LOGIT_LAB_SECRET") or secrets.token_hex(32)
    replicas = [Replica(chosen.first_port + place, secret) for place in range(chosen.replicas)]
    caddy = None
    try:
        for replica in replicas:
            replica.wait_until_healthy()
        caddy = start_caddy(chosen.address, [replica.upstream for replica in replicas], secret)
        return run(replicas, caddy)
    except KeyboardInterrupt:
        return 0
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        for process in [*([caddy] if caddy else []), *(replica.process for replica in replicas)]:
            stop(process)


if __name__ == "__main__":
    sys.exit(main())
