"""Fields and boxes: where they are made, and where they are narrow."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from oauth_desk.ui.controls import Field
from oauth_desk.ui.controls.check import Check
from oauth_desk.ui.controls.list_field import ListField
from tests.ui.stage import Stage


class Windows(QObject):
    """Counts the windows that open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at every event, and let it pass."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.opened += 1
        return super().eventFilter(watched, event)


def test_a_field_that_is_made_opens_no_window(stage: Stage, qapp: QApplication) -> None:
    """A hint is not shown before it stands somewhere: as a window of its own it took the keyboard from the page."""
    windows = Windows()
    qapp.installEventFilter(windows)
    field = Field("Server", stage.theme, name="field_server", hint="For example acme.example")
    choice = ListField("Region", stage.theme, name="field_region", hint="Where your account is")
    bare = Field("Name", stage.theme, name="field_name")
    qapp.removeEventFilter(windows)
    assert windows.opened == 0
    hints = [
        widget.findChild(QWidget, f"{name}_hint") for widget, name in ((field, "field_server"), (bare, "field_name"))
    ]
    assert [hint is not None and hint.isHidden() for hint in hints] == [False, True]
    assert not choice.isVisible()


def test_words_beside_a_box_go_on_below_where_they_may(stage: Stage) -> None:
    """What somebody agrees to is never cut: with less room the box gets higher; elsewhere it stays one line."""
    words = "See the names, addresses and birthdays of everybody in your contacts, and in shared lists"
    whole = Check(words, stage.theme, name="whole", wrap=True)
    cut = Check(words, stage.theme, name="cut")
    assert whole.heightForWidth(2000) == whole.sizeHint().height() == cut.sizeHint().height()
    assert whole.heightForWidth(280) >= whole.heightForWidth(2000) + whole.fontMetrics().height()
    assert whole.hasHeightForWidth()
    assert not cut.hasHeightForWidth()
