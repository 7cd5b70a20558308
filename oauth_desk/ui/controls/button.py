"""The button, in the few kinds a page may use."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from oauth_desk.ui.controls.focus import by_keyboard
from oauth_desk.ui.theme import Theme, Type


class ButtonKind(StrEnum):
    """How loud a button is. One PRIMARY on a page; DANGER is quiet, in the bad colour; LINK stands in text."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"
    LINK = "link"


_GAP: Final = 8
_PADDING: Final = 14
_HEIGHT: Final = 36
_LARGE: Final = 42
_SMALL: Final = 28
_SMALL_PADDING: Final = 5


class Button(QPushButton):
    """A push button that paints itself. ``icon`` names an icon; without text the name becomes its tooltip.

    ``hint`` is a shortcut shown in small letters; ``label`` is the accessible name
    where the text alone does not say enough. A menu adds an arrow.
    """

    def __init__(
        self,
        text: str,
        theme: Theme,
        *,
        kind: ButtonKind = ButtonKind.SECONDARY,
        icon: str = "",
        name: str = "",
        label: str = "",
        hint: str = "",
        large: bool = False,
        small: bool = False,
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self._kind = kind
        self._icon_name = icon
        self._hint = hint
        self._height = _LARGE if large else _SMALL if small else _HEIGHT
        self._padding = _PADDING + 5 if large else _SMALL_PADDING if small else _PADDING
        self._shorter = ""
        self._hovered = False
        self._keyboard = False
        self.setObjectName(name)
        self.setAccessibleName(label or text)
        if not text:
            self.setToolTip(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def kind(self) -> ButtonKind:
        """Return how loud it is."""
        return self._kind

    def set_icon_name(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        """Become louder or quieter."""
        self._kind = kind
        self._restyle()

    def set_shorter(self, words: str) -> None:
        """Show these words instead of the text where the layout has no room for it."""
        self._shorter = words
        self.setSizePolicy(QSizePolicy.Policy.Maximum if words else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.updateGeometry()

    @property
    def shown_text(self) -> str:
        """Return the words that there is room for."""
        fits = not self._shorter or self.width() >= self.sizeHint().width()
        return self._plain(self.text() if fits else self._shorter)

    def sizeHint(self) -> QSize:
        """Return the room the content needs, scaled with the font."""
        return self._room(self._plain(self.text()))

    def minimumSizeHint(self) -> QSize:
        """Return the same, or the room of the shorter words: a button's words are never cut."""
        hint = self.sizeHint()
        return hint.boundedTo(self._room(self._plain(self._shorter))) if self._shorter else hint

    def _room(self, words: str) -> QSize:
        px, parts = self._theme.px, self._parts(words)
        width = sum(parts) + px(_GAP) * (len(parts) - 1)
        if self._kind is ButtonKind.LINK:
            return QSize(width + px(4), self.fontMetrics().height() + px(4))
        height, padding = px(self._height), px(self._padding)
        return QSize(max(height, width + 2 * padding + 2), height)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Notice the pointer."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who use the keyboard."""
        self._keyboard = by_keyboard(event, before=self._keyboard)
        super().focusInEvent(event)

    def _ringed(self) -> bool:
        return self._keyboard and self.hasFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, focus ring and content."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_content(painter)

    def _restyle(self) -> None:
        self.setFont(self._theme.font())
        self.updateGeometry()
        self.update()

    def _parts(self, words: str) -> list[int]:
        """Return the widths of icon, text, hint and arrow, as far as there are any."""
        px = self._theme.px
        parts = [px(16)] if self._icon_name else []
        if words:
            parts.append(self.fontMetrics().horizontalAdvance(words))
        if self._hint:
            parts.append(self._hint_width())
        if self.menu() is not None:
            parts.append(px(12))
        return parts or [0]

    @staticmethod
    def _plain(words: str) -> str:
        return words.replace("&", "")

    def _hint_width(self) -> int:
        font = self._theme.font(Type.SMALL)
        painter_metrics = self.fontMetrics().__class__(font)
        return painter_metrics.horizontalAdvance(self._hint)

    def _paint_ground(self, painter: QPainter) -> None:
        palette = self._theme.palette
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = self._theme.px(8)
        ground, border = self._ground(), QColor(Qt.GlobalColor.transparent)
        if self._kind in (ButtonKind.SECONDARY, ButtonKind.DANGER):
            border = palette.hairline
        if self._ringed():
            border = palette.text if self._kind is ButtonKind.PRIMARY else palette.accent
        painter.setBrush(ground)
        painter.setPen(QPen(border, 2 if self._ringed() else 1))
        if self._ringed():
            area.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, radius, radius)

    def _ground(self) -> QColor:
        palette = self._theme.palette
        active = self.isEnabled() and (self._hovered or self.isDown())
        if self._kind is ButtonKind.PRIMARY:
            if not self.isEnabled():
                return palette.neutral_soft
            return palette.accent.darker(108) if active else palette.accent
        if self._kind is ButtonKind.LINK:
            return QColor(Qt.GlobalColor.transparent)
        if active:
            return palette.bad_soft if self._kind is ButtonKind.DANGER else palette.neutral_soft
        return QColor(Qt.GlobalColor.transparent) if self._kind is ButtonKind.QUIET else palette.panel

    def _ink(self) -> QColor:
        palette = self._theme.palette
        if not self.isEnabled():
            return palette.third
        return {
            ButtonKind.PRIMARY: palette.on_accent,
            ButtonKind.SECONDARY: palette.text,
            ButtonKind.QUIET: palette.second,
            ButtonKind.DANGER: palette.bad,
            ButtonKind.LINK: palette.accent,
        }[self._kind]

    def _paint_content(self, painter: QPainter) -> None:
        px, ink = self._theme.px, self._ink()
        words = self.shown_text
        parts = self._parts(words)
        gap = px(_GAP)
        x = (self.width() - sum(parts) - gap * (len(parts) - 1)) // 2
        painter.setPen(ink)
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft

        def place(width: int) -> QRectF:
            nonlocal x
            left = self.width() - x - width if right_to_left else x
            x += width + gap
            return QRectF(left, 0, width, self.height())

        def picture(name: str, size: int) -> None:
            area = place(px(size))
            top = (self.height() - px(size)) / 2
            painter.drawPixmap(round(area.left()), round(top), self._theme.pixmap(name, ink, size))

        if self._icon_name:
            picture("forward" if right_to_left and self._icon_name == "back" else self._icon_name, 16)
        if words:
            font = self.font()
            font.setUnderline(self._kind is ButtonKind.LINK and (self._hovered or self._ringed()))
            painter.setFont(font)
            painter.drawText(place(parts[1 if self._icon_name else 0]), Qt.AlignmentFlag.AlignCenter, words)
        if self._hint:
            painter.setFont(self._theme.font(Type.SMALL))
            painter.drawText(place(self._hint_width()), Qt.AlignmentFlag.AlignCenter, self._hint)
        if self.menu() is not None:
            picture("chevron-down", 12)
