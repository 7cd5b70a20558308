"""The sheet that makes a service file for a colleague."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.profile_sharing import Shared
from oauth_desk.services.desk import Desk
from oauth_desk.services.sharing import file_name, told_of
from oauth_desk.ui.backup.work_sheet import WorkSheet
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls.file_choice import ask_where_to_save
from oauth_desk.ui.theme import Theme


class ShareSheet(WorkSheet):
    """Says what is in the file and what is not, then asks for a place."""

    def __init__(self, connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        service = connection.service
        title = f"Share {service.name} with a colleague"
        super().__init__(bridge, theme, parent, name="share_sheet", title=title, verb="Save the file…")
        self._desk = desk
        self._service = service
        self._made: Shared | None = None
        words = f"With this file somebody else connects {service.name} in their own name."
        self.words(words, "share_words", colour="text")
        self._told = self.words("", "share_told")
        self.work(desk.catalogue.shared(connection), "", self._on_made)

    def act(self) -> None:
        """Ask for a place."""
        if self._made is not None:
            filters = ["Service files (*.toml)", "All files (*)"]
            ask_where_to_save(self, "Save the service file", file_name(self._service), filters, self.save)

    def save(self, path: Path) -> None:
        """Write the file; that an older one goes was agreed to where the place was chosen."""
        if self._made is not None:
            work = self._desk.catalogue.write(path, self._made.text, over=True)
            self.work(work, "Writing the file.", lambda _none: self._on_written(path))

    def _on_made(self, made: Shared) -> None:
        self._made = made
        self._told.setText(told_of(made))
        self.ok.setFocus()

    def _on_written(self, path: Path) -> None:
        how = "Your colleague drops it onto the window of OAuth Desk, or opens it under “Connect a service”."
        self.show_result("The file is ready", [str(path), how])
