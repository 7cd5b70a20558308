"""Consent that comes back as a code, through a callback on this computer or a pasted address."""

import asyncio
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.template import gaps
from oauth_desk.domain.tokens import Kept, Tokens
from oauth_desk.protocol import callback, pkce, second_step, server_clock, token_endpoint
from oauth_desk.protocol.attempt import Attempt
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.kept import joined
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services.authorization_address import AuthorizationAddress
from oauth_desk.services.callback_pages import NOT_OURS
from oauth_desk.services.faults import (
    exchange_refused,
    sentence,
    sign_in_declined,
    trust_of,
    unreachable,
    unusable_client,
)
from oauth_desk.services.ports import CallbackPage, Clock, HttpClient, Listener, TransportError
from oauth_desk.services.sign_in_facts import tell_callback, tell_request, tell_tokens
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.trace import Tracer
from oauth_desk.services.who import Proof, Who, dpop_notes

RETRY_DELAYS: Final = (1.0, 3.0)
"""Seconds between tries of an exchange of which no byte was sent (NORMS C40)."""


class CodeWay:
    """The authorization code flow (RFC 6749 §4.1, RFC 8252). ``listener`` None: pasting is the only way back."""

    user_code: str | None = None

    def __init__(
        self,
        *,
        attempt: Attempt,
        addresses: AuthorizationAddress,
        listener: Listener | None,
        http: HttpClient,
        who: Who,
        clock: Clock,
        tracer: Tracer,
    ) -> None:
        self.url = ""
        self._tracer = tracer
        self._addresses = addresses
        self.redirect_uri = attempt.redirect_uri
        self._attempt = attempt
        self._listener = listener
        self._http = http
        self._who = who
        self._clock = clock
        self._tasks = TaskScope("callback")
        self._pasted: asyncio.Queue[str] = asyncio.Queue()
        self._listening: asyncio.Task[str] | None = None
        self._browser_waits = False
        self._code: callback.Code | None = None

    async def address(self) -> str:
        """Return an address for one visit, and show it as ``url``; raise DeskError."""
        self.url = await self._addresses.ask()
        tell_request(self._tracer, self._attempt, self.url)
        return self.url

    async def consent(self) -> None:
        """Wait for the first answer that is ours; a stranger's changes nothing (NORMS C25, C27)."""
        while self._code is None:
            query = await self._next_query()
            match callback.judge(query, self._attempt):
                case callback.Code() as code:
                    self._code = code
                    if code.service is not None:
                        self._attempt = replace(self._attempt, service=code.service)
                    tell_callback(self._tracer, self._attempt)
                case callback.NotOurs(reason):
                    self._tracer.failed("An answer was ignored; still waiting", reason)
                    await self.tell(NOT_OURS)
                case callback.Denied(error, description):
                    raise sign_in_declined(self._attempt.service, error, description, self._attempt.scopes)
                case callback.Invalid(reason):
                    raise _bad_callback(self._attempt, reason)

    async def redeem(self) -> Proof:
        """Exchange the code and check who the service says signed in."""
        if self._code is None:
            raise RuntimeError("there is no code to redeem")
        answer, self._code = self._code, None
        code, service = answer.code, self._attempt.service
        sent_at = self._clock.now()
        response = await self._exchange(token_endpoint.code_request(self._attempt, code))
        skew = server_clock.skew(response, sent_at=sent_at, received_at=self._clock.now())
        try:
            granted = self._attempt.scopes if answer.scopes is None else answer.scopes
            attempt = replace(self._attempt, scopes=granted)
            tokens = token_endpoint.judge_code(response, sent_at=sent_at, attempt=attempt, code=code)
            if answer.scopes is not None:
                tokens = replace(tokens, scopes_assumed=False)  # the browser brought them
            tokens = await self._second_step(attempt, tokens)
        except TokenError as error:
            raise exchange_refused(service, error) from error
        tokens = replace(tokens, kept=joined(tokens.kept, (*answer.kept, *self._kept())))
        tell_tokens(self._tracer, tokens, self._attempt.scopes)
        proof = await self._who.prove(service, tokens, scopes=self._attempt.scopes, nonce=self._attempt.nonce)
        notes = (*proof.notes, *_pkce_notes(service), *dpop_notes(tokens, self._attempt.dpop_key))
        return replace(proof, notes=notes, skew=skew, dpop_key=self._attempt.dpop_key, service=service)

    async def _second_step(self, attempt: Attempt, tokens: Tokens) -> Tokens:
        """Turn the tokens into the ones to keep, where the service has such a step; raise TokenError, DeskError."""
        try:
            request = second_step.second_request(attempt.service, tokens)
        except UnusableClient as error:
            raise unusable_client(attempt.service, error) from error
        if request is None:
            return tokens
        sent_at = self._clock.now()
        response = await self._exchange(request)
        return second_step.second_tokens(
            response, tokens, sent_at=sent_at, asked=attempt.scopes, service=attempt.service
        )

    def _kept(self) -> Kept:
        """Return what later requests repeat of this sign-in."""
        repeated = any("redirect_uri" in gaps(value) for _, value in self._attempt.service.parameters.refresh)
        return (("redirect_uri", self._attempt.redirect_uri),) if repeated else ()

    def paste(self, text: str) -> None:
        """Take the address that the browser ended on; raise DeskError ``bad_paste`` where it is not of this sign-in."""
        try:
            query = callback.query_of(text, self._attempt)
        except ValueError as error:
            raise _bad_paste(str(error)) from error
        if isinstance(callback.judge(query, self._attempt), callback.NotOurs):
            raise _bad_paste(_why_not_ours(query, self._attempt.state))
        self._pasted.put_nowait(query)

    async def tell(self, page: CallbackPage) -> None:
        """Show ``page`` in the browser that waits for one, if any."""
        if self._listener is not None and self._browser_waits:
            self._browser_waits = False
            await self._listener.answer(page)

    async def close(self) -> None:
        """Stop listening."""
        await self._tasks.close()
        if self._listener is not None:
            await self._listener.close()

    async def _next_query(self) -> str:
        """Return what comes first, from the browser or by hand; nothing that came is lost."""
        if self._listener is not None and self._listening is None:
            self._listening = self._tasks.start(self._listener.next_query(), "listen")
        pasting = self._tasks.start(self._pasted.get(), "paste")
        waits = {pasting} if self._listening is None else {pasting, self._listening}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if pasting.done():
                return pasting.result()
        finally:
            pasting.cancel()
        return self._heard()

    def _heard(self) -> str:
        if self._listening is None:
            raise RuntimeError("nobody listens")
        query = self._listening.result()
        self._listening = None
        self._browser_waits = True
        return query

    async def _exchange(self, request: Request) -> Response:
        """Send the code once; try again only while no byte of it can have left (NORMS C40)."""
        service = self._attempt.service
        for delay in (*RETRY_DELAYS, None):
            try:
                return await self._http.send(request, trust=trust_of(service))
            except TransportError as error:
                if error.sent or delay is None:
                    raise unreachable(service, error) from error
            await self._clock.sleep(delay)
        raise AssertionError("the last try returns or raises")


