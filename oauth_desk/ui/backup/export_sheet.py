"""The sheet that seals connections into a file."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.mover import Mover, Sent
from oauth_desk.services.protector import SHORTEST
from oauth_desk.ui.backup.low import stacked
from oauth_desk.ui.backup.words import BOTH_WORDS, MOVE_WORDS, listed, number_of
from oauth_desk.ui.backup.work_sheet import WorkSheet
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Field
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.controls.file_choice import ask_where_to_save
from oauth_desk.ui.controls.tooltip import plain_tip
from oauth_desk.ui.theme import Theme

_NAME = "connections.oauth-desk"


class ExportSheet(WorkSheet):
    """Asks which, for a passphrase, and whether they shall live on elsewhere; then for a place."""

    def __init__(
        self, mover: Mover, connections: list[Connection], bridge: Bridge, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(bridge, theme, parent, name="export_sheet", title="Export to a file", verb="Choose a place…")
        self._mover = mover
        self._boxes: dict[str, Check] = {}
        for number, each in enumerate(connections):
            label = f"{each.name} ({each.account.label})" if each.account.label else each.name
            box = Check(label, theme, name=f"export_connection_{number}")
            box.setToolTip(plain_tip(label))
            box.setChecked(True)
            box.toggled.connect(self._on_ticked)
            self._boxes[each.id] = box
        self.body.addWidget(stacked(theme, list(self._boxes.values()), most=132))
        hint = f"At least {SHORTEST} characters. Nobody can bring it back."
        self._first = self._field("Passphrase for the file", "export_passphrase", hint)
        self._repeat = self._field("Once more", "export_repeat")
        self._move = Check("Move them: keep them here no more", theme, name="export_move")
        self._move.toggled.connect(self._on_move)
        self.body.addWidget(self._move)
        self._means = self.words(BOTH_WORDS, "export_means")
        self._first.line.setFocus()

    @property
    def wanted(self) -> list[str]:
        """Return the ids of what is ticked."""
        return [connection_id for connection_id, box in self._boxes.items() if box.isChecked()]

    def act(self) -> None:
        """Ask for a place, if nothing is missing."""
        if not self.ok.isEnabled() or not self._is_complete():
            return
        ask_where_to_save(self, "Export to", _NAME, ["Exported connections (*.oauth-desk)", "All files (*)"], self.send)

    def send(self, path: Path) -> None:
        """Write the file."""
        move, passphrase = self._move.isChecked(), Secret(self._first.line.text())
        work = self._mover.send(path, self.wanted, passphrase, move=move)
        self.work(work, "Waiting for renewals under way; 65 s at most.", self._on_sent)

    def refuse(self, error: DeskError) -> None:
        """Blame the passphrase where it is to blame."""
        if error.code == "passphrase_short":
            self._first.show_problem(error.title)
        else:
            super().refuse(error)

    def _field(self, label: str, name: str, hint: str = "") -> Field:
        field = Field(label, self.theme, name=name, hint=hint, secret=True)
        field.line.returnPressed.connect(self.act)
        self.body.addWidget(field)
        return field

    def _is_complete(self) -> bool:
        text = self._first.line.text()
        short = len(text) < SHORTEST
        self._first.show_problem(f"Use at least {SHORTEST} characters; a few words are good." if short else "")
        differs = not short and text != self._repeat.line.text()
        self._repeat.show_problem("The two do not match." if differs else "")
        if short or differs:
            (self._first if short else self._repeat).line.setFocus()
        return not short and not differs

    def _on_ticked(self) -> None:
        self.ok.setEnabled(bool(self.wanted))

    def _on_move(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._means.setText(MOVE_WORDS if on else BOTH_WORDS)

    def _on_sent(self, sent: Sent) -> None:
        for field in (self._first, self._repeat):
            field.line.clear()
        lines = [f"{number_of(len(sent.connections))} in {sent.path}"]
        if sent.moved:
            lines.append("This computer has them no more. Import the file on the other one.")
        else:
            lines.append("Import the file on the other computer. They stay here, too.")
        note = f"Keep {listed(sent.at_risk)} on one computer only." if sent.at_risk else ""
        self.show_result("Moved" if sent.moved else "Exported", lines, note=note)
