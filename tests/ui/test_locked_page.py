"""The page in place of connections that cannot be read."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.ports import (
    KeyringError,
    KeyringState,
    Protection,
    VaultCopy,
    VaultError,
    VaultFault,
    VaultHeader,
)
from oauth_desk.services.vault_words import (
    key_missing,
    keyring_trouble,
    passphrase_needed,
    vault_trouble,
    wrong_passphrase,
)
from oauth_desk.ui.locked_page import LockedPage
from tests.ui.stage import Stage


@pytest.fixture
def page(stage: Stage) -> LockedPage:
    """Return the page, shown."""
    made = LockedPage(stage.desk.settings, stage.theme)
    stage.show(made)
    return made


def seen(page: QWidget) -> set[str]:
    """Return the names of the buttons and fields that can be seen."""
    names = ("unlock", "use_copy", "use_passphrase", "start_anew", "show_folder", "locked_quit")
    found = {name for name in names if page.findChild(QWidget, f"{name}_button").isVisible()}
    return found | {
        field.objectName() for field in page.findChildren(QLineEdit) if field.isVisible() and field.objectName()
    }


def text(page: QWidget, name: str) -> str:
    """Return what a label says."""
    return page.findChild(QLabel, name).text()


def unlocks(page: LockedPage) -> list[str | None]:
    """Return what unlocking is asked with."""
    asked: list[str | None] = []
    page.unlock_requested.connect(lambda secret: asked.append(secret and secret.reveal()))
    return asked


def test_opening_says_for_what(page: LockedPage) -> None:
    """While the vault opens the page says what it waits for, and what to look out for."""
    assert text(page, "locked_title") == "Opening your connections"
    assert "keyring" in text(page, "locked_text")
    assert seen(page) == set()


def test_a_passphrase(stage: Stage, page: LockedPage) -> None:
    """A passphrase vault asks for its passphrase; it leaves the field as soon as it is given."""
    asked = unlocks(page)
    page.show_error(passphrase_needed())
    assert seen(page) == {"unlock", "locked_quit", "passphrase_field"}
    assert page.findChild(QLineEdit, "passphrase_field").echoMode() is QLineEdit.EchoMode.Password
    stage.type(page, "passphrase_field", "open sesame", enter=True)
    assert asked == ["open sesame"]
    assert page.findChild(QLineEdit, "passphrase_field").text() == ""


def test_an_empty_passphrase_asks_nobody(stage: Stage, page: LockedPage) -> None:
    """An empty passphrase is told at the field."""
    asked = unlocks(page)
    page.show_error(passphrase_needed())
    stage.click(page, "unlock_button")
    assert asked == []
    assert text(page, "passphrase_field_hint") == "Enter the passphrase."


def test_a_wrong_passphrase(page: LockedPage) -> None:
    """A passphrase that does not fit is told at the field, which waits for another."""
    page.show_error(wrong_passphrase())
    assert text(page, "passphrase_field_hint") == "This is not the passphrase of these connections."
    assert page.findChild(QWidget, "unlock_button").isEnabled()


@pytest.mark.parametrize("state", list(KeyringState))
def test_every_keyring_trouble_has_a_way_out(stage: Stage, page: LockedPage, state: KeyringState) -> None:
    """Each of the keyring's troubles is told apart, and can be tried again."""
    asked = unlocks(page)
    page.show_error(keyring_trouble(KeyringError(state, "detail")))
    assert text(page, "locked_title")
    assert text(page, "locked_text")
    stage.click(page, "unlock_button")
    assert asked == [None]


def test_no_keyring_offers_a_passphrase(stage: Stage, page: LockedPage) -> None:
    """Where there is no keyring, a passphrase chosen twice, and long enough, does its work."""
    asked = unlocks(page)
    page.show_error(keyring_trouble(KeyringError(KeyringState.ABSENT, ""), new=True))
    assert "use_passphrase" in seen(page)
    stage.click(page, "use_passphrase_button")
    assert {"passphrase_field", "passphrase_repeat"} <= seen(page)
    for first, second, problem in (
        ("short", "short", "Use at least 8 characters; a few words are good."),
        ("long enough", "long enoug", "The two do not match."),
        ("long enough", "long enough", ""),
    ):
        stage.type(page, "passphrase_field", first)
        stage.type(page, "passphrase_repeat", second, enter=True)
        assert text(page, "passphrase_field_hint") == problem
    assert asked == ["long enough"]


