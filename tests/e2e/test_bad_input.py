"""What goes wrong on real machines: one plain sentence, the right exit code, no traceback, nothing lost."""

import shutil
import socket
import stat
from pathlib import Path

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk, Done
from tests.e2e.mounts import can_mount, full_disk, read_only
from tests.e2e.provider import OidcProvider
from tests.e2e.small_server import small_server


def said(done: Done, code: int, *words: str) -> None:
    """Check the exit code, and that stderr ends with one plain line that holds these words."""
    assert done.code == code, done
    assert "Traceback" not in done.err
    *before, last = done.err.strip().splitlines()
    assert last.startswith("oauth-desk: "), done.err
    assert not [line for line in before if line.startswith("oauth-desk:")], "one error is told once"
    for word in words:
        assert word.lower() in last.lower(), done.err


@pytest.fixture
def work(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> Desk:
    """Connect once."""
    done = desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work")
    assert done.code == 0, done
    return desk


def nothing_lost(desk: Desk) -> None:
    """Check that the connection made before is there and renews."""
    assert [row["name"] for row in desk.run("list", "--json").json()] == ["Work"]
    done = desk.run("refresh", "Work")
    assert done.code == 0, done


def nothing_stored(desk: Desk) -> None:
    """Check that no connection was made, and no name is taken."""
    assert desk.run("list", "--json").json() == []


# --- words that are not understood -----------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("conect", "x"), 2, "conect"),
        (("token",), 2, "NAME"),
        (("token", "Nobody"), 7, "Nobody"),
        (("refresh", "Nobody"), 7, "Nobody"),
        (("disconnect", "Nobody"), 7, "Nobody"),
        (("connect", "no-such-service"), 7, "no-such-service"),
        (("connect", "./no/such/file.toml"), 7, "file.toml"),
        (("token", "Work", "--min-valid", "soon"), 2, "seconds"),
        (("--frobnicate", "list"), 2, "--frobnicate"),
        (("events", "--limit", "-3"), 2, "number"),
    ],
)
def test_words_that_mean_nothing(desk: Desk, arguments: tuple[str, ...], code: int, word: str) -> None:
    """An unknown command, name, service or option is named."""
    said(desk.run(*arguments), code, word)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('format = 1\n\n[service]\nid = "acme"\nname = "Acme"\ncolour = "red"\n', 6, "colour"),
        ('format = 1\n\n[service\nid = "acme"\n', 3, ""),
        ('format = 1\n\n[service]\nid = "Not Good"\nname = "Acme"\n', 4, "id"),
        ("format = 99\n", 1, "format"),
    ],
)
def test_a_malformed_profile_is_told_with_its_line(desk: Desk, tmp_path: Path, text: str, line: int, word: str) -> None:
    """The person finds the mistake without searching."""
    profile = tmp_path / "bad.toml"
    profile.write_text(text, encoding="utf-8")
    said(desk.run("connect", str(profile)), 2, f"line {line}", word)


def test_a_profile_that_is_no_text(desk: Desk, tmp_path: Path) -> None:
    """A picture given as a profile is no crash."""
    profile = tmp_path / "picture.toml"
    profile.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\x00")
    said(desk.run("connect", str(profile)), 2, "picture.toml")


# --- servers -----------------------------------------------------------------------


