"""The installed program works with nothing of this checkout: the folder build and the wheel."""

import json
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oauth_desk import __version__
from tests.benchmarks.installed import screen
from tests.cli.real_program import walk
from tests.e2e.secret_service import SecretService
from tests.packaging.built.installed import ROOT, Installed

STEPS = 8


def test_the_whole_tour_is_played(installed: Installed) -> None:
    """Sign-in, renewal, call, rejection and revocation against the demo service, which is the program once more."""
    done = installed.run("tour")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert done.stdout.count("✓") == STEPS
    assert not list(Path(installed.environment["HOME"]).rglob("*"))


def test_version_and_catalogue_are_those_of_the_source(installed: Installed) -> None:
    """What the program reads beside its code went along."""
    assert installed.run("--version").stdout.strip() == f"oauth-desk {__version__}"
    source = subprocess.run(
        [sys.executable, "-m", "oauth_desk", "--data-dir", str(installed.home / "data"), "services", "--json"],
        cwd=ROOT,
        env=installed.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(installed.run("services", "--json").stdout) == json.loads(source.stdout)


async def test_a_key_is_kept_in_the_keyring(installed: Installed, secret_service: SecretService) -> None:
    """Libraries that are found by name while the program runs are there: a connection is made, and read again."""
    bus = {"DBUS_SESSION_BUS_ADDRESS": secret_service.address}
    with running(installed, "demo-server", "--port", "0") as server:
        address = line_of(server)
        with running(installed, "connect", address, "--name", "Demo", "--print-url", **bus) as connecting:
            await walk(line_of(connecting))
            _, trouble = connecting.communicate(timeout=60)
        assert connecting.returncode == 0, trouble
        token = installed.run("token", "Demo", **bus)
        assert token.returncode == 0, token.stderr
        assert token.stdout.strip()
    assert "keyring" in installed.run("protect", **bus).stdout.lower()


def test_the_window_is_drawn_on_a_screen(installed: Installed) -> None:
    """Qt finds its plugin for the screen, and draws with no word on the terminal."""
    passphrase = installed.home / "passphrase"
    passphrase.write_text("correct horse battery staple\n")
    with screen() as shown, running(installed, "--passphrase-file", str(passphrase), DISPLAY=shown.name) as window:
        ends = time.monotonic() + 60
        while not shown.is_lit():
            assert window.poll() is None, window.communicate()
            assert time.monotonic() < ends
            time.sleep(0.05)
        window.terminate()
        out, trouble = window.communicate(timeout=60)
    assert (out, trouble) == ("", "")


@pytest.mark.parametrize("before", ["", "/opt/theirs"])
def test_a_browser_gets_the_surroundings_of_before(installed: Installed, before: str) -> None:
    """What the loader of the folder build sets is no business of programs that it starts."""
    seen = installed.home / "seen"
    browser = installed.home / "browser"
    browser.write_text(
        f"#!/bin/sh\nenv >{shlex.quote(str(seen))}.new\nmv {shlex.quote(str(seen))}.new {shlex.quote(str(seen))}\n"
    )
    browser.chmod(0o755)
    passphrase = installed.home / "passphrase"
    passphrase.write_text("correct horse battery staple\n")
    more = {"BROWSER": str(browser)} | ({"LD_LIBRARY_PATH": before} if before else {})
    with running(installed, "demo-server", "--port", "0") as server:
        address = line_of(server)
        with running(installed, "--passphrase-file", str(passphrase), "connect", address, **more) as connecting:
            ends = time.monotonic() + 60
            while not seen.exists():
                assert connecting.poll() is None, connecting.communicate()
                assert time.monotonic() < ends
                time.sleep(0.05)
    variables = dict(line.split("=", 1) for line in seen.read_text().splitlines() if "=" in line)
    assert variables.get("LD_LIBRARY_PATH", "") == before
    assert not [name for name in variables if name.startswith(("_PYI", "_MEI", "QT_", "QML", "LD_LIBRARY_PATH_"))]


@contextmanager
def running(installed: Installed, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command until it ends, or the test does."""
    process = installed.start(*arguments, **more)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    """Return the first line that it prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()
