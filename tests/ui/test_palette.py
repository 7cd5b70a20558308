"""The colours can be read by everybody."""

import pytest
from PySide6.QtGui import QColor

from oauth_desk.ui.controls import mark_colour
from oauth_desk.ui.palette import DARK, LIGHT, Palette, contrast

TEXTS = ("text", "second", "third", "accent", "good", "attention", "bad")
GROUNDS = ("window", "panel", "sidebar")
CHIPS = ("accent", "good", "attention", "bad", "neutral")
AA_TEXT = 4.5
AA_GRAPHICS = 3.0


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def palette(request: pytest.FixtureRequest) -> Palette:
    """Return one of the two palettes."""
    return request.param


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_on_every_ground(palette: Palette, text: str, ground: str) -> None:
    """Every text colour keeps AA on every ground it stands on."""
    assert contrast(palette.tone(text), palette.tone(ground)) >= AA_TEXT


@pytest.mark.parametrize("tone", CHIPS)
def test_chips(palette: Palette, tone: str) -> None:
    """A chip's words keep AA on the chip."""
    assert contrast(palette.tone(tone), palette.soft(tone)) >= AA_TEXT


@pytest.mark.parametrize("tone", ["accent", "good", "attention", "bad"])
def test_words_in_banners(palette: Palette, tone: str) -> None:
    """Title and detail of a banner keep AA on its ground."""
    assert contrast(palette.text, palette.soft(tone)) >= AA_TEXT
    assert contrast(palette.second, palette.soft(tone)) >= AA_TEXT


def test_primary_button(palette: Palette) -> None:
    """The words on the primary button keep AA, also under the pointer."""
    assert contrast(palette.on_accent, palette.accent) >= AA_TEXT
    assert contrast(palette.on_accent, palette.accent.darker(108)) >= AA_TEXT


@pytest.mark.parametrize("ground", GROUNDS)
def test_focus_ring(palette: Palette, ground: str) -> None:
    """The focus ring is seen on every ground."""
    assert contrast(palette.accent, palette.tone(ground)) >= AA_GRAPHICS


@pytest.mark.parametrize("colour", ["", "#FFFFFF", "#000000", "#F6C915", "no colour"])
def test_a_mark_always_has_a_colour(colour: str) -> None:
    """A service without a usable colour gets one, the same at every start."""
    assert mark_colour("acme", colour).isValid()
    assert mark_colour("acme", "") == mark_colour("acme", "")


def test_contrast_is_as_defined() -> None:
    """Black on white is 21 to 1 (WCAG 2.2)."""
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21.0)
