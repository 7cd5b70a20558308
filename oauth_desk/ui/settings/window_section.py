"""How the window looks, and what closing it means."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal

from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.controls.choice import Choice
from oauth_desk.ui.settings.section import Section
from oauth_desk.ui.theme import Theme

_SCHEMES: Final = {"": "As the system", "light": "Light", "dark": "Dark"}


class WindowSection(Section):
    """The choices of the window alone."""

    scheme_chosen = Signal(str)
    motion_toggled = Signal(bool)
    stay_toggled = Signal(bool)
    login_toggled = Signal(bool)

    def __init__(self, theme: Theme, *, tray: bool) -> None:
        super().__init__("Window", theme, name="settings_window")
        self._scheme = Choice("Colours", _SCHEMES, theme, name="settings_scheme")
        self._scheme.chosen.connect(self.scheme_chosen.emit)
        self.column.addWidget(self._scheme)
        self._motion, _ = self.check("Less motion", name="settings_motion")
        self._motion.toggled.connect(self.motion_toggled)
        hint = (
            "Your connections are renewed until you quit."
            if tray
            else "This desktop has no tray, so closing the window ends the program."
        )
        self._stay, _ = self.check("Stay in the tray when closed", name="settings_stay", hint=hint)
        self._stay.setEnabled(tray)
        self._stay.toggled.connect(self.stay_toggled)
        self._login_hint = "It waits in the tray, with no window." if tray else "Its window comes up minimised."
        self._login, self._login_words = self.check("Start at login", name="settings_login", hint=self._login_hint)
        self._login.toggled.connect(self.login_toggled)

    def show_choices(self, scheme: str, *, less_motion: bool, stay: bool) -> None:
        """Show what was chosen."""
        self._scheme.show_value(scheme if scheme in _SCHEMES else "")
        for box, on in ((self._motion, less_motion), (self._stay, stay)):
            _show(box, on=on)

    def show_login(self, *, on: bool) -> None:
        """Show whether the program starts at login."""
        self._login.setEnabled(True)
        self._login_words.setText(self._login_hint)
        _show(self._login, on=on)

    def show_no_login(self, words: str) -> None:
        """Say why that cannot be chosen here."""
        self._login.setEnabled(False)
        self._login_words.setText(words)
        _show(self._login, on=False)


def _show(box: Check, *, on: bool) -> None:
    with QSignalBlocker(box):
        box.setChecked(on)
    box.update()
