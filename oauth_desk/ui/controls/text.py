"""Labels: plain, heading, with an icon, and shortened with an ellipsis."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from oauth_desk.ui.controls.tooltip import plain_tip
from oauth_desk.ui.theme import Theme, Type, text_palette


class Text(QLabel):
    """A label with a role and a colour token; wraps where asked. Always plain text."""

    def __init__(
        self,
        text: str,
        theme: Theme,
        *,
        role: Type = Type.BASE,
        colour: str = "text",
        wrap: bool = False,
        name: str = "",
        selectable: bool = False,
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self._role = role
        self._colour = colour
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        theme.changed.connect(self._restyle)
        self._restyle()
        self._lean()

    def set_colour(self, colour: str) -> None:
        """Use another colour token."""
        if colour != self._colour:
            self._colour = colour
            self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the direction of the layout."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._lean()

    def _lean(self) -> None:
        """Stand at the leading side of the layout, whatever the direction of the text itself."""
        if not self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
            self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role))
        self.setPalette(text_palette(self._theme.palette.tone(self._colour)))


class Heading(Text):
    """A section heading inside a page."""

    def __init__(self, text: str, theme: Theme, *, role: Type = Type.STRONG, name: str = "") -> None:
        super().__init__(text, theme, role=role, name=name)


class ElidedLabel(Text):
    """A label of one line that shortens itself; the whole text is in its tooltip then."""

    def __init__(
        self, text: str, theme: Theme, *, role: Type = Type.BASE, colour: str = "text", name: str = ""
    ) -> None:
        super().__init__(text, theme, role=role, colour=colour, name=name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._update_tooltip()

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters: the rest may be cut."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as tooltip where it does not fit."""
        super().resizeEvent(event)
        self._update_tooltip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        option = QStyleOption()
        option.initFrom(self)
        alignment = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        self.style().drawItemText(
            painter, area, int(alignment), option.palette, self.isEnabled(), shown, self.foregroundRole()
        )

    def _update_tooltip(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip("" if fits else plain_tip(self.text()))


class IconLabel(QWidget):
    """An icon before a text, both in one colour token."""

    def __init__(
        self,
        text: str,
        theme: Theme,
        *,
        icon: str,
        role: Type = Type.BASE,
        colour: str = "text",
        wrap: bool = False,
        name: str = "",
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._colour = colour
        self._picture = QLabel()
        self.text = Text(text, theme, role=role, colour=colour, wrap=wrap, name=name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_state(self, text: str, *, icon: str, colour: str) -> None:
        """Show another text with another icon and colour."""
        self._icon, self._colour = icon, colour
        self.text.setText(text)
        self.text.set_colour(colour)
        self._restyle()

    def _restyle(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon, self._theme.palette.tone(self._colour)))
        # The icon stands on the middle of the first line, also when the text wraps.
        line = self.text.fontMetrics().height()
        self._picture.setFixedHeight(max(line, self._theme.px(16)))
