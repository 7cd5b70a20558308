"""A service account's key file and the real program, against a server that checks what Google says that it checks."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cloud import EMAIL, Cloud, cloud
from tests.e2e.desk import Desk
from tests.e2e.test_canaries import all_bytes, process_list
from tests.e2e.test_window import next_word

READ = "https://www.googleapis.com/auth/drive.readonly"


@pytest.fixture
def server() -> Iterator[Cloud]:
    """Start one."""
    with cloud() as known:
        yield known


def connect(desk: Desk, file: Path, *more: str, scope: str = READ) -> dict[str, object]:
    """Connect with a key file."""
    return dict(desk.run("connect", str(file), "--name", "Cloud", "--scope", scope, *more, "--json").json())


def test_the_life_of_a_key_file(desk: Desk, server: Cloud, tmp_path: Path) -> None:
    """RFC 7523: connected, asked anew without the file, refused once the key is deleted, mended with a new one."""
    file = server.new_key(tmp_path)
    assert connect(desk, file)["account"] == EMAIL
    file.unlink()
    answer = desk.run("request", "Cloud", "GET", f"{server.address}/me", "--json")
    assert answer.code == 2, "the file names no API, so no other host gets the token"
    first = desk.run("token", "Cloud").out.strip()
    assert server.tokens[first] == EMAIL
    assert desk.run("refresh", "Cloud", "--json").json()["generation"] == 2
    assert server.forms == [{"grant_type", "assertion"}] * 2
    for claims in server.claims:
        assert "sub" not in claims
        assert (claims["scope"], claims["aud"]) == (READ, f"{server.address}/token")
        assert claims["exp"] - claims["iat"] <= 3600
    server.keys.clear()
    told = desk.run("refresh", "Cloud")
    assert told.code == 6, told
    assert "Invalid JWT Signature" in told.err
    assert "sign in" not in told.err.lower()
    assert desk.run("token", "Cloud").out.strip() in server.tokens, "the last one lives still"
    new = server.new_key(tmp_path, "new.json")
    mended = desk.run("reconnect", "Cloud", "--client-key-file", str(new), "--json").json()
    assert (mended["status"], mended["generation"]) == ("valid", 3)
    shown = desk.run("show", "Cloud", "--json").json()["service_details"]["assertion"]
    assert shown["key_id"] == json.loads(new.read_text(encoding="utf-8"))["private_key_id"]
    ended = desk.run("disconnect", "Cloud", "--json").json()
    assert (ended["revoked"], "key still works" in ended["detail"]) == ("unsupported", True)


def test_on_behalf_of_somebody(desk: Desk, server: Cloud, tmp_path: Path) -> None:
    """RFC 7523 §3: ``sub`` is said only where somebody is named; without the right to it exit 6, nothing stored."""
    file = server.new_key(tmp_path)
    ana = "ana@acme.example"
    told = desk.run("connect", str(file), "--on-behalf", ana, "--scope", READ)
    assert (told.code, "let programs in by themselves, or not this one" in told.err) == (6, True), told
    assert desk.run("list", "--json").json() == []
    server.stands_for.add(ana)
    assert connect(desk, file, "--on-behalf", ana)["account"] == ana
    assert server.claims[-1]["sub"] == ana
    assert desk.run("refresh", "Cloud").code == 0
    assert server.claims[-1]["sub"] == ana


def test_a_clock_that_is_off(desk: Desk, server: Cloud, tmp_path: Path) -> None:
    """C74: a statement refused for its times is told as what it is; it heals with the clock, and nothing is lost."""
    file = server.new_key(tmp_path)
    server.ahead = 900.0
    told = desk.run("connect", str(file), "--scope", READ)
    assert (told.code, "15 minutes behind the service’s" in told.err) == (1, True), told
    server.ahead = 0.0
    connect(desk, file)
    server.ahead = -900.0
    told = desk.run("refresh", "Cloud")
    assert (told.code, "15 minutes ahead of the service’s" in told.err) == (5, True), told
    server.ahead = 0.0
    assert desk.run("refresh", "Cloud").code == 0


def test_the_key_is_nowhere_but_in_the_vault(desk: Desk, server: Cloud, tmp_path: Path) -> None:
    """C102: neither the key nor a token is in a log, in the output, in the process list or open on the disk."""
    file = server.new_key(tmp_path)
    lines_of_key = json.loads(file.read_text(encoding="utf-8"))["private_key"].splitlines()[1:-1]
    written = []
    with process_list() as lines:
        for arguments in (
            ("connect", str(file), "--name", "Cloud", "--scope", READ),
            ("refresh", "Cloud"),
            ("show", "Cloud", "--json"),
            ("show", "Cloud"),
            ("events", "--json"),
            ("reconnect", "Cloud", "--trace"),
        ):
            done = desk.run("--log-level", "debug", *arguments)
            assert done.code == 0, done
            written += [done.out, done.err]
    file.unlink()
    found = "\n".join([*written, *lines])
    assert [line for line in (*lines_of_key, *server.tokens) if line in found] == []
    kept = list(all_bytes(desk.data))
    assert [path for path, data in kept for line in (*lines_of_key, *server.tokens) if line.encode() in data] == []


def test_the_same_in_the_window(keyring_desk: Desk, server: Cloud, tmp_path: Path) -> None:
    """By clicks alone: the file is opened, access asked for anew, the deleted key told, another file chosen."""
    server.needs_scope = False  # a file of a host that is not Google's tells none, and the window asks for none
    files = [str(server.new_key(tmp_path, name)) for name in ("first.json", "second.json")]
    second = json.loads(Path(files[1]).read_text(encoding="utf-8"))["private_key_id"]
    command = [sys.executable, "-m", "tests.e2e.window_account", str(keyring_desk.data), *files]
    process = subprocess.Popen(
        command,
        env=keyring_desk.environment,
        cwd=keyring_desk.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    keyring_desk.started.append(process)
    assert [next_word(process) for _ in range(2)] == ["connected", "renewed"]
    for name in [name for name in server.keys if name != second]:
        del server.keys[name]
    assert process.stdin is not None
    process.stdin.write("go on\n")
    process.stdin.flush()
    assert [next_word(process) for _ in range(3)] == ["refused", "mended", "closed"]
    assert process.wait(timeout=60) == 0
    [row] = keyring_desk.run("list", "--json").json()
    assert (row["status"], row["account"], row["generation"]) == ("valid", EMAIL, 3)