@pytest.mark.parametrize("state", [KeyringState.ABSENT, KeyringState.DISALLOWED])
def test_connections_that_are_there_are_not_offered_a_passphrase(page: LockedPage, state: KeyringState) -> None:
    """Their key is in the keyring that is away: a passphrase would be a way to nowhere."""
    page.show_error(keyring_trouble(KeyringError(state, "")))
    assert "use_passphrase" not in seen(page)
    assert "your connections are kept" in text(page, "locked_text")


def test_a_locked_keyring_offers_no_passphrase(page: LockedPage) -> None:
    """A keyring that is only locked is no reason for a second vault."""
    page.show_error(keyring_trouble(KeyringError(KeyringState.LOCKED, "")))
    assert "use_passphrase" not in seen(page)


def test_damage(stage: Stage, page: LockedPage) -> None:
    """C104: after damage the page names the file set aside, offers the newest copy, and starts anew only when asked."""
    asked, anew, wanted = unlocks(page), [], []
    page.anew_requested.connect(lambda: anew.append(True))
    page.copy_requested.connect(wanted.append)
    error = VaultError(VaultFault.DAMAGED, "x", set_aside=Path("/d/vault.db.damaged"), backup=Path("/d/vault.db.bak"))
    page.show_error(vault_trouble(error))
    assert "/d/vault.db.damaged" in text(page, "locked_text")
    assert seen(page) == {"start_anew", "show_folder", "locked_quit"}
    copy = VaultCopy(Path("/d/backups/1.db"), stage.now - 3600, VaultHeader("v", Protection.KEYRING, 1), 9, 5)
    stage.act(lambda: page.offer_copy(copy, stage.now))
    assert seen(page) == {"use_copy", "start_anew", "show_folder", "locked_quit"}
    assert text(page, "locked_detail") == "A copy from today at 15:00 holds 5 connections."
    stage.click(page, "use_copy_button")
    stage.click(page, "start_anew_button")
    assert (asked, anew, wanted) == ([], [True], [copy])


def test_damage_without_a_copy(page: LockedPage, stage: Stage) -> None:
    """Where there is no copy the page says so."""
    page.show_error(vault_trouble(VaultError(VaultFault.DAMAGED, "x")))
    page.offer_copy(None, stage.now)
    assert "no copy" in text(page, "locked_detail")
    assert "use_copy" not in seen(page)


@pytest.mark.parametrize(
    "error",
    [key_missing(), *(vault_trouble(VaultError(each, "detail")) for each in (VaultFault.WRONG_KEY, VaultFault.GONE))],
)
def test_without_the_key_or_the_file(stage: Stage, page: LockedPage, error: DeskError) -> None:
    """Either may come back, so it is tried again; an empty list begins only where it is asked for."""
    asked, anew = unlocks(page), []
    page.anew_requested.connect(lambda: anew.append(True))
    page.show_error(error)
    assert seen(page) == {"unlock", "start_anew", "show_folder", "locked_quit"}
    stage.click(page, "unlock_button")
    stage.click(page, "start_anew_button")
    assert (asked, anew) == ([None], [True])


@pytest.mark.parametrize(
    "fault",
    [fault for fault in VaultFault if fault not in (VaultFault.DAMAGED, VaultFault.WRONG_KEY, VaultFault.GONE)],
)
def test_every_other_fault_can_be_tried_again(page: LockedPage, fault: VaultFault) -> None:
    """A vault that is read-only, full, busy or newer says so and can be tried again."""
    page.show_error(vault_trouble(VaultError(fault, "detail")))
    assert seen(page) == {"unlock", "locked_quit"}


def test_locked_on_purpose(page: LockedPage) -> None:
    """A vault that was locked is unlocked the way it is protected."""
    page.show_locked(Protection.KEYRING)
    assert seen(page) == {"unlock", "locked_quit"}
    page.show_locked(Protection.PASSPHRASE)
    assert seen(page) == {"unlock", "locked_quit", "passphrase_field"}


def test_quit(stage: Stage, page: LockedPage) -> None:
    """The page can be left."""
    asked = []
    page.quit_requested.connect(lambda: asked.append(1))
    page.show_error(DeskError("x", "No."))
    stage.click(page, "locked_quit_button")
    assert asked == [1]
