"""The sheets of copies and moves, one after another over the window."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from oauth_desk.domain.managed import EXPORTS
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import VaultCopy
from oauth_desk.services.vault_session import SessionState
from oauth_desk.ui.backup.export_sheet import ExportSheet
from oauth_desk.ui.backup.import_sheet import ImportSheet
from oauth_desk.ui.backup.overview_sheet import OverviewSheet
from oauth_desk.ui.backup.restore_sheet import RestoreSheet
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.theme import Theme


class BackupFlow(QObject):
    """``restored`` carries what was done, and the passphrase that opened the copy."""

    restored = Signal(object, object)

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._bridge = bridge
        self._theme = theme
        self._window = window

    def open(self) -> None:
        """Open the sheet of four."""
        if self._desk.session.state is not SessionState.OPEN:
            return
        sheet = OverviewSheet(self._desk.archive, self._desk.clock, self._bridge, self._theme, self._window)
        if not self._desk.company.now.allows(EXPORTS):
            sheet.forbid_exports()
        sheet.restore_requested.connect(self.restore)
        sheet.export_requested.connect(self._export)
        sheet.import_requested.connect(self._import)
        sheet.open()

    def restore(self, copy: VaultCopy | None = None) -> None:
        """Ask before going back to a copy; this one, or one to be chosen."""
        sheet = RestoreSheet(self._desk.archive, self._desk.clock, self._bridge, self._theme, self._window, copy=copy)
        sheet.restored.connect(self.restored)
        sheet.open()

    def _export(self) -> None:
        connections = self._desk.book.all()
        ExportSheet(self._desk.mover, connections, self._bridge, self._theme, self._window).open()

    def _import(self) -> None:
        ImportSheet(self._desk.mover, self._desk.clock, self._bridge, self._theme, self._window).open()
