"""What stands in place of the connections while they cannot be read: opening, locked, or in trouble."""

from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oauth_desk.config import Settings
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.archive_words import made
from oauth_desk.services.ports import Protection, VaultCopy
from oauth_desk.services.protector import SHORTEST
from oauth_desk.ui.controls import Button, ButtonKind, Field, FlowRow, Ground, Spinner, Text
from oauth_desk.ui.theme import Theme, Type

_PASSPHRASE: Final = frozenset({"passphrase_needed", "wrong_passphrase"})
_MAY_BEGIN_ANEW: Final = frozenset({"key_missing", "wrong_key", "vault_gone"})
_NO_KEYRING: Final = frozenset({"keyring_absent", "keyring_disallowed"})


class LockedPage(Ground):
    """``unlock_requested`` carries the passphrase, or None to ask the keyring; ``copy_requested`` the copy offered."""

    unlock_requested = Signal(object)
    anew_requested = Signal()
    copy_requested = Signal(object)
    quit_requested = Signal()

    def __init__(self, settings: Settings, theme: Theme) -> None:
        super().__init__(theme, "window", name="locked_page")
        self._settings = settings
        self._theme = theme
        self._icon = "lock"
        self._tone = "accent"
        self._choosing = False
        self._picture = QLabel()
        self._title = self._centred("", Type.WIZARD_TITLE, "text", "locked_title")
        self._words = self._centred("", Type.BASE, "second", "locked_text")
        self._detail = self._centred("", Type.SECOND, "third", "locked_detail")
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._field = Field("Passphrase", theme, name="passphrase_field", secret=True)
        self._repeat = Field("Once more", theme, name="passphrase_repeat", secret=True)
        self._spinner = Spinner(theme, size=20)
        self._unlock = Button("Unlock", theme, kind=ButtonKind.PRIMARY, name="unlock_button", large=True)
        self._passphrase = Button("Use a passphrase instead", theme, name="use_passphrase_button", large=True)
        self._back = Button("Back", theme, name="locked_back_button", large=True)
        self._told: DeskError | None = None
        self._copy: VaultCopy | None = None
        self._use_copy = Button("", theme, kind=ButtonKind.PRIMARY, name="use_copy_button", large=True)
        self._anew = Button("Start with an empty list", theme, name="start_anew_button", large=True)
        self._folder = Button("Show the folder", theme, name="show_folder_button", large=True)
        self._quit = Button("Quit", theme, kind=ButtonKind.QUIET, name="locked_quit_button", large=True)
        self._lay_out()
        self._connect_signals()
        self.show_opening()

    @property
    def choosing(self) -> bool:
        """Tell whether somebody is choosing a passphrase here."""
        return self._choosing

    # --- the states ------------------------------------------------------------

    def show_opening(self) -> None:
        """Say what is waited for."""
        self._reset("lock", "accent", "Opening your connections", "If the system asks for your keyring, allow it.")
        self._unlock.hide()
        self._quit.hide()
        self._spinner.show()

    def show_locked(self, protection: Protection | None) -> None:
        """Offer to unlock what was locked on purpose."""
        self._reset("lock", "accent", "Locked", "Unlock to see and use your connections.")
        self._ask_passphrase(visible=protection is Protection.PASSPHRASE)

    def show_note(self, words: str) -> None:
        """Say below what became of the key."""
        self._detail.setText(words)
        self._detail.setVisible(bool(words))

    def show_error(self, error: DeskError) -> None:
        """Say why the vault did not open, and offer the way out."""
        self._told = error
        if error.code in _PASSPHRASE:
            self._reset("lock", "accent", "Unlock your connections", "They are protected by a passphrase.")
            self._ask_passphrase(visible=True)
            self._field.show_problem(error.title if error.code == "wrong_passphrase" else "")
            return
        damaged = error.code == "vault_damaged"
        # After damage the detail says where everything is; else it is what the system said.
        first, second = (error.detail, "") if damaged else (error.advice, error.detail)
        self._reset("alert", "bad", error.title, first)
        self._detail.setText(second)
        self._detail.setVisible(bool(second))
        self._unlock.setText("Try again")
        self._unlock.setAccessibleName("Try again")
        self._unlock.setVisible(not damaged)
        self._anew.setVisible(damaged or error.code in _MAY_BEGIN_ANEW)
        self._folder.setVisible(damaged or error.code in _MAY_BEGIN_ANEW)
        # Where connections are kept already a passphrase would not open them.
        self._passphrase.setVisible(error.code in _NO_KEYRING and error.remedy is Remedy.FIX_SETTINGS)

    def offer_copy(self, copy: VaultCopy | None, now: Instant) -> None:
        """Offer to go back to a copy, or say that there is none."""
        self._copy = copy
        if copy is None:
            self.show_note("There is no copy to go back to.")
            return
        said = made(copy, now)
        number = "1 connection" if copy.connections == 1 else f"{copy.connections} connections"
        self.show_note(f"A copy from {said} holds {number}.")
        self._use_copy.setText(f"Use the copy from {said}")
        self._use_copy.setAccessibleName(self._use_copy.text())
        self._use_copy.updateGeometry()
        self._use_copy.show()
        self._use_copy.setFocus()
        self._unlock.set_kind(ButtonKind.SECONDARY)

    # --- building --------------------------------------------------------------

    def _centred(self, text: str, role: Type, colour: str, name: str) -> Text:
        label = Text(text, self._theme, role=role, colour=colour, wrap=True, name=name)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return label

    def _lay_out(self) -> None:
        px, centre = self._theme.px, Qt.AlignmentFlag.AlignHCenter
        inside = QWidget()
        inside.setMaximumWidth(px(560))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._picture, 0, centre)
        column.addSpacing(px(8))
        for label in (self._title, self._words, self._detail):
            column.addWidget(label)
        for field in (self._field, self._repeat):
            field.setFixedWidth(px(360))
            column.addWidget(field, 0, centre)
        column.addWidget(self._spinner, 0, centre)
        column.addSpacing(px(8))
        buttons = FlowRow(px(10), centred=True)
        for button in (
            self._use_copy,
            self._unlock,
            self._passphrase,
            self._back,
            self._anew,
            self._folder,
            self._quit,
        ):
            buttons.add(button)
        column.addWidget(buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inside, 100)
        row.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(*(px(32),) * 4)
        page.addStretch(1)
        page.addLayout(row)
        page.addStretch(1)

    def _connect_signals(self) -> None:
        self._unlock.clicked.connect(self._on_unlock)
        self._field.line.returnPressed.connect(self._on_unlock)
        self._repeat.line.returnPressed.connect(self._on_unlock)
        self._passphrase.clicked.connect(self._choose_passphrase)
        self._back.clicked.connect(self._go_back)
        self._anew.clicked.connect(self.anew_requested)
        self._use_copy.clicked.connect(lambda: self.copy_requested.emit(self._copy))
        self._folder.clicked.connect(self._show_folder)
        self._quit.clicked.connect(self.quit_requested)
        self._theme.changed.connect(self._restyle)

    # --- changing --------------------------------------------------------------

    def _reset(self, icon: str, tone: str, title: str, words: str) -> None:
        self._icon, self._tone = icon, tone
        self._choosing = False
        self._title.setText(title)
        self._words.setText(words)
        self._unlock.setText("Unlock")
        self._unlock.setAccessibleName("Unlock")
        self._unlock.setEnabled(True)
        self._unlock.show()
        for widget in (self._detail, self._field, self._repeat, self._spinner):
            widget.hide()
        for button in (self._passphrase, self._back, self._anew, self._folder, self._use_copy):
            button.hide()
        self._unlock.set_kind(ButtonKind.PRIMARY)
        self._quit.show()
        self._field.show_problem("")
        self._repeat.show_problem("")
        self._restyle()

    def _ask_passphrase(self, *, visible: bool) -> None:
        self._field.setVisible(visible)
        self._field.line.clear()
        if visible:
            self._field.line.setFocus()
        else:
            self._unlock.setFocus()

    def _choose_passphrase(self) -> None:
        self._reset("key", "accent", "Choose a passphrase", "It protects your connections on this computer.")
        self._detail.setText("It is asked for at every start. Nobody can bring it back for you.")
        self._detail.show()
        self._choosing = True
        self._unlock.setText("Use this passphrase")
        self._unlock.setAccessibleName("Use this passphrase")
        self._repeat.show()
        self._repeat.line.clear()
        self._back.show()
        self._ask_passphrase(visible=True)

    def _go_back(self) -> None:
        """Leave the choice of a passphrase; the keyring may be there after all."""
        if self._told is not None:
            self.show_error(self._told)
            self._unlock.setFocus()

    def _on_unlock(self) -> None:
        if self._field.isHidden():
            self._start(None)
            return
        text = self._field.line.text()
        problem = self._problem(text)
        if problem:
            self._field.show_problem(problem)
            return
        self._start(Secret(text))

    def _problem(self, text: str) -> str:
        if not text:
            return "Enter the passphrase."
        if self._choosing and len(text) < SHORTEST:
            return f"Use at least {SHORTEST} characters; a few words are good."
        if self._choosing and text != self._repeat.line.text():
            return "The two do not match."
        return ""

    def _start(self, passphrase: Secret | None) -> None:
        self._unlock.setEnabled(False)
        self._spinner.show()
        self._field.show_problem("")
        self._field.line.clear()
        self._repeat.line.clear()
        self.unlock_requested.emit(passphrase)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._settings.data_dir)))

    def _restyle(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon, self._theme.palette.tone(self._tone), 44))
