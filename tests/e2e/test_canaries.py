"""No secret where it does not belong: not in a log, a file, an error or the process list, even at debug level."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import CONFIDENTIAL, CONFIDENTIAL_SECRET, OidcProvider

PASSPHRASE = "correct horse battery staple"


@contextmanager
def process_list() -> Iterator[set[str]]:
    """Collect every command line and environment that this machine's processes show, while the block runs."""
    seen: set[str] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            for folder in Path("/proc").glob("[0-9]*"):
                try:
                    line = (folder / "cmdline").read_bytes()
                except OSError:
                    continue
                if b"oauth_desk" in line:
                    seen.add(line.decode(errors="replace"))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def all_bytes(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield every file below ``folder``."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_no_secret_is_seen_outside_the_vault(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """Every token, code, verifier and secret of a whole life is searched for in everything that was written."""
    profile = oidc_provider.profile(tmp_path, client=CONFIDENTIAL)
    written = []
    with process_list() as lines:
        for arguments in (
            ("connect", str(profile), "--name", "Work"),
            ("refresh", "Work"),
            ("request", "Work", "GET", "/me"),
            ("request", "Work", "GET", "http://192.0.2.1/elsewhere"),
            ("show", "Work", "--json", "--introspect", "--userinfo"),
            ("events", "--json"),
            ("list",),
        ):
            done = desk.run("--log-level", "debug", *arguments)
            written += [done.out, done.err]
        oidc_provider.fault("lose_answer")
        written += [part for part in vars(desk.run("--log-level", "debug", "refresh", "Work")).values() if part]
        written.append(desk.run("--log-level", "debug", "token", "Work").err)
        browser.visit()
    assert lines
    secrets = {*oidc_provider.ask("secrets"), CONFIDENTIAL_SECRET, json.dumps(CONFIDENTIAL_SECRET)[1:-1], PASSPHRASE}
    assert len(secrets) >= 8
    shown = "\n".join([*map(str, written), *lines])
    assert [secret for secret in secrets if secret in shown] == []
    kept = [
        (path, data) for root in (desk.data, Path(desk.environment["HOME"]).parent) for path, data in all_bytes(root)
    ]
    assert any(path.suffix == ".log" or "log" in path.parts for path, _ in kept), "there is a log to search"
    assert [(path, secret) for path, data in kept for secret in secrets if secret.encode() in data] == []


def test_the_files_belong_to_the_owner_alone(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """The vault's folder is 0700, everything in it 0600 or 0700 (NORMS C104)."""
    assert desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work").code == 0
    for path in (desk.data, *desk.data.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_token_never_leaves_for_another_host(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """A host outside the connection's own is refused before a byte is sent (NORMS C100)."""
    assert desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work").code == 0
    done = desk.run("request", "Work", "GET", "https://192.0.2.1/steal")
    assert done.code == 2
    assert "BeyondLoopback" not in done.err
