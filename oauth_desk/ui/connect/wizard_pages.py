"""The pages of the wizard, one above the other."""

from PySide6.QtWidgets import QStackedWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.ui.connect.centred import Centred
from oauth_desk.ui.connect.choose_page import ChoosePage
from oauth_desk.ui.connect.details_page import DetailsPage
from oauth_desk.ui.connect.done_page import DonePage
from oauth_desk.ui.connect.draft import Draft
from oauth_desk.ui.connect.failure_page import FailurePage
from oauth_desk.ui.connect.permissions_page import PermissionsPage
from oauth_desk.ui.connect.place_page import PlacePage
from oauth_desk.ui.connect.waiting_panel import WaitingPanel
from oauth_desk.ui.connect.way_out import WayOut
from oauth_desk.ui.theme import Theme


class WizardPages(QStackedWidget):
    """Shows one page at a time, with the keyboard where most want it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("wizard_pages")
        self.choose = ChoosePage(theme)
        self.details = DetailsPage(theme)
        self.permissions = PermissionsPage(theme)
        self.waiting = WaitingPanel(theme)
        self.place = PlacePage(theme)
        self.done = DonePage(theme)
        self.failure = FailurePage(theme)
        self._waiting_page = Centred(theme, name="waiting_page")
        self._waiting_page.middle.addWidget(self.waiting)
        before = (self.choose, self.details, self.permissions, self._waiting_page)
        for page in (*before, self.place, self.done, self.failure):
            self.addWidget(page)

    def show_choose(self) -> None:
        """Show the services."""
        self.setCurrentWidget(self.choose)
        self.choose.focus_search()

    def show_permissions(self, draft: Draft) -> None:
        """Show what may be allowed."""
        self.permissions.show_draft(draft)
        self.setCurrentWidget(self.permissions)
        self.permissions.focus_first()

    def show_preparing(self, service: Service) -> None:
        """Show that a sign-in begins."""
        self.waiting.show_preparing(service)
        self.setCurrentWidget(self._waiting_page)
        self.waiting.focus_first()

    def show_place(self, connection: Connection) -> None:
        """Show that it is connected, and that its places are looked for."""
        self.place.show_looking(connection)
        self.setCurrentWidget(self.place)
        self.place.focus_first()

    def show_done(self, connection: Connection, now: Instant) -> None:
        """Show who is connected."""
        self.done.show_connection(connection, now)
        self.setCurrentWidget(self.done)
        self.done.focus_first()

    def show_failure(self, error: DeskError, way: WayOut, service: Service, steps: str = "") -> None:
        """Show what went wrong and the way out, and the steps that led there, for developers."""
        self.failure.show_error(error, way, service, steps)
        self.setCurrentWidget(self.failure)
        self.failure.focus_first()

    def end_busy(self) -> None:
        """Stop saying that something is looked up."""
        self.choose.set_busy("")
        self.details.set_busy("")
