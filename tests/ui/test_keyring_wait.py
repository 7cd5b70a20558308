"""The window goes on by itself once the keyring gives the key."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog, QLabel

from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import KeyringState, Protection
from oauth_desk.ui.main_window import MainWindow
from tests.ui import samples
from tests.ui.stage import Stage
from tests.ui.test_locked_window import lock
from tests.ui.window_scenes import window


def page(made: MainWindow) -> str:
    """Return the name of the page that is shown."""
    return made.pages.currentWidget().objectName()


def title(made: MainWindow) -> str:
    """Return the heading of the page in place of the connections."""
    return made.findChild(QLabel, "locked_title").text()


def kept_out(stage: Stage, state: KeyringState) -> MainWindow:
    """Start the window of somebody with connections while the keyring is so."""
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.session.end())
    stage.keys.state = state
    made = window(stage)
    assert page(made) == "locked_page"
    return made


@pytest.mark.parametrize("state", list(KeyringState))
def test_unlocked_later(stage: Stage, state: KeyringState) -> None:
    """Whatever the keyring's trouble was: over, the connections are there within seconds, with no button pressed."""
    made = kept_out(stage, state)
    stage.advance(3)
    assert page(made) == "locked_page"
    stage.keys.state = None
    stage.advance(5)
    assert page(made) == "workspace"
    fetched = stage.keys.fetches
    stage.advance(300)
    assert stage.keys.fetches == fetched


def test_coming_back_to_the_window_looks_at_once(stage: Stage) -> None:
    """Somebody who unlocked it elsewhere and returns does not wait for the next look."""
    made = kept_out(stage, KeyringState.LOCKED)
    stage.advance(600)
    stage.keys.state = None
    stage.act(made.activateWindow)
    stage.act(lambda: stage.application.sendEvent(made, QEvent(QEvent.Type.ActivationChange)))
    assert page(made) == "workspace"


def test_the_words_follow(stage: Stage) -> None:
    """A keyring that comes up locked is no longer told as one that is not running."""
    made = kept_out(stage, KeyringState.ABSENT)
    assert "not running" in title(made)
    stage.keys.state = KeyringState.LOCKED
    stage.advance(5)
    assert title(made) == "The keyring is locked."


def test_what_was_locked_by_hand_stays_locked(stage: Stage) -> None:
    """Locked on purpose, then in trouble with the keyring: it opens only where somebody presses Unlock."""
    stage.open(samples.drawn(stage.now))
    made = window(stage)
    lock(stage, made)
    stage.keys.state = KeyringState.LOCKED
    stage.click(made, "unlock_button")
    assert title(made) == "The keyring is locked."
    stage.keys.state = None
    stage.advance(120)
    assert page(made) == "locked_page"
    stage.click(made, "unlock_button")
    assert page(made) == "workspace"


def test_a_passphrase_is_never_opened_by_itself(stage: Stage) -> None:
    """A passphrase vault waits for its passphrase, and the keyring is left alone."""
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.session.end())
    assert stage.file.vault_header is not None
    stage.file.passphrase = Secret("correct horse")
    stage.file.vault_header = stage.file.vault_header._replace(protection=Protection.PASSPHRASE)
    made = window(stage)
    fetched = stage.keys.fetches
    stage.advance(120)
    assert (page(made), stage.keys.fetches) == ("locked_page", fetched)


def test_choosing_a_passphrase_is_not_disturbed(stage: Stage) -> None:
    """Somebody at the first start who chooses a passphrase finishes that; gone back, the keyring counts again."""
    stage.keys.state = KeyringState.ABSENT
    made = window(stage)
    stage.click(made, "use_passphrase_button")
    stage.type(made, "passphrase_field", "half a pass")
    stage.keys.state = None
    stage.advance(60)
    assert title(made) == "Choose a passphrase"
    assert stage.file.vault_header is None
    stage.click(made, "locked_back_button")
    assert "no keyring" in title(made)
    stage.advance(60)
    assert page(made) == "empty_page"


def test_nothing_changes_behind_a_dialog(stage: Stage) -> None:
    """While a copy is being chosen, say, the page below stays as it is."""
    made = kept_out(stage, KeyringState.LOCKED)
    dialog = QDialog(made)
    dialog.setModal(True)
    stage.act(dialog.open)
    stage.keys.state = None
    stage.advance(60)
    assert page(made) == "locked_page"
    stage.act(dialog.reject)
    stage.advance(60)
    assert page(made) == "workspace"
