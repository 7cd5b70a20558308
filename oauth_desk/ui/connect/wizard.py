"""The wizard that connects a service: a page that fills the window."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import Service
from oauth_desk.services.demo_service import service_profile
from oauth_desk.services.desk import Desk
from oauth_desk.services.sign_in import SignInPlan, SignInSession
from oauth_desk.services.sign_in_words import sign_in_first
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.connect.browser_way import BrowserWay
from oauth_desk.ui.connect.details_step import DetailsStep
from oauth_desk.ui.connect.journey import Journey
from oauth_desk.ui.connect.place_step import PlaceStep
from oauth_desk.ui.connect.steps import Step
from oauth_desk.ui.connect.way_out import WayOut, way_out
from oauth_desk.ui.connect.wizard_head import WizardHead
from oauth_desk.ui.connect.wizard_pages import WizardPages
from oauth_desk.ui.controls import Ground
from oauth_desk.ui.latest import LatestTask
from oauth_desk.ui.sign_in_flow import SignInFlow
from oauth_desk.ui.theme import Theme

_TICKER: Final = "wizard"
_SIDE: Final = 40
_ANYWHERE: Final = "http://127.0.0.1"
"""Stands for the demo's address until the demo runs and tells its own."""


class ConnectWizard(Ground):
    """Leads from a service to a connection. ``finished`` carries the id of the new connection."""

    finished = Signal(str)
    cancelled = Signal()

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme) -> None:
        super().__init__(theme, "window", name="connect_wizard")
        self._desk = desk
        self._bridge = bridge
        self._journey = Journey()
        self._connected: Connection | None = None
        self._way_out: WayOut | None = None
        self._looking = LatestTask(self)
        self._flow = SignInFlow(desk, bridge, self)
        self._head = WizardHead(theme)
        self.pages = WizardPages(theme)
        BrowserWay(desk, bridge, theme, pages=self.pages, flow=self._flow, journey=lambda: self._journey)
        self._place = PlaceStep(desk, bridge, self.pages, self)
        self._details = DetailsStep(self.pages, desk, bridge, lambda: self._journey)
        self._lay_out(theme.px)
        self._connect()

    # --- what the window asks for ----------------------------------------------------------

    def start(self, wanted: str | Path | None = None) -> None:
        """Begin with the choice of a service; ``wanted`` is one of the catalogue, an address, or a service file.

        A sign-in under way is not given up for a file that comes along.
        """
        if wanted is not None and self._flow.running:
            self.pages.waiting.show_problem(sign_in_first())
            return
        self._begin()
        self._show_step()
        self._bridge.start(
            self._desk.catalogue.load(),
            "load the catalogue",
            on_done=lambda _: self._on_loaded(wanted),
            on_error=self.pages.choose.show_error,
        )

    def try_demo(self) -> None:
        """Connect the demo service, with nothing to choose."""
        self._begin()
        self._on_service(service_profile(_ANYWHERE))

    def _begin(self) -> None:
        for work in (self._flow, self._looking, self._details, self._place):
            work.cancel()
        self._journey, self._connected = Journey(), None

    # --- making --------------------------------------------------------------------------------

    def _lay_out(self, px: Callable[[float], int]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(_SIDE), px(24), px(_SIDE), px(28))
        column.setSpacing(px(8))
        column.addWidget(self._head)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        pages, flow = self.pages, self._flow
        self._head.back_requested.connect(self._go_back)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._go_back, context=inside)
        pages.choose.service_chosen.connect(self._on_service)
        pages.choose.address_chosen.connect(self._on_address)
        pages.choose.issuer_chosen.connect(self._on_address)
        pages.choose.file_chosen.connect(self._on_file)
        pages.choose.by_hand_requested.connect(self._choose_by_hand)
        pages.choose.demo_requested.connect(self.try_demo)
        self._details.finished.connect(self._go_on)
        pages.details.way_chosen.connect(self._choose_by_hand)
        pages.permissions.ticked.connect(self._on_ticked)
        pages.permissions.subject_typed.connect(self._on_subject)
        pages.permissions.continue_requested.connect(self._go_on)
        pages.waiting.open_requested.connect(flow.open_again)
        pages.waiting.cancel_requested.connect(self._go_back)
        pages.waiting.paste_requested.connect(flow.paste)
        pages.waiting.other_way_requested.connect(self._on_other_way)
        pages.failure.retry_requested.connect(self._try_again)
        pages.failure.back_requested.connect(self._leave_failure)
        pages.done.done_requested.connect(self._finish)
        flow.begun.connect(self._on_begun)
        flow.finished.connect(self._on_connected)
        self._place.settled.connect(lambda settled: pages.show_done(settled, self._desk.clock.now()))
        flow.failed.connect(self._on_failed)
        flow.paste_refused.connect(pages.waiting.show_problem)
        self._bridge.ticker.ticked.connect(self._count_down)
        self._bridge.vault_locked.connect(self._begin)

    def showEvent(self, event: QShowEvent) -> None:
        """Count down while it can be seen."""
        super().showEvent(event)
        self._bridge.ticker.count(_TICKER, on=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest; a sign-in under way goes on."""
        super().hideEvent(event)
        self._bridge.ticker.count(_TICKER, on=False)

    # --- from step to step ---------------------------------------------------------------------

    def _show_step(self) -> None:
        """Show the page of the step that the journey has come to."""
        journey, pages = self._journey, self.pages
        match journey.step:
            case Step.CHOOSE:
                pages.show_choose()
            case Step.DETAILS:
                self._details.show()
            case Step.PERMISSIONS:
                pages.show_permissions(journey.order)
            case Step.WAITING:
                self._sign_in()
        self._head.show_place(journey.place)

    def _go_back(self) -> None:
        """Go one step back; nothing that was typed or ticked is lost."""
        if self._connected is not None:
            self._finish()
            return
        self._looking.cancel()
        self._details.cancel()
        self._flow.cancel()
        self.pages.end_busy()
        if self._journey.step is Step.DETAILS:
            self._details.keep()
        if self._journey.back():
            self._show_step()
        else:
            self.cancelled.emit()

    def _finish(self) -> None:
        if self._connected is not None:
            self.finished.emit(self._connected.id)

    # --- choosing ----------------------------------------------------------------------------------

    def _on_loaded(self, wanted: str | Path | None) -> None:
        catalogue = self._desk.catalogue
        self.pages.choose.show_services(catalogue.all(), self._desk.company.now)
        self.pages.choose.tell_left_out(catalogue.problems())
        if isinstance(wanted, Path):
            self._on_file(wanted)
        elif wanted is not None and (chosen := catalogue.get(wanted)) is not None:
            self._on_service(chosen)
        elif wanted is not None:
            self.pages.choose.show_address(wanted)
            self._on_address(wanted)

    def _on_service(self, service: Service) -> None:
        self.pages.end_busy()
        self._journey.choose(service)
        self._show_step()

    def _on_address(self, address: str, issuer: str | None = None) -> None:
        self.pages.choose.set_busy("Looking what is there. This takes a minute at most.")
        work = self._desk.catalogue.resolve(address, issuer=issuer, choosing=True)
        self._look(work, "look at an address")

    def _on_file(self, path: Path) -> None:
        self._look(self._desk.catalogue.from_file(path), "read a service file")

    def _look(self, work: Coroutine[Any, Any, Service], name: str) -> None:
        """Choose the service that ``work`` finds; where it finds none, say why."""
        on_error = self.pages.choose.show_error
        self._looking.hold(self._bridge.start(work, name, on_done=self._on_service, on_error=on_error))

    def _choose_by_hand(self, service_id: str = "oauth") -> None:
        """Ask for the addresses of a service that nobody wrote a profile for."""
        if self._journey.step is Step.DETAILS:
            self._details.keep()
        service = self._desk.catalogue.get(service_id)
        if service is not None:
            self._on_service(service)

    # --- permissions ---------------------------------------------------------------------------------

    def _on_ticked(self, scope: str, on: bool) -> None:  # noqa: FBT001 - a slot
        self._journey.tick(scope, on=on)

    def _on_subject(self, subject: str) -> None:
        self._journey.stand_for(subject)

    def _go_on(self) -> None:
        self._journey.forward()
        self._show_step()

    # --- signing in ------------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        if self._journey.order.service.key is None:
            self._flow.start(self._plan)
        else:
            self._connect_with_key()
        self.pages.show_preparing(self._journey.order.service)
        self._head.show_place(self._journey.place)

    def _connect_with_key(self) -> None:
        key = self._journey.new_key(self._desk.clock.now())
        work = self._desk.api_keys.connect(self._journey.order.service, key)
        self._looking.hold(
            self._bridge.start(work, "connect with a key", on_done=self._on_connected, on_error=self._on_failed)
        )

    async def _plan(self) -> SignInPlan:
        plan = self._journey.plan()
        if plan.service.is_demo:
            plan = replace(plan, service=service_profile(await self._desk.demo.start()), scopes=None)
        return plan

    def _on_other_way(self) -> None:
        self._journey.device = not self._journey.device
        self._sign_in()

    def _on_begun(self, session: SignInSession) -> None:
        self.pages.waiting.show_session(session)
        self.pages.waiting.focus_first()
        self._count_down()

    def _count_down(self) -> None:
        if self._flow.session is not None:
            self.pages.waiting.show_left(self._flow.seconds_left)

    def _on_connected(self, connection: Connection) -> None:
        self._connected = connection
        self._head.show_place("", back=False)
        self._place.start(connection)

    def _on_failed(self, error: DeskError) -> None:
        trace, journey = self._desk.tracer.last, self._journey
        service = journey.order.service
        self._way_out = way_out(error, journey.steps, service)
        self.pages.show_failure(error, self._way_out, service, "" if trace is None else trace.text)
        self._head.show_place("", back=False)

    def _try_again(self) -> None:
        if self._way_out is not None and self._way_out.browser:
            self._journey.device = False
        self._sign_in()

    def _leave_failure(self) -> None:
        """Go back to what is to be mended, and show where."""
        way = self._way_out
        if way is None:
            return
        if way.own_client:
            self._journey.ask_client()
        if not self._journey.leave(way.step):
            self.cancelled.emit()
            return
        self._show_step()
        if self._journey.step is Step.DETAILS:
            self._details.show(way.details)
