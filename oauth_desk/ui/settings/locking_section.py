"""When the window locks by itself, and what goes on behind the lock."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal

from oauth_desk.services.choices import Choices
from oauth_desk.services.ports import Protection
from oauth_desk.ui.controls import Rule
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.controls.choice import Choice
from oauth_desk.ui.settings.section import Section
from oauth_desk.ui.theme import Theme

_MINUTES: Final = {
    0: "Never",
    1: "After 1 minute",
    5: "After 5 minutes",
    15: "After 15 minutes",
    30: "After 30 minutes",
    60: "After 1 hour",
}
_UNLOCKS: Final = {
    Protection.KEYRING: "A locked window shows nothing. The keyring opens it again with a click, so the lock "
    "keeps glances away; choose a passphrase to keep people out.",
    Protection.PASSPHRASE: "A locked window shows nothing until the passphrase is given.",
}
_DROPPED: Final = (
    "Now: locked means that the key and everything decrypted are dropped. Nothing is renewed until you unlock, so "
    "connections may run out. Memory that was used cannot be wiped for certain."
)
_KEPT: Final = (
    "Now: the key stays in use behind the lock, so that nothing runs out. The window shows nothing all the same."
)
_TOLD: Final = "Counts from when somebody last touched this computer, as your desktop tells."
_NOT_TOLD: Final = (
    "Your desktop does not tell when somebody touches this computer, so it counts from the last use of this window."
)


class LockingSection(Section):
    """``changed`` carries the name of a choice and its new value."""

    changed = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__("Locking", theme, name="settings_locking")
        self._unlocks = self.words("", name="locking_means")
        self._idle = Choice("Lock when nobody is there", _MINUTES, theme, name="lock_after")
        self._idle.chosen.connect(lambda minutes: self.changed.emit("lock_after_minutes", minutes))
        self.column.addWidget(self._idle)
        self.company_words("lock_after")
        self._told = self.words("", name="lock_after_hint")
        self._told.hide()
        self._screen = self._box("Lock with the screen", "lock_with_screen")
        self._sleep = self._box("Lock before the computer sleeps", "lock_with_sleep")
        self.column.addWidget(Rule(theme))
        self._renew, self._renewing = self.check(
            "Keep connections renewed while locked", name="renew_while_locked", hint=_DROPPED
        )
        self._renew.toggled.connect(lambda on: self.changed.emit("renew_while_locked", on))

    def show_choices(self, choices: Choices, locked: frozenset[str]) -> None:
        """Show what was chosen, and which of it the company chose."""
        minutes = choices.lock_after_minutes
        self._idle.show_value(minutes, f"After {minutes} minutes")
        self._told.setVisible(bool(minutes) and bool(self._told.text()))
        for box, on in (
            (self._screen, choices.lock_with_screen),
            (self._sleep, choices.lock_with_sleep),
            (self._renew, choices.renew_while_locked),
        ):
            with QSignalBlocker(box):
                box.setChecked(on)
            box.update()
        self.lock(self._idle.list, locked="lock_after_minutes" in locked)
        for box in (self._screen, self._sleep, self._renew):
            self.lock(box, locked=box.objectName() in locked)
        self._renewing.setText(_KEPT if choices.renew_while_locked else _DROPPED)

    def show_protection(self, protection: Protection | None) -> None:
        """Say what a lock keeps out."""
        self._unlocks.setText(_UNLOCKS[protection or Protection.KEYRING])

    def show_idle_is_told(self, *, told: bool) -> None:
        """Say what the waiting time counts from."""
        self._told.setText(_TOLD if told else _NOT_TOLD)
        self._told.setVisible(self._idle.list.currentIndex() > 0)

    def _box(self, text: str, name: str) -> Check:
        box, _ = self.check(text, name=name)
        box.toggled.connect(lambda on: self.changed.emit(name, on))
        return box
