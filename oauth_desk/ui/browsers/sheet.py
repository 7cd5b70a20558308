"""The sheet that lists the browsers of this computer and their profiles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from oauth_desk.domain.browser_choice import USUAL, BrowserChoice, FoundBrowser
from oauth_desk.domain.errors import DeskError
from oauth_desk.ui.controls import Button, ButtonKind, Sheet, Spinner, Text
from oauth_desk.ui.controls.tooltip import plain_tip
from oauth_desk.ui.theme import Theme, Type

_CHOICE: Final = Qt.ItemDataRole.UserRole
_MOST_LINES: Final = 9
"""Lines that are shown before the list scrolls."""

_LEAST_LINES: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list. ``spoken`` is what a screen reader says, who does not see what stands above."""

    choice: BrowserChoice
    text: str
    spoken: str


class _List(QListWidget):
    """As high as its lines, up to a number of them; less where the window is low."""

    def sizeHint(self) -> QSize:
        """Return room for its lines."""
        return QSize(super().sizeHint().width(), self._room(_MOST_LINES))

    def minimumSizeHint(self) -> QSize:
        """Return room for a few of them."""
        return QSize(super().minimumSizeHint().width(), self._room(_LEAST_LINES))

    def _room(self, most: int) -> int:
        return min(self.count(), most) * self.sizeHintForRow(0) + 2 * self.frameWidth() + 2


class BrowserSheet(Sheet):
    """Says that it looks, then lists what there is. ``chosen`` carries a BrowserChoice."""

    chosen = Signal(object)

    def __init__(self, current: BrowserChoice, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, theme, name="browser_sheet", title="Which browser signs in?", width=480)
        self._current = current
        words = "Take the browser, or the profile in it, where you use this account."
        self._words = Text(words, theme, colour="second", wrap=True, name="browser_sheet_text")
        self._list = _List()
        self._list.setObjectName("browser_list")
        self._list.setAccessibleName("Browsers and their profiles")
        self._list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setStyleSheet(
            f"QListWidget::item {{ padding: {theme.px(7)}px {theme.px(8)}px; }} QListWidget {{ outline: none; }}"
        )
        self._gone = Text("", theme, role=Type.SECOND, colour="attention", wrap=True, name="browser_gone")
        self._spinner = Spinner(theme)
        self._looking = Text("Looking for browsers.", theme, role=Type.SECOND, colour="second", name="browser_looking")
        self._cancel = Button("Cancel", theme, name="browser_cancel")
        self._use = Button("Use this one", theme, kind=ButtonKind.PRIMARY, name="browser_use")
        self._use.setEnabled(False)
        for widget in (self.title, self._words, self._list, self._gone):
            self.column.addWidget(widget)
        self._list.hide()
        self._gone.hide()
        self.buttons.addWidget(self._spinner)
        self.buttons.addWidget(self._looking, 1)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._cancel)
        self.buttons.addWidget(self._use)
        self._cancel.clicked.connect(self.reject)
        self._use.clicked.connect(self._on_use)
        self._list.itemActivated.connect(self._on_use)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self.deleteLater)

    def show_found(self, found: Sequence[FoundBrowser]) -> None:
        """List what there is, with what is used now chosen."""
        self._end_looking()
        for line in lines(found):
            item = QListWidgetItem(line.text)
            item.setData(_CHOICE, line.choice)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, line.spoken)
            item.setToolTip(plain_tip(line.spoken))
            self._list.addItem(item)
        place = next((place for place, each in enumerate(self._choices()) if _same(each, self._current)), 0)
        gone = place == 0 and not self._current.is_usual
        if gone:
            words = self._current.words
            self._gone.setText(f"{words} is not there any more.")
        self._gone.setVisible(gone)
        self._list.setCurrentRow(place)
        self._list.updateGeometry()
        self._list.show()
        self._use.setEnabled(True)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: DeskError) -> None:
        """Say why nothing can be listed."""
        self._end_looking()
        self._gone.setText(str(error))
        self._gone.show()

    def _end_looking(self) -> None:
        self._spinner.hide()
        self._looking.hide()

    def _choices(self) -> Iterator[BrowserChoice]:
        return (self._list.item(place).data(_CHOICE) for place in range(self._list.count()))

    def _on_use(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(_CHOICE))
            self.accept()


def lines(found: Sequence[FoundBrowser]) -> list[Line]:
    """Return what the list says: each browser, and below it its profiles where there are several."""
    listed = [Line(USUAL, "Your usual browser", "Your usual browser")]
    for browser in found:
        several = len(browser.profiles) > 1
        alone = browser.profiles[0].account if len(browser.profiles) == 1 else ""
        text = f"{browser.name}, the profile used last" if several else _with_account(browser.name, alone)
        listed.append(Line(browser.choice, text, text))
        if several:
            for profile in browser.profiles:
                choice = browser.choice_of(profile)
                text = _with_account(f"\N{EM SPACE}\N{EM SPACE}Profile “{profile.name}”", profile.account)
                listed.append(Line(choice, text, _with_account(choice.words, profile.account)))
    return listed


def _with_account(words: str, account: str) -> str:
    return f"{words} · {account}" if account else words


def _same(one: BrowserChoice, other: BrowserChoice) -> bool:
    return (one.browser, one.profile) == (other.browser, other.profile)
