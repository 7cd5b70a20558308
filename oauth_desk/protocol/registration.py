"""Dynamic client registration (RFC 7591 §2, §3; NORMS C84)."""

import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import ANY_PORT_REDIRECT, AuthMethod, Client
from oauth_desk.domain.web_address import is_loopback_literal
from oauth_desk.protocol.answer import failure_of
from oauth_desk.protocol.back_channel import ACCEPT_JSON
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object
from oauth_desk.protocol.token_answer import TEN_YEARS

CODE_GRANT: Final = "authorization_code"
_DONE: Final = frozenset({200, 201})
_USABLE: Final = (AuthMethod.NONE, AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT)
_LATEST: Final = 10 * TEN_YEARS


class RegistrationError(Exception):
    """The service did not register this program. The texts hold no secret."""

    def __init__(self, error: str, description: str = "", status: int = 0) -> None:
        super().__init__(error, description, status)
        self.error = error
        self.description = description
        self.status = status

    def __str__(self) -> str:
        return ": ".join(part for part in (self.error, self.description) if part) or f"HTTP status {self.status}"


def registration_request(
    endpoint: str,
    *,
    client_name: str,
    redirect_uri: str,
    grant_types: Sequence[str],
    scopes: Sequence[str],
    auth_method: AuthMethod = AuthMethod.NONE,
) -> Request:
    """Return the request that registers a native program.

    ``auth_method`` is ``none`` unless the service's metadata leaves it out: a secret
    in a desktop program keeps nothing secret.
    """
    members: dict[str, object] = {
        "client_name": client_name,
        "application_type": "native",  # else OpenID providers refuse http redirects
        "redirect_uris": [redirect_uri],
        "grant_types": list(grant_types),
        "response_types": ["code"] if CODE_GRANT in grant_types else [],
        "token_endpoint_auth_method": str(auth_method),
    }
    if scopes:
        members["scope"] = " ".join(scopes)
    headers = (("Content-Type", "application/json"), ACCEPT_JSON)
    return Request("POST", endpoint, headers, json.dumps(members).encode())


def judge_registration(
    response: Response, *, redirect_uri: str | None = None, grant_types: Sequence[str] = ()
) -> Client:
    """Return the client as the service registered it, not as it was asked for; raise RegistrationError.

    ``redirect_uri`` and ``grant_types`` are those asked for: the first grant type
    must have been given.
    """
    try:
        answer = parse_object(response.body)
    except BadJson as problem:
        raise RegistrationError("", f"The answer cannot be read ({problem}).", response.status) from None
    failure = failure_of(answer)
    if failure is not None:
        raise RegistrationError(failure.name, failure.description, response.status)
    if response.status not in _DONE:
        raise RegistrationError("", "", response.status)
    try:
        return _client(answer, redirect_uri, grant_types)
    except ValueError as problem:
        raise RegistrationError("", str(problem), response.status) from None


def _client(answer: JsonObject, redirect_uri: str | None, grant_types: Sequence[str]) -> Client:
    client_id = _visible(answer, "client_id")
    if client_id is None:
        raise ValueError("The answer holds no client id.")
    given = answer.get("grant_types")
    if grant_types and isinstance(given, list) and grant_types[0] not in given:
        raise ValueError("The service did not allow the kind of sign-in that was asked for.")
    secret = _visible(answer, "client_secret")
    management = _visible(answer, "registration_access_token")
    return Client(
        client_id=client_id,
        client_secret=Secret(secret) if secret is not None else None,
        auth_method=_auth_method(answer.get("token_endpoint_auth_method"), has_secret=secret is not None),
        redirect_uri=_redirect(answer.get("redirect_uris"), redirect_uri),
        registered_dynamically=True,
        secret_expires_at=_expiry(answer.get("client_secret_expires_at")) if secret is not None else None,
        registration_token=Secret(management) if management is not None else None,
    )


def _visible(answer: JsonObject, name: str) -> str | None:
    """Return a value of visible ASCII; null and the empty string count as absent."""
    value = answer.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not (value.isascii() and value.isprintable()):
        raise ValueError(f"The answer's {name} holds characters that are not allowed.")
    return value


def _auth_method(told: object, *, has_secret: bool) -> AuthMethod:
    """Return the method as registered; left out it is Basic (RFC 7591 §2), or none where no secret came."""
    if told is None:
        return AuthMethod.BASIC if has_secret else AuthMethod.NONE
    method = next((method for method in _USABLE if method == told), None)
    if method is None:
        raise ValueError("The service wants the program to prove itself in a way that is not supported.")
    if method is not AuthMethod.NONE and not has_secret:
        raise ValueError("The service wants a secret and gave none.")
    return method


def _redirect(told: object, asked: str | None) -> str:
    """Return the address as registered: the one asked for, else the first on this machine."""
    registered = [item for item in told if isinstance(item, str)] if isinstance(told, list) else []
    if not registered or asked in registered:
        return asked or ANY_PORT_REDIRECT
    found = next((item for item in registered if _is_loopback(item)), None)
    if found is None:
        raise ValueError("The service registered another address to come back to than the one asked for.")
    return found


def _is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and is_loopback_literal(parts.hostname or "") and url.isascii()
    except ValueError:
        return False


def _expiry(told: object) -> float | None:
    """Return Unix seconds; 0 means never."""
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told < _LATEST:
        return None
    return float(told)
