"""Controls that are made and stand nowhere yet."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from oauth_desk.ui.controls import Field
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
