"""The request console: one API call with a live token."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.secret import Secret
from oauth_desk.protocol import resource
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services import curl, redirects
from oauth_desk.services.api_call import ApiAnswer, ApiCall, checked, with_token
from oauth_desk.services.api_keys import proved
from oauth_desk.services.book import Book
from oauth_desk.services.call_place import in_its_place
from oauth_desk.services.exchange import Exchange, shown_request, shown_response
from oauth_desk.services.faults import no_answer, trust_of
from oauth_desk.services.ports import Clock, HttpClient, Limits, StreamedAnswer, TransportError, VaultError
from oauth_desk.services.renewer import Renewer

__all__ = ["ApiAnswer", "ApiCall", "Console", "Exchange", "Sink"]

KEPT: Final = 32 << 20
"""Bytes of an answer kept in memory; what is longer is cut, and said to be."""
LONGEST: Final = 3600.0
UNBOUNDED: Final = 1 << 62
REFUSALS: Final = frozenset({401, 403})

Sink = Callable[[bytes], Awaitable[None]]
"""Takes the pieces of an answer that is saved instead of shown."""


@dataclass(frozen=True, slots=True)
class _Landed:
    """Where a request ended after its redirects. ``carried``: the token went along."""

    request: Request
    response: Response
    carried: bool
    truncated: bool


@dataclass(slots=True)
class _Trail:
    """What happened during one call."""

    call: ApiCall
    sink: Sink | None
    began: float
    connection: Connection
    exchanges: list[Exchange] = field(default_factory=list)
    renewed: bool = False

    @property
    def secrets(self) -> tuple[Secret | None, ...]:
        tokens = self.connection.tokens
        return (
            tokens.access_token,
            tokens.refresh_token,
            tokens.id_token,
            self.connection.service.client.client_secret,
        )


class Console:
    """Makes API calls: renews first if needed, and once more after a 401."""

    def __init__(self, *, book: Book, renewer: Renewer, http: HttpClient, clock: Clock) -> None:
        self._book = book
        self._renewer = renewer
        self._http = http
        self._clock = clock

    async def send(self, connection_id: str, call: ApiCall, *, sink: Sink | None = None) -> ApiAnswer:
        """Make one call; raise DeskError. Cancelling it ends the call, never a renewal.

        With a ``sink`` the body of the answer goes there piece by piece, whole,
        and is not kept.
        """
        known = self._book.require(connection_id)
        call = in_its_place(call, known)
        request = checked(call, known.service)
        connection = await self._renewer.ensure_fresh(connection_id)
        trail = _Trail(call, sink, self._clock.monotonic(), connection)
        landed = await self._converse(request, trail)
        await self._log(landed.request, str(landed.response.status), trail)
        return ApiAnswer(
            request=trail.exchanges[-1].request or landed.request,
            response=landed.response,
            renewed=trail.renewed,
            elapsed_ms=self._elapsed_ms(trail.began),
            exchanges=tuple(trail.exchanges),
            truncated=landed.truncated,
            missing_scopes=resource.insufficient_scope(landed.response) if landed.carried else None,
        )

    def as_curl(self, connection: Connection, call: ApiCall, *, with_token: bool = False) -> str:
        """Return the call as a shell command; it asks this program for the token unless ``with_token``."""
        call = in_its_place(call, connection)
        request = checked(call, connection.service)
        return curl.command(connection, request, follow=call.allow_redirects, with_token=with_token)

    # --- one token, and perhaps a second ------------------------------------------

    async def _converse(self, request: Request, trail: _Trail) -> _Landed:
        """Send, and where the token was refused send once more with another (NORMS C65, C66): never a third time."""
        landed = await self._follow(request, trail)
        if not landed.carried or landed.response.status not in REFUSALS:
            return landed
        newer = await self._another_token(landed.response, trail)
        if newer is None:
            return landed
        trail.connection = newer
        return await self._follow(landed.request, trail)

    async def _another_token(self, response: Response, trail: _Trail) -> Connection | None:
        """Return the connection with another token than the refused one; None where that would not help."""
        used = trail.connection.tokens.access_token
        with suppress(VaultError):  # what is in memory has to do then
            await self._book.sync()  # another copy of the program may have renewed, and the old token died with that
        current = self._book.require(trail.connection.id)
        if current.tokens.access_token not in (None, used):
            return current
        if used is None or not resource.needs_renewal(response) or not current.renews:
            return None
        began = self._clock.monotonic()
        newer = await self._renewer.renew_rejected(current.id, used)
        trail.renewed = True
        trail.exchanges.append(Exchange("Renewed, then sent again", None, None, self._elapsed_ms(began)))
        return newer

    # --- one request and its redirects ----------------------------------------------

    async def _follow(self, request: Request, trail: _Trail) -> _Landed:
        """Send and follow redirects; once a credential was left behind it does not come back."""
        carried = True
        for _ in range(redirects.MOST + 1):
            response, truncated = await self._once(request, trail, carried=carried)
            url = redirects.target(request, response) if trail.call.allow_redirects else None
            if url is None:
                return _Landed(request, response, carried, truncated)
            before, request = request, redirects.followed(request, response, url)
            carried = carried and redirects.is_same_origin(before.url, request.url)
        raise redirects.too_many()

    async def _once(self, request: Request, trail: _Trail, *, carried: bool) -> tuple[Response, bool]:
        connection = trail.connection
        sent = with_token(connection, request) if carried else request
        trust = trust_of(connection.service) if carried else None
        began = self._clock.monotonic()
        response, truncated = None, False
        try:
            limits = Limits(read=trail.call.timeout, total=LONGEST, body=UNBOUNDED)
            async with self._http.stream(sent, limits=limits, trust=trust) as answer:
                body, truncated = await self._body(answer, trail)
            response = Response(answer.status, answer.headers, body, self._clock.monotonic() - began)
        except TransportError as error:
            await self._log(request, error.fault.value, trail)
            raise no_answer(urlsplit(request.url).hostname or connection.service.name, error) from error
        finally:
            trail.exchanges.append(self._exchange(sent, response, trail, began))
        return response, truncated

    async def _body(self, answer: StreamedAnswer, trail: _Trail) -> tuple[bytes, bool]:
        """Read the body, up to the cap; a refusal or a redirect never goes to the sink."""
        last = answer.status not in REFUSALS and not (trail.call.allow_redirects and 300 <= answer.status < 400)  # noqa: PLR2004 - RFC 9110 §15.4
        sink = trail.sink if last else None
        pieces, size = [], 0
        async for piece in answer.chunks():
            if sink is not None:
                await sink(piece)
                continue
            pieces.append(piece[: KEPT - size])
            size += len(piece)
            if size > KEPT:
                return b"".join(pieces), True
        return b"".join(pieces), False

    # --- what is told afterwards -------------------------------------------------------

    def _exchange(self, sent: Request, response: Response | None, trail: _Trail, began: float) -> Exchange:
        shown = shown_request(sent, trail.secrets)
        answer = None if response is None else shown_response(response, trail.secrets)
        title = f"{shown.method} {urlsplit(shown.url).hostname or ''}"
        return Exchange(title, shown, answer, self._elapsed_ms(began))

    async def _log(self, request: Request, outcome: str, trail: _Trail) -> None:
        parts = urlsplit(request.url)
        entry = ActivityEntry(
            self._clock.now(),
            trail.connection.id,
            trail.connection.name,
            ActivityKind.REQUEST,
            outcome,
            f"{request.method} {parts.hostname or ''}{parts.path}",
            self._clock.monotonic() - trail.began,
        )
        connection = self._book.get(entry.connection_id)
        taken = outcome.isdigit() and int(outcome) < 400  # noqa: PLR2004 - RFC 9110 §15
        used = trail.connection.tokens.access_token

        def change(current: Connection) -> Connection:
            shown = proved(current) if taken and current.tokens.access_token == used else current
            return shown.used(entry.at)

        if connection is not None and change(connection) is not connection:
            # One write for both; where it fails the log below tells why, and the call is none the worse.
            with suppress(DeskError, VaultError):
                await self._book.change(connection.id, change, entry)
                return
        await self._book.log(entry)

    def _elapsed_ms(self, began: float) -> int:
        return round((self._clock.monotonic() - began) * 1000)
