"""Connections with a key that a person copied: taking it in, trying it, putting another in its place."""

import uuid
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from oauth_desk.domain.api_key import KeyCare
from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant, Tokens
from oauth_desk.protocol import userinfo
from oauth_desk.protocol.jwt_text import unverified_claims
from oauth_desk.services.book import Book
from oauth_desk.services.book_words import name_taken
from oauth_desk.services.faults import sentence, trust_of, unreachable
from oauth_desk.services.naming import add_named, tidy
from oauth_desk.services.ports import Clock, HttpClient, TransportError

LONGEST: Final = 16_384
DAY: Final = 86400.0
_REFUSALS: Final = frozenset({401, 403})


class Given(Enum):
    """Stands for a date that nobody gave."""

    NOTHING = 0


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it was copied. ``replace_by`` None: no reminder is wanted; left out, the service's own rule holds."""

    value: Secret
    replace_by: Instant | Given | None = Given.NOTHING


class ApiKeys:
    """A new key is tried before it is saved, where the profile says how; until it is proved the old one is kept."""

    def __init__(self, *, book: Book, http: HttpClient, clock: Clock) -> None:
        self._book = book
        self._http = http
        self._clock = clock

    async def connect(self, service: Service, key: NewKey, *, name: str | None = None) -> Connection:
        """Make a connection with a key; raise DeskError, and then nothing is stored."""
        self._book.require_open()
        if name is not None and self._book.named(tidy(name)) is not None:
            raise name_taken(tidy(name))
        tokens, account = await self._tried(service, key)
        now = self._clock.now()
        connection = Connection(
            id=uuid.uuid4().hex,
            name="",
            service=service,
            tokens=tokens,
            created_at=now,
            signed_in_at=now,
            account=account or Account(),
            key_care=KeyCare(self._replace_by(service, key)),
            notes=_notes(service),
        )
        return await add_named(self._book, connection, name, self._entry(connection, "connected"))

    async def replace(self, connection_id: str, key: NewKey) -> Connection:
        """Put another key in place; raise DeskError, and then the old one is kept and used as before."""
        old = self._book.require(connection_id)
        service = old.service
        if service.key is None:
            raise no_key(old)
        if old.tokens.access_token == key.value:
            raise _the_same(old)
        tokens, account = await self._tried(service, key)
        now, proved = self._clock.now(), account is not None
        if account is not None and _is_someone_else(old.account, account):
            raise _wrong_account(old, account)
        care = KeyCare(self._replace_by(service, key))

        def change(current: Connection) -> Connection:
            return replace(
                current,
                tokens=tokens,
                signed_in_at=now,
                account=account or current.account,
                key_care=care if proved else replace(care, before=current.tokens.access_token),
            )

        return await self._book.replace_sign_in(connection_id, change, self._entry(old, "key_replaced"))

    async def go_back(self, connection_id: str) -> Connection:
        """Use the key of before again, as long as the new one is not proved; raise DeskError."""
        old = self._book.require(connection_id)
        before = None if old.key_care is None else old.key_care.before
        if before is None:
            raise _nothing_before(old)
        tokens = self._tokens(before)
        care = KeyCare(old.key_care.replace_by if old.key_care else None)

        def change(current: Connection) -> Connection:
            return replace(current, tokens=tokens, key_care=care)

        return await self._book.replace_sign_in(connection_id, change, self._entry(old, "key_before"))

    async def remind(self, connection_id: str, replace_by: Instant | None) -> Connection:
        """Set the day by which the key is to be replaced, or none; raise DeskError."""

        def change(current: Connection) -> Connection:
            return replace(current, key_care=replace(current.key_care or KeyCare(), replace_by=replace_by))

        return await self._book.amend(connection_id, change)

    # --- inside ------------------------------------------------------------------

    async def _tried(self, service: Service, key: NewKey) -> tuple[Tokens, Account | None]:
        """Make a test call with the key, where the profile names one; return whose it is, None where untested."""
        check_key(key.value)
        tokens = self._tokens(key.value)
        if not tokens.lives(self._clock.now()):
            raise _over(service)
        request = userinfo.probe_request(service, tokens)
        if request is None:
            return tokens, None
        try:
            response = await self._http.send(request, trust=trust_of(service))
        except TransportError as error:
            raise unreachable(service, error) from error
        if response.status in _REFUSALS:
            raise _refused(service, response.status)
        if not 200 <= response.status < 300:  # noqa: PLR2004 - RFC 9110 §15.3
            raise _unclear(service, response.status)
        return tokens, userinfo.judge_probe(response, service)

    def _tokens(self, key: Secret) -> Tokens:
        return Tokens(key, self._clock.now(), expires_at=_told_end(key))

    def _replace_by(self, service: Service, key: NewKey) -> Instant | None:
        if not isinstance(key.replace_by, Given):
            return key.replace_by
        days = None if service.key is None else service.key.replace_every_days
        return None if days is None else self._clock.now() + days * DAY

    def _entry(self, connection: Connection, outcome: str) -> ActivityEntry:
        return ActivityEntry(self._clock.now(), connection.id, connection.name, ActivityKind.SIGN_IN, outcome)


