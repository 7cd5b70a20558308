"""The second step, only where something is missing: what the person knows and the program does not."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.domain.service import Service
from oauth_desk.services import answer_words
from oauth_desk.services.catalogue import BY_HAND
from oauth_desk.ui.connect import own, questions_panel
from oauth_desk.ui.connect.centred import Footed
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.draft import Draft, optional
from oauth_desk.ui.connect.guide_card import GuideCard
from oauth_desk.ui.connect.own_panel import OwnPanel
from oauth_desk.ui.connect.proof_panel import ProofPanel
from oauth_desk.ui.connect.questions_panel import QuestionsPanel
from oauth_desk.ui.controls import Button, ButtonKind, Field, Spinner, TabBar, Text
from oauth_desk.ui.controls.list_field import ListField
from oauth_desk.ui.controls.refill import empty
from oauth_desk.ui.key_reminders import reminder_choice, show_days
from oauth_desk.ui.theme import Theme, Type

_WIDTH: Final = 620
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_FIELDS: Final = {
    Detail.ISSUER: ("Address of the provider", "For example https://login.example.com"),
    Detail.AUTHORIZATION: ("Address of the sign-in page", "The authorization address, for example https://…/authorize"),
    Detail.TOKEN: ("Address that hands out access", "The token address, for example https://…/token"),
    Detail.CLIENT_ID: ("Client ID", ""),
    Detail.CLIENT_SECRET: ("Client secret", ""),
    Detail.API: ("Address of the API", "For example https://api.example.com/v1"),
    Detail.KEY_AS: ("How the key is sent", "As its documentation writes it. Most want: Authorization: Bearer KEY"),
    Detail.KEY: ("Key", "It stays on this computer, encrypted."),
    Detail.SCOPES: ("Permissions to ask for", "As the service writes them, with spaces between; may stay empty."),
}
_GENERAL_STEPS: Final = (
    "Open the service’s page for developers and register a new app. Its kind is “native” or “desktop”.",
    "Where the page asks for a redirect address, paste the one below.",
    "Copy the client ID into the field here; the secret too, if the page shows one.",
)
_KEY_STEPS: Final = (
    "Open the service’s page for keys; it is often called API keys, access tokens or developer settings.",
    "Make a key for this program. Give it only what you need.",
    "Copy it into the field here at once: most pages show it only that one time.",
)
_WAYS: Final = {"openid": "One address", "oauth": "Two addresses", "key": "A key"}


class DetailsPage(Footed):
    """Shows a draft and gives back what was typed. ``way_chosen`` names another profile for services by hand."""

    continue_requested = Signal()
    way_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="details_page", width=_WIDTH)
        self._theme = theme
        self._service: Service | None = None
        self._asked: tuple[Detail, ...] = ()
        self._fields: dict[Detail, Field] = {}
        self._title = Text("", theme, role=Type.WIZARD_TITLE, wrap=True, name="details_title")
        self._words = Text("", theme, colour="second", wrap=True, name="details_text")
        self._ways = TabBar(theme, inner=True, name="way_tabs", label="What is known of the service")
        self._questions = QuestionsPanel(theme)
        self._guide = GuideCard(theme)
        self._form = QVBoxLayout()
        self._own = OwnPanel(theme)
        self._reminder = reminder_choice(theme, name="key_reminder")
        self._proof = ProofPanel(theme)
        self._go_on = Button("Continue", theme, kind=ButtonKind.PRIMARY, name="details_continue")
        self._spinner = Spinner(theme)
        self._busy = Text("", theme, colour="second", wrap=True, name="details_busy")
        self._lay_out()
        for key, words in _WAYS.items():
            self._ways.add(key, words)
        self._ways.currentChanged.connect(self._on_way)
        self._questions.changed.connect(self._show_steps)
        self._questions.finished.connect(self._on_return)
        self._guide.redirect.finished.connect(self._on_return)
        self._go_on.clicked.connect(self.continue_requested)
        self._own.finished.connect(self._on_return)
        self._proof.finished.connect(self._on_return)
        self._proof.grown.connect(lambda: QTimer.singleShot(0, self, lambda: self._see(self._proof)))
        self.set_busy("")

    # --- in and out ------------------------------------------------------------------------

    def show_draft(self, draft: Draft, names: Sequence[str] = ()) -> None:
        """Show what is asked for, with what was typed already; ``names`` are connections to go through."""
        service, asked = draft.service, draft.missing
        by_hand = service.id in BY_HAND
        if (self._service, self._asked) != (service, asked):
            self._service, self._asked = service, asked
            self._make_fields(service, asked)
        self._ways.setVisible(by_hand)
        if by_hand:
            self._ways.blockSignals(True)  # noqa: FBT003 - Qt's signature
            self._ways.choose(service.id)
            self._ways.blockSignals(False)  # noqa: FBT003
        title, words = _heading(service) if asked else questions_panel.heading(service)
        self._title.setText(title)
        self._words.setText(words)
        self._questions.ask(service, draft.answers)
        self._guide.setVisible(bool(asked))
        self._guide.redirect.setVisible(service.key is None and not service.asks_by_itself)
        self._guide.redirect.show_service(service, draft.typed.get(Detail.REDIRECT, ""))
        self._show_steps()
        for detail, field in self._fields.items():
            known = service.client.client_id if detail is Detail.CLIENT_ID else None
            field.line.setText(draft.typed.get(detail, known or ""))
        self._reminder.setVisible(service.key is not None)
        show_days(self._reminder, draft.remind_in)
        by_itself = asked if service.asks_by_itself else ()
        self._own.ask([detail for detail in by_itself if detail not in _FIELDS], draft.typed)
        self._own.offer(service, names, draft.source or "")
        self._proof.show_draft(service, draft.typed)
        self._proof.setVisible(Detail.CLIENT_ID in self._fields and not self._proof.isHidden())
        self.show_problems({})

    def typed(self) -> dict[Detail, str]:
        """Return what stands in the fields."""
        proof = self._proof.typed() if Detail.CLIENT_ID in self._fields else {}
        remind = {} if self._reminder.isHidden() else {Detail.REMIND: str(self._reminder.value or "")}
        lines = {detail: field.line.text() for detail, field in self._fields.items()}
        page = {Detail.REDIRECT: self._guide.redirect.page} if self._guide.redirect.is_open else {}
        return {**self._own.typed(), **remind, **page, **lines, **proof}

    def answers(self) -> dict[str, str]:
        """Return what was answered to the service's questions, by their names."""
        return self._questions.typed()

    def show_problems(self, problems: dict[Detail, str], answers: Mapping[str, str] = _NOTHING) -> None:
        """Say at each field what is wrong with it, and go to the first; ``answers`` are those to questions."""
        wrong: list[Field | ListField] = []
        for name, asked in self._questions.fields.items():
            asked.show_problem(answers.get(name, ""))
            wrong += [asked] if name in answers else []
        for detail, field in self._detail_fields().items():
            field.show_problem(problems.get(detail, ""))
            wrong += [field] if detail in problems else []
        if wrong:
            self._go_to(wrong[0])

    def focus(self, details: Sequence[Detail]) -> None:
        """Put the keyboard into the first of these that can be seen; where none can, as usual."""
        fields = self._detail_fields()
        field = next((fields[detail] for detail in details if detail in fields), None)
        if field is None:
            self.focus_first()
        else:
            self._go_to(field)

    def _detail_fields(self) -> dict[Detail, Field | ListField]:
        redirect = self._guide.redirect
        page: dict[Detail, Field | ListField] = {Detail.REDIRECT: redirect.field} if redirect.is_open else {}
        return {**page, **self._own.fields(), **self._fields, **self._proof.fields()}

    def _go_to(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        # The sentence has no place yet: it gets one when the layout is next in turn.
        QTimer.singleShot(0, field, lambda: self._see(field))

    def _see(self, widget: QWidget) -> None:
        self.body.ensureWidgetVisible(widget)

    def set_busy(self, words: str) -> None:
        """Say what is waited for; empty words end it."""
        self._spinner.setVisible(bool(words))
        self._busy.setText(words)
        self._busy.setVisible(bool(words))
        self._go_on.setEnabled(not words)

    def focus_first(self) -> None:
        """Put the keyboard into the first field that is empty."""
        if self._questions.focus_first() or self._own.focus_first():
            return
        empty = [field for field in self._fields.values() if not field.line.text()]
        for field in (*empty, *self._fields.values()):
            field.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    # --- making ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        self._form.setSpacing(px(16))
        self._ways.hide()
        self.foot.addWidget(self._go_on)
        self.foot.addWidget(self._spinner)
        self.foot.addWidget(self._busy, 10)
        self.foot.addStretch(1)
        column = self.body.middle
        column.setSpacing(px(16))
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addWidget(self._ways)
        column.addWidget(self._questions)
        column.addWidget(self._guide)
        column.addWidget(self._own)
        column.addLayout(self._form)
        column.addWidget(self._reminder)
        column.addWidget(self._proof)

    def _make_fields(self, service: Service, asked: Sequence[Detail]) -> None:
        empty(self._form)
        self._fields = {}
        for detail in asked:
            if detail not in _FIELDS:
                continue  # the panel for connections that nobody signs in to has it
            label, hint = _FIELDS[detail]
            if optional(detail, service) and detail not in (Detail.SCOPES, Detail.KEY_AS):
                label = f"{label} (if there is one)"
            if detail is Detail.CLIENT_ID and optional(detail, service):
                hint = "Leave it empty if your provider registers programs by itself."
            secret = detail in (Detail.CLIENT_SECRET, Detail.KEY)
            field = Field(label, self._theme, name=f"field_{detail}", hint=hint, secret=secret, mono=True)
            field.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            field.line.returnPressed.connect(self._on_return)
            self._fields[detail] = field
            self._form.addWidget(field)

    # --- gestures ------------------------------------------------------------------------------

    def _on_return(self) -> None:
        if self._go_on.isEnabled():
            self.continue_requested.emit()

    def _on_way(self) -> None:
        self.way_chosen.emit(self._ways.current_key())

    def _show_steps(self) -> None:
        """Show what to do, with the answers as far as they are typed."""
        service = self._service
        if service is not None:
            told = answer_words.told(service, self._questions.typed())
            later = told.page is None and service.developer_console_url is not None
            self._guide.show_steps(service.name, told.instructions or _steps(service), told.page, later=later)


def _heading(service: Service) -> tuple[str, str]:
    """Return title and words."""
    if service.id in BY_HAND:
        return "Connect another service", "Its addresses are in its documentation, or whoever runs it knows them."
    if service.asks_by_itself:
        return own.heading(service)
    if service.key is not None:
        return f"Your key for {service.name}", f"{service.name} gives you a key on its own page. You copy it once."
    words = f"{service.name} wants to know which program asks. You register it there once, in your own name."
    return f"Introduce this program to {service.name}", words


def _steps(service: Service) -> tuple[str, ...]:
    if service.asks_by_itself:
        return own.steps(service)
    return _GENERAL_STEPS if service.key is None else _KEY_STEPS
