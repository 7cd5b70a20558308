"""Asking for access by itself, again and again: requests and answers where nobody signs in (RFC 6749 §4.4)."""

import json
from dataclasses import dataclass, replace
from typing import Final

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Instant, Tokens
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient, Verdict
from oauth_desk.protocol import bearer_assertion, resource_indicator, scope, server_clock, token_exchange
from oauth_desk.protocol.answer import Unreadable, read
from oauth_desk.protocol.client_auth import Form, UnusableClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.token_endpoint import OK, TokenError, grant_request, initial_tokens, judge_refresh
from oauth_desk.protocol.token_exchange import WrongKind

CLOCKS_APART: Final = 60.0
"""Seconds; a server that refuses a signed statement and is as far off refuses it for its times."""
_UNITS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"))
_NOT_THIS_ONE: Final = "unauthorized_client"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request is made of. ``jti`` is used once; ``subject`` is the other connection's token."""

    service: Service
    scopes: tuple[str, ...]
    now: Instant
    jti: str
    subject: Secret | None = None
    dpop_key: Secret | None = None


def asking_request(asked: Asked) -> Request:
    """Return the request for the next access token; raise UnusableClient. Slow where a key signs."""
    service = asked.service
    form = [*_form(asked), *resource_indicator.parameters(service)]
    return grant_request(service, form, dpop_key=asked.dpop_key)


def first_tokens(response: Response, asked: Asked, *, sent_at: Instant) -> Tokens:
    """Return the tokens of the first answer; raise TokenError."""
    service = asked.service
    try:
        response = _translated(response, service)
    except WrongKind as problem:
        raise TokenError("", str(problem), response.status) from None
    tokens = initial_tokens(
        response,
        sent_at=sent_at,
        asked=asked.scopes,
        service=service,
        secrets=(asked.subject,),
        key_shown=asked.dpop_key is not None,
    )
    return _for_calls_alone(tokens)


def judge_asking(response: Response, asked: Asked, *, sent_at: Instant, tokens: Tokens) -> Verdict:
    """Return what the answer means, in the words of any renewal; never raise. ``tokens`` are those of before."""
    service = asked.service
    try:
        response = _translated(response, service)
    except WrongKind as problem:
        return Refused(response.status, "", str(problem))
    verdict = judge_refresh(
        response,
        sent_at=sent_at,
        tokens=tokens,
        service=service,
        secrets=(asked.subject,),
        key_shown=asked.dpop_key is not None,
    )
    if isinstance(verdict, Renewed):
        return Renewed(_for_calls_alone(verdict.tokens))
    if isinstance(verdict, Misconfigured) and verdict.error == _NOT_THIS_ONE:
        # The client is known; what it may not do is to ask like this (RFC 6749 §5.2).
        return replace(verdict, cause=Cause.GRANT_TYPE)
    if isinstance(verdict, Rejected):
        told = clocks_apart(response, asked, sent_at=sent_at)
        return verdict if told is None else Transient(Cause.CLOCK, told)
    return verdict


def clocks_apart(response: Response, asked: Asked, *, sent_at: Instant) -> str | None:
    """Say how far the clocks are apart, where a signed statement may have been refused for that; None where not."""
    if asked.service.grant is not Grant.JWT_BEARER:
        return None
    skew = server_clock.skew(response, sent_at=sent_at, received_at=sent_at + response.elapsed)
    if skew is None or abs(skew) < CLOCKS_APART:
        return None
    return f"this computer’s clock is {_long(abs(skew))} {'behind' if skew > 0 else 'ahead of'} the service’s"


def _form(asked: Asked) -> Form:
    service, scopes = asked.service, asked.scopes
    match service.grant:
        case Grant.CLIENT_CREDENTIALS:
            form: Form = [("grant_type", "client_credentials")]
            if scopes:
                form.append((service.quirks.scope_parameter, scope.joined(scopes, service)))
            return form
        case Grant.JWT_BEARER:
            return bearer_assertion.form_of(service, scopes, now=asked.now, jti=asked.jti)
        case Grant.TOKEN_EXCHANGE if asked.subject is not None:
            return token_exchange.form_of(service, scopes, asked.subject)
    raise UnusableClient("There is nothing to ask for access with.")


def _translated(response: Response, service: Service) -> Response:
    """Return the answer to an exchange as that of any other grant; raise WrongKind."""
    if service.grant is not Grant.TOKEN_EXCHANGE or response.status != OK:
        return response
    try:
        answer = read(response)
    except Unreadable:
        return response
    judged = token_exchange.judged(answer, service) if "access_token" in answer else answer
    return response if judged is answer else replace(response, body=json.dumps(judged).encode("ascii"))


def _for_calls_alone(tokens: Tokens) -> Tokens:
    """Drop a renewal key that came unasked (RFC 6749 §4.4.3): nothing is renewed where one can ask anew."""
    return replace(tokens, refresh_token=None, refresh_expires_at=None, refresh_obtained_at=None)


def _long(seconds: float) -> str:
    size, name = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
    number = round(seconds / size)
    return f"{number} {name}{'' if number == 1 else 's'}"
