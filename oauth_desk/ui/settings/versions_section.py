"""Whether the program looks for new versions of itself."""

from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QSignalBlocker, Signal

from oauth_desk.domain.managed import Managed
from oauth_desk.domain.release import Release
from oauth_desk.services.choices import Choices
from oauth_desk.services.releases import barrier
from oauth_desk.ui.controls import Button, FlowRow
from oauth_desk.ui.settings.section import Section
from oauth_desk.ui.theme import Theme

_ASKS: Final = (
    "Once a week {host} is asked which version is the newest. Nothing about you or your connections goes along, "
    "and nothing is downloaded: you are told, and that is all."
)
_NAME: Final = "look_for_versions"


class VersionsSection(Section):
    """``changed`` carries the name of a choice and its new value; ``look_requested`` asks for a look now."""

    changed = Signal(str, object)
    look_requested = Signal()

    def __init__(self, theme: Theme, running: str) -> None:
        super().__init__("New versions", theme, name="settings_versions")
        self._running = running
        self._why = self.words("", name="versions_why")
        self._box, self._hint = self.check("Look for new versions", name=_NAME)
        self._box.toggled.connect(lambda on: self.changed.emit(_NAME, on))
        self._look = Button("Look now", theme, name="look_now")
        self._look.clicked.connect(self.look_requested)
        self._row = FlowRow(theme.px(12))
        self._row.add(self._look)
        self.column.addWidget(self._row)
        self._said = self.words("", name="versions_said")
        self.say("")

    def show_choices(self, choices: Choices, managed: Managed) -> None:
        """Show what was chosen, or why nobody can be asked."""
        why = barrier(managed)
        self._why.setText(f"This is version {self._running}.{f' {why}' if why else ''}")
        for widget in (self._box, self._hint, self._row):
            widget.setVisible(not why)
        self._hint.setText(_ASKS.format(host=urlsplit(managed.update_feed).hostname or ""))
        with QSignalBlocker(self._box):
            self._box.setChecked(choices.look_for_versions)
        self.lock(self._box, locked=_NAME in managed.locked and not why)
        self._box.update()
        if why:
            self.say("")

    def show_looking(self) -> None:
        """Say that somebody is asked."""
        self._look.setEnabled(False)
        self.say("Asking…")

    def show_release(self, release: Release | None) -> None:
        """Say what came of it."""
        self._look.setEnabled(True)
        self.say("This is the newest version." if release is None else f"Version {release.version} is there.")

    def show_failed(self) -> None:
        """Let somebody try again."""
        self._look.setEnabled(True)
        self.say("")

    def say(self, words: str) -> None:
        """Say something below the button; nothing where there are no words."""
        self._said.setText(words)
        self._said.setVisible(bool(words))
