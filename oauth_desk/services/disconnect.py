"""Ending a connection: at the service where it can be told, and here in any case (RFC 7009; NORMS C95)."""

from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.own_revocation import judge_own_revocation, own_revocation_request
from oauth_desk.protocol.retry_after import retry_after
from oauth_desk.protocol.revocation import NOT_THERE, RevocationOutcome, judge_revocation, revocation_request
from oauth_desk.services.book import Book
from oauth_desk.services.faults import sentence, trust_of, unreachable
from oauth_desk.services.own_words import PROOF_STAYS, proof_of
from oauth_desk.services.ports import Clock, HttpClient, Limits, LockBusy, Locks, TransportError, VaultError
from oauth_desk.services.sources import Renewing

LIMITS: Final = Limits(connect=5.0, read=10.0, total=15.0)
LOCK_WAIT: Final = 20.0
LONGEST_WAIT: Final = 10.0
"""Seconds that a service may ask to wait before the one second try."""
BUSY: Final = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Disconnected:
    """What happened at the service: ``yes``, ``no`` (not asked), ``unsupported`` or ``failed``. Here it is gone."""

    revoked: str
    detail: str = ""


class Disconnector:
    """Ends connections."""

    def __init__(
        self, *, book: Book, http: HttpClient, locks: Locks, clock: Clock, renewer: Renewing | None = None
    ) -> None:
        self._renewer = renewer
        self._book = book
        self._http = http
        self._locks = locks
        self._clock = clock

    async def disconnect(self, connection_id: str, *, keep_remote: bool = False) -> Disconnected:
        """Tell the service where it can be told, then delete here whatever it said; raise DeskError."""
        connection = self._book.require(connection_id)
        if not keep_remote:
            await self._have_a_living_token(connection)
        async with AsyncExitStack() as stack:
            connection = await self._newest(connection, stack)
            # Proves that the vault can be written: a connection that is revoked and cannot go would stay here, dead.
            await self._book.amend(connection_id, lambda current: current)
            result = await self._revoke(connection, keep_remote=keep_remote)
            entry = ActivityEntry(
                self._clock.now(),
                connection.id,
                connection.name,
                ActivityKind.DISCONNECT,
                result.revoked,
                result.detail,
            )
            await self._book.remove(connection_id, entry)
        return result

    async def _have_a_living_token(self, connection: Connection) -> None:
        """Renew first where only a living access token can end the grant; where that fails, the answer will tell."""
        if self._renewer is None or not connection.service.revocation.needs_access_token:
            return
        with suppress(DeskError):
            await self._renewer.ensure_fresh(connection.id)

    async def _newest(self, connection: Connection, stack: AsyncExitStack) -> Connection:
        """Wait for a renewal under way, whose tokens would outlive the connection; not for ever."""
        try:
            await stack.enter_async_context(self._locks.hold(connection.id, wait=LOCK_WAIT))
            return await self._book.reread(connection.id)
        except (LockBusy, VaultError):
            return connection

    async def _revoke(self, connection: Connection, *, keep_remote: bool) -> Disconnected:
        """Revoke the refresh token, then the access token (RFC 7009 §2.1)."""
        name = connection.service.name
        if keep_remote:
            return Disconnected("no", f"{name} was not told, as asked.")
        if connection.service.key is not None:
            return Disconnected("unsupported", f"The key still works: take it back on {name}’s own page.")
        if not connection.service.can_be_told:
            return _no_way(connection.service)
        try:
            if connection.service.revocation.url is not None:
                return await self._revoke_own_way(connection)
            return await self._revoke_both(connection)
        except TransportError as error:
            told = unreachable(connection.service, error).title
            return Disconnected("failed", _with_page(connection.service, told))

    async def _revoke_both(self, connection: Connection) -> Disconnected:
        tokens = connection.tokens
        outcomes = [
            await self._revoke_one(connection, token, hint)
            for token, hint in ((tokens.refresh_token, "refresh_token"), (tokens.access_token, "access_token"))
            if token is not None
        ]
        return _summed_up(outcomes) if outcomes else Disconnected("no", "Nothing was left that could be revoked.")

    async def _revoke_one(self, connection: Connection, token: Secret, hint: str) -> Disconnected:
        service = connection.service
        try:
            request = revocation_request(service, token, hint)
        except UnusableClient as error:
            return Disconnected("failed", sentence(str(error)))
        if request is None:
            return _no_way(service)
        response = await self._sent(service, request)
        match judge_revocation(response):
            case RevocationOutcome.YES:
                return Disconnected("yes")
            case RevocationOutcome.UNSUPPORTED if response.status in NOT_THERE:
                return _no_way(service)
            case RevocationOutcome.UNSUPPORTED:
                told = f"{service.name} does not revoke this kind of token."
                return Disconnected("unsupported", _with_page(service, told))
            case RevocationOutcome.FAILED:
                return _failed(service, response)

    async def _revoke_own_way(self, connection: Connection) -> Disconnected:
        """Send the one request that the profile describes."""
        service = connection.service
        try:
            request = own_revocation_request(service, connection.tokens, service.revocation)
        except UnusableClient as error:
            return Disconnected("failed", _with_page(service, sentence(str(error))))
        if request is None:
            return Disconnected("no", _with_page(service, "Nothing was left that could be revoked."))
        response = await self._sent(service, request)
        if judge_own_revocation(response, service) is RevocationOutcome.YES:
            return Disconnected("yes")
        return _failed(service, response)

    async def _sent(self, service: Service, request: Request) -> Response:
        """Send, and once more where the service asks for a moment."""
        response = await self._http.send(request, limits=LIMITS, trust=trust_of(service))
        wait = retry_after(response, self._clock.now()) if response.status in BUSY else None
        if wait is not None and wait <= LONGEST_WAIT:
            await self._clock.sleep(wait)
            response = await self._http.send(request, limits=LIMITS, trust=trust_of(service))
        return response


def _failed(service: Service, response: Response) -> Disconnected:
    return Disconnected("failed", _with_page(service, f"{service.name} answered with status {response.status}."))


def _with_page(service: Service, told: str) -> str:
    """Say where a person can do it, if the profile knows."""
    page = service.revocation.page
    return told if page is None else f"{told} Take this program’s access back on {page}"


def _no_way(service: Service) -> Disconnected:
    left = PROOF_STAYS[proof_of(service)].format(service=service.name) if service.asks_by_itself else ""
    told = f"{service.name} offers no way to be told. {left}".rstrip()
    return Disconnected("unsupported", _with_page(service, told))


def _summed_up(outcomes: list[Disconnected]) -> Disconnected:
    """Tell a failure anywhere; else what became of the first: with the refresh token the grant ends, or lives on."""
    failed = (outcome for outcome in outcomes if outcome.revoked == "failed")
    return next(failed, outcomes[0])
