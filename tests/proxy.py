"""Caddy in front of a server, as hosts have proxies in front of theirs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.replicas import need_caddy
from tests.server import Server, free_ports, running

_CADDYFILE = """{
	admin off
	auto_https off
}
http://127.0.0.1:PORT, http://localhost:PORT, http://lab.localhost:PORT {
	respond /caddy ok
RULES
}
"""


@contextmanager
def proxied(server: Server, rules: str) -> Iterator[str]:
    """The URL of a Caddy that follows these rules, in which APP is the server's address."""
    need_caddy()
    port = free_ports(1)
    text = _CADDYFILE.replace("RULES", rules.replace("APP", server.url.removeprefix("http://")))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "Caddyfile"
        file.write_text(text.replace("PORT", str(port)), encoding="utf-8")
        command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
        with running(command, port, "/caddy") as caddy:
            yield caddy.url
