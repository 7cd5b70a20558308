"""The sheet that takes connections from a file: open it, look, take."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.mover import Item, Known, Mover, Outcome, Taken, at_risk
from oauth_desk.services.parcel_words import came_from
from oauth_desk.services.ports import Clock, Parcel
from oauth_desk.ui.backup.low import stacked
from oauth_desk.ui.backup.words import listed, moment, number_of, outcome_line
from oauth_desk.ui.backup.work_sheet import WorkSheet
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Button, ElidedLabel, Field, Text
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.controls.file_choice import ask_which_to_open
from oauth_desk.ui.controls.tooltip import plain_tip
from oauth_desk.ui.theme import Theme, Type

_CHOICES = {Known.REPLACE: "Replace it here", Known.KEEP_BOTH: "Keep both"}
_ARRIVED = frozenset({Outcome.IMPORTED, Outcome.REPLACED, Outcome.KEPT_BOTH})


class ImportSheet(WorkSheet):
    """``imported`` carries what became of each connection."""

    imported = Signal(object)

    def __init__(self, mover: Mover, clock: Clock, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(bridge, theme, parent, name="import_sheet", title="Import from a file", verb="Open", width=560)
        self._mover = mover
        self._clock = clock
        self._path: Path | None = None
        self._parcel: Parcel | None = None
        self._rows: list[_Row] = []
        self._which = Button("Choose a file…", theme, name="import_choose")
        self._which.clicked.connect(self._ask_file)
        self._named = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name="import_file")
        self._named.hide()
        self._field = Field("Passphrase of the file", theme, name="import_passphrase", secret=True)
        self._field.line.returnPressed.connect(self.act)
        self._told = self.words("Choose the file that was exported on the other computer.", "import_text")
        for widget in (self._which, self._named, self._field):
            self.body.addWidget(widget)
        self.ok.setEnabled(False)
        self._which.setFocus()

    def act(self) -> None:
        """Open the file, or take what is ticked."""
        if not self.ok.isEnabled():
            return
        if self._parcel is not None:
            self._take(self._parcel)
        elif self._path is not None:
            self._field.show_problem("")
            passphrase = Secret(self._field.line.text())
            self.work(self._mover.open(self._path, passphrase), "Opening the file.", self._on_opened)

    def use(self, path: Path) -> None:
        """Import from this file."""
        self._path = path
        self._named.setText(str(path))
        self._named.show()
        self.ok.setEnabled(True)
        self.banner.hide()
        self._field.line.setFocus()

    def refuse(self, error: DeskError) -> None:
        """Blame the passphrase where it is to blame."""
        if error.code != "wrong_passphrase":
            super().refuse(error)
            return
        self._field.show_problem(error.title)
        self._field.line.selectAll()
        self._field.line.setFocus()

    def _ask_file(self) -> None:
        filters = ["Exported connections (*.oauth-desk)", "All files (*)"]
        ask_which_to_open(self, "Import from", filters, self.use)

    def _on_opened(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self._field.line.clear()
        for widget in (self._which, self._named, self._field):
            widget.hide()
        made = moment(parcel.made_at, self._clock.now())
        self._told.setText(
            f"From {came_from(parcel)}, {made}. What is connected here already stays as it is unless you tick it."
        )
        self._rows = [_Row(item, number, self.theme) for number, item in enumerate(self._mover.plan(parcel))]
        for row in self._rows:
            row.box.toggled.connect(self._count)
        self.body.addWidget(stacked(self.theme, self._rows, most=260))
        self._count()
        self.ok.setFocus()

    def _count(self) -> None:
        number = sum(row.box.isChecked() for row in self._rows)
        self.ok.setText(f"Import {number_of(number)}" if number else "Import")
        self.ok.setAccessibleName(self.ok.text())
        self.ok.updateGeometry()
        self.ok.setEnabled(bool(number))

    def _take(self, parcel: Parcel) -> None:
        ticked = [row for row in self._rows if row.box.isChecked()]
        wanted = {row.item.connection.id: row.choice for row in ticked}
        work = self._mover.take(
            parcel, [row.item for row in ticked], lambda item: wanted.get(item.connection.id, Known.SKIP)
        )
        self.work(work, "Saving.", self._on_taken)

    def _on_taken(self, taken: list[Taken]) -> None:
        arrived = [each.item.connection for each in taken if each.outcome in _ARRIVED]
        title = f"Imported {number_of(len(arrived))}" if arrived else "Nothing was changed"
        risk = () if self._parcel is None or self._parcel.moved else at_risk(arrived)
        where = "the other computer" if self._parcel is None else came_from(self._parcel)
        note = f"{listed(risk)} also lives on {where}. There, disconnect it “only here”." if risk else ""
        self.show_result(title, [outcome_line(each) for each in taken], note=note)
        self.imported.emit(taken)


class _Row(QWidget):
    """One connection of the file: taken or not, and what to do where the account is here already."""

    def __init__(self, item: Item, number: int, theme: Theme) -> None:
        super().__init__()
        self.item = item
        self.box = Check(item.connection.name, theme, name=f"import_connection_{number}")
        self.box.setToolTip(plain_tip(item.connection.name))
        self.box.setChecked(item.known is None)
        self.box.setEnabled(not item.is_older)
        self.box.toggled.connect(self._on_ticked)
        account = item.connection.account.label or item.connection.service.name
        told = ElidedLabel(
            self._standing(account), theme, role=Type.SECOND, colour="second", name=f"import_state_{number}"
        )
        self._list = QComboBox()
        self._list.setObjectName(f"import_known_{number}")
        self._list.setAccessibleName(f"What to do with {item.connection.name}")
        self._list.addItems(list(_CHOICES.values()))
        self._list.setMinimumWidth(theme.px(150))
        self._list.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(0)
        grid.addWidget(self.box, 0, 0)
        grid.addWidget(told, 1, 0)
        grid.addWidget(self._list, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        told.setContentsMargins(theme.px(32), 0, 0, 0)

    @property
    def choice(self) -> Known:
        """Return what was chosen for an account that is here."""
        return list(_CHOICES)[self._list.currentIndex()]

    def _on_ticked(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._list.setVisible(on and self.item.known is not None)

    def _standing(self, account: str) -> str:
        known = self.item.known
        if known is None:
            return account
        if self.item.is_older:
            return "What is here is newer"
        return f"Here as “{known.name}”, {account}"
