"""The second step at work: what was typed is checked and kept, and a provider asked for its addresses."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import Service
from oauth_desk.services.desk import Desk
from oauth_desk.services.sources import source_names
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.journey import Journey
from oauth_desk.ui.connect.wizard_pages import WizardPages
from oauth_desk.ui.latest import LatestTask


class DetailsStep(QObject):
    """``finished``: everything that was missing is known. ``journey`` gives the way that is being walked."""

    finished = Signal()

    def __init__(self, pages: WizardPages, desk: Desk, bridge: Bridge, journey: Callable[[], Journey]) -> None:
        super().__init__(pages)
        self._pages = pages
        self._page = pages.details
        self._desk = desk
        self._bridge = bridge
        self._journey = journey
        self._looking = LatestTask(self)
        self._page.continue_requested.connect(self._on_continue)

    def show(self, focus: Sequence[Detail] = ()) -> None:
        """Fill the page with what is missing and what was typed already, and put the keyboard where it is wanted."""
        self._page.show_draft(self._journey().draft, source_names(self._desk.book))
        self._pages.setCurrentWidget(self._page)
        self._page.focus(focus)

    def keep(self) -> None:
        """Remember what stands in the fields."""
        self._journey().keep(self._page.typed(), self._page.answers())

    def cancel(self) -> None:
        """Look for nothing any more."""
        self._looking.cancel()

    def _on_continue(self) -> None:
        self.keep()
        draft = self._journey().draft
        problems, answers = draft.problems(), draft.answer_problems()
        self._page.show_problems(problems, answers)
        if problems or answers:
            return
        issuer = draft.typed.get(Detail.ISSUER, "").strip()
        if not issuer:
            self.finished.emit()
            return
        self._page.set_busy("Asking the provider for its addresses. This takes a minute at most.")
        work = self._desk.catalogue.resolve(issuer)
        self._looking.hold(
            self._bridge.start(work, "look at a provider", on_done=self._on_provider, on_error=self._on_no_provider)
        )

    def _on_provider(self, found: Service) -> None:
        self._page.set_busy("")
        problems = self._journey().settle(found)
        self._page.show_problems(problems)
        if not problems:
            self.finished.emit()

    def _on_no_provider(self, error: DeskError) -> None:
        self._page.set_busy("")
        words = " ".join(part for part in (error.title, error.detail, error.advice) if part)
        self._page.show_problems({Detail.ISSUER: words})
