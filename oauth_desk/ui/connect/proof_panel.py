"""Where a developer says how the program proves itself. Everybody else sees one quiet line."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect import proof
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.controls import Button, ButtonKind, Card, Field, Text
from oauth_desk.ui.controls.choice import Choice
from oauth_desk.ui.controls.file_choice import ask_which_to_open
from oauth_desk.ui.theme import Theme, Type

_FIELDS: Final = {
    Detail.KEY_FILE: (
        "Private key",
        "A PEM or JWK file. It is read at sign-in and kept encrypted; the file may go then.",
    ),
    Detail.KEY_ID: ("Name of the key (if the service gave it one)", "Called “kid” in its documentation."),
    Detail.CERTIFICATE: ("Certificate", "A PEM file. It is read at sign-in and kept encrypted; the file may go then."),
    Detail.CERTIFICATE_KEY: ("Key of the certificate (if it is another file)", ""),
    Detail.KEY_PASSPHRASE: ("Passphrase of the key (if it has one)", ""),
}
_FILES: Final = (Detail.KEY_FILE, Detail.CERTIFICATE, Detail.CERTIFICATE_KEY)
_FILTERS: Final = ["Keys and certificates (*.pem *.key *.crt *.cer *.jwk *.json)", "All files (*)"]


class ProofPanel(QWidget):
    """A line that unfolds into a choice and what it asks for. ``grown``: something more is to be seen."""

    grown = Signal()
    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("proof_panel")
        self._theme = theme
        self._offered = False
        self._toggle = Button("", theme, kind=ButtonKind.QUIET, icon="key", name="proof_toggle")
        self._card = Card(theme, name="proof_card")
        self._way = Choice("This program proves itself with", proof.WAYS, theme, name="proof_way")
        self._fields = {detail: self._made(detail) for detail in _FIELDS}
        self._lay_out()
        self._toggle.clicked.connect(lambda: self._unfold(on=self._card.isHidden()))
        self._way.chosen.connect(self._on_way)
        self._unfold(on=False)

    def show_draft(self, service: Service, typed: dict[Detail, str]) -> None:
        """Show what was chosen before, or what the service wants; nothing where an administrator has decided."""
        self._offered = proof.is_open(service)
        self.setVisible(self._offered)
        wanted = service.client.auth_method if service.lacks_proof else None
        way = typed.get(Detail.PROOF, wanted or "")
        self._way.show_value(way)
        for detail, field in self._fields.items():
            field.line.setText(typed.get(detail, ""))
        self._unfold(on=bool(way))

    def typed(self) -> dict[Detail, str]:
        """Return what was chosen; nothing where nobody chose."""
        way = str(self._way.value)
        if not self._offered or not way:
            return {}
        return {Detail.PROOF: way, **{detail: self._fields[detail].line.text() for detail in proof.asked(way)}}

    def fields(self) -> dict[Detail, Field]:
        """Return the fields that can be seen."""
        return {detail: self._fields[detail] for detail in proof.asked(str(self._way.value))} if self._offered else {}

    # --- making ------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(px(18), px(16), px(18), px(18))
        inside.setSpacing(px(14))
        words = "For developers: most services want the client ID and perhaps a secret, and nothing of this."
        inside.addWidget(Text(words, self._theme, role=Type.SECOND, colour="second", wrap=True, name="proof_words"))
        inside.addWidget(self._way)
        for field in self._fields.values():
            inside.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._card)

    def _made(self, detail: Detail) -> Field:
        label, hint = _FIELDS[detail]
        choose = None
        if detail in _FILES:
            choose = Button("Choose…", self._theme, icon="file", name=f"choose_{detail}", label=f"Choose: {label}")
        secret = detail is Detail.KEY_PASSPHRASE
        field = Field(label, self._theme, name=f"field_{detail}", hint=hint, secret=secret, mono=True, beside=choose)
        field.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        field.line.returnPressed.connect(self.finished)
        if choose is not None:
            choose.clicked.connect(lambda: self._choose(label, field))
        return field

    # --- gestures ----------------------------------------------------------------

    def _choose(self, label: str, field: Field) -> None:
        ask_which_to_open(self, label, _FILTERS, lambda path: field.line.setText(str(path)))

    def _on_way(self) -> None:
        self._show_fields()
        self.grown.emit()

    def _unfold(self, *, on: bool) -> None:
        self._card.setVisible(on)
        words = "Use the client ID and secret alone" if on else "Use a key or a certificate instead"
        self._toggle.setText(words)
        self._toggle.setAccessibleName(words)
        if not on:
            self._way.show_value("")
        self._show_fields()
        if on:
            self.grown.emit()

    def _show_fields(self) -> None:
        asked = proof.asked(str(self._way.value))
        for detail, field in self._fields.items():
            field.setVisible(detail in asked)
            if detail not in asked:
                field.show_problem("")
