"""Pictures of the settings, their sheets, and the locked page in its ways."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import KeyringState, Unsettled
from oauth_desk.ui.main_window import MainWindow
from tests.services.world import TOKEN_URL
from tests.ui.screenshots import scene
from tests.ui.settings.proxy_choice import choose_proxy
from tests.ui.stage import Stage
from tests.ui.window_scenes import GOOGLE, filled, settled


def settings(stage: Stage, width: int = 1120, height: int = 900) -> MainWindow:
    """Show the settings over the connections of the drawings."""
    made = filled(stage, width, height)
    made.pages.has_tray = True
    stage.act(made.menu.settings_requested.emit)
    return made


@scene("settings")
def main(stage: Stage) -> QWidget:
    """Show the settings as they are at first."""
    return settings(stage)


@scene("settings_passphrase")
def passphrase(stage: Stage) -> QWidget:
    """Show them under a passphrase, with everything chosen, on a desktop that tells nothing of its idling."""
    stage.passphrase = Secret("correct horse battery")
    stage.choices.values = {
        "lock_after_minutes": 15,
        "lock_with_screen": True,
        "lock_with_sleep": True,
        "renew_while_locked": True,
    }
    return settings(stage)


@scene("settings_left")
def left(stage: Stage) -> QWidget:
    """Show what a change could not finish."""
    stage.passphrase = Secret("correct horse battery")
    stage.open()
    stage.file.noted, stage.file.copies_left = Unsettled.KEYRING, 2
    stage.keys.state = KeyringState.LOCKED
    made = settings(stage)
    stage.act(made.findChild(QWidget, "settings_protection").settle_requested.emit)
    return settled(stage, made)


@scene("settings_narrow")
def narrow(stage: Stage) -> QWidget:
    """Show them in the narrowest window."""
    return settings(stage, 420, 900)


@scene("settings_low")
def low(stage: Stage) -> QWidget:
    """Show them in a low window."""
    return settings(stage, 780, 520)


@scene("settings_large_text")
def large_text(stage: Stage) -> QWidget:
    """Show them where text is half as large again."""
    stage.theme._system_font.setPixelSize(20)
    stage.theme.force(stage.theme.forced)
    return settings(stage, 1120, 1200)


@scene("settings_right_to_left")
def right_to_left(stage: Stage) -> QWidget:
    """Show them mirrored, with everything chosen."""
    stage.choices.values = {"lock_after_minutes": 15, "lock_with_screen": True, "renew_while_locked": True}
    made = settings(stage)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return settled(stage, made)


@scene("settings_use_passphrase")
def use_passphrase(stage: Stage) -> QWidget:
    """Show the sheet for a first passphrase, with two that differ."""
    made = settings(stage, height=720)
    stage.click(made, "use_passphrase")
    stage.type(made, "new_passphrase", "correct horse")
    stage.type(made, "repeat_passphrase", "correct house", enter=True)
    return made


@scene("settings_change_passphrase")
def change_passphrase(stage: Stage) -> QWidget:
    """Show the sheet for another passphrase, after a wrong one, in a narrow window."""
    stage.passphrase = Secret("correct horse battery")
    made = settings(stage, 480, 720)
    stage.click(made, "use_passphrase")
    stage.type(made, "current_passphrase", "wrong")
    stage.type(made, "new_passphrase", "another passphrase")
    stage.type(made, "repeat_passphrase", "another passphrase", enter=True)
    return settled(stage, made)


@scene("settings_use_keyring")
def use_keyring(stage: Stage) -> QWidget:
    """Show the sheet that hands the key to a keyring that is not there."""
    stage.passphrase = Secret("correct horse battery")
    made = settings(stage, height=720)
    stage.keys.state = KeyringState.ABSENT
    stage.click(made, "use_keyring")
    stage.type(made, "current_passphrase", "correct horse battery", enter=True)
    return settled(stage, made)


def noted(stage: Stage, made: MainWindow) -> MainWindow:
    """Let the locked page say what became of the key."""
    stage.act(made.pages._show_note)
    return made


@scene("locked_passphrase")
def locked_passphrase(stage: Stage) -> QWidget:
    """Show locked, the key dropped, a passphrase asked for."""
    stage.passphrase = Secret("correct horse battery")
    made = filled(stage)
    stage.run(stage.desk.session.lock())
    return noted(stage, made)


@scene("locked_renewing")
def locked_renewing(stage: Stage) -> QWidget:
    """Show locked while renewing goes on."""
    made = filled(stage)
    stage.run(stage.desk.session.lock(keep_renewing=True))
    return noted(stage, made)


@scene("locked_saving")
def locked_saving(stage: Stage) -> QWidget:
    """Show locked while a renewal is being saved."""
    made = filled(stage)
    stage.http.gate(stage.book.require(GOOGLE).service.endpoints.token or TOKEN_URL)

    async def lock() -> None:
        renewing = asyncio.ensure_future(stage.desk.renewer.renew(GOOGLE))
        await asyncio.sleep(0.05)
        locking = asyncio.ensure_future(stage.desk.session.lock())
        await asyncio.sleep(0.05)
        renewing.cancel()
        locking.cancel()

    stage.run(lock())
    return noted(stage, made)


def with_login_shown(stage: Stage, made: MainWindow) -> MainWindow:
    """Scroll to the last card."""
    bar = made.findChild(QScrollArea, "settings_scroll").verticalScrollBar()
    stage.act(lambda: bar.setValue(bar.maximum()))
    return made


@scene("settings_login")
def login(stage: Stage) -> QWidget:
    """Show that the program starts at login."""
    stage.autostart.on = True
    return with_login_shown(stage, settings(stage))


@scene("settings_login_elsewhere")
def login_elsewhere(stage: Stage) -> QWidget:
    """Show in a narrow window that the system decides about it."""
    stage.autostart.fault = DeskError(
        "autostart_elsewhere",
        "What starts at login is chosen in the settings of this system.",
        advice="Add OAuth Desk to the programs that start at login there.",
    )
    return with_login_shown(stage, settings(stage, 420, 900))


@scene("settings_proxy")
def proxy(stage: Stage) -> QWidget:
    """Show a proxy of one's own that holds a password, which is refused."""
    made = settings(stage, height=1180)
    choose_proxy(stage, made, 2, "http://ana:secret@proxy.example.com:3128")
    return made
