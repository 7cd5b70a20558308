"""Colours, fonts and lengths of the window; follows the system's colour scheme and font."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyle

from oauth_desk.config import resources
from oauth_desk.ui.icons import SIZE, Icons
from oauth_desk.ui.palette import DARK, LIGHT, Palette, qt_palette
from oauth_desk.ui.stylesheet import stylesheet


class Type(StrEnum):
    """The roles of text."""

    BASE = "base"
    STRONG = "strong"
    SECOND = "second"
    SMALL = "small"
    GROUP = "group"
    STATE = "state"
    PAGE_TITLE = "page_title"
    WIZARD_TITLE = "wizard_title"
    MONO = "mono"


_BASE_PX: Final = 13
_FONTS: Final = {
    Type.BASE: (13, QFont.Weight.Normal),
    Type.STRONG: (13, QFont.Weight.DemiBold),
    Type.SECOND: (12, QFont.Weight.Normal),
    Type.SMALL: (11, QFont.Weight.Normal),
    Type.GROUP: (11, QFont.Weight.DemiBold),
    Type.STATE: (17, QFont.Weight.DemiBold),
    Type.PAGE_TITLE: (20, QFont.Weight.DemiBold),
    Type.WIZARD_TITLE: (24, QFont.Weight.DemiBold),
    Type.MONO: (12, QFont.Weight.Normal),
}
SCHEMES: Final = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Theme(QObject):
    """What every widget asks for its looks. ``changed`` tells to ask again.

    ``forced`` is "light", "dark" or None to follow the system. ``reduced_motion`` stills the spinner.
    """

    changed = Signal()

    def __init__(self, application: QApplication, forced: str | None = None) -> None:
        super().__init__(application)
        self._application = application
        self._icons = Icons(resources() / "icons")
        self._forced = forced
        self._scale = 1.0
        self._fonts: dict[Type, QFont] = {}
        # Asked of the desktop's own style, before ours takes its place.
        self.reduced_motion = not application.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        self._system = Qt.ColorScheme.Unknown
        self._system_font = application.font()
        self._general_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        application.setStyle("Fusion")
        self._was_dark = _is_dark(application.palette().window().color())
        application.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._choose_scheme()

    @property
    def palette(self) -> Palette:
        """Return the colours in use."""
        return DARK if self.dark else LIGHT

    @property
    def forced(self) -> str | None:
        """Return the scheme that was asked for, None while the system decides."""
        return self._forced

    @property
    def dark(self) -> bool:
        """Tell whether the dark colours are in use."""
        if self._forced is not None:
            return self._forced == "dark"
        if self._system is Qt.ColorScheme.Unknown:
            return self._was_dark
        return self._system is Qt.ColorScheme.Dark

    def force(self, scheme: str | None) -> None:
        """Use "light" or "dark" whatever the system says; None follows the system again."""
        self._forced = scheme
        self._choose_scheme()

    def px(self, length: float) -> int:
        """Return a length of the drawings in pixels, scaled with the system's font."""
        return round(length * self._scale)

    def font(self, role: Type = Type.BASE) -> QFont:
        """Return the font of a role, the caller's to change."""
        if role not in self._fonts:
            self._fonts[role] = self._make_font(role)
        return QFont(self._fonts[role])

    def pixmap(self, name: str, colour: QColor | None = None, size: int = SIZE) -> QPixmap:
        """Return an icon in ``colour`` (the text's by default); ``size`` is scaled with the font."""
        ratio = self._application.devicePixelRatio()
        return self._icons.pixmap(name, colour or self.palette.text, self.px(size), ratio)

    def icon(self, name: str, colour: QColor | None = None, size: int = SIZE) -> QIcon:
        """Return the same for places that take a QIcon."""
        return QIcon(self.pixmap(name, colour, size))

    def follow_font(self) -> None:
        """Take over another system font; a window calls it when the desktop's theme changed."""
        now = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        if now != self._general_font:
            self._general_font = self._system_font = now
            self._apply()

    def _choose_scheme(self) -> None:
        """Let the system's own parts, such as title bars, follow a choice made here."""
        hints = self._application.styleHints()
        if self._forced is None:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(SCHEMES[self._forced])
        self._system = hints.colorScheme()
        self._apply()

    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._forced is None:
            self._system = scheme
            self._apply()

    def _make_font(self, role: Type) -> QFont:
        pixels, weight = _FONTS[role]
        font = QFont(self._system_font)
        if role is Type.MONO:
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self.px(pixels))
        font.setWeight(weight)
        return font

    def _apply(self) -> None:
        # Windows' 12 px is raised to the 13 of the drawings; larger system fonts scale everything.
        self._scale = max(1.0, QFontInfo(self._system_font).pixelSize() / _BASE_PX)
        self._fonts.clear()
        self._application.setFont(self.font())
        self._application.setPalette(qt_palette(self.palette))
        chevron = self._icons.path("chevron-down-dark" if self.dark else "chevron-down-light")
        self._application.setStyleSheet(stylesheet(self.palette, self.px, chevron))
        self.changed.emit()


def _is_dark(ground: QColor) -> bool:
    return ground.lightnessF() < 0.5  # noqa: PLR2004 - the middle


def text_palette(colour: QColor) -> QPalette:
    """Return a palette whose text has ``colour``, for labels."""
    palette = QPalette()
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(role, colour)
    return palette
