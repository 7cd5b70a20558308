"""A strip that shows the lives of a connection's access over the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from oauth_desk.domain.tokens import Instant
from oauth_desk.services.wording import Tone, clock_time
from oauth_desk.ui.activity.timeline import Segment, Span
from oauth_desk.ui.theme import Theme, Type

_TITLE: Final = 20
_BAR: Final = 16
_LABELS: Final = 22
_GAP: Final = 2.0
_STRENGTH: Final = {Tone.GOOD: 215, Tone.ATTENTION: 150, Tone.BAD: 190}
_AHEAD: Final = 70
_MEANINGS: Final = {Tone.GOOD: "connected", Tone.ATTENTION: "trying again", Tone.BAD: "needs you"}


@dataclass(frozen=True, slots=True)
class _Label:
    """Words under a stretch of the bar, from ``start`` to ``end`` pixels."""

    start: float
    end: float
    text: str
    colour: str
    begins: bool = False


class TimelineView(QWidget):
    """Paints segments; a tooltip tells each one's times, the accessible name sums them up."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._span: Span | None = None
        self._segments: Sequence[Segment] = ()
        self._now: Instant = 0.0
        self.setObjectName("activity_timeline")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_segments(self, span: Span, segments: Sequence[Segment], now: Instant) -> None:
        """Show another stretch of time."""
        self._span, self._segments, self._now = span, segments, now
        self.setAccessibleName(self._summary())
        self.update()

    def sizeHint(self) -> QSize:
        """Return title, bar and labels above one another."""
        return QSize(self._theme.px(200), self._theme.px(_TITLE + _BAR + _LABELS))

    def moves(self, now: Instant) -> bool:
        """Tell whether the present has moved by a pixel since it was shown."""
        return round(self._x(now)) != round(self._x(self._now))

    def segment_at(self, x: float) -> Segment | None:
        """Return what is drawn at ``x``."""
        return next((s for s in self._segments if self._x(s.start) <= x <= self._x(s.end)), None)

    def event(self, event: QEvent) -> bool:
        """Tell the times under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            segment = self.segment_at(self._unmirrored(event.pos().x()))
            QToolTip.showText(event.globalPos(), "" if segment is None else self._words(segment), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint title, segments, labels and the present moment."""
        if self._span is None:
            return
        px, palette = self._theme.px, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(palette.third)
        title = QRectF(px(4), 0, self.width() - px(8), px(_TITLE))
        painter.drawText(title, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop, self._span.title)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.neutral_soft)
        self._paint_block(painter, self._x(self._span.start), self._x(self._span.end))
        for segment in self._segments:
            painter.setBrush(self._colour(segment))
            self._paint_block(painter, self._x(segment.start), self._x(segment.end) - _GAP)
        self._paint_now(painter)
        self._paint_labels(painter)

    # --- places --------------------------------------------------------------------------

    def _x(self, at: Instant) -> float:
        """Return where a moment stands, from the leading edge."""
        if self._span is None:
            return 0.0
        side = self._theme.px(4)
        share = (at - self._span.start) / (self._span.end - self._span.start)
        return side + min(1.0, max(0.0, share)) * (self.width() - 2 * side)

    def _mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _unmirrored(self, x: float) -> float:
        return self.width() - x if self._mirrored() else x

    def _paint_block(self, painter: QPainter, left: float, right: float) -> None:
        width = max(right - left, 1.5)
        if self._mirrored():
            left = self.width() - left - width
        radius = min(self._theme.px(3), width / 2)
        painter.drawRoundedRect(QRectF(left, self._theme.px(_TITLE), width, self._theme.px(_BAR)), radius, radius)

    def _colour(self, segment: Segment) -> QColor:
        palette = self._theme.palette
        colour = QColor(palette.tone(segment.tone))
        colour.setAlpha(_AHEAD if segment.ahead else _STRENGTH.get(segment.tone, 255))
        return colour

    def _paint_now(self, painter: QPainter) -> None:
        px = self._theme.px
        x = self._unmirrored(self._x(self._now))
        painter.fillRect(QRectF(x - px(1), px(_TITLE - 6), px(2), px(_BAR + 12)), self._theme.palette.accent)

    def _paint_labels(self, painter: QPainter) -> None:
        """Write the present first, then troubles, then hours, each only where there is room."""
        palette, metrics = self._theme.palette, QFontMetrics(self._theme.font(Type.SMALL))
        top, taken = self._theme.px(_TITLE + _BAR + 6), list[tuple[float, float]]()
        for label in self._labels():
            width = metrics.horizontalAdvance(label.text)
            left = self._room(label, width, taken)
            if left is not None:
                taken.append((left - self._theme.px(8), left + width + self._theme.px(8)))
                painter.setPen(palette.tone(label.colour))
                shown = self.width() - left - width if self._mirrored() else left
                painter.drawText(
                    QRectF(shown, top, width + 2, metrics.height()), Qt.AlignmentFlag.AlignLeft, label.text
                )

    def _labels(self) -> list[_Label]:
        span = self._span
        if span is None:
            return []
        now = self._x(self._now)
        troubles = [_Label(self._x(s.start), self._x(s.end), s.label, s.tone) for s in self._segments if s.label]
        hours = [_Label(self._x(at), self._x(at), text, "third", begins=at == span.start) for at, text in span.ticks]
        return [_Label(now, now, "now", "accent"), *troubles, *hours]

    def _room(self, label: _Label, width: float, taken: list[tuple[float, float]]) -> float | None:
        """Return where a label can stand: under the middle of what it is about, else beside it."""
        middle = (label.start + label.end) / 2 - width / 2
        wishes = [label.start] if label.begins else [middle]
        if label.end > label.start:
            wishes += [label.end - width, label.start - width / 2, label.start - width]
        for wish in wishes:
            left = min(max(0.0, wish), self.width() - width)
            if all(left > end or left + width < start for start, end in taken):
                return left
        return None

    # --- words ---------------------------------------------------------------------------

    def _words(self, segment: Segment) -> str:
        start, end = clock_time(segment.start, self._now), clock_time(segment.end, self._now)
        if segment.ahead:
            return f"Good until {end}"
        return f"{start} to {end}: {segment.label or _MEANINGS.get(segment.tone, '')}"

    def _summary(self) -> str:
        if self._span is None:
            return ""
        told = [self._words(s) for s in self._segments if s.label]
        lives = sum(s.tone is Tone.GOOD and not s.ahead for s in self._segments)
        return "; ".join([f"{self._span.title}: {lives} stretches connected", *told])

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
