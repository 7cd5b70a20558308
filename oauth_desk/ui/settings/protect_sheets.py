"""The sheets that change what protects the connections."""

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.protector import SHORTEST, Protector, Standing
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Field, Sheet, Spinner, Text
from oauth_desk.ui.theme import Theme, Type

_WRONG = frozenset({"wrong_passphrase", "passphrase_needed"})


class _ProtectSheet(Sheet):
    """Asks, works, and says what went wrong; stays until it is done. ``done`` carries the Standing."""

    done_with = Signal(object)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget, *, name: str, title: str, verb: str) -> None:
        super().__init__(parent, theme, name=name, title=title, width=460)
        self._bridge = bridge
        self._theme_of = theme
        self._banner = Banner(theme, name=f"{name}_banner")
        self._spinner = Spinner(theme, size=18)
        self._spinner.hide()
        self._ok = Button(verb, theme, kind=ButtonKind.PRIMARY, name=f"{name}_ok")
        self._cancel = Button("Cancel", theme, name=f"{name}_cancel")
        self._ok.clicked.connect(self._start)
        self._cancel.clicked.connect(self.reject)
        self.column.addWidget(self.title)
        self._fields: list[Field] = []

    def _finish_layout(self) -> None:
        self.column.addWidget(self._banner)
        self.buttons.addWidget(self._spinner)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._cancel)
        self.buttons.addWidget(self._ok)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self._on_ended)
        self._fields[0].line.setFocus() if self._fields else self._ok.setFocus()

    def _words(self, text: str, name: str) -> None:
        self.column.addWidget(Text(text, self._theme_of, role=Type.BASE, colour="second", wrap=True, name=name))

    def _field(self, label: str, name: str, hint: str = "") -> Field:
        field = Field(label, self._theme_of, name=name, secret=True, hint=hint)
        field.line.returnPressed.connect(self._start)
        self.column.addWidget(field)
        self._fields.append(field)
        return field

    def _start(self) -> None:
        if not self._ok.isEnabled():
            return
        for field in self._fields:
            field.show_problem("")
        self._banner.hide()
        work = self._work()
        if work is not None:
            self._ok.setEnabled(False)
            self._spinner.show()
            self._bridge.start(work, "protect", on_done=self._on_done, on_error=self._on_failed)

    def _work(self) -> Coroutine[Any, Any, Standing] | None:
        raise NotImplementedError

    def _on_done(self, standing: Standing) -> None:
        self.done_with.emit(standing)
        self.accept()

    def _on_failed(self, error: DeskError) -> None:
        self._ok.setEnabled(True)
        self._spinner.hide()
        if error.code in _WRONG and self._fields:
            self._fields[0].show_problem("This is not the passphrase of now.")
            self._fields[0].line.selectAll()
            self._fields[0].line.setFocus()
        else:
            self._banner.tell(error.title, f"{error.detail} {error.advice}".strip(), tone="bad", closable=False)

    def _on_ended(self) -> None:
        for field in self._fields:
            field.line.clear()
        self.deleteLater()


class PassphraseSheet(_ProtectSheet):
    """Asks for a new passphrase, and for the one of now where there is one."""

    def __init__(self, protector: Protector, bridge: Bridge, theme: Theme, parent: QWidget, *, change: bool) -> None:
        title = "Change the passphrase" if change else "Use a passphrase"
        super().__init__(bridge, theme, parent, name="passphrase_sheet", title=title, verb="Use this passphrase")
        self._protector = protector
        self._words(
            "The backups on this computer open with the new one from then on, too. Copies that you took elsewhere open "
            "as before."
            if change
            else "It will be asked for at every start, and to unlock. Nobody can bring it back for you. The keyring "
            "forgets its key, and the backups on this computer open with the passphrase, too.",
            "passphrase_sheet_words",
        )
        self._current = self._field("Passphrase of now", "current_passphrase") if change else None
        hint = f"At least {SHORTEST} characters; a few words are good."
        self._new = self._field("New passphrase", "new_passphrase", hint)
        self._repeat = self._field("Once more", "repeat_passphrase")
        self._finish_layout()

    def _work(self) -> Coroutine[Any, Any, Standing] | None:
        current = None if self._current is None else Secret(self._current.line.text())
        if self._current is not None and not current:
            self._complain(self._current, "Enter the passphrase of now.")
            return None
        text = self._new.line.text()
        if len(text) < SHORTEST:
            self._complain(self._new, f"Use at least {SHORTEST} characters; a few words are good.")
            return None
        if text != self._repeat.line.text():
            self._complain(self._repeat, "The two do not match.")
            return None
        return self._protector.use_passphrase(Secret(text), current)

    def _complain(self, field: Field, words: str) -> None:
        field.show_problem(words)
        field.line.setFocus()


class KeyringSheet(_ProtectSheet):
    """Asks for the passphrase of now, then hands the key to the keyring."""

    def __init__(self, protector: Protector, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            bridge, theme, parent, name="keyring_sheet", title="Use the keyring", verb="Hand it to the keyring"
        )
        self._protector = protector
        self._words(
            "Your system keeps the key from then on and hands it over while you are logged in; no passphrase is asked. "
            "The keyring has shown that it keeps the key before the passphrase is given up.",
            "keyring_sheet_words",
        )
        self._current = self._field("Passphrase of now", "current_passphrase")
        self._finish_layout()

    def _work(self) -> Coroutine[Any, Any, Standing] | None:
        text = self._current.line.text()
        if not text:
            self._current.show_problem("Enter the passphrase of now.")
            return None
        return self._protector.use_keyring(Secret(text))
