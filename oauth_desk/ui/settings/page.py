"""The settings: a page that fills the window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.managed import START_AT_LOGIN
from oauth_desk.domain.release import Release
from oauth_desk.services.choices import Choices
from oauth_desk.services.company import SET_BY_COMPANY
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import Protection
from oauth_desk.services.protector import Standing
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Ground, Page, Rule, Text
from oauth_desk.ui.preferences import Preferences
from oauth_desk.ui.settings.locking_section import LockingSection
from oauth_desk.ui.settings.network_section import NetworkSection
from oauth_desk.ui.settings.protect_sheets import KeyringSheet, PassphraseSheet
from oauth_desk.ui.settings.protection_section import ProtectionSection
from oauth_desk.ui.settings.versions_section import VersionsSection
from oauth_desk.ui.settings.window_section import WindowSection
from oauth_desk.ui.theme import Theme, Type

_WIDEST = 720


class SettingsPage(Ground):
    """Every choice counts at once and is saved at once."""

    closed = Signal()
    scheme_chosen = Signal(str)
    motion_toggled = Signal(bool)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, preferences: Preferences, *, tray: bool) -> None:
        super().__init__(theme, "window", name="settings_page")
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self._standing: Standing | None = None
        self._banner = Banner(theme, name="settings_banner")
        self._back = Button("", theme, kind=ButtonKind.QUIET, icon="back", name="settings_back", label="Back")
        self._protection = ProtectionSection(theme)
        self._locking = LockingSection(theme)
        self._network = NetworkSection(theme)
        self._window = WindowSection(theme, tray=tray)
        self._versions = VersionsSection(theme, desk.releases.running)
        self._lay_out()
        self._connect_signals()

    def showEvent(self, event: QShowEvent) -> None:
        """Show how things are now: another copy of the program may have changed them."""
        super().showEvent(event)
        self._bridge.start(self._desk.protector.standing(), "look", on_done=self._on_standing, on_error=self._on_error)
        self._bridge.start(self._desk.locking.chosen.load(), "choices", on_done=self._on_choices)
        self._bridge.start(self._desk.locking.idle_is_told(), "idle", on_done=self._on_idle_is_told)
        self._look_at_login()
        self._show_window_choices()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the page with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # --- building --------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setContentsMargins(px(20), px(20), px(32), px(14))
        head.setSpacing(px(8))
        head.addWidget(self._back)
        head.addWidget(Text("Settings", self._theme, role=Type.PAGE_TITLE, name="settings_title"), 1)
        page = Page(self._theme, name="settings_scroll")
        inside = QWidget()
        inside.setMaximumWidth(px(_WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(24))
        for widget in (self._banner, self._protection, self._locking, self._network, self._window, self._versions):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(inside, 1000)
        row.addStretch(1)
        page.column.addLayout(row)
        page.column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(Rule(self._theme))
        whole.addWidget(page, 1)
        self.setFocusProxy(self._back)

    def _connect_signals(self) -> None:
        self._back.clicked.connect(self.closed)
        self._protection.passphrase_requested.connect(self._ask_passphrase)
        self._protection.keyring_requested.connect(self._ask_keyring)
        self._protection.settle_requested.connect(self._settle)
        self._locking.changed.connect(self._choose)
        self._network.changed.connect(self._choose)
        self._versions.changed.connect(self._choose)
        self._versions.look_requested.connect(self._look_for_versions)
        self._window.scheme_chosen.connect(self.scheme_chosen)
        self._window.motion_toggled.connect(self.motion_toggled)
        self._window.stay_toggled.connect(lambda on: self._preferences.remember(on_close="" if on else "quit"))
        self._window.login_toggled.connect(self._start_at_login)

    # --- protection ------------------------------------------------------------

    def _ask_passphrase(self) -> None:
        change = self._standing is not None and self._standing.protection is Protection.PASSPHRASE
        sheet = PassphraseSheet(self._desk.protector, self._bridge, self._theme, self, change=change)
        sheet.done_with.connect(self._on_changed)
        sheet.open()

    def _ask_keyring(self) -> None:
        sheet = KeyringSheet(self._desk.protector, self._bridge, self._theme, self)
        sheet.done_with.connect(self._on_changed)
        sheet.open()

    def _settle(self) -> None:
        work = self._desk.protector.settle()
        self._bridge.start(work, "settle", on_done=self._on_standing, on_error=self._on_error)

    def _on_standing(self, standing: Standing) -> None:
        self._standing = standing
        self._protection.show_standing(standing)
        self._locking.show_protection(standing.protection)

    def _on_changed(self, standing: Standing) -> None:
        self._on_standing(standing)
        words = "A passphrase protects your connections from now on."
        if standing.protection is Protection.KEYRING:
            words = "The keyring protects your connections from now on."
        self._banner.tell(words, tone="good")

    # --- choices ---------------------------------------------------------------

    def _choose(self, name: str, value: object) -> None:
        self._banner.hide()
        work = self._desk.locking.chosen.change(**{name: value})
        self._bridge.start(work, "choose", on_done=self._on_choices, on_error=self._on_not_chosen)

    def _on_choices(self, choices: Choices) -> None:
        locked = self._desk.locking.chosen.locked
        self._locking.show_choices(choices, locked)
        self._network.show_choices(choices, locked)
        self._versions.show_choices(choices, self._desk.company.now)

    def _on_not_chosen(self, error: DeskError) -> None:
        self._on_choices(self._desk.locking.chosen.now)
        self._on_error(error)

    def _look_for_versions(self) -> None:
        self._banner.hide()
        self._versions.show_looking()
        work = self._desk.releases.look()
        self._bridge.start(work, "look for versions", on_done=self._on_release, on_error=self._on_no_release)

    def _on_release(self, release: Release | None) -> None:
        self._versions.show_release(release)
        if release is not None:
            self._bridge.release_found.emit(release)

    def _on_no_release(self, error: DeskError) -> None:
        self._versions.show_failed()
        self._on_error(error)

    def _on_idle_is_told(self, told: bool) -> None:  # noqa: FBT001 - the result of a task
        self._locking.show_idle_is_told(told=told)

    def _look_at_login(self) -> None:
        work = self._desk.autostart.is_on()
        self._bridge.start(work, "look at login", on_done=self._on_login, on_error=self._on_no_login)

    def _start_at_login(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._banner.hide()
        work = self._desk.autostart.turn(on=on)
        self._bridge.start(
            work, "start at login", on_done=lambda _none: self._look_at_login(), on_error=self._on_not_set
        )

    def _on_login(self, on: bool) -> None:  # noqa: FBT001 - the result of a task
        if on or self._desk.company.now.allows(START_AT_LOGIN):
            self._window.show_login(on=on)
        else:
            self._window.show_no_login(SET_BY_COMPANY)

    def _on_no_login(self, error: DeskError) -> None:
        self._window.show_no_login(f"{error.title} {error.advice}")

    def _on_not_set(self, error: DeskError) -> None:
        self._look_at_login()
        self._on_error(error)

    def _show_window_choices(self) -> None:
        less = self._preferences.text("motion") == "less" or self._theme.reduced_motion
        stay = self._preferences.text("on_close") != "quit"
        self._window.show_choices(self._preferences.text("scheme"), less_motion=less, stay=stay)

    def _on_error(self, error: DeskError) -> None:
        self._banner.show_error(error)
