"""Small controls behave as people and screen readers expect."""

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.ui.controls import (
    Banner,
    Button,
    ButtonKind,
    Chip,
    ChipButton,
    CountdownRing,
    ElidedLabel,
    Field,
    FlowRow,
    Mark,
    SearchField,
    Spinner,
    TabBar,
    Text,
    paint_bar,
)
from oauth_desk.ui.controls.tooltip import plain_tip
from tests.ui.stage import Stage


@pytest.mark.parametrize("kind", list(ButtonKind))
def test_a_button_works_by_keyboard(stage: Stage, kind: ButtonKind) -> None:
    """Every kind of button is reached by Tab and pressed by the space bar, and shows its focus."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    button = Button("Press", stage.theme, kind=kind, icon="check", name="press", hint="Ctrl+P")
    row.addWidget(QLineEdit())
    row.addWidget(button)
    stage.show(holder, 400, 80)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    plain = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.grab().toImage() != plain
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1]
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "Press"


def test_a_button_without_words_has_a_name(stage: Stage) -> None:
    """A button of an icon alone tells its name to the pointer and to a screen reader."""
    button = Button("", stage.theme, icon="more", name="more", label="More")
    assert button.toolTip() == button.accessibleName() == "More"


def test_a_button_grows_with_its_words(stage: Stage) -> None:
    """Words are never cut: the button is as wide as they are, with menu arrow and icon."""
    short = Button("OK", stage.theme)
    long = Button("Something much longer than that", stage.theme, icon="check")
    assert long.minimumSizeHint().width() > short.minimumSizeHint().width()
    before = long.sizeHint().width()
    long.setMenu(QMenu(long))
    assert long.sizeHint().width() > before
    assert Button("Big", stage.theme, large=True).sizeHint().height() == stage.theme.px(42)


def test_a_filter_chip_is_chosen_by_keyboard(stage: Stage) -> None:
    """A chip that filters can be switched by the space bar."""
    chip = ChipButton("Problems", stage.theme, name="problems")
    stage.show(chip, 100, 30)
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()


def test_chips_break_into_lines(stage: Stage) -> None:
    """A row of chips takes a second line where the first is full; hidden chips take no room."""
    row = FlowRow(8)
    chips = [Chip(f"A fact of some length {number}", stage.theme) for number in range(3)]
    for chip in chips:
        row.add(chip)
    stage.show(row, 1000, 100)
    one_line = row.layout().heightForWidth(1000)
    assert row.layout().heightForWidth(250) == 3 * one_line + 16
    chips[1].hide()
    assert row.layout().heightForWidth(250) == 2 * one_line + 8


def test_a_long_label_is_shortened_and_told_whole(stage: Stage) -> None:
    """A label that does not fit is cut with an ellipsis; the tooltip has all of it."""
    label = ElidedLabel("A very long name that cannot fit", stage.theme)
    stage.show(label, 80, 20)
    assert label.toolTip() == "A very long name that cannot fit"
    label.resize(1000, 20)
    stage.settle()
    assert label.toolTip() == ""
    label.resize(80, 20)
    label.setText("Short")
    assert label.toolTip() == ""


def test_text_is_never_markup(stage: Stage) -> None:
    """C30: what a service sends is shown as it is, never read as HTML."""
    label = Text("<b>bold</b>", stage.theme)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_tooltip_is_never_markup(stage: Stage) -> None:
    """C30: Qt reads a tooltip with a tag as HTML, and would load a picture from where a service's name says."""
    sent = '<img src="file:///etc/hostname"> & <b>Acme</b>\nInc.'
    label = ElidedLabel(sent, stage.theme)
    stage.show(label, 80, 20)
    shown = QTextDocumentFragment.fromHtml(label.toolTip()).toPlainText()
    assert shown == sent
    assert "<img" not in label.toolTip()
    assert plain_tip("Acme\nInc.") == "Acme\nInc."


def test_text_takes_its_colour_from_the_theme(stage: Stage) -> None:
    """A label changes its colour with the theme and when told to."""
    label = Text("x", stage.theme, colour="second")
    assert label.palette().windowText().color() == stage.theme.palette.second
    stage.theme.force("dark")
    assert label.palette().windowText().color() == stage.theme.palette.second
    label.set_colour("bad")
    assert label.palette().windowText().color() == stage.theme.palette.bad


def test_a_field_tells_what_is_wrong(stage: Stage) -> None:
    """A problem takes the place of the hint, is read out, and goes away again."""
    field = Field("Name", stage.theme, name="name", hint="Any name")
    field.show_problem("Taken.")
    hint = field.findChild(Text, "name_hint")
    assert hint.text() == "Taken."
    assert field.line.accessibleDescription() == "Taken."
    field.show_problem("")
    assert hint.text() == "Any name"


