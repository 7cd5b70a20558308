"""The card at the top of the overview: ring, sentence, chips, and the one thing to do, if any."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services import end_words, wording
from oauth_desk.services.detail_words import told
from oauth_desk.services.encryption_words import INSECURE, is_insecure
from oauth_desk.services.own_words import MENDS, is_mended_here, proof_of
from oauth_desk.services.registration_words import is_forgotten
from oauth_desk.services.wording import Tone
from oauth_desk.ui.connections.countdown import countdown_of
from oauth_desk.ui.connections.exact_time import moment
from oauth_desk.ui.controls import Button, ButtonKind, Card, Chip, CountdownRing, FlowRow, Text
from oauth_desk.ui.theme import Theme, Type

_TODO: Final = {Status.SIGN_IN_NEEDED: "Sign in again", Status.SETTINGS_PROBLEM: "Check its settings"}


class StateCard(Card):
    """Shows how a connection stands at a moment; counts when asked to."""

    sign_in_requested = Signal()
    settings_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, name="state_card")
        px = theme.px
        self._theme = theme
        self._status = Status.VALID
        self._planned = False
        self._signs_in = False
        self._ring = CountdownRing(theme, name="state_ring")
        self._title = Text("", theme, role=Type.STATE, wrap=True, name="state_title")
        self._words = Text("", theme, colour="second", wrap=True, name="state_text")
        self._said = Text("", theme, role=Type.SECOND, colour="third", wrap=True, name="state_said")
        self._todo = Button("", theme, kind=ButtonKind.PRIMARY, name="state_action")
        self._todo.clicked.connect(self._on_todo)
        self._chips = [Chip("", theme, name=f"state_chip_{number}") for number in range(4)]
        self._chip_row = FlowRow(px(8))
        for chip in self._chips:
            self._chip_row.add(chip)
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addStretch(1)
        for label in (self._title, self._words, self._said):
            words.addWidget(label)
        words.addSpacing(px(6))
        words.addWidget(self._chip_row)
        words.addSpacing(px(8))
        words.addWidget(self._todo, 0, Qt.AlignmentFlag.AlignLeading)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(20), px(24), px(20))
        row.setSpacing(px(24))
        row.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)

    def show_state(self, connection: Connection, now: Instant, next_renewal_at: Instant | None) -> None:
        """Show everything anew."""
        condition = connection.condition_at(now)
        self._status, self._planned = condition.status, next_renewal_at is not None
        sentence = wording.sentence(connection, now, next_renewal_at)
        _set(self._title, sentence.title)
        _set(self._words, sentence.text)
        self._words.setToolTip(_exactly(connection, next_renewal_at))
        _set(self._said, told(connection))
        forgotten = is_forgotten(connection, now)
        self._signs_in = (
            forgotten
            or condition.status is Status.SIGN_IN_NEEDED
            or _reads_anew(condition)
            or is_mended_here(connection, condition)
        )
        todo = "Register again" if forgotten else _todo(connection, condition)
        self._todo.setText(todo)
        self._todo.setAccessibleName(todo)
        self._todo.setVisible(bool(todo))
        self._show_chips(connection, now)
        self.count(connection, now, next_renewal_at)

    def count(self, connection: Connection, now: Instant, next_renewal_at: Instant | None) -> None:
        """Show the time that passed since the last look."""
        planned = next_renewal_at is not None
        if (connection.condition_at(now).status, planned) != (self._status, self._planned):
            self.show_state(connection, now, next_renewal_at)
            return
        line = wording.list_line(connection, now, next_renewal_at)
        countdown = countdown_of(connection, now, next_renewal_at)
        if countdown is None:
            self._ring.show_icon(line.icon, str(line.tone))
            return
        caption = "to renewal" if countdown.to_renewal else "left"
        time = wording.countdown(countdown.left(now))
        self._ring.show_time(countdown.share(now), time, caption, str(line.tone))

    def _show_chips(self, connection: Connection, now: Instant) -> None:
        facts = _facts(connection, now)
        for chip, fact in zip(self._chips, [*facts, None, None, None, None], strict=False):
            chip.setVisible(fact is not None)
            if fact is not None:
                chip.show_fact(fact[0], tone=fact[1], icon=fact[2])
        self._chip_row.setVisible(bool(facts))

    def _on_todo(self) -> None:
        if self._signs_in:
            self.sign_in_requested.emit()
        else:
            self.settings_requested.emit()


def _todo(connection: Connection, condition: Condition) -> str:
    if connection.service.key is not None:
        return "Replace its key…" if condition.status is Status.SIGN_IN_NEEDED else ""
    if connection.asks_by_itself:
        if is_mended_here(connection, condition):
            return MENDS[proof_of(connection.service)]
        return _TODO.get(condition.status, "")
    return _TODO[Status.SIGN_IN_NEEDED] if _reads_anew(condition) else _TODO.get(condition.status, "")


def _reads_anew(condition: Condition) -> bool:
    """Tell whether a sign-in mends it because the program's certificate is read with each."""
    return condition.status is Status.SETTINGS_PROBLEM and condition.cause is Cause.CERTIFICATE


def _set(label: Text, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _exactly(connection: Connection, next_renewal_at: Instant | None) -> str:
    """Return the exact times behind the sentence, for a tooltip."""
    times = {
        "Next renewal": next_renewal_at,
        "Ends": connection.tokens.expires_at,
        "Last renewal": connection.history.last_renewed_at,
    }
    return "\n".join(f"{label}: {moment(at)}" for label, at in times.items() if at is not None)


def _facts(connection: Connection, now: Instant) -> list[tuple[str, str, str]]:
    """Return text, tone and icon of each chip."""
    facts = []
    warning = end_words.list_words(connection, now)
    if warning and connection.condition_at(now).status is not Status.SIGN_IN_NEEDED:
        facts.append((warning, Tone.ATTENTION.value, "clock"))
    renewals = connection.history.renewals_in_a_row
    if renewals > 1 and connection.condition.status is Status.VALID:
        facts.append((f"{renewals} renewals in a row", Tone.GOOD.value, "check"))
    if connection.condition_at(now).status is not Status.SIGN_IN_NEEDED:
        facts.append((f"Connected since {wording.day(connection.signed_in_at, now)}", Tone.NEUTRAL.value, ""))
    if connection.service.is_demo:
        facts.append(("Demo", "accent", "demo"))
    elif is_insecure(connection.service):
        facts.append((INSECURE, Tone.ATTENTION.value, "alert-triangle"))
    return facts
