"""Pictures of the window's own pages."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.ports import KeyringError, KeyringState, VaultError, VaultFault
from oauth_desk.services.vault_words import key_missing, keyring_trouble, vault_trouble
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.preferences import Preferences
from tests.ui import samples
from tests.ui.screenshots import scene
from tests.ui.stage import Stage

GOOGLE = "id-google-google"
HUBSPOT = "id-hubspot-hubspot"


def window(stage: Stage, width: int = 1120, height: int = 684) -> MainWindow:
    """Show a window on the stage; the title bar of the drawings is the desktop's."""
    made = MainWindow(stage.desk, stage.bridge, stage.theme, Preferences(stage.desk.settings.preferences))
    stage.show(made, width, height)
    stage.act(made.open_vault)
    return made


def filled(stage: Stage, width: int = 1120, height: int = 684, choose: str = GOOGLE) -> MainWindow:
    """Show the window with the connections of the drawings."""
    stage.open(samples.drawn(stage.now), samples.history(stage.now, GOOGLE, "Google"))
    made = window(stage, width, height)
    stage.act(lambda: made.choose(choose))
    return made


def tab(made: MainWindow, key: str) -> None:
    """Change the tab of the page."""
    made.pages.currentWidget().show_tab(key)


def settled(stage: Stage, widget: QWidget) -> QWidget:
    """Let the widget come to rest."""
    stage.settle()
    return widget


@scene("main")
def main(stage: Stage) -> QWidget:
    """Show the drawing main_light."""
    return filled(stage)


@scene("details")
def details(stage: Stage) -> QWidget:
    """Show the page for developers."""
    made = filled(stage, height=1500)
    tab(made, "details")
    stage.settle()
    stage.click(made, "reveal_access_token")
    stage.click(made, "decoded_id_token_unfold")
    stage.click(made, "metadata_unfold")
    return made


@scene("empty")
def empty(stage: Stage) -> QWidget:
    """Show the drawing empty."""
    return window(stage)


@scene("main_sign_in_needed")
def main_sign_in_needed(stage: Stage) -> QWidget:
    """Show a connection that needs its owner."""
    return filled(stage, choose=HUBSPOT)


@scene("main_retrying")
def main_retrying(stage: Stage) -> QWidget:
    """Show a connection that waits for the network."""
    return filled(stage, choose="id-microsoft-microsoft-365")


@scene("main_unknown_expiry")
def main_unknown_expiry(stage: Stage) -> QWidget:
    """Show a connection without a known end."""
    return filled(stage, choose="id-acme-acme-crm")


@scene("main_renewing")
def main_renewing(stage: Stage) -> QWidget:
    """Show a connection that is being renewed, of the demo service."""
    return filled(stage, choose="id-demo-demo-service")


@scene("main_settings_problem")
def main_settings_problem(stage: Stage) -> QWidget:
    """Show a connection whose registration is refused, and every other state in the list."""
    stage.open(samples.every_state(stage.now))
    made = window(stage, height=2300)
    made.choose("id-google-settings_problem-client")
    return settled(stage, made)


@scene("narrow_list")
def narrow_list(stage: Stage) -> QWidget:
    """Show list and page take turns in a narrow window: the list."""
    stage.open(samples.drawn(stage.now))
    return window(stage, 480)


@scene("narrow_page")
def narrow_page(stage: Stage) -> QWidget:
    """Show the page in a narrow window."""
    return filled(stage, 480)


@scene("small")
def small(stage: Stage) -> QWidget:
    """Show the window at 780 by 520."""
    return filled(stage, 780, 520)


@scene("long_names")
def long_names(stage: Stage) -> QWidget:
    """Show words that do not fit."""
    stage.open(samples.long_names(stage.now))
    made = window(stage)
    made.choose(samples.long_names(stage.now)[0].id)
    return settled(stage, made)


@scene("many")
def many(stage: Stage) -> QWidget:
    """Show a thousand connections."""
    stage.open(samples.many(1000, stage.now))
    return window(stage)


@scene("nothing_found")
def nothing_found(stage: Stage) -> QWidget:
    """Show a search that finds nothing."""
    made = filled(stage)
    stage.type(made, "connections_search", "zebra")
    return settled(stage, made)


@scene("rename")
def rename(stage: Stage) -> QWidget:
    """Show the sheet for another name."""
    made = filled(stage)
    stage.click(made, "rename_link")
    return made


@scene("rename_taken")
def rename_taken(stage: Stage) -> QWidget:
    """Show it with a name that is taken."""
    made = filled(stage)
    stage.click(made, "rename_link")
    stage.type(made, "rename_field", "slack")
    stage.click(made, "rename_save")
    return made


@scene("disconnect")
def disconnect(stage: Stage) -> QWidget:
    """Show the sheet before a connection ends."""
    made = filled(stage)
    stage.click(made, "disconnect_button")
    return made


