"""What a person brings where nobody signs in: a file with a key, a secret, or another connection to go through."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.controls import Button, Field
from oauth_desk.ui.controls.file_choice import ask_which_to_open
from oauth_desk.ui.controls.list_field import ListField
from oauth_desk.ui.theme import Theme

_LINES: Final = {
    Detail.KEY_FILE: ("File with the key", "It is read once, and its key kept here, encrypted. Delete the file then."),
    Detail.KEY_ID: ("Name of the key (if the service gave it one)", "Called “kid” in its documentation."),
    Detail.KEY_PASSPHRASE: ("Passphrase of the file (if it has one)", ""),
    Detail.CLIENT_SECRET: ("New secret", "It stays on this computer, encrypted."),
    Detail.SUBJECT: (
        "On behalf of (only if the service wants it)",
        "For example ana@example.com, where an administrator there has allowed that.",
    ),
}
_SECRET: Final = frozenset({Detail.KEY_PASSPHRASE, Detail.CLIENT_SECRET})
_FILTERS: Final = ["Keys (*.json *.pem *.key *.jwk)", "All files (*)"]


class OwnPanel(QWidget):
    """Shows the details it is asked to. ``finished``: Return was pressed in one of them."""

    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("own_panel")
        self._theme = theme
        self._asked: frozenset[Detail] = frozenset()
        self._source = ListField("Connection to go through", theme, name="field_source")
        self._lines = {detail: self._made(detail) for detail in _LINES}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        column.addWidget(self._source)
        for field in self._lines.values():
            column.addWidget(field)

    def ask(self, asked: Sequence[Detail], typed: Mapping[Detail, str]) -> None:
        """Ask for these, with what was typed already; nothing else is shown."""
        self._asked = frozenset(asked) & frozenset((*_LINES, Detail.SOURCE))
        self._source.setVisible(Detail.SOURCE in self._asked)
        for detail, field in self._lines.items():
            field.setVisible(detail in self._asked)
            field.line.setText(typed.get(detail, ""))
            field.show_problem("")
        self.setVisible(bool(self._asked))

    def offer(self, service: Service, names: Sequence[str], chosen: str) -> None:
        """Offer connections to go through; ``chosen`` is the one of before, or the profile's own wish."""
        wanted = chosen or service.exchange.connection or ""
        hint = f"{service.name} gives access to whoever this connection belongs to."
        if not names:
            hint = "There is no connection yet. Connect the service that you sign in to first."
        elif wanted and wanted not in names:
            hint = f"“{wanted}” is not connected here. Choose another one, or connect it first."
        self._source.show_options(names, wanted, hint=hint)

    def typed(self) -> dict[Detail, str]:
        """Return what was chosen and typed."""
        lines = {detail: field.line.text() for detail, field in self._lines.items() if detail in self._asked}
        return {**lines, Detail.SOURCE: self._source.value} if Detail.SOURCE in self._asked else lines

    def fields(self) -> dict[Detail, Field | ListField]:
        """Return what can be seen."""
        seen: dict[Detail, Field | ListField] = {}
        if Detail.SOURCE in self._asked:
            seen[Detail.SOURCE] = self._source
        return {**seen, **{detail: field for detail, field in self._lines.items() if detail in self._asked}}

    def focus_first(self) -> bool:
        """Put the keyboard into the first field; tell whether there is one."""
        first = next(iter(self.fields().values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None

    def _made(self, detail: Detail) -> Field:
        label, hint = _LINES[detail]
        choose = None
        if detail is Detail.KEY_FILE:
            choose = Button("Choose…", self._theme, icon="file", name="choose_own_key", label=f"Choose: {label}")
        field = Field(
            label,
            self._theme,
            name=f"field_own_{detail}",
            hint=hint,
            secret=detail in _SECRET,
            mono=True,
            beside=choose,
        )
        field.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        field.line.returnPressed.connect(self.finished)
        if choose is not None:
            choose.clicked.connect(
                lambda: ask_which_to_open(self, label, _FILTERS, lambda path: field.line.setText(str(path)))
            )
        return field
