"""The demo as a process: announcing, stopping, restarting, and two copies at once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oauth_desk.demo.server import DemoService, serve
from oauth_desk.services.ports import PortTaken
from tests.demo.running import Visitor, running

PROGRAM = """
import pathlib, sys
from oauth_desk.demo.server import serve
path = pathlib.Path(sys.argv[1]) if sys.argv[1] else None
serve(None, 90.0, path, lambda issuer: print(issuer, flush=True), True)
"""


@contextmanager
def process(state_file: Path | str = "") -> Iterator[subprocess.Popen[str]]:
    """Run the demo as a child that stops with its standard input."""
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(state_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        try:
            yield child
        finally:
            if child.poll() is None:
                child.kill()


def announced(child: subprocess.Popen[str]) -> Visitor:
    """Return a visitor for the address that the child prints."""
    return Visitor(child.stdout.readline().strip())


def test_stops_with_its_parent() -> None:
    """When standard input ends the demo ends, in peace and without a word."""
    with process() as child:
        assert announced(child).get("/").status == 200
        child.stdin.close()
        assert child.wait(10) == 0
        assert child.stderr.read() == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_at_a_signal(number: signal.Signals) -> None:
    """A signal is a normal end."""
    with process() as child:
        announced(child)
        child.send_signal(number)
        assert child.wait(10) == 0


def test_restart_keeps_connections(tmp_path: Path) -> None:
    """After a restart port, tokens, programs and notes are as before, and reuse is still noticed."""
    state_file = tmp_path / "demo.json"
    with running(port=None, state_file=state_file) as before:
        first = before.tokens()
        second = before.renew(first["refresh_token"]).json()
        before.call("POST", "/api/notes", second["access_token"], {"text": "kept"})
        metadata = {"redirect_uris": ["http://127.0.0.1/cb"], "token_endpoint_auth_method": "none"}
        client = before.post_json("/register", metadata).json()["client_id"]
    with running(port=None, state_file=state_file) as after:
        assert after.issuer == before.issuer
        assert after.call("GET", "/api/notes", second["access_token"]).json()["notes"][0]["text"] == "kept"
        third = after.renew(second["refresh_token"])
        assert third.status == 200
        assert after.log()[-1]["generation"] == 2
        assert after.authorize(client_id=client, redirect_uri="http://127.0.0.1:9/cb").status == 200
        assert after.renew(first["refresh_token"]).json()["error"] == "invalid_grant"
        assert after.log()[-1]["reuse_detected"] is True


def test_killed_process_keeps_the_last_rotation(tmp_path: Path) -> None:
    """What was answered was saved before: a kill loses no rotation."""
    state_file = tmp_path / "demo.json"
    with process(state_file) as child:
        demo = announced(child)
        tokens = demo.renew(demo.tokens()["refresh_token"]).json()
        child.kill()
    with process(state_file) as child:
        assert announced(child).renew(tokens["refresh_token"]).status == 200


def test_state_holds_no_token(tmp_path: Path) -> None:
    """The file knows tokens and secrets by their hash alone."""
    state_file = tmp_path / "demo.json"
    with running(port=None, state_file=state_file) as demo:
        tokens = demo.tokens()
        renewed = demo.renew(tokens["refresh_token"]).json()
        client = demo.post_json("/register", {"redirect_uris": ["http://127.0.0.1/cb"]}).json()
    text = state_file.read_text()
    for secret in (*tokens.values(), *renewed.values(), client["client_secret"]):
        assert not isinstance(secret, str) or len(secret) < 20 or " " in secret or secret not in text
    assert json.loads(text)["families"]


def test_port_in_use_moves_the_demo(tmp_path: Path) -> None:
    """Where another program took the port of last time, any other will do."""
    state_file = tmp_path / "demo.json"
    with running(port=None, state_file=state_file) as before:
        pass
    port = int(before.issuer.rpartition(":")[2])
    with running(port=port), running(port=None, state_file=state_file) as after:
        assert after.issuer != before.issuer
        assert after.get("/").status == 200


def test_chosen_port_or_none() -> None:
    """A port that was asked for is taken or refused, never replaced."""
    with running() as demo:
        port = int(demo.issuer.rpartition(":")[2])
        with pytest.raises(PortTaken) as caught:
            DemoService(port=port)
        assert caught.value.port == port


@pytest.mark.parametrize("lifetime", [0.0, -1.0, float("nan"), float("inf"), 1e12])
def test_silly_lifetimes(lifetime: float) -> None:
    """A lifetime has to be one."""
    with pytest.raises(ValueError, match="lifetime"):
        serve(0, lifetime, None, lambda _issuer: None, False)


def test_second_copy_stands_by(tmp_path: Path) -> None:
    """Two copies with one state share one demo; when the first ends the second goes on at the same address."""
    state_file = tmp_path / "demo.json"
    with process(state_file) as first:
        demo = announced(first)
        tokens = demo.tokens()
        with process(state_file) as second:
            assert announced(second).issuer == demo.issuer
            first.stdin.close()
            assert first.wait(10) == 0
            assert _once_up(demo, tokens["refresh_token"]) == 200
            second.stdin.close()
            assert second.wait(10) == 0
            assert second.stdout.read() == ""


def test_stand_by_ends_when_asked(tmp_path: Path) -> None:
    """A copy that waits its turn stops as readily as one that serves."""
    state_file = tmp_path / "demo.json"
    with process(state_file) as first:
        demo = announced(first)
        with process(state_file) as second:
            announced(second)
            second.stdin.close()
            assert second.wait(10) == 0
        assert demo.get("/").status == 200


def _once_up(demo: Visitor, refresh_token: str) -> int:
    """Renew as soon as somebody listens again."""
    while True:
        try:
            demo.get("/")
        except ConnectionError:
            continue
        return demo.renew(refresh_token).status