@scene("save_failed")
def save_failed(stage: Stage) -> QWidget:
    """Show the red banner while nothing can be saved."""
    made = filled(stage)
    stage.book.hold(stage.book.require(GOOGLE), "The disk is full.")
    return settled(stage, made)


@scene("paused")
def paused(stage: Stage) -> QWidget:
    """Show the banner while renewing is paused."""
    stage.desk.keeper.pause()
    made = filled(stage)
    made.show_paused(paused=True)
    return settled(stage, made)


@scene("renewal_failed")
def renewal_failed(stage: Stage) -> QWidget:
    """Show a renewal asked for by hand that got no answer."""
    made = filled(stage)
    stage.bridge.error_raised.emit(
        DeskError("unreachable", "Google cannot be reached.", detail="Nothing is lost.", advice="Check the network.")
    )
    return settled(stage, made)


@scene("right_to_left")
def right_to_left(stage: Stage) -> QWidget:
    """Show the window mirrored, as for Arabic or Hebrew."""
    made = filled(stage)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return settled(stage, made)


@scene("warnings")
def warnings(stage: Stage) -> QWidget:
    """Show a sign-in that must be renewed within days, with a permission that was not given."""
    connection = samples.drawn(stage.now)[1]
    tokens = replace(connection.tokens, refresh_expires_at=stage.now + 3 * samples.DAY)
    history = replace(connection.history, end_moves=False)
    asked = (*connection.scopes_asked, "drive")
    stage.open([replace(connection, tokens=tokens, history=history, scopes_asked=asked)])
    return settled(stage, window(stage))


def _trouble(stage: Stage, error: DeskError) -> QWidget:
    made = MainWindow(stage.desk, stage.bridge, stage.theme, Preferences(stage.desk.settings.preferences))
    stage.show(made)
    stage.act(lambda: made.pages._on_not_opened(error))
    return settled(stage, made)


@scene("passphrase")
def passphrase(stage: Stage) -> QWidget:
    """Show a vault behind a passphrase, and one that does not fit."""
    stage.passphrase = Secret("correct horse battery")
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.session.lock())
    stage.passphrase = Secret("wrong")
    return window(stage)


@scene("locked")
def locked(stage: Stage) -> QWidget:
    """Show locked on purpose."""
    made = filled(stage)
    stage.run(stage.desk.session.lock())
    return settled(stage, made)


@scene("keyring_absent")
def keyring_absent(stage: Stage) -> QWidget:
    """Show a system without a keyring."""
    error = KeyringError(KeyringState.ABSENT, "No recommended backend was available.")
    return _trouble(stage, keyring_trouble(error, new=True))


@scene("keyring_away")
def keyring_away(stage: Stage) -> QWidget:
    """Show that the keyring from before is not there."""
    return _trouble(stage, keyring_trouble(KeyringError(KeyringState.ABSENT, "No keyring is running.")))


@scene("key_missing")
def without_key(stage: Stage) -> QWidget:
    """Show connections whose key is gone."""
    return _trouble(stage, key_missing())


@scene("choose_passphrase")
def choose_passphrase(stage: Stage) -> QWidget:
    """Show the way out of it: a passphrase."""
    made = keyring_absent(stage)
    stage.click(made, "use_passphrase_button")
    return made


@scene("vault_damaged")
def vault_damaged(stage: Stage) -> QWidget:
    """Show a damaged vault."""
    stage.open(samples.drawn(stage.now))
    stage.run(stage.desk.archive.make())
    aside = Path("/home/ana/.local/share/oauth-desk/vault.db.damaged-20261124T160000Z")
    made = _trouble(stage, vault_trouble(VaultError(VaultFault.DAMAGED, "not a database", set_aside=aside)))
    return settled(stage, made)


@scene("window_console")
def window_console(stage: Stage) -> QWidget:
    """Show the console in its place, as in the drawing."""
    made = filled(stage)
    stage.act(lambda: tab(made, "console"))
    return made


@scene("window_activity")
def window_activity(stage: Stage) -> QWidget:
    """Show the activity in its place, as in the drawing."""
    made = filled(stage)
    stage.act(lambda: tab(made, "activity"))
    return made


@scene("window_connect")
def window_connect(stage: Stage) -> QWidget:
    """Show the wizard in its place, as in the drawing."""
    made = filled(stage)
    stage.click(made, "connect_button")
    return made


@scene("window_reconnect")
def window_reconnect(stage: Stage) -> QWidget:
    """Show the dialog over the window, as in the drawing."""
    made = filled(stage)
    stage.act(lambda: made.tell_reconnect(HUBSPOT))
    return made


@scene("large_text")
def large_text(stage: Stage) -> QWidget:
    """Show the window on a system whose text is half as large again."""
    stage.theme._system_font.setPixelSize(20)
    stage.theme.force(stage.theme.forced)
    return filled(stage)
