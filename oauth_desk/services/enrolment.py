"""From what a sign-in brought to a stored connection."""

import logging
import uuid
from dataclasses import dataclass, replace

from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.connection import Account, Connection, History
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Move
from oauth_desk.protocol.api_place import placed
from oauth_desk.protocol.kept import joined
from oauth_desk.services.book import Book
from oauth_desk.services.book_words import name_taken
from oauth_desk.services.naming import add_named, tidy
from oauth_desk.services.ports import Clock
from oauth_desk.services.sign_in_plan import SignInPlan
from oauth_desk.services.who import Proof, Sighting, Who

logger = logging.getLogger(__name__)


class WrongAccount(DeskError):
    """Somebody else signed in than the one the connection belongs to."""

    def __init__(self, expected: Account, found: Account) -> None:
        self.expected = expected.label or expected.subject
        self.found = found.label or found.subject
        super().__init__(
            "wrong_account",
            f"You signed in as {self.found}, but this connection belongs to {self.expected}.",
            detail="Nothing was changed.",
            advice=f"Sign in again as {self.expected}, connect {self.found} as a connection of its own, "
            "or choose to replace the account.",
            remedy=Remedy.SIGN_IN,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be stored: the plan, the service as used for this sign-in, and the scopes asked for."""

    plan: SignInPlan
    service: Service
    scopes: tuple[str, ...]


class Enrolment:
    """Stores what a sign-in brought, and learns who it was."""

    def __init__(self, *, book: Book, who: Who, clock: Clock) -> None:
        self._book = book
        self._who = who
        self._clock = clock

    def check(self, plan: SignInPlan) -> Connection | None:
        """Return the connection to sign in again, if any; raise DeskError for what would fail at the end."""
        self._book.require_open()
        if plan.reconnect is not None:
            return self._book.require(plan.reconnect)
        if plan.name is not None:
            wanted = tidy(plan.name)
            if self._book.named(wanted) is not None:
                raise name_taken(wanted)
        return None

    async def store(self, order: Order, proof: Proof) -> Connection:
        """Save the tokens durably; raise DeskError and store nothing."""
        if order.plan.reconnect is not None:
            return await self._store_again(order.plan.reconnect, order, proof)
        return await self._store_new(order, proof)

    async def introduce(self, order: Order, connection: Connection, proof: Proof) -> Connection:
        """Learn who signed in on a new connection and keep it; the sign-in is good whatever comes of it."""
        if order.plan.reconnect is not None:
            return connection
        sighting = await self._who.look(_service(order, proof), proof)
        account = sighting.account
        if account == connection.account and not sighting.kept:
            return connection

        def change(current: Connection) -> Connection:
            tokens = replace(current.tokens, kept=joined(current.tokens.kept, sighting.kept))
            known = replace(current, account=account, tokens=tokens)
            service, more = placed(current.service, known.kept) if sighting.kept else (current.service, ())
            return replace(known, service=service, notes=tuple(dict.fromkeys((*current.notes, *more))))

        try:
            return await self._book.amend(connection.id, change)
        except DeskError as error:
            logger.info("the account of a new connection could not be saved: %s", error.code)
            return connection

    async def failed(self, order: Order, error: DeskError) -> None:
        """Log that signing in again did not work; a new connection that failed leaves no trace."""
        connection = None if order.plan.reconnect is None else self._book.get(order.plan.reconnect)
        if connection is not None:
            await self._book.log(self._entry(connection, error.code, error.title))

    # --- a new connection ------------------------------------------------------

    async def _store_new(self, order: Order, proof: Proof) -> Connection:
        now = self._clock.now()
        claims = proof.claims
        service, more = placed(_service(order, proof), proof.tokens.kept)
        connection = Connection(
            id=uuid.uuid4().hex,
            name="",
            service=service,
            tokens=proof.tokens,
            created_at=now,
            signed_in_at=now,
            account=proof.account if claims is None else Account(claims.label, claims.subject),
            scopes_asked=order.scopes,
            notes=(*proof.notes, *more),
            history=History(clock_skew=proof.skew),
            dpop_key=proof.dpop_key,
            source=proof.source,
            browser=_browser(order, None),
        )
        entry = self._entry(connection, "connected", _missing(order, connection))
        return await add_named(self._book, connection, order.plan.name, entry)

    # --- signing in again ------------------------------------------------------

    async def _store_again(self, connection_id: str, order: Order, proof: Proof) -> Connection:
        """Replace the tokens of a connection, once it is known that nobody else signed in."""
        old = self._book.require(connection_id)
        sighting = await self._who.look(_service(order, proof), proof)
        found = sighting.account
        if not order.plan.replace_account and _is_someone_else(old.account, sighting):
            raise WrongAccount(old.account, found)
        known = Account() if order.plan.replace_account else old.account
        account = Account(found.label or known.label, found.subject or known.subject)
        tokens = replace(proof.tokens, kept=joined(proof.tokens.kept, sighting.kept))
        notes = proof.notes
        another = order.plan.replace_account and _is_someone_else(old.account, sighting)
        if found == Account() and old.account != Account():
            notes = (*notes, "Who signed in last could not be looked up; the account shown is the one from before.")
        now = self._clock.now()

        def change(current: Connection) -> Connection:
            # What was chosen stays until the new sign-in's own list is seen; another person's choice does not.
            made = _service(order, proof)
            place = None if another else current.place_at(made)
            service, more = placed(made, replace(current, tokens=tokens, place=place).kept)
            return replace(
                current.moved(Move.SIGNED_IN),
                service=service,
                place=place,
                tokens=tokens,
                signed_in_at=now,
                account=account,
                scopes_asked=order.scopes,
                in_flight=None,
                unanswered_since=None,
                history=replace(current.history, renewals_in_a_row=0, clock_skew=proof.skew, end_moves=None),
                notes=(*notes, *more),
                dpop_key=proof.dpop_key,
                source=proof.source,
                browser=_browser(order, current),
            )

        again = "connected_again" if order.service.asks_by_itself else "reconnected"
        entry = self._entry(old, again, _missing(order, replace(old, tokens=proof.tokens)))
        return await self._book.replace_sign_in(connection_id, change, entry)

    def _entry(self, connection: Connection, outcome: str, detail: str) -> ActivityEntry:
        return ActivityEntry(self._clock.now(), connection.id, connection.name, ActivityKind.SIGN_IN, outcome, detail)


def _service(order: Order, proof: Proof) -> Service:
    return order.service if proof.service is None else proof.service


def _browser(order: Order, current: Connection | None) -> BrowserChoice | None:
    """Return what the connection signs in with from now on."""
    if order.plan.browser is not None:
        return order.plan.browser.kept
    return None if current is None else current.browser


def _is_someone_else(old: Account, found: Sighting) -> bool:
    """Compare what identifies; labels alone decide where a service gives nothing better."""
    if old.subject and found.subjects:
        return old.subject not in found.subjects
    label = found.account.label
    return bool(old.label and label) and old.label.casefold() != label.casefold()


def _missing(order: Order, connection: Connection) -> str:
    """Say which permissions were asked for and not given (NORMS C50)."""
    missing = [scope for scope in order.scopes if scope not in connection.tokens.scopes]
    if not missing or not connection.tokens.scopes:
        return ""
    return f"Not given: {', '.join(order.service.meaning(scope) for scope in missing)}."
