"""Whatever is sent, the answer is clean: no traceback, no crash, no wait without end."""

import contextlib
import json
import logging
import socket
from collections.abc import Iterator

import pytest

from oauth_desk.demo.listening import bind
from tests.demo.running import FORM, RunningDemo, running

PLACES = ("/token", "/sign-in", "/consent", "/device", "/device_authorization", "/revoke", "/introspect")


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    """Run one demo for all: that it survives each attempt is part of what is shown."""
    with running() as started:
        yield started


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture):
    """Fail where the server logged an exception."""
    with caplog.at_level(logging.ERROR):
        yield
    assert [record.getMessage() for record in caplog.records] == []


def raw(demo: RunningDemo, data: bytes) -> bytes:
    """Send bytes as they are and return what came back before the line closed."""
    host, port = demo.issuer.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(data)
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_WR)
        pieces = []
        with contextlib.suppress(ConnectionError):
            while piece := line.recv(65536):
                pieces.append(piece)
    return b"".join(pieces)


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%",
        b"a=%zz",
        b"a=%ff%fe",
        b"\xff\xfe\x00",
        b"client_id=a%00b",
        b"client_id=a%0d%0aSet-Cookie:x",
        b"client_id=x&client_id=y",
        b"ticket=%F0%9F%92%A9&user=x&decision=allow",
        b"grant_type=refresh_token&client_id=oauth-desk-demo&refresh_token=%F0%9F%92%A9&scope=no&token=",
        b"grant_type=" + b"x" * 60_000,
        b"&".join(b"k%d=v" % number for number in range(1000)),
        b"=&=&=",
        b"client_id=" + "é".encode() * 10,
    ],
)
def test_bad_forms(demo: RunningDemo, path: str, body: bytes) -> None:
    """A malformed form is a clean refusal everywhere."""
    answer = demo.send("POST", path, body, {"Content-Type": FORM})
    assert answer.status in (400, 401)
    assert b"Traceback" not in answer.body


@pytest.mark.parametrize("path", [*PLACES, "/register", "/demo/switches"])
def test_bad_bodies(demo: RunningDemo, path: str) -> None:
    """The wrong type is 400, too much is 413."""
    assert demo.send("POST", path, b"<xml/>", {"Content-Type": "text/xml"}).status == 400
    assert demo.send("POST", path, b"x=1").status == 400
    kind = "application/json" if path in ("/register", "/demo/switches") else FORM
    assert demo.send("POST", path, b"x" * 70_000, {"Content-Type": kind}).status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"NaN",
        b'{"redirect_uris": NaN}',
        b'{"redirect_uris": ["\\ud800"]}',
        b"\xff",
        b"[" * 50_000,
        b'{"a":' * 9_000,
        b'{"switch":' + b"9" * 20_000 + b"}",
        b'{"redirect_uris":["http://127.0.0.1/\\u0000"]}',
        json.dumps({"client_name": ["x"], "redirect_uris": {"a": 1}}).encode(),
    ],
)
@pytest.mark.parametrize("path", ["/register", "/demo/switches", "/api/notes"])
def test_bad_json(demo: RunningDemo, path: str, body: bytes) -> None:
    """Malformed, deep or huge JSON is a clean 400."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {demo.tokens()['access_token']}"}
    answer = demo.send("POST", path, body, headers)
    assert answer.status == 400
    assert answer.json().keys() == {"error", "error_description"}


@pytest.mark.parametrize("query", ["%", "a=%ff", "client_id=%00", "x" * 5000, "&" * 3000, "client_id=%C3%28"])
def test_bad_queries(demo: RunningDemo, query: str) -> None:
    """A malformed address is a clean page."""
    for path in ("/authorize", "/device"):
        assert demo.get(f"{path}?{query}").status in (200, 400)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/../../etc/passwd", 404),
        ("GET", "/%2e%2e/%00", 404),
        ("GET", "/token", 405),
        ("DELETE", "/authorize", 405),
        ("BREW", "/demo", 405),
        ("POST", "/api/me", 405),
        ("GET", "//evil.example/", 404),
    ],
)
def test_unknown_addresses_and_methods(demo: RunningDemo, method: str, path: str, status: int) -> None:
    """What is not there is told plainly."""
    assert demo.send(method, path).status == status


@pytest.mark.parametrize("note", ["x", "-1", "9" * 30, "%00", "1.5", "٣"])
def test_odd_note_numbers(demo: RunningDemo, note: str) -> None:
    """A note's number that is none is a 404."""
    answer = demo.call("GET", f"/api/notes/{'%D9%A3' if note == '٣' else note}", demo.tokens()["access_token"])
    assert answer.status == 404


@pytest.mark.parametrize(
    "token", ["", " ", "x", "x" * 10_000, "é".encode("latin-1").decode("latin-1"), "a b", '",error="x']
)
def test_odd_tokens(demo: RunningDemo, token: str) -> None:
    """A token that is none is 401, and its text is not echoed."""
    answer = demo.call("GET", "/api/me", token)
    assert answer.status == 401
    assert len(token.strip()) < 2 or token not in answer.headers["www-authenticate"]


def test_foreign_host_is_refused(demo: RunningDemo) -> None:
    """A name that was pointed at this computer does not reach the demo (DNS rebinding)."""
    assert demo.send("GET", "/demo", headers={"Host": "evil.example"}).status == 400
    port = demo.issuer.rpartition(":")[2]
    assert demo.send("GET", "/demo", headers={"Host": f"localhost:{port}"}).status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1\r\n" + b"A: " + b"x" * 200_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_bytes_that_are_no_http(demo: RunningDemo, data: bytes) -> None:
    """Garbage closes the line or is a 400, and the demo goes on."""
    answer = raw(demo, data)
    assert answer == b"" or b" 400 " in answer.partition(b"\r\n")[0]
    assert demo.get("/").status == 200


def test_client_that_hangs_up(demo: RunningDemo) -> None:
    """A client that leaves in the middle of its body does no harm."""
    host = demo.issuer.removeprefix("http://")
    head = f"POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Type: {FORM}\r\nContent-Length: 500\r\n\r\nab"
    raw(demo, head.encode())
    assert demo.get("/").status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "8.8.8.8"])
def test_never_beyond_loopback(host: str) -> None:
    """The demo refuses to listen where others could reach it."""
    with pytest.raises(ValueError, match="loopback"):
        bind(host, 0)
