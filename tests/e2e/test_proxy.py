"""The real program behind a proxy: the system's, a chosen one, and those that do not let it through."""

import json
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from tests.adapters.certificates import Authority
from tests.connect_proxy import connect_proxy
from tests.e2e.desk import Desk

HOST = "login.acme.example"
ISSUER = f"https://{HOST}"


class _Far(BaseHTTPRequestHandler):
    """A service that names its addresses."""

    def do_GET(self) -> None:
        """Answer with the metadata."""
        body = json.dumps(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "response_types_supported": ["code"],
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def far(tmp_path: Path) -> Iterator[int]:
    """Serve TLS for a host that only the proxy knows a way to; return the port."""
    authority = Authority(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.issue("far", host=HOST))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Far) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path: Path) -> str:
    """Write a profile of the far service."""
    path = tmp_path / "far.toml"
    path.write_text(
        f'format = 1\n[service]\nid = "far"\nname = "Far"\nissuer = "{ISSUER}"\n'
        '[client]\nclient_id = "desk"\n[security]\nca_file = "ca.pem"\n',
        encoding="utf-8",
    )
    return str(path)


def choose(desk: Desk, proxy: str) -> None:
    """Write the person's choice."""
    desk.data.mkdir(mode=0o700, exist_ok=True)
    (desk.data / "settings.json").write_text(json.dumps({"proxy": proxy}), encoding="utf-8")


@pytest.mark.parametrize("way", ["variable", "settings"])
def test_a_service_behind_a_proxy(desk: Desk, far: int, target: str, way: str) -> None:
    """C38: the proxy opens a tunnel, and the certificate at its end is checked as ever; a password stays unseen."""
    with connect_proxy({HOST: far}, login="ana:canary-pass" if way == "variable" else None) as proxy:
        if way == "settings":
            choose(desk, f"127.0.0.1:{proxy.port}")
        more = {"HTTPS_PROXY": proxy.url_with_login} if way == "variable" else {}
        done = desk.run("connect", target, "--print-url", "--timeout", "1", "--log-level", "debug", **more)
    assert urlsplit(done.out.splitlines()[0]).netloc == HOST, done
    assert set(proxy.asked) == {f"{HOST}:443"}
    logs = "".join(path.read_text() for path in (desk.data / "log").iterdir())
    assert "canary" not in done.out + done.err + logs


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (407, "wants a user name and password"),
        (403, "refuses to pass it on (status 403)"),
        (None, "refuses connections"),
    ],
)
def test_a_proxy_that_lets_nothing_through(desk: Desk, target: str, status: int | None, words: str) -> None:
    """A proxy that wants a password, one that refuses and one that is gone are told apart; the exit code is 5."""
    (Path(target).parent / "ca.pem").write_bytes(Authority(Path(target).parent).file.read_bytes())
    with connect_proxy(says=status or 502) as proxy:
        choose(desk, proxy.url)
        if status is not None:
            done = desk.run("connect", target, "--print-url", "--timeout", "1", "--json")
    if status is None:
        done = desk.run("connect", target, "--print-url", "--timeout", "1", "--json")
    assert (done.code, done.error()["code"]) == (5, "unreachable")
    assert words in done.error()["detail"]
    assert "proxy" in done.error()["title"]