def _pkce_notes(service: Service) -> tuple[str, ...]:
    """Say where nothing shows that the service looks at the code challenge (NORMS C05)."""
    metadata, method = service.metadata, pkce.METHOD
    if not service.sends_pkce:
        return ("PKCE was left out: the profile says that it disturbs this service.",)
    if metadata.document and method not in (metadata.challenge_methods or ()):
        return (f"PKCE not confirmed: {method} was sent, but the service does not say that it checks it.",)
    return ()


def _bad_callback(attempt: Attempt, reason: str) -> DeskError:
    return DeskError(
        "bad_callback",
        f"What {attempt.service.name} sent back cannot be trusted, so nothing was stored.",
        detail=sentence(reason),
        advice="Try again; if it stays so, tell whoever runs the service.",
        remedy=Remedy.RETRY,
    )


def _why_not_ours(query: str, state: Secret) -> str:
    """Say what is wrong with a pasted answer: its end is cut off, or it is another's."""
    told = dict(parse_qsl(query, errors="replace"))
    if "error" in told and "state" not in told:
        return "It says that the service did not let you in, but not at which sign-in. Try once more in the browser."
    if state.reveal().startswith(told.get("state", "")):
        return "A part of it is missing, most likely the end."
    return "It belongs to another sign-in, or to an earlier try."


def _bad_paste(reason: str) -> DeskError:
    return DeskError(
        "bad_paste",
        "This is not the address that the sign-in ended on.",
        kind=Kind.USAGE,
        detail=sentence(reason),
        advice="Copy the whole address from the browser’s address bar.",
    )
