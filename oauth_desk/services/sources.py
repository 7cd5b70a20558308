"""Connections whose tokens are exchanged for those of others (RFC 8693)."""

from typing import Protocol

from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.grant import Grant, Source, TokenKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol.jwt_text import unverified_claims
from oauth_desk.services.book import Book
from oauth_desk.services.ports import Clock
from oauth_desk.services.renewal_wish import RenewalResult


class Renewing(Protocol):
    """What a source is kept alive with: the renewer of the program."""

    async def ensure_fresh(self, connection_id: str) -> Connection:
        """Return the connection with an access token that lives; raise DeskError."""
        ...

    async def renew(self, connection_id: str) -> RenewalResult:
        """Renew now; raise DeskError."""
        ...


_SOON = 30.0
"""Seconds of life that an ID token must have left to be sent."""


class Sources:
    """Hands out what stands for a source in an exchange, renewed where that is needed.

    It is asked before the lock of the connection that wants it is taken: nobody ever holds
    one connection's lock and waits for another's, so no two can wait for each other.
    """

    def __init__(self, *, book: Book, renewer: Renewing, clock: Clock) -> None:
        self._book = book
        self._renewer = renewer
        self._clock = clock

    def chosen(self, service: Service, name: str | None, *, user: str | None = None) -> Source:
        """Return the connection that a person means; raise DeskError. ``user`` is the id of the one that will use it.

        Without a name it is the one that the profile names, or the one of before.
        """
        before = None if user is None else self._book.require(user).source
        wanted = name or (before.name if before is not None else service.exchange.connection)
        if wanted is None:
            raise no_source(service)
        found = self._book.named(wanted)
        if found is None and before is not None and name is None:
            found = self._book.get(before.id)
        if found is None:
            raise gone(wanted)
        source = Source(found.id, found.name)
        self._check_no_circle(source, user)
        return source

    def account(self, source: Source) -> Account:
        """Return who the source is: whoever goes through it is the same."""
        found = self._book.get(source.id)
        known = Account() if found is None else found.account
        return Account(known.label or source.name, known.subject or source.id)

    def users(self, connection_id: str) -> tuple[Connection, ...]:
        """Return the connections that get their access through this one."""
        return users_of(self._book, connection_id)

    async def subject(self, service: Service, source: Source, *, user: str | None = None) -> Secret:
        """Return the token that stands for the source, living; raise DeskError."""
        self._check_no_circle(source, user)
        if self._book.get(source.id) is None:
            raise gone(source.name)
        connection = await self._renewer.ensure_fresh(source.id)
        if service.exchange.subject_token_type is not TokenKind.ID_TOKEN:
            if connection.tokens.access_token is None:
                raise nothing_to_give(connection)
            return connection.tokens.access_token
        if _is_over(connection.tokens.id_token, self._clock.now()) and connection.renews:
            connection = (await self._renewer.renew(source.id)).connection
        if connection.tokens.id_token is None or _is_over(connection.tokens.id_token, self._clock.now()):
            raise nothing_to_give(connection)
        return connection.tokens.id_token

    def _check_no_circle(self, source: Source, user: str | None) -> None:
        """Refuse a connection that would get its access through itself."""
        seen = set() if user is None else {user}
        step: Source | None = source
        while step is not None:
            if step.id in seen:
                raise circle(source.name)
            seen.add(step.id)
            found = self._book.get(step.id)
            step = None if found is None else found.source


def users_of(book: Book, connection_id: str) -> tuple[Connection, ...]:
    """Return the connections that get their access through this one."""
    users = (each for each in book.all() if each.source is not None and each.source.id == connection_id)
    return tuple(each for each in users if each.service.grant is Grant.TOKEN_EXCHANGE)


def source_names(book: Book, *, without: str | None = None) -> tuple[str, ...]:
    """Return the names of connections that another one can go through; ``without`` is the id of that one."""
    found = (each for each in book.all() if each.service.key is None and each.id != without)
    return tuple(sorted((each.name for each in found), key=str.casefold))


def _is_over(token: Secret | None, now: Instant) -> bool:
    parts = None if token is None else unverified_claims(token)
    end = None if parts is None else parts["payload"].get("exp")
    if isinstance(end, bool) or not isinstance(end, int | float):
        return False
    return end < now + _SOON  # a long integer has no float: nothing is taken from it


def no_source(service: Service) -> DeskError:
    """Return the error for an exchange with nothing to exchange."""
    return DeskError(
        "source_needed",
        f"{service.name} gives access to somebody who is connected elsewhere: choose that connection.",
        kind=Kind.USAGE,
        advice="Choose the connection to go through.",
        terminal_advice="Name the connection to go through with --from NAME.",
    )


def gone(name: str) -> DeskError:
    """Return the error for a source that is not there any more."""
    return DeskError(
        "source_gone",
        f"There is no connection “{name}” to go through.",
        kind=Kind.NOT_FOUND,
        detail="It was disconnected here, moved away or renamed.",
        advice="Connect it again, or go through another one.",
        terminal_advice="Connect it again, or name another one: oauth-desk reconnect NAME --from OTHER.",
        remedy=Remedy.FIX_SETTINGS,
    )


def circle(name: str) -> DeskError:
    """Return the error for connections that would wait for each other."""
    return DeskError(
        "source_circle",
        f"“{name}” itself goes through this connection, so this one cannot go through it.",
        kind=Kind.USAGE,
        advice="Choose another connection to go through.",
    )


def nothing_to_give(connection: Connection) -> DeskError:
    """Return the error for a source that has nothing of the kind that is exchanged."""
    return DeskError(
        "source_empty",
        f"“{connection.name}” has nothing that {connection.service.name} gave to prove who it is.",
        detail="The profile wants another kind of proof than this connection has.",
        advice="Go through another connection, or let this one ask for who it is as well.",
        terminal_advice="The exchange wants an ID token: reconnect the source with the scope openid.",
        remedy=Remedy.FIX_SETTINGS,
    )
