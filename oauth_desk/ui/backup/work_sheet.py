"""A sheet that asks, works, and then says what it did."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.domain.errors import DeskError
from oauth_desk.ui.backup.low import Low
from oauth_desk.ui.backup.words import in_sentences
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.controls import Banner, Button, ButtonKind, Sheet, Spinner, Text
from oauth_desk.ui.theme import Theme, Type

T = TypeVar("T")


class WorkSheet(Sheet):
    """``body`` holds what is asked and gives way to the result. The first button cancels, the last one acts."""

    def __init__(
        self, bridge: Bridge, theme: Theme, parent: QWidget, *, name: str, title: str, verb: str, width: int = 500
    ) -> None:
        super().__init__(parent, theme, name=name, title=title, width=width)
        self.bridge = bridge
        self.theme = theme
        self.name = name
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(12))
        self.banner = Banner(theme, name=f"{name}_banner")
        self._spinner = Spinner(theme, size=18)
        self._spinner.hide()
        self._waiting = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name=f"{name}_waiting")
        self.cancel = Button("Cancel", theme, name=f"{name}_cancel")
        self.ok = Button(verb, theme, kind=ButtonKind.PRIMARY, name=f"{name}_ok")
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self.act)
        self.column.addWidget(self.title)
        self.column.addWidget(Low(inside))
        self.column.addWidget(self.banner)
        self.buttons.addWidget(self._spinner)
        self.buttons.addWidget(self._waiting, 1)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.ok)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self.deleteLater)

    def act(self) -> None:
        """Do what the last button says."""
        raise NotImplementedError

    def words(self, text: str, name: str, *, colour: str = "second") -> Text:
        """Add a paragraph to what is asked."""
        made = Text(text, self.theme, colour=colour, wrap=True, name=name)
        self.body.addWidget(made)
        return made

    def work(self, what: Coroutine[Any, Any, T], waiting: str, on_done: Callable[[T], object]) -> None:
        """Work, and say for what one waits; an error is told in the sheet, which stays."""
        self.banner.hide()
        self.ok.setEnabled(False)
        self._spinner.show()
        self._waiting.setText(waiting)

        def done(result: T) -> None:
            self._rest()
            on_done(result)

        self._done = done
        self.bridge.start(what, self.name, on_done=self._on_done, on_error=self._on_failed)

    def show_result(self, title: str, lines: list[str], *, tone: str = "good", note: str = "") -> None:
        """Say what was done instead of asking; one button closes."""
        _empty(self.body)
        self.title.setText(title)
        self.setAccessibleName(title)
        for number, line in enumerate(lines):
            self.words(line, f"{self.name}_line_{number}", colour="text")
        if note:
            self.banner.tell(note, tone="attention" if tone == "good" else tone, closable=False)
        self.cancel.hide()
        self.ok.setText("Done")
        self.ok.setAccessibleName("Done")
        self.ok.clicked.disconnect(self.act)
        self.ok.clicked.connect(self.accept)
        self.ok.setFocus()

    def refuse(self, error: DeskError) -> None:
        """Say why it was not done; overridden where a field is to blame."""
        self.banner.tell(error.title, in_sentences(error), tone="bad", closable=False)

    def _on_done(self, result: Any) -> None:
        self._done(result)

    def _on_failed(self, error: DeskError) -> None:
        self._rest()
        self.refuse(error)

    def _rest(self) -> None:
        self.ok.setEnabled(True)
        self._spinner.hide()
        self._waiting.setText("")


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
