"""Signing in on another device (RFC 8628 §3.1–§3.5; NORMS C93, C94)."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Instant, Tokens
from oauth_desk.protocol import resource_indicator, scope
from oauth_desk.protocol.answer import Unreadable, failure_of, is_page, read, unreadable_words
from oauth_desk.protocol.back_channel import form_request
from oauth_desk.protocol.client_auth import Form, UnusableClient
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import JsonObject
from oauth_desk.protocol.text import clean_description
from oauth_desk.protocol.token_answer import lifetime
from oauth_desk.protocol.token_endpoint import TokenError, grant_request, initial_tokens, judge_passing

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:device_code"
DEFAULT_INTERVAL: Final = 5.0
SHORTEST_INTERVAL: Final = 1.0
LONGEST_INTERVAL: Final = 300.0
DEFAULT_LIFETIME: Final = 600.0
LONGEST_LIFETIME: Final = 3600.0
_LONGEST_CODE: Final = 64
_OK: Final = 200
_WAITING: Final = MappingProxyType({"authorization_pending": False, "slow_down": True})
_TROUBLE: Final = ("temporarily_unavailable", "server_error")


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What the service gave to start with. ``user_code`` is shown, ``device_code`` is a secret.

    ``interval`` in seconds. The verification addresses are as the service sent them:
    judge them before a browser sees them.
    """

    device_code: Secret
    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    interval: float
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Pending:
    """Not decided yet. ``slow_down``: five seconds more between polls, for good."""

    slow_down: bool = False


@dataclass(frozen=True, slots=True)
class DeviceEnded:
    """The flow is over without tokens. ``error`` is empty where the service names none."""

    error: str
    description: str = ""


def device_request(service: Service, scopes: Sequence[str]) -> Request:
    """Return the request that starts the flow; raise UnusableClient."""
    if service.endpoints.device_authorization is None:
        raise UnusableClient("The service has no address for signing in on another device.")
    form: Form = []
    if scopes:
        form.append((service.quirks.scope_parameter, scope.joined(scopes, service)))
    form += resource_indicator.parameters(service)
    headers = service.quirks.token_request_headers
    return form_request(service, service.endpoints.device_authorization, form, headers=headers)


def judge_device(response: Response, now: Instant, *, service: Service) -> DeviceCode:
    """Return the codes to go on with; raise TokenError. The client's secret is masked where ``service`` repeats it."""
    try:
        answer = read(response)
    except Unreadable as problem:
        raise TokenError("", unreadable_words(response, problem), response.status) from None
    failure = failure_of(answer, service)
    if failure is not None or response.status != _OK:
        name, description = (failure.name, failure.description) if failure is not None else ("", "")
        raise TokenError(name, description, response.status)
    uri = _visible(answer, "verification_uri") or _visible(answer, "verification_url")  # Google's name for it
    device_code = _visible(answer, "device_code")
    user_code = clean_description(_string(answer, "user_code"), longest=_LONGEST_CODE)
    if not (uri and device_code and user_code):
        raise TokenError("", "The answer lacks the code or the address to type it at.", response.status)
    return DeviceCode(
        device_code=Secret(device_code),
        user_code=user_code,
        verification_uri=uri,
        verification_uri_complete=_visible(answer, "verification_uri_complete") or None,
        interval=_interval(answer.get("interval")),
        expires_at=now + _lifetime(answer.get("expires_in")),
    )


def poll_request(service: Service, device_code: Secret, *, dpop_key: Secret | None = None) -> Request:
    """Return the request that asks whether the person has decided; raise UnusableClient."""
    form: Form = [("grant_type", GRANT_TYPE), ("device_code", device_code.reveal())]
    return grant_request(service, form, dpop_key=dpop_key)


def judge_poll(
    response: Response,
    *,
    sent_at: Instant,
    scopes: Sequence[str],
    service: Service,
    device_code: Secret,
    key_shown: bool = True,
) -> Tokens | Pending | DeviceEnded:
    """Return what a poll brought; passing trouble slows the polling down but does not end it. Never raise.

    The device code is masked where the server repeats it.
    """
    if judge_passing(response, now=sent_at) is not None or _is_trouble_page(response):
        return Pending(slow_down=True)
    try:
        return initial_tokens(
            response, sent_at=sent_at, asked=scopes, service=service, secrets=(device_code,), key_shown=key_shown
        )
    except TokenError as error:
        if error.error in _WAITING:
            return Pending(slow_down=_WAITING[error.error])
        if error.error in _TROUBLE:
            return Pending(slow_down=True)
        return DeviceEnded(error.error, error.description or str(error))


def _is_trouble_page(response: Response) -> bool:
    """Tell whether the network answered instead of the service."""
    try:
        read(response)
    except Unreadable:
        return is_page(response)
    return False


def _string(answer: JsonObject, name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def _visible(answer: JsonObject, name: str) -> str:
    value = _string(answer, name)
    return value if value.isascii() and value.isprintable() else ""


def _interval(told: object) -> float:
    seconds = lifetime(told)
    return max(SHORTEST_INTERVAL, min(seconds, LONGEST_INTERVAL)) if seconds else DEFAULT_INTERVAL


def _lifetime(told: object) -> float:
    seconds = lifetime(told)
    return min(seconds, LONGEST_LIFETIME) if seconds is not None else DEFAULT_LIFETIME
