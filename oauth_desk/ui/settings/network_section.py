"""Which proxy the program uses."""

from typing import Final

from PySide6.QtCore import Qt, Signal

from oauth_desk.domain.proxy import NONE, SYSTEM, check_proxy
from oauth_desk.services.choices import Choices
from oauth_desk.ui.controls import Field
from oauth_desk.ui.controls.choice import Choice
from oauth_desk.ui.settings.section import Section
from oauth_desk.ui.theme import Theme

_OWN: Final = "own"
_WAYS: Final = {SYSTEM: "As this computer is set", NONE: "None", _OWN: "This one"}
_HINTS: Final = {
    SYSTEM: "Services are reached as other programs on this computer reach them.",
    NONE: "Services are reached directly, whatever this computer says of a proxy.",
    _OWN: "Every service is reached through it; what is on this computer itself never is.",
}


class NetworkSection(Section):
    """``changed`` carries the name of a choice and its new value."""

    changed = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__("Network", theme, name="settings_network")
        self._shown = SYSTEM
        self._way = Choice("Proxy", _WAYS, theme, name="proxy_way")
        self._way.chosen.connect(self._on_way)
        self.column.addWidget(self._way)
        self.company_words("proxy_way")
        self._hint = self.words("", name="proxy_hint")
        self._address = Field(
            "Address of the proxy", theme, name="proxy_address", hint="For example proxy.example.com:3128", mono=True
        )
        self._address.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._address.line.editingFinished.connect(self._on_typed)
        self.column.addWidget(self._address)
        self._show(SYSTEM)

    def show_choices(self, choices: Choices, locked: frozenset[str]) -> None:
        """Show what was chosen; an address that somebody is typing stays, unless the company chose another."""
        self._shown = choices.proxy
        way = choices.proxy if choices.proxy in (SYSTEM, NONE) else _OWN
        self._way.show_value(way)
        self._show(way)
        self.lock(self._way.list, locked="proxy" in locked)
        self._address.line.setEnabled("proxy" not in locked)
        if way == _OWN and not (self._address.line.hasFocus() and "proxy" not in locked):
            self._address.line.setText(choices.proxy)
            self._address.show_problem(_problem(choices.proxy))

    def _show(self, way: str) -> None:
        self._hint.setText(_HINTS[way])
        self._address.setVisible(way == _OWN)

    def _on_way(self, way: str) -> None:
        self._show(way)
        if way == _OWN:
            self._address.show_problem("")
            self._address.line.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.changed.emit("proxy", way)

    def _on_typed(self) -> None:
        """Save an address once it is one; until then what was chosen before counts."""
        if not self._address.line.isEnabled():
            return
        text = self._address.line.text()
        problem = _problem(text)
        self._address.show_problem(problem)
        if not problem and check_proxy(text) != self._shown:
            self.changed.emit("proxy", check_proxy(text))


def _problem(text: str) -> str:
    """Say what is wrong with an address; a word for no address is not one here."""
    try:
        address = check_proxy(text)
    except ValueError as error:
        return str(error)
    return "This is no address of a proxy." if address in (SYSTEM, NONE) else ""
