"""Connecting where nobody signs in: the program asks by itself, and there is no page to visit."""

from dataclasses import replace
from typing import TYPE_CHECKING

from oauth_desk.domain.connection import Account
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.grant import Grant, Source
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.protocol import server_clock
from oauth_desk.protocol.asking import Asked, clocks_apart, first_tokens
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services.faults import registration_refused, trust_of, unreachable, unusable_client
from oauth_desk.services.next_step import prepared
from oauth_desk.services.own_refusals import (
    access_refused,
    clock_refused,
    key_refused,
    nothing_to_paste,
    source_refused,
)
from oauth_desk.services.ports import CallbackPage, Chance, Clock, HttpClient, TransportError
from oauth_desk.services.sign_in_facts import tell_tokens
from oauth_desk.services.trace import Tracer
from oauth_desk.services.who import Proof, dpop_notes

if TYPE_CHECKING:
    from oauth_desk.services.sources import Sources


class OwnWay:
    """Asks once; whatever comes of it is told at once, for nobody has to be waited for."""

    url = ""
    redirect_uri = ""
    user_code: str | None = None

    def __init__(
        self,
        *,
        service: Service,
        scopes: tuple[str, ...],
        http: HttpClient,
        clock: Clock,
        chance: Chance,
        tracer: Tracer,
        sources: "Sources | None" = None,
        source: Source | None = None,
        user: str | None = None,
        dpop_key: Secret | None = None,
    ) -> None:
        self._service = service
        self._scopes = scopes
        self._http = http
        self._clock = clock
        self._chance = chance
        self._tracer = tracer
        self._sources = sources
        self._source = source
        self._user = user
        self._dpop_key = dpop_key

    async def address(self) -> str:
        """Return no address: no browser is needed."""
        return ""

    async def consent(self) -> None:
        """Wait for nobody."""

    async def redeem(self) -> Proof:
        """Ask for the first access token; raise DeskError."""
        service = self._service
        asked = Asked(
            service, self._scopes, self._clock.now(), self._chance.token(), await self._subject(), self._dpop_key
        )
        try:
            request = await prepared(asked)
        except UnusableClient as error:
            raise unusable_client(service, error) from error
        sent_at = self._clock.now()
        try:
            response = await self._http.send(request, trust=trust_of(service))
        except TransportError as error:
            raise unreachable(service, error) from error
        try:
            tokens = first_tokens(response, asked, sent_at=sent_at)
        except TokenError as error:
            raise self._refused(error, response, asked, sent_at) from error
        tell_tokens(self._tracer, tokens, self._scopes)
        skew = server_clock.skew(response, sent_at=sent_at, received_at=self._clock.now())
        notes = dpop_notes(tokens, self._dpop_key)
        proof = Proof(tokens, notes=notes, skew=skew, dpop_key=self._dpop_key)
        return replace(proof, account=self._account(), source=self._source)

    def paste(self, _text: str) -> None:
        """Refuse: nothing comes back through a browser here."""
        raise nothing_to_paste()

    async def tell(self, page: CallbackPage) -> None:
        """Show nothing: no browser waits."""

    async def close(self) -> None:
        """Nothing listens."""

    async def _subject(self) -> Secret | None:
        if self._source is None or self._sources is None:
            return None
        return await self._sources.subject(self._service, self._source, user=self._user)

    def _refused(self, error: TokenError, response: Response, asked: Asked, sent_at: float) -> DeskError:
        service = self._service
        if error.error != "invalid_grant":
            return access_refused(service, error)
        apart = clocks_apart(response, asked, sent_at=sent_at)
        if apart is not None:
            return clock_refused(service, apart, error.description)
        if service.grant is Grant.JWT_BEARER:
            return key_refused(service, error.description)
        if self._source is not None:
            return source_refused(service, self._source.name, error.description)
        return registration_refused(service, error.error, error.description)

    def _account(self) -> Account:
        """Return as whom the program is connected: nobody else is."""
        service, said = self._service, self._service.assertion
        if service.grant is Grant.JWT_BEARER:
            who = said.issuer or service.client.client_id or ""
            return Account(said.subject or who, said.subject or who)
        if self._source is not None and self._sources is not None:
            return self._sources.account(self._source)
        return Account(service.client.client_id or "", service.client.client_id or "")