def proved(connection: Connection) -> Connection:
    """Return the connection once a call showed that its key is taken: the key of before goes."""
    care = connection.key_care
    if care is None or care.before is None:
        return connection
    return replace(connection, key_care=replace(care, before=None))


def check_key(key: Secret) -> None:
    """Raise DeskError for a text that cannot be a key; nothing of it is quoted."""
    text = key.reveal()
    if not text or len(text) > LONGEST or not text.isascii() or not text.isprintable() or text != text.strip():
        raise DeskError(
            "bad_key",
            "This cannot be a key: it is one line of plain characters, without spaces around it.",
            kind=Kind.USAGE,
            advice="Copy it once more from the service’s page.",
        )


def _told_end(key: Secret) -> Instant | None:
    """Return when a key says itself that it ends: the ``exp`` of a JWT (RFC 7519 §4.1.4)."""
    parts = unverified_claims(key)
    end = None if parts is None else parts["payload"].get("exp")
    if isinstance(end, bool) or not isinstance(end, int | float) or not 0 < end < 1e11:  # noqa: PLR2004 - the year 5138
        return None
    return float(end)


def _notes(service: Service) -> tuple[str, ...]:
    return () if service.account is not None else ("The key was not tried: the profile names no address for that.",)


def _is_someone_else(old: Account, found: Account) -> bool:
    if old.subject and found.subject:
        return old.subject != found.subject
    return bool(old.label and found.label) and old.label.casefold() != found.label.casefold()


def no_key(connection: Connection) -> DeskError:
    """Return the error for replacing the key of a connection that somebody signed in."""
    return DeskError(
        "no_key",
        f"“{connection.name}” has no key to replace: somebody signed in.",
        kind=Kind.USAGE,
        advice="Sign in again instead.",
        terminal_advice="Use “oauth-desk reconnect” instead.",
    )


def _the_same(connection: Connection) -> DeskError:
    return DeskError(
        "same_key",
        f"This is the key that “{connection.name}” has already.",
        kind=Kind.USAGE,
        advice="Make a new one on the service’s page first.",
    )


def _nothing_before(connection: Connection) -> DeskError:
    return DeskError("no_key_before", f"No earlier key of “{connection.name}” is kept.", kind=Kind.USAGE)


def _over(service: Service) -> DeskError:
    return DeskError(
        "key_over",
        "This key is over: it says so itself.",
        detail="Nothing was changed.",
        advice=f"Make a new one at {service.name}.",
    )


def _refused(service: Service, status: int) -> DeskError:
    return DeskError(
        "key_refused",
        f"{service.name} does not accept this key.",
        detail=f"It answered a test call with status {status}. Nothing was changed.",
        advice="Check that it is copied whole, and that it may read the account.",
    )


def _unclear(service: Service, status: int) -> DeskError:
    return DeskError(
        "unreachable",
        f"{service.name} did not say whether it accepts this key.",
        kind=Kind.UNREACHABLE,
        detail=sentence(f"It answered a test call with status {status}; nothing was changed"),
        advice="Try again in a while.",
        remedy=Remedy.RETRY,
    )


def _wrong_account(old: Connection, found: Account) -> DeskError:
    return DeskError(
        "wrong_account",
        f"This key belongs to {found.label or found.subject}, not to {old.account.label or old.account.subject}.",
        detail="Nothing was changed.",
        advice="Connect it as a connection of its own, or disconnect the old one first.",
    )