def test_a_taken_port_is_named(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """A service that wants one port: no other is used, and no browser opens (NORMS C10)."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        uri = f"http://127.0.0.1:{port}/callback"
        profile = oidc_provider.profile(tmp_path)
        said(desk.run("connect", str(profile), "--redirect-uri", uri), 1, str(port))
    assert not oidc_provider.journal("http") or all(entry["path"] != "/auth" for entry in oidc_provider.journal("http"))
    nothing_stored(desk)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_an_issuer_that_does_not_answer(desk: Desk) -> None:
    """Nothing listens there: 5."""
    said(desk.run("connect", f"http://127.0.0.1:{free_port()}"), 5, "127.0.0.1")
    nothing_stored(desk)


def test_an_issuer_whose_name_does_not_exist(desk: Desk) -> None:
    """A typing mistake in the address: 5, with the name."""
    said(desk.run("connect", "https://login.nowhere.invalid"), 5, "nowhere.invalid")


def test_an_issuer_that_answers_with_a_web_page(desk: Desk) -> None:
    """An address that is no sign-in service is said to be none."""
    with small_server(b"<html><body>Welcome to our site</body></html>") as address:
        done = desk.run("connect", address)
    assert done.code in {1, 5}
    said(done, done.code, "no sign-in information")
    nothing_stored(desk)


def test_a_wrong_client_id(desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path) -> None:
    """The server shows its own page and never comes back; waiting ends by itself, and nothing is kept."""
    profile = oidc_provider.profile(tmp_path)
    browser.will(ends=["invalid_client"])
    said(desk.run("connect", str(profile), "--client-id", "wrong", "--timeout", "6"), 1)
    assert "invalid_client" in browser.visit().last_text
    nothing_stored(desk)


def test_a_wrong_client_secret_is_a_settings_problem(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """The person signs in, the code is refused for the client: nothing is kept."""
    profile = oidc_provider.profile(tmp_path, client="desk confidential:1%2B")
    secret = tmp_path / "secret"
    secret.write_text("not this one\n", encoding="utf-8")
    done = desk.run("connect", str(profile), "--client-secret-file", str(secret))
    assert done.code in {1, 6}, done
    assert "not this one" not in done.err
    nothing_stored(desk)


def test_a_person_who_says_no(
    desk: Desk, oidc_provider: OidcProvider, browser: PersonAtBrowser, tmp_path: Path
) -> None:
    """A denial ends the sign-in with 1; the browser's page says so, and the name is free."""
    browser.will(consent="deny")
    done = desk.run("connect", str(oidc_provider.profile(tmp_path)), "--name", "Work")
    assert done.code == 1, done
    assert "Traceback" not in done.err
    assert browser.visit().last_text
    nothing_stored(desk)


def test_a_name_that_is_taken(work: Desk, tmp_path: Path) -> None:
    """An existing name is an error that points to reconnect; no browser opens."""
    said(work.run("connect", str(tmp_path / "acme.toml"), "--name", "work"), 2, "reconnect")
    nothing_lost(work)


# --- machines ----------------------------------------------------------------------


def test_no_screen(desk: Desk) -> None:
    """The window says that there is no screen, and what works without one."""
    done = desk.run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    said(done, 1, "screen")


def test_no_keyring(keyring_desk: Desk) -> None:
    """Without a keyring nothing is written in the clear: a passphrase vault is offered."""
    done = keyring_desk.run("list", DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus")
    said(done, 4, "passphrase")
    assert not (keyring_desk.data / "vault.db").exists()


def test_no_browser(desk: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """Where no browser starts, the address to open is shown, and waiting goes on to its end."""
    done = desk.run(
        "connect", str(oidc_provider.profile(tmp_path)), "--timeout", "3", BROWSER="/nonexistent/browser %s"
    )
    assert done.code == 1
    assert f"{oidc_provider.issuer}/auth?" in done.err
    assert "Traceback" not in done.err


def test_a_wrong_passphrase(work: Desk, tmp_path: Path) -> None:
    """A wrong passphrase opens nothing and breaks nothing."""
    wrong = tmp_path / "wrong"
    wrong.write_text("incorrect horse\n", encoding="utf-8")
    said(work.run("--passphrase-file", str(wrong), "list"), 4, "passphrase")
    said(work.run("--passphrase-file", str(tmp_path / "missing"), "list"), 4, "missing")
    nothing_lost(work)


def test_a_damaged_vault_is_set_aside(work: Desk) -> None:
    """Damage is told with 4 and the file's new name; the newest backup is named, nothing is restored unasked."""
    vault = work.data / "vault.db"
    for suffix in ("-wal", "-shm"):
        (work.data / f"vault.db{suffix}").unlink(missing_ok=True)
    vault.write_bytes(b"this is no vault" * 512)
    said(work.run("list"), 4, "vault.db.damaged-")
    [aside] = work.data.glob("vault.db.damaged-*")
    assert aside.read_bytes() == b"this is no vault" * 512
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600


def test_an_empty_vault_file_is_damaged_not_new(work: Desk) -> None:
    """An empty file where a vault was is never taken for a first start."""
    for suffix in ("-wal", "-shm"):
        (work.data / f"vault.db{suffix}").unlink(missing_ok=True)
    (work.data / "vault.db").write_bytes(b"")
    said(work.run("list"), 4, "damaged")


@pytest.mark.skipif(not can_mount(), reason="needs a mount namespace")
def test_a_read_only_data_folder(work: Desk, oidc_provider: OidcProvider) -> None:
    """Nothing can be saved, so nothing is sent; what is there can still be read."""
    before = len(oidc_provider.renewals())
    done = work.finish(work.start_command(read_only(work.data, work.command("refresh", "Work"))))
    assert done.code in {1, 4}, done
    said(done, done.code)
    assert len(oidc_provider.renewals()) == before, "the refresh token would have been spent for nothing"
    token = work.finish(work.start_command(read_only(work.data, work.command("token", "Work"))))
    assert token.code == 0, token
    nothing_lost(work)


@pytest.mark.skipif(not can_mount(), reason="needs a mount namespace")
def test_a_full_disk(work: Desk, oidc_provider: OidcProvider, tmp_path: Path) -> None:
    """The in-flight mark cannot be saved, so the refresh token is not spent."""
    before = len(oidc_provider.renewals())
    saved = tmp_path / "saved"
    shutil.copytree(work.data, saved)
    done = work.finish(work.start_command(full_disk(work.data, saved, work.command("refresh", "Work"))))
    assert done.code in {1, 4}, done
    said(done, done.code)
    assert len(oidc_provider.renewals()) == before
    nothing_lost(work)
