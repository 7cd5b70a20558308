"""django-oauth-toolkit and a program that nobody signs in to."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.desk import ROOT, Desk

ROBOT = "desk robot:1%2B"
SECRET = "odd +/%:&=?\"'~ secret"


class Robots:
    """The server's process, and the door to what it knows of the program."""

    def __init__(self, process: subprocess.Popen[str], issuer: str) -> None:
        self.process = process
        self.issuer = issuer

    def change(self, **known: str) -> None:
        """Change what is known of the program."""
        address = self.issuer.removesuffix("/o")
        with urlopen(f"{address}/robot", data=json.dumps(known).encode(), timeout=10) as answer:
            assert answer.read() == b"ok"


@pytest.fixture
def robots() -> Iterator[Robots]:
    """Start one."""
    command = [sys.executable, "-m", "tests.e2e.toolkit_robots", ROBOT, SECRET]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    issuer = process.stdout.readline().strip()
    assert issuer, "django-oauth-toolkit did not start"
    yield Robots(process, issuer)
    process.terminate()
    process.communicate(timeout=10)


def profile(folder: Path, robots: Robots) -> str:
    """Write a profile and return its path."""
    path = folder / "robot.toml"
    path.write_text(
        f'format = 1\n[service]\nid = "robot"\nname = "Robot"\nissuer = "{robots.issuer}"\n'
        f'revocation_endpoint = "{robots.issuer}/revoke_token/"\n'
        f"[client]\nclient_id = {json.dumps(ROBOT)}\nclient_secret = {json.dumps(SECRET)}\n"
        'grant = "client_credentials"\n[scopes]\ndefault = ["read"]\n',
        encoding="utf-8",
    )
    return str(path)


def test_the_life_of_a_program(desk: Desk, robots: Robots, tmp_path: Path) -> None:
    """RFC 6749 §4.4, C36, C56: connected with odd characters in id and secret, asked anew, refused, mended, ended."""
    done = desk.run("connect", profile(tmp_path, robots), "--json").json()
    assert (done["account"], done["status"], done["scopes"]) == (ROBOT, "valid", ["read"])
    first = desk.run("token", "Robot").out
    assert desk.run("refresh", "Robot", "--json").json()["generation"] == 2
    assert desk.run("token", "Robot").out not in {"", first}
    robots.change(client_secret="another one")
    refused = desk.run("refresh", "Robot")
    assert (refused.code, "--client-secret-file" in refused.err) == (6, True), refused
    assert desk.run("token", "Robot").code == 0, "the last one lives still"
    (tmp_path / "secret").write_text("another one\n", encoding="utf-8")
    assert desk.run("reconnect", "Robot", "--client-secret-file", str(tmp_path / "secret")).code == 0
    robots.change(authorization_grant_type="password")
    refused = desk.run("refresh", "Robot")
    assert (refused.code, "programs in by themselves, or not this one" in refused.err) == (6, True), refused
    assert desk.run("list", "--json").json()[0]["status"] == "settings_problem"
    robots.change(authorization_grant_type="client-credentials")
    assert desk.run("refresh", "Robot", "--json").json()["status"] == "valid", "mended there, it goes on"
    assert desk.run("disconnect", "Robot", "--json").json()["revoked"] == "yes"
