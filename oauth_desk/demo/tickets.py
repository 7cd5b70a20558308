"""A person's way through the pages: from the request to the answer, held in memory, named by a random ticket."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

TICKET_LIFE: Final = 600.0
TICKET_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class User:
    """A demo person: no password, no real address."""

    id: str
    name: str
    email: str

    @property
    def subject(self) -> str:
        """Return the identifier that never changes."""
        return f"demo-user-{self.id}"


USERS: Final = (
    User("ana", "Ana Demo", "ana@demo.example"),
    User("ben", "Ben Demo", "ben@demo.example"),
)


def user_named(user_id: str | None) -> User | None:
    """Return the demo person with that id."""
    return next((user for user in USERS if user.id == user_id), None)


def user_of(subject: str) -> User | None:
    """Return the demo person behind a subject."""
    return next((user for user in USERS if user.subject == subject), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A program's request that passed all checks. ``user_code`` is set for a device, ``redirect_uri`` otherwise."""

    client_id: str
    client_name: str
    scopes: tuple[str, ...]
    redirect_uri: str = ""
    state: str | None = None
    challenge: str = ""
    nonce: str | None = None
    audience: tuple[str, ...] = ()
    login_hint: str = ""
    user_code: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """How far a person has come: ``user`` is None before sign-in."""

    id: str
    asked: Asked
    expires_at: float
    user: User | None = None
    signed_in_at: float = 0.0


class Tickets:
    """All open ones. ``mint`` makes ids."""

    def __init__(self, mint: Callable[[], str]) -> None:
        self._mint = mint
        self._open: dict[str, Ticket] = {}

    def issue(self, asked: Asked, now: float) -> Ticket:
        """Begin; the oldest give way where there are too many."""
        alive = [ticket for ticket in self._open.values() if now < ticket.expires_at]
        self._open = {ticket.id: ticket for ticket in alive[1 - TICKET_LIMIT :]}
        ticket = Ticket(self._mint(), asked, now + TICKET_LIFE)
        self._open[ticket.id] = ticket
        return ticket

    def get(self, ticket_id: str | None, now: float) -> Ticket | None:
        """Return an open ticket."""
        ticket = self._open.get(ticket_id or "")
        return ticket if ticket is not None and now < ticket.expires_at else None

    def sign_in(self, ticket: Ticket, user: User, now: float) -> Ticket:
        """Note who it is."""
        changed = replace(ticket, user=user, signed_in_at=now)
        self._open[ticket.id] = changed
        return changed

    def close(self, ticket: Ticket) -> None:
        """Use the ticket up."""
        self._open.pop(ticket.id, None)
