"""A key that a person copied, by the real program: over real HTTP, in a real vault, and nowhere else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.desk import Desk
from tests.e2e.test_canaries import all_bytes, process_list

PROFILE = """
format = 1
[service]
id = "maps"
name = "Maps"
api_base_urls = ["{address}"]
[key]
place = "{place}"
{name}
[account]
url = "{address}/me"
label = "email"
"""


@contextmanager
def keyed_api(good: set[str]) -> Iterator[str]:
    """Serve an API that takes the keys in ``good``, in a header of its own or in the address."""

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query).get("key", [""])[0]
            known = self.headers.get("X-API-Key", asked) in good
            body = json.dumps({"email": "ana@example.com"} if known else {}).encode()
            self.send_response(200 if known else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("place", "name"), [("header", 'name = "X-API-Key"'), ("query", 'name = "key"')])
def test_the_life_of_a_key(desk: Desk, tmp_path: Path, place: str, name: str) -> None:
    """Connected, used, refused a bad successor, replaced by a good one; the keys are in the vault alone."""
    profile, files = tmp_path / "maps.toml", {}
    for text in ("canary-key-one", "canary-key-bad", "canary-key-two"):
        files[text] = tmp_path / f"{text[-3:]}.key"
        files[text].write_text(text)
    written: list[str] = []

    def run(*arguments: str) -> int:
        done = desk.run("--log-level", "debug", *arguments)
        written.extend((done.out, done.err))
        return done.code

    with keyed_api({"canary-key-one", "canary-key-two"}) as address, process_list() as lines:
        profile.write_text(PROFILE.format(address=address, place=place, name=name))
        assert run("connect", str(profile), "--key-file", str(files["canary-key-one"])) == 0, written
        assert run("request", "Maps", "GET", "/things", "-i") == 0
        assert run("replace-key", "Maps", "--key-file", str(files["canary-key-bad"])) == 1
        assert desk.run("token", "Maps").out == "canary-key-one\n"
        assert run("replace-key", "Maps", "--key-file", str(files["canary-key-two"])) == 0
        assert run("request", "Maps", "GET", "/things") == 0
        assert run("show", "Maps", "--json") == 0
        assert run("events", "Maps", "--json") == 0
        assert desk.run("token", "Maps").out == "canary-key-two\n"
    assert "canary-key" not in "".join(written)
    assert not [line for line in lines if "canary-key" in line]
    assert not [path for path, content in all_bytes(desk.data) if b"canary-key" in content]
