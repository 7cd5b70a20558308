"""Small widgets in the look of the drawings, shared by every page."""

from oauth_desk.ui.controls.banner import Banner
from oauth_desk.ui.controls.button import Button, ButtonKind
from oauth_desk.ui.controls.card import COMPACT, Card, Page, Rule
from oauth_desk.ui.controls.chip import Chip, ChipButton
from oauth_desk.ui.controls.field import Field, SearchField
from oauth_desk.ui.controls.flow import FlowRow
from oauth_desk.ui.controls.focus import by_keyboard
from oauth_desk.ui.controls.ground import Ground
from oauth_desk.ui.controls.mark import Mark, mark_colour, paint_mark
from oauth_desk.ui.controls.progress import CountdownRing, Spinner, paint_bar
from oauth_desk.ui.controls.sheet import Sheet
from oauth_desk.ui.controls.tabs import TabBar
from oauth_desk.ui.controls.text import ElidedLabel, Heading, IconLabel, Text

__all__ = [
    "COMPACT",
    "Banner",
    "Button",
    "ButtonKind",
    "Card",
    "Chip",
    "ChipButton",
    "CountdownRing",
    "ElidedLabel",
    "Field",
    "FlowRow",
    "Ground",
    "Heading",
    "IconLabel",
    "Mark",
    "Page",
    "Rule",
    "SearchField",
    "Sheet",
    "Spinner",
    "TabBar",
    "Text",
    "by_keyboard",
    "mark_colour",
    "paint_bar",
    "paint_mark",
]
