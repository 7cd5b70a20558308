"""Rows of the details page: a fact, a secret behind a mask, a text to unfold."""

import re
from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.ui.connections.fact import Fact
from oauth_desk.ui.controls import Button, ButtonKind, Text
from oauth_desk.ui.theme import Theme, Type

LABEL_WIDTH: Final = 150
_BREAKS: Final = re.compile(r"[/.?&=_-]")
_LONGEST_BOX = 320
_INSET = 5
"""Above and below a line, so that it stands on the middle of the small buttons beside it."""


def _slug(label: str) -> str:
    return label.lower().replace(" ", "_").replace("-", "_")


def _caption(text: str, theme: Theme) -> Text:
    caption = Text(text, theme, colour="third")
    caption.setFixedWidth(theme.px(LABEL_WIDTH))
    caption.setContentsMargins(0, theme.px(_INSET), 0, theme.px(_INSET))
    return caption


def _icon_button(icon: str, name: str, label: str, theme: Theme) -> Button:
    return Button("", theme, kind=ButtonKind.QUIET, icon=icon, name=name, label=label, small=True)


class FactRow(QWidget):
    """A label and a value; ``copied`` carries what was copied."""

    copied = Signal(str)

    def __init__(self, fact: Fact, theme: Theme) -> None:
        super().__init__()
        slug = _slug(fact.label)
        label = _caption(fact.label, theme)
        selectable = not fact.copyable
        value = Text(fact.value, theme, role=Type.MONO, wrap=True, name=f"fact_{slug}", selectable=selectable)
        value.setAccessibleName(f"{fact.label}: {fact.value}")
        value.setContentsMargins(0, theme.px(_INSET), 0, theme.px(_INSET))
        if fact.copyable:
            # Addresses have no spaces to break at. What is copied by its button is not selected, marks and all.
            value.setText(_BREAKS.sub("\\g<0>\u200b", fact.value))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)
        if fact.copyable:
            copy = _icon_button("copy", f"copy_{slug}", f"Copy {fact.label}", theme)
            copy.clicked.connect(lambda: self.copied.emit(fact.value))
            row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        if fact.link:
            go = _icon_button("open", f"open_{slug}", f"Open {fact.label}", theme)
            go.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(fact.value)))
            row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)


class SecretRow(QWidget):
    """A secret behind its mask; it hides again when the page does."""

    copied = Signal(object)

    def __init__(self, label: str, secret: Secret, theme: Theme) -> None:
        super().__init__()
        slug = _slug(label)
        self._secret = secret
        self._value = Text(MASK, theme, role=Type.MONO, wrap=True, name=f"secret_{slug}")
        self._value.setAccessibleName(f"{label}, hidden")
        self._value.setContentsMargins(0, theme.px(_INSET), 0, theme.px(_INSET))
        caption = _caption(label, theme)
        self._label = label
        self._eye = _icon_button("eye", f"reveal_{slug}", f"Show {label}", theme)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_toggled)
        copy = _icon_button("copy", f"copy_{slug}", f"Copy {label}", theme)
        copy.clicked.connect(lambda: self.copied.emit(self._secret))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._value, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._eye, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)

    def hideEvent(self, event: QHideEvent) -> None:
        """Mask the secret when nobody looks any more."""
        super().hideEvent(event)
        self._eye.setChecked(False)

    def _on_toggled(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signature
        # Zero-width spaces let a token of one word wrap; copying goes by the button.
        text = "\u200b".join(self._secret.reveal()) if shown else MASK
        self._value.setText(text)
        self._value.setAccessibleName(self._label if shown else f"{self._label}, hidden")
        self._eye.set_icon_name("eye-off" if shown else "eye")
        self._eye.setAccessibleName(f"{'Hide' if shown else 'Show'} {self._label}")


class TextBox(QPlainTextEdit):
    """Read-only text in monospace, as high as its lines up to a limit."""

    def __init__(self, text: str, theme: Theme, *, name: str, label: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setReadOnly(True)
        self.setFont(theme.font(Type.MONO))
        self.setTabChangesFocus(True)
        self.setPlainText(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the height of the text, within bounds."""
        lines = self.document().documentLayout().documentSize().height()
        height = round(lines * self.fontMetrics().lineSpacing()) + self._theme.px(30)
        return QSize(super().sizeHint().width(), min(height, self._theme.px(_LONGEST_BOX)))

    def minimumSizeHint(self) -> QSize:
        """Return the same: the page scrolls, not the box is squeezed."""
        return QSize(self._theme.px(120), self.sizeHint().height())


class Unfold(QWidget):
    """A long text behind a button; it is put into a box when first unfolded."""

    def __init__(self, title: str, text: str, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._title = title
        self._text = text
        self.name = name
        self._box: TextBox | None = None
        self._button = Button(title, theme, kind=ButtonKind.LINK, icon="forward", name=f"{name}_unfold")
        self._button.setCheckable(True)
        self._button.toggled.connect(self._on_toggled)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeading)

    @property
    def unfolded(self) -> bool:
        """Tell whether the text is shown."""
        return self._button.isChecked()

    def unfold(self) -> None:
        """Show the text."""
        self._button.setChecked(True)

    def _on_toggled(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signature
        if self._box is None:
            self._box = TextBox(self._text, self._theme, name=self.name, label=self._title)
            self._column.addWidget(self._box)
        self._box.setVisible(shown)
        self._button.set_icon_name("chevron-down" if shown else "forward")
