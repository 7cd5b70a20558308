"""Pushed authorization requests (RFC 9126 §2, §4, §5; NORMS C14)."""

from typing import Final

from oauth_desk.domain.service import Offer, Service
from oauth_desk.protocol.answer import Unreadable, failure_of, read, unreadable_words
from oauth_desk.protocol.attempt import Attempt, address_with, authorization_form
from oauth_desk.protocol.back_channel import form_request
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, parse_object
from oauth_desk.protocol.token_endpoint import TokenError

_DEMANDED: Final = "require_pushed_authorization_requests"
_GOOD: Final = frozenset({200, 201})
_LONGEST_URI: Final = 2048


def is_pushed(service: Service) -> bool:
    """Tell whether the request goes to the service first; raise UnusableClient where it must and cannot.

    ``off`` gives way to a service that takes nothing else: without it there is no sign-in at all.
    """
    demanded = service.security.pushed is Offer.REQUIRED or _demands(service)
    if service.endpoints.pushed_authorization_request is None:
        if demanded:
            raise UnusableClient("Sign-ins have to be announced to this service, and it names no address for that.")
        return False
    return demanded or service.security.pushed is Offer.OFFERED


def pushed_request(attempt: Attempt, *, login_hint: str | None = None) -> Request:
    """Return the request that hands the whole authorization request to the service; raise UnusableClient."""
    service = attempt.service
    address = service.endpoints.pushed_authorization_request
    if address is None:
        raise UnusableClient("No address for pushed requests is known for this service.")
    form = authorization_form(attempt, login_hint=login_hint)
    return form_request(service, address, form, headers=service.quirks.token_request_headers)


def judge_pushed(response: Response, *, attempt: Attempt) -> str:
    """Return the ``request_uri`` that stands for the request, good for one visit and not for long; raise TokenError.

    What was handed over is masked where the service repeats it.
    """
    try:
        answer = read(response)
    except Unreadable as problem:
        raise TokenError("", unreadable_words(response, problem), response.status) from None
    failure = failure_of(answer, attempt.service, secrets=(attempt.state, attempt.nonce))
    if failure is not None:
        raise TokenError(failure.name, failure.description, response.status)
    request_uri = answer.get("request_uri")
    if response.status not in _GOOD or not isinstance(request_uri, str) or not _is_plain(request_uri):
        raise TokenError("", "The answer names no request to go on with.", response.status)
    return request_uri


def pushed_url(attempt: Attempt, request_uri: str) -> str:
    """Return the address for the browser: the client and the reference, nothing else; raise UnsafeUrl."""
    service = attempt.service
    client_id = (service.quirks.client_id_parameter, service.client.client_id or "")
    return address_with(attempt, [client_id, ("request_uri", request_uri)])


def _demands(service: Service) -> bool:
    try:
        return parse_object(service.metadata.document.encode()).get(_DEMANDED) is True
    except BadJson:
        return False


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_URI and text.isascii() and text.isprintable() and " " not in text
