"""The address that a service is to send the browser back to, for copying; another page where one may be."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect import redirect
from oauth_desk.ui.controls import Button, Field, Text
from oauth_desk.ui.theme import Theme, Type

_COPIED_MS: Final = 2500
_REGISTER: Final = "Redirect address to register"
_OR_YOURS: Final = "Redirect address to register, or a page of your own (https://…)"


class RedirectPanel(QWidget):
    """``finished``: Return was pressed in an address that may be another one."""

    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("redirect_panel")
        self._own = ""
        self._open = False
        self._copy = Button("Copy", theme, icon="copy", name="copy_redirect_button", label="Copy the redirect address")
        self.field = Field("", theme, name="redirect_line", mono=True, beside=self._copy)
        self.field.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._note = Text("", theme, role=Type.SECOND, colour="second", wrap=True, name="redirect_note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.field)
        column.addWidget(self._note)
        self._copy.clicked.connect(self._on_copy)
        self.field.line.returnPressed.connect(self.finished)

    @property
    def is_open(self) -> bool:
        """Tell whether another address may be typed."""
        return self._open and not self.isHidden()

    @property
    def page(self) -> str:
        """Return the page that was typed in place of the service's own; empty where that stands."""
        text = self.field.line.text().strip()
        return "" if text == self._own else text

    def show_service(self, service: Service, page: str) -> None:
        """Show the address of a service, or the ``page`` that was typed in its place."""
        self._own, self._open = service.client.redirect_uri, redirect.is_open(service)
        self.field.set_label(_OR_YOURS if self._open else _REGISTER)
        self.field.line.setReadOnly(not self._open)
        self.field.line.setText(page if self._open and page else self._own)
        self.field.line.setCursorPosition(0)
        self.field.line.setToolTip("" if self._open else self._own)
        self.field.show_problem("")
        self._note.setText(redirect.note(service))
        self._note.setVisible(bool(self._note.text()))

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.field.line.text().strip())
        self._copy.setText("Copied")
        self._copy.set_icon_name("tick")
        QTimer.singleShot(_COPIED_MS, self._copy, self._uncopy)

    def _uncopy(self) -> None:
        self._copy.setText("Copy")
        self._copy.set_icon_name("copy")