def test_a_search_is_cleared(stage: Stage) -> None:
    """The cross is there while there is something to clear."""
    search = SearchField("Search", stage.theme, name="search")
    cross = next(action for action in search.actions() if action.text() == "Clear")
    assert not cross.isVisible()
    search.setText("x")
    assert cross.isVisible()
    cross.trigger()
    assert search.text() == ""


def test_tabs(stage: Stage) -> None:
    """Tabs are chosen by key, by arrow keys and by name, and may carry a count."""
    bar = TabBar(stage.theme, name="tabs", label="Pages")
    for key in ("overview", "console", "activity"):
        bar.add(key, key.title())
    stage.show(bar, 600, 50)
    bar.choose("activity")
    assert bar.current_key() == "activity"
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert bar.current_key() == "console"
    before = bar.tabSizeHint(2).width()
    bar.set_count("activity", 14)
    assert bar.tabSizeHint(2).width() > before
    bar.set_count("activity", None)
    assert bar.tabSizeHint(2).width() == before
    stage.theme.force("dark")
    bar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not bar.grab().isNull()


@pytest.mark.parametrize(
    ("remedy", "words"),
    [
        (Remedy.RETRY, "Try again"),
        (Remedy.SIGN_IN, "Sign in again"),
        (Remedy.FIX_SETTINGS, "Check the settings"),
        (Remedy.UNLOCK, "Unlock"),
        (Remedy.NOTHING, ""),
    ],
)
def test_an_error_offers_the_next_step(stage: Stage, remedy: Remedy, words: str) -> None:
    """Every error says what happened and offers its remedy as a button; where there is none, no button."""
    banner = Banner(stage.theme, name="banner")
    holder = stage.show(QWidget(), 700, 100)
    QVBoxLayout(holder).addWidget(banner)
    banner.show_error(DeskError("x", "It broke.", detail="Nothing is lost.", advice="Wait.", remedy=remedy))
    button = banner.findChild(Button, "banner_action")
    assert banner.accessibleName() == "It broke. Nothing is lost. Wait."
    assert button.text() == words
    assert button.isHidden() == (not words)
    asked = []
    banner.remedy_requested.connect(asked.append)
    button.click()
    assert asked == ([remedy] if words else [])


def test_a_banner_is_dismissed(stage: Stage) -> None:
    """A banner that may go has a cross; one that must stay has none."""
    banner = Banner(stage.theme, name="banner")
    told = []
    banner.dismissed.connect(lambda: told.append("dismissed"))
    banner.action_requested.connect(lambda: told.append("action"))
    banner.tell("Paused.", tone="attention", action="Go on", closable=False)
    assert banner.findChild(Button, "banner_close").isHidden()
    banner.findChild(Button, "banner_action").click()
    banner.tell("Done.", tone="good")
    banner.findChild(Button, "banner_close").click()
    assert told == ["action", "dismissed"]
    assert banner.isHidden()


def test_a_ring_is_read_out(stage: Stage) -> None:
    """A countdown ring tells its time in words; long times shrink instead of leaving the ring."""
    ring = CountdownRing(stage.theme, name="ring")
    ring.show_time(0.5, "1 h 54 min", "to renewal", "good")
    assert ring.accessibleName() == "1 h 54 min to renewal"
    stage.show(ring, 92, 92)
    assert not ring.grab().isNull()
    ring.show_icon("alert", "bad")
    assert ring.accessibleName() == ""
    assert not ring.grab().isNull()


def test_a_spinner_rests_when_hidden_or_unwanted(stage: Stage) -> None:
    """No timer turns a spinner that nobody sees, nor one where less motion is wanted."""
    spinner = Spinner(stage.theme)
    stage.show(spinner, 16, 16)
    assert spinner._timer
    spinner.hide()
    assert not spinner._timer
    stage.theme.reduced_motion = True
    spinner.show()
    assert not spinner._timer


def test_a_bar_never_leaves_its_bounds(stage: Stage) -> None:
    """Shares below nothing and above all are drawn as nothing and all."""
    ground, colour = QColor("#FFFFFF"), QColor("#15713A")
    for share, drawn in ((-1.0, 0), (0.0, 0), (0.5, 50), (1.0, 100), (7.0, 100)):
        image = QImage(100, 3, QImage.Format.Format_RGB32)
        image.fill(ground)
        painter = QPainter(image)
        paint_bar(painter, QRectF(0, 0, 100, 3), share, colour, ground, mirrored=False)
        painter.end()
        assert abs(sum(image.pixelColor(x, 1).green() < 200 for x in range(100)) - drawn) <= 3


def test_a_mark_survives_any_name(stage: Stage) -> None:
    """A service without letters still has a mark, and one as dark as its ground has an edge."""
    mark = Mark(stage.theme, size=36)
    stage.show(mark, 36, 36)
    for name, colour in (("", ""), ("…", "#FFFFFF"), ("ß", "#16191F")):
        mark.show_service("x", name, colour)
        assert not mark.grab().isNull()
    assert mark.sizeHint() == QSize(36, 36)
