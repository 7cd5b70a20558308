"""The sheet of four: copy, go back, export, import."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.archive import Archive
from oauth_desk.services.archive_words import made
from oauth_desk.services.company import SET_BY_COMPANY
from oauth_desk.services.ports import Clock, VaultCopy
from oauth_desk.ui.backup.words import in_sentences, number_of
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Button, IconLabel, Rule, Sheet, Text
from oauth_desk.ui.theme import Theme, Type

_DAILY = "One is made every day, and with each new connection."


class OverviewSheet(Sheet):
    """Makes a copy itself; the other three are asked for by signal, and the sheet closes."""

    restore_requested = Signal()
    export_requested = Signal()
    import_requested = Signal()

    def __init__(self, archive: Archive, clock: Clock, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, theme, name="backup_sheet", title="Back up and move", width=560)
        self._archive = archive
        self._clock = clock
        self._bridge = bridge
        self._theme_of = theme
        self._banner = Banner(theme, name="backup_banner")
        self._copy, self._copy_words = self._row("copy", "Make a copy", _DAILY, "Copy now", "backup_now")
        words = "Brings back connections that were lost. What is here now is kept aside first."
        restore, _ = self._row("clock", "Go back to a copy", words, "Choose…", "backup_restore")
        words = "Takes connections to another computer, in one file that a passphrase seals."
        self._export, self._export_words = self._row("send", "Export", words, "Export…", "backup_export")
        words = "Takes connections from such a file. Nothing here is overwritten unasked."
        take, _ = self._row("save", "Import", words, "Import…", "backup_import")
        close = Button("Close", theme, name="backup_close")
        self._copy.clicked.connect(self._make_copy)
        restore.clicked.connect(lambda: self._hand_on(self.restore_requested))
        self._export.clicked.connect(lambda: self._hand_on(self.export_requested))
        take.clicked.connect(lambda: self._hand_on(self.import_requested))
        close.clicked.connect(self.reject)
        self.column.addWidget(self._banner)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self.deleteLater)

    def forbid_exports(self) -> None:
        """Say that the company wants no exports."""
        self._export.setEnabled(False)
        self._export_words.setText(f"{SET_BY_COMPANY} Connections stay on this computer.")

    def showEvent(self, event: QShowEvent) -> None:
        """Look when the last copy was made."""
        super().showEvent(event)
        self._look()

    def _row(self, icon: str, title: str, words: str, verb: str, name: str) -> tuple[Button, Text]:
        theme, px = self._theme_of, self._theme_of.px
        if self.column.isEmpty():
            self.column.addWidget(self.title)
        else:
            self.column.addWidget(Rule(theme))
        heading = IconLabel(title, theme, icon=icon, role=Type.STRONG, name=f"{name}_title")
        told = Text(words, theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_text")
        below = QHBoxLayout()
        below.addSpacing(px(24))
        below.addWidget(told, 1)
        button = Button(verb, theme, name=name, label=f"{title}: {verb}")
        left = QVBoxLayout()
        left.setSpacing(px(2))
        left.addWidget(heading)
        left.addLayout(below)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addLayout(left, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(row)
        return button, told

    def _look(self) -> None:
        self._bridge.start(self._archive.all(), "copies", on_done=self._on_copies, on_error=self._on_failed)

    def _on_copies(self, copies: list[VaultCopy]) -> None:
        if copies:
            last = f"The last one is from {made(copies[0], self._clock.now())}."
            self._copy_words.setText(f"{_DAILY} {last}")

    def _make_copy(self) -> None:
        self._copy.setEnabled(False)
        self._banner.hide()
        self._bridge.start(self._archive.make(), "copy", on_done=self._on_made, on_error=self._on_failed)

    def _on_made(self, copy: VaultCopy) -> None:
        self._copy.setEnabled(True)
        self._copy.setFocus()
        words = f"It holds {number_of(copy.connections)}: {copy.path.name}, in the folder of copies."
        self._banner.tell("A copy was made.", words, tone="good")
        self._look()

    def _on_failed(self, error: DeskError) -> None:
        self._copy.setEnabled(True)
        self._banner.tell(error.title, in_sentences(error), tone="bad")

    def _hand_on(self, requested: SignalInstance) -> None:
        self.accept()
        requested.emit()
