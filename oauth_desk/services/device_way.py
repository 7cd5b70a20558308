"""Consent given on another device, with a code to type (RFC 8628)."""

import logging
from dataclasses import replace

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol import device, server_clock
from oauth_desk.protocol.device import DeviceCode, DeviceEnded, Pending
from oauth_desk.services.faults import sign_in_declined, trust_of
from oauth_desk.services.ports import CallbackPage, Clock, HttpClient, TransportError, TransportFault
from oauth_desk.services.sign_in_facts import tell_tokens
from oauth_desk.services.sign_in_session import timed_out
from oauth_desk.services.trace import Tracer
from oauth_desk.services.who import Proof, Who, dpop_notes

logger = logging.getLogger(__name__)

SLOW_DOWN = 5.0
"""Seconds that ``slow_down`` adds to the interval for good (RFC 8628 §3.5)."""


class DeviceWay:
    """The device flow: the person consents wherever they like, and this program asks until they have."""

    redirect_uri = ""

    def __init__(
        self,
        *,
        service: Service,
        scopes: tuple[str, ...],
        code: DeviceCode,
        http: HttpClient,
        who: Who,
        clock: Clock,
        tracer: Tracer,
        dpop_key: Secret | None = None,
    ) -> None:
        self.url = code.verification_uri_complete or code.verification_uri
        self.user_code: str | None = code.user_code
        self._tracer = tracer
        self._service = service
        self._scopes = scopes
        self._code = code
        self._http = http
        self._who = who
        self._clock = clock
        self._dpop_key = dpop_key
        self._interval = code.interval
        self._tokens: Tokens | None = None
        self._skew: float | None = None

    async def address(self) -> str:
        """Return the page to type the code on."""
        return self.url

    async def consent(self) -> None:
        """Ask at the service's pace until the person has decided or the code has run out (NORMS C93)."""
        began = self._clock.now()
        while self._tokens is None:
            await self._clock.sleep(self._interval)
            if self._clock.now() >= self._code.expires_at:
                raise timed_out(self._code.expires_at - began)
            await self._poll()

    async def redeem(self) -> Proof:
        """Check who the service says signed in."""
        if self._tokens is None:
            raise RuntimeError("there are no tokens to check")
        proof = await self._who.prove(self._service, self._tokens, scopes=self._scopes, nonce=None)
        notes = (*proof.notes, *dpop_notes(self._tokens, self._dpop_key))
        return replace(proof, notes=notes, skew=self._skew, dpop_key=self._dpop_key)

    def paste(self, _text: str) -> None:
        """Refuse: nothing comes back through a browser here."""
        raise DeskError(
            "bad_paste",
            "There is nothing to paste in this kind of sign-in.",
            kind=Kind.USAGE,
            advice="Type the code on the service’s page instead.",
        )

    async def tell(self, page: CallbackPage) -> None:
        """Do nothing: no browser waits for an answer."""

    async def close(self) -> None:
        """Do nothing: nothing listens."""

    async def _poll(self) -> None:
        request = device.poll_request(self._service, self._code.device_code, dpop_key=self._dpop_key)
        sent_at = self._clock.now()
        try:
            response = await self._http.send(request, trust=trust_of(self._service))
        except TransportError as error:
            logger.debug("a poll got no answer: %s", error.fault)
            if error.fault is TransportFault.TIMEOUT:
                self._interval *= 2
            return
        told = device.judge_poll(
            response,
            sent_at=sent_at,
            scopes=self._scopes,
            service=self._service,
            device_code=self._code.device_code,
            key_shown=self._dpop_key is not None,
        )
        match told:
            case Pending(slow_down=True):
                self._interval += SLOW_DOWN
            case Pending():
                pass
            case DeviceEnded(error="expired_token"):
                raise timed_out(self._code.expires_at - sent_at)
            case DeviceEnded(error=name, description=description):
                raise sign_in_declined(self._service, name, description)
            case tokens:
                self._tokens = tokens
                tell_tokens(self._tracer, tokens, self._scopes)
                self._skew = server_clock.skew(response, sent_at=sent_at, received_at=self._clock.now())
