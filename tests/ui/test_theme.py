"""The theme follows the system and can be told not to."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from oauth_desk.ui.palette import DARK, LIGHT
from oauth_desk.ui.theme import Theme, Type


def test_follows_the_system(qapp: QApplication) -> None:
    """A change of the system's colour scheme is taken over at once, and told."""
    theme = Theme(qapp)
    heard = []
    theme.changed.connect(lambda: heard.append(theme.palette))
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.dark
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert heard == [DARK, LIGHT]
    theme.deleteLater()


def test_forced_wins(qapp: QApplication) -> None:
    """A scheme that somebody chose stays, whatever the system says, until it is given up."""
    theme = Theme(qapp, "light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.palette is LIGHT
    theme.force("dark")
    assert theme.palette is DARK
    theme.force(None)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.palette is LIGHT
    theme.deleteLater()


def test_a_desktop_that_names_no_scheme(qapp: QApplication) -> None:
    """Where the system names no scheme, the lightness of its own windows tells."""
    before = qapp.palette()
    for ground, expected in (("#202020", True), ("#F0F0F0", False)):
        palette = QPalette(before)
        palette.setColor(QPalette.ColorRole.Window, QColor(ground))
        qapp.setPalette(palette)
        theme = Theme(qapp)
        assert theme.dark is expected
        theme.deleteLater()
    qapp.setPalette(before)


def test_scales_with_the_systems_font(qapp: QApplication) -> None:
    """A larger system font makes text and controls larger; a smaller one does not make them unreadable."""
    before = qapp.font()
    try:
        for pixels, factor in ((26, 2.0), (9, 1.0)):
            font = QFont(before)
            font.setPixelSize(pixels)
            qapp.setFont(font)
            theme = Theme(qapp)
            assert theme.px(36) == 36 * factor
            assert theme.font(Type.PAGE_TITLE).pixelSize() == 20 * factor
            theme.deleteLater()
    finally:
        qapp.setFont(before)


def test_every_role_has_its_size(qapp: QApplication) -> None:
    """The roles of the drawings: 13 base, 12 second, 11 group, 17 state, 20 page, 24 wizard."""
    theme = Theme(qapp)
    sizes = {role: theme.font(role).pixelSize() for role in Type}
    theme.deleteLater()
    assert sizes[Type.BASE] == 13
    assert sizes[Type.SECOND] == sizes[Type.MONO] == 12
    assert sizes[Type.GROUP] == 11
    assert sizes[Type.STATE] == 17
    assert sizes[Type.PAGE_TITLE] == 20
    assert sizes[Type.WIZARD_TITLE] == 24
