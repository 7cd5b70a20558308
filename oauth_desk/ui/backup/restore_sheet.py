"""The sheet that asks before it goes back to a copy."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.archive import Archive
from oauth_desk.services.archive_words import told_of
from oauth_desk.services.ports import Clock, Protection, PutBack, VaultCopy
from oauth_desk.ui.backup.words import copy_line
from oauth_desk.ui.backup.work_sheet import WorkSheet
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Button, ButtonKind, Field
from oauth_desk.ui.controls.file_choice import ask_which_to_open
from oauth_desk.ui.controls.tooltip import plain_tip
from oauth_desk.ui.theme import Theme

_WHAT = (
    "Connections of the copy come back. One that was renewed since keeps its newer state; one that the copy does not "
    "have leaves the list. What is here now is kept aside first, so nothing is lost."
)
_PASSPHRASE = frozenset({"passphrase_needed", "wrong_passphrase"})


class RestoreSheet(WorkSheet):
    """``restored`` carries what was done, and the passphrase. ``copy`` is chosen at the start; else the newest is."""

    restored = Signal(object, object)

    def __init__(
        self,
        archive: Archive,
        clock: Clock,
        bridge: Bridge,
        theme: Theme,
        parent: QWidget,
        *,
        copy: VaultCopy | None = None,
    ) -> None:
        super().__init__(bridge, theme, parent, name="restore_sheet", title="Go back to a copy", verb="Go back to it")
        self._archive = archive
        self._clock = clock
        self._copies: list[VaultCopy] = []
        self._wanted = copy
        self.words(_WHAT, "restore_text")
        self._list = QComboBox()
        self._list.setObjectName("restore_copies")
        self._list.setAccessibleName("Which copy")
        self._list.setMinimumWidth(theme.px(160))
        self._list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._list.currentIndexChanged.connect(self._on_chosen)
        self._other = Button("Another file…", theme, kind=ButtonKind.LINK, name="restore_other")
        self._other.clicked.connect(self._ask_file)
        self._field = Field("Passphrase of the copy", theme, name="restore_passphrase", secret=True)
        self._field.line.returnPressed.connect(self.act)
        self._field.hide()
        self.body.addWidget(self._list)
        self.body.addWidget(self._other)
        self.body.addWidget(self._field)
        self.ok.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Look which copies there are."""
        super().showEvent(event)
        self.bridge.start(self._archive.all(), "copies", on_done=self._on_copies, on_error=self.refuse)

    @property
    def chosen(self) -> VaultCopy | None:
        """Return the copy that is chosen."""
        place = self._list.currentIndex()
        return self._copies[place] if 0 <= place < len(self._copies) else None

    def act(self) -> None:
        """Go back."""
        copy = self.chosen
        if copy is None or not self.ok.isEnabled():
            return
        self._field.show_problem("")
        passphrase = Secret(self._field.line.text()) if self._field.line.text() else None
        self.work(self._archive.restore(copy.path, passphrase), "Going back to the copy.", self._on_restored)

    def refuse(self, error: DeskError) -> None:
        """Blame the passphrase where it is to blame."""
        if error.code not in _PASSPHRASE:
            super().refuse(error)
            return
        self._field.show()
        self._field.show_problem(error.title if self._field.line.text() else "")
        self._field.line.setFocus()

    def add_copy(self, copy: VaultCopy) -> None:
        """Choose a copy that is kept elsewhere."""
        self._copies.insert(0, copy)
        self._list.insertItem(0, f"{copy.path.name}: {copy_line(copy, self._clock.now())}")
        self._list.setCurrentIndex(0)

    def _on_copies(self, copies: list[VaultCopy]) -> None:
        self._copies = copies
        now = self._clock.now()
        self._list.addItems([copy_line(copy, now) for copy in copies])
        paths = [copy.path for copy in copies]
        if self._wanted is not None and self._wanted.path in paths:
            self._list.setCurrentIndex(paths.index(self._wanted.path))
        self._list.setVisible(bool(copies))
        if not copies:
            self.banner.tell("There is no copy yet.", "Choose a file of your own.", tone="attention", closable=False)
        self._on_chosen()
        (self.ok if copies else self._other).setFocus()

    def _on_chosen(self, _place: int = 0) -> None:
        copy = self.chosen
        self.ok.setEnabled(copy is not None)
        self._list.setVisible(copy is not None)
        if copy is not None:
            self.banner.hide()
            self._list.setToolTip(plain_tip(str(copy.path)))
            self._field.setVisible(copy.header.protection is Protection.PASSPHRASE)

    def _ask_file(self) -> None:
        ask_which_to_open(self, "Choose a copy", ["Copies (*.db)", "All files (*)"], self._on_file)

    def _on_file(self, path: Path) -> None:
        self.bridge.start(self._archive.find(path), "look", on_done=self.add_copy, on_error=self.refuse)

    def _on_restored(self, done: PutBack) -> None:
        text = self._field.line.text()
        self._field.line.clear()
        self.show_result("Your connections are back", told_of(done))
        self.restored.emit(done, Secret(text) if text else None)
