"""A person's own Chromium with two profiles, made by Chromium itself, on a screen: nothing drives it."""

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.e2e.devtools import FLAGS

NAMES: Final = {"Default": "Home", "Profile 1": "Work"}
_FLAGS: Final = [flag for flag in FLAGS if not flag.startswith(("--headless", "--remote-debugging"))]


class OwnChromium:
    """The command ``chromium`` in ``bin``, and the folder where it keeps everything."""

    def __init__(self, folder: Path, program: str, environment: dict[str, str]) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        command = self.bin / "chromium"
        command.write_text(f'#!/bin/sh\nexec {shlex.join([program, *_FLAGS])} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        self._command = command
        self._started: list[subprocess.Popen[bytes]] = []
        self._environment = environment
        self._data = Path(environment["XDG_CONFIG_HOME"]) / "chromium"

    def make_profiles(self) -> None:
        """Let Chromium make its profiles, and name them as a person does in its settings."""
        for folder in NAMES:
            options = [str(self._command), f"--profile-directory={folder}", "about:blank"]
            self._started.append(
                subprocess.Popen(options, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )
            _until((self._data / folder / "History").exists)
        self.quit()  # which writes the list
        listed = self._data / "Local State"
        state = json.loads(listed.read_text(encoding="utf-8"))
        for folder, name in NAMES.items():
            state["profile"]["info_cache"][folder] |= {"name": name, "is_using_default_name": False}
        listed.write_text(json.dumps(state), encoding="utf-8")

    def quit(self) -> None:
        """End it as a desktop ends it, and wait until it has written everything."""
        try:
            process = int(str((self._data / "SingletonLock").readlink()).rpartition("-")[2])
            os.kill(process, signal.SIGTERM)
        except (FileNotFoundError, ProcessLookupError):
            process = 0
        while self._started:
            self._started.pop().wait(timeout=30)
        _until(lambda: not process or _has_ended(process))

    def remove(self, folder: str) -> None:
        """Delete a profile."""
        shutil.rmtree(self._data / folder)


def _has_ended(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not so():
        assert time.monotonic() < deadline, "Chromium did not come to that"
        time.sleep(0.05)


class JarServer:
    """Lets in whoever comes, at once, and marks each browser that it sees for the first time with a cookie."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.came: list[str] = []

    def profile(self, folder: Path) -> Path:
        """Write a service file."""
        path = folder / "jar.toml"
        path.write_text(
            f'format = 1\n[service]\nid = "jar"\nname = "Jar"\nauthorization_endpoint = "{self.address}/authorize"\n'
            f'token_endpoint = "{self.address}/token"\napi_base_urls = ["{self.address}"]\n'
            '[client]\nclient_id = "desk"\nauth_method = "none"\n[scopes]\ndefault = ["read"]\n',
            encoding="utf-8",
        )
        return path


@contextlib.contextmanager
def jar_server() -> Iterator[JarServer]:
    """Serve on a free port of loopback."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Send the browser back with a code; note which mark it brought."""
            parts = urlsplit(self.path)
            if parts.path != "/authorize":
                self.send_error(404)
                return
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            brought = (self.headers.get("Cookie") or "").removeprefix("mark=")
            made.came.append(brought or "new")
            self.send_response(302)
            self.send_header("Set-Cookie", f"mark={brought or len(made.came)}; Max-Age=86400; Path=/")
            answer = urlencode({"code": "c", "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            """Hand out tokens."""
            self.rfile.read(int(self.headers["Content-Length"]))
            tokens = {"access_token": "a", "refresh_token": "r", "token_type": "Bearer", "expires_in": 3600}
            body = json.dumps(tokens).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        made = JarServer(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
