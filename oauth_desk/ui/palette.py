"""The colours of the window, light and dark, as named tokens."""

from dataclasses import dataclass, fields
from typing import Final

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour the window may use. A colour and its ``_soft`` are text and ground of a chip."""

    window: QColor
    panel: QColor
    sidebar: QColor
    hairline: QColor
    text: QColor
    second: QColor
    third: QColor
    accent: QColor
    on_accent: QColor
    accent_soft: QColor
    good: QColor
    good_soft: QColor
    attention: QColor
    attention_soft: QColor
    bad: QColor
    bad_soft: QColor
    neutral: QColor
    neutral_soft: QColor

    def tone(self, name: str) -> QColor:
        """Return the text colour of a tone: good, attention, bad, neutral or accent."""
        colour: QColor = getattr(self, name)
        return colour

    def soft(self, name: str) -> QColor:
        """Return the ground that goes with a tone."""
        colour: QColor = getattr(self, f"{name}_soft")
        return colour


def _palette(*names: str) -> Palette:
    return Palette(**{field.name: QColor(name) for field, name in zip(fields(Palette), names, strict=True)})


LIGHT: Final = _palette(
    *("#F6F7F9", "#FFFFFF", "#EEF0F4", "#DEE2E8"),
    *("#16191F", "#4B5563", "#626976"),
    *("#2457D6", "#FFFFFF", "#E6EDFC"),
    *("#15713A", "#E3F4E9"),
    *("#8A5A00", "#FBF1DA"),
    *("#B3261E", "#FCE8E6"),
    *("#5B6472", "#ECEEF2"),
)
DARK: Final = _palette(
    *("#15181D", "#1C2027", "#181B21", "#2E343D"),
    *("#F0F2F5", "#B6BDC9", "#939CAA"),
    *("#7DA2FF", "#0B1530", "#22304F"),
    *("#6FD39A", "#173526"),
    *("#F0BE5C", "#3A2F16"),
    *("#FF9087", "#43211E"),
    *("#A3ACB9", "#272C34"),
)


def luminance(colour: QColor) -> float:
    """Return the relative luminance (WCAG 2.2)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def qt_palette(palette: Palette) -> QPalette:
    """Return the same colours in Qt's own roles, for what the style paints by itself."""
    roles = QPalette.ColorRole
    result = QPalette()
    for role, colour in (
        (roles.Window, palette.window),
        (roles.WindowText, palette.text),
        (roles.Base, palette.panel),
        (roles.AlternateBase, palette.sidebar),
        (roles.Text, palette.text),
        (roles.Button, palette.panel),
        (roles.ButtonText, palette.text),
        (roles.Highlight, palette.accent),
        (roles.HighlightedText, palette.on_accent),
        (roles.PlaceholderText, palette.third),
        (roles.ToolTipBase, palette.panel),
        (roles.ToolTipText, palette.text),
        (roles.Link, palette.accent),
        (roles.LinkVisited, palette.accent),
        (roles.BrightText, palette.bad),
        (roles.Mid, palette.hairline),
        (roles.Accent, palette.accent),
    ):
        result.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, palette.third)
    return result
