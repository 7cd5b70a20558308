"""What to do on a service's own page: numbered steps, that page, the address to register there."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout

from oauth_desk.domain.web_address import check_address
from oauth_desk.ui.connect.numbered_list import NumberedList
from oauth_desk.ui.connect.redirect_panel import RedirectPanel
from oauth_desk.ui.controls import Button, Card
from oauth_desk.ui.theme import Theme

_LONGEST: Final = 24


class GuideCard(Card):
    """Shows the steps; ``redirect`` below them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="details_guide")
        px = theme.px
        self._page = ""
        self._steps = NumberedList(theme, name="details_steps")
        self._lines: tuple[str, ...] = ()
        self._open = Button("", theme, icon="open", name="developer_page_button")
        self.redirect = RedirectPanel(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(16), px(18), px(18))
        column.setSpacing(px(12))
        column.addWidget(self._steps)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.redirect)
        self._open.clicked.connect(self._on_open)

    def show_steps(self, name: str, lines: Sequence[str], page: str | None, *, later: bool = False) -> None:
        """Show what to do at the service called ``name``; ``later``: its page is known once more is answered."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._steps.show_lines(lines)
        self._page = page if page is not None and is_safe(page) else ""
        self._open.setVisible(bool(self._page) or later)
        self._open.setEnabled(bool(self._page))
        self._open.setText(f"Open {whose(name)} page for developers")
        self._open.set_shorter("Open its page for developers")
        self._open.setAccessibleName(f"Open {name}’s page for developers")
        self._open.setToolTip(self._page or "Its address is known once the question above is answered.")

    def _on_open(self) -> None:
        if self._page:
            QDesktopServices.openUrl(QUrl(self._page))


def whose(name: str) -> str:
    """Return whose page it is, in no more words than fit a button of a narrow window."""
    return f"{name}’s" if len(name) <= _LONGEST else "the service’s"


def is_safe(address: str | None) -> bool:
    """Tell whether a page named by a profile may be opened (NORMS C12)."""
    try:
        return bool(address) and bool(check_address(address or ""))
    except ValueError:
        return False
