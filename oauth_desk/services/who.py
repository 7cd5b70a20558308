"""Who signed in: the ID token, userinfo, or the catalogue's account probe."""

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from oauth_desk.domain.connection import Account
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.grant import Source
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Kept, Tokens
from oauth_desk.protocol import json_body, userinfo
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, JsonObject
from oauth_desk.services.faults import sentence, trust_of, unreachable
from oauth_desk.services.ports import Clock, HttpClient, Limits, TransportError
from oauth_desk.services.sign_in_facts import tell_identity
from oauth_desk.services.trace import Tracer

if TYPE_CHECKING:
    from oauth_desk.protocol.id_token import IdClaims

logger = logging.getLogger(__name__)

LOOKUP: Final = Limits(connect=5.0, read=5.0, total=5.0)
"""A slow account page must not hold up a sign-in that is already good."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a sign-in brought: tokens, the checked claims of an ID token, and notes for *Details*.

    ``skew`` is by how many seconds the server's clock is ahead of ours, if it told.
    ``dpop_key`` is what the tokens may be bound to. Where nobody signed in, ``account`` is
    as whom the program is connected, ``source`` through which connection. ``service`` is
    where the tokens are from, if the answer of the browser said more than the profile.
    """

    tokens: Tokens
    claims: "IdClaims | None" = None
    notes: tuple[str, ...] = ()
    skew: float | None = None
    dpop_key: Secret | None = None
    account: Account = field(default_factory=Account)
    source: Source | None = None
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Who signed in, and every subject they go by: an ID token and an API may count people differently."""

    account: Account
    subjects: frozenset[str] = frozenset()
    kept: Kept = ()


class Who:
    """Finds out who signed in."""

    def __init__(self, *, http: HttpClient, clock: Clock, tracer: Tracer) -> None:
        self._tracer = tracer
        self._http = http
        self._clock = clock

    async def prove(self, service: Service, tokens: Tokens, *, scopes: tuple[str, ...], nonce: Secret | None) -> Proof:
        """Check the ID token of a sign-in; raise DeskError where it does not hold (NORMS C70–C73)."""
        if "openid" not in scopes:
            return Proof(tokens)
        if tokens.id_token is None:
            return Proof(tokens, notes=("openid was asked for, but no ID token came.",))
        if service.issuer is None or service.endpoints.jwks_uri is None:
            note = "The ID token was not checked, and not believed: the profile names no issuer or no keys for it."
            return Proof(tokens, notes=(note,))
        keys = await self._keys(service, service.endpoints.jwks_uri)
        claims = self._checked(service, tokens, tokens.id_token, keys, nonce)
        tell_identity(self._tracer, claims, nonce_sent=nonce is not None)
        return Proof(tokens, claims)

    async def look(self, service: Service, proof: Proof) -> Sighting:
        """Return who signed in, as far as it can be told; a failing probe is no error."""
        claims = proof.claims
        known = proof.account if claims is None else Account(claims.label, claims.subject)
        request = userinfo.probe_request(service, proof.tokens, dpop_key=proof.dpop_key)
        if request is None or (known.label and service.account is None):
            return _sighting(known, userinfo.told_by_answer(service, proof.tokens))
        try:
            response = await self._http.send(request, limits=LOOKUP, trust=trust_of(service))
        except TransportError as error:
            logger.info("the account of a new sign-in could not be looked up: %s", error.fault)
            return _sighting(known, Account())
        found = userinfo.judge_probe(response, service, expected_subject=known.subject or None)
        kept = userinfo.kept_of_probe(response, service) if found != Account() else ()
        return replace(_sighting(known, found), kept=kept)

    def _checked(
        self, service: Service, tokens: Tokens, text: Secret, keys: JsonObject, nonce: Secret | None
    ) -> "IdClaims":
        from oauth_desk.protocol import id_token  # noqa: PLC0415 - it loads slowly, and few commands need it

        try:
            return id_token.check(
                text,
                service=service,
                jwks=keys,
                nonce=nonce,
                now=self._clock.now(),
                access_token=tokens.access_token,
            )
        except id_token.IdTokenError as error:
            raise _unproven(service, error.reason) from error

    async def _keys(self, service: Service, address: str) -> JsonObject:
        """Fetch the issuer's keys anew for each sign-in, so that a changed key is never missed (NORMS C73)."""
        request = Request("GET", address, (("Accept", "application/json"),))
        try:
            response = await self._http.send(request, trust=trust_of(service))
        except TransportError as error:
            raise unreachable(service, error) from error
        return _key_set(service, response)


def dpop_notes(tokens: Tokens, key: Secret | None) -> tuple[str, ...]:
    """Say where tokens that are bound to a key were asked for and not given (NORMS C47)."""
    if key is None or tokens.token_type == "DPoP":
        return ()
    return ("A sender-bound token (DPoP) was asked for; the service gave a plain one.",)


def _sighting(known: Account, found: Account) -> Sighting:
    """Join what the ID token says with what a probe found: the probe's label, the ID token's subject."""
    account = Account(found.label or known.label, known.subject or found.subject)
    return Sighting(account, frozenset(filter(None, (known.subject, found.subject))))


def _key_set(service: Service, response: Response) -> JsonObject:
    if response.status != 200:  # noqa: PLR2004 - RFC 9110 §15.3.1
        raise _unproven(service, f"its keys were answered with status {response.status}")
    try:
        return json_body.parse_object(response.body)
    except BadJson as error:
        raise _unproven(service, "its keys are not readable") from error


def _unproven(service: Service, reason: str) -> DeskError:
    return DeskError(
        "identity_not_proven",
        f"{service.name} could not prove who signed in, so nothing was stored.",
        detail=sentence(reason),
        advice="Try again; if it stays so, tell whoever runs the service.",
        remedy=Remedy.RETRY,
    )
