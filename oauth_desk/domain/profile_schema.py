"""The tables and keys of a service profile, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oauth_desk.domain import profile_values as values
from oauth_desk.domain.api_key import KeyPlace
from oauth_desk.domain.grant import LONGEST_ASSERTION, Grant, ScopePlace, TokenKind
from oauth_desk.domain.profile_values import Check
from oauth_desk.domain.service import AuthMethod, Offer
from oauth_desk.domain.status import REASONS
from oauth_desk.domain.web_address import check_address, check_endpoint, check_issuer, check_redirect, check_resource

FORMAT: Final = 1

ENDPOINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "authorization_endpoint": "authorization",
        "token_endpoint": "token",
        "refresh_endpoint": "refresh",
        "revocation_endpoint": "revocation",
        "introspection_endpoint": "introspection",
        "device_authorization_endpoint": "device_authorization",
        "userinfo_endpoint": "userinfo",
        "registration_endpoint": "registration",
        "pushed_authorization_request_endpoint": "pushed_authorization_request",
        "jwks_uri": "jwks_uri",
    }
)
"""Key in ``[service]`` → field of Endpoints."""

_ADDRESS: Final = values.checked(check_address)
_ENDPOINT: Final = values.checked(check_endpoint)
_OFFER: Final = values.one_of(*Offer)

TABLES: Final[Mapping[str, Mapping[str, Check]]] = MappingProxyType(
    {
        "service": {
            "id": values.identifier,
            "name": values.filled,
            "category": values.text,
            "summary": values.text,
            "issuer": values.checked(check_issuer),
            **dict.fromkeys(ENDPOINTS, _ENDPOINT),
            "api_base_urls": values.several(_ENDPOINT),
            "allowed_hosts": values.several(values.host_pattern),
            "developer_console_url": _ADDRESS,
            "docs_url": _ADDRESS,
            "color": values.color,
            "instructions": values.several(values.filled),
        },
        "client": {
            "client_id": values.visible,
            "client_secret": values.visible,
            "client_secret_ends": values.day,
            "secret_needed": values.switch,
            "auth_method": values.one_of(*AuthMethod),
            "redirect_uri": values.checked(check_redirect),
            "private_key_file": values.filled,
            "key_id": values.visible,
            "grant": values.one_of(*Grant),
        },
        "scopes": {
            "default": values.several(values.scope),
            "separator": values.one_of(" ", ",", "+", ";", "|"),
        },
        "account": {
            "url": _ENDPOINT,
            "label": values.dotted_path,
            "subject": values.dotted_path,
            "method": values.method,
            "body": values.text,
        },
        "parameters": {},
        "security": {
            "dpop": _OFFER,
            "pushed": _OFFER,
            "resource": values.several(values.checked(check_resource)),
            "ca_file": values.filled,
            "client_certificate": values.filled,
            "client_key": values.filled,
        },
        "quirks": {
            "rejected_errors": values.several(values.visible),
            "denied_errors": values.several(values.visible),
            "basic_encoding": values.one_of("form", "raw"),
            "scope_parameter": values.scope,
            "send_pkce": values.switch,
            "issuer_mismatch_allowed": values.switch,
            "errors_with_http_200": values.switch,
            "token_request_body": values.one_of("form", "json"),
            "refresh_idle_seconds": values.period,
            "refresh_absolute_seconds": values.period,
        },
        "key": {
            "place": values.one_of(*KeyPlace),
            "name": values.key_name,
            "prefix": values.header_value,
            "user": values.visible,
            "replace_every_days": values.days,
        },
        "assertion": {
            "issuer": values.visible,
            "subject": values.visible,
            "names_itself": values.switch,
            "audience": values.visible,
            "algorithm": values.one_of("RS256", "PS256", "ES256", "EdDSA"),
            "private_key_file": values.filled,
            "key_id": values.visible,
            "lifetime": values.seconds_up_to(LONGEST_ASSERTION),
            "scope_in": values.one_of(*ScopePlace),
        },
        "exchange": {
            "connection": values.filled,
            "subject_token_type": values.one_of(*TokenKind),
            "requested_token_type": values.one_of(TokenKind.ACCESS_TOKEN, TokenKind.JWT),
            "audience": values.several(values.visible),
        },
        "policy": {
            "locked": values.several(values.filled),
        },
    }
)
"""Table → key → what its value may be."""


@dataclass(frozen=True, slots=True)
class FreeTable:
    """A table whose keys are the profile's own: what a key may be, what its text may be, which keys are taken."""

    key: Check
    value: Check
    taken: frozenset[str] = frozenset()


_IN_EVERY_REQUEST: Final = frozenset({"client_id", "client_secret", "client_assertion", "client_assertion_type"})
_IN_TOKEN_REQUESTS: Final = (
    _IN_EVERY_REQUEST
    | {"grant_type", "code", "code_verifier", "refresh_token", "resource"}
    | {"assertion", "subject_token", "subject_token_type", "requested_token_type"}
)
_IN_AUTHORIZATION: Final = _IN_EVERY_REQUEST | {
    "response_type",
    "redirect_uri",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "resource",
}

_IN_ASSERTIONS: Final = frozenset({"iss", "sub", "aud", "exp", "iat", "nbf", "jti", "scope"})

FREE_TABLES: Final[Mapping[str, FreeTable]] = MappingProxyType(
    {
        "scopes.meaning": FreeTable(values.scope, values.filled),
        "account.headers": FreeTable(values.header_name, values.header_value),
        "parameters.authorization": FreeTable(values.visible, values.text, _IN_AUTHORIZATION),
        "parameters.token": FreeTable(values.visible, values.text, _IN_TOKEN_REQUESTS),
        "parameters.refresh": FreeTable(values.visible, values.text, _IN_TOKEN_REQUESTS),
        "assertion.claims": FreeTable(values.visible, values.text, _IN_ASSERTIONS),
        "quirks.token_request_headers": FreeTable(values.header_name, values.header_value),
        "quirks.reasons": FreeTable(values.visible, values.one_of(*REASONS)),
    }
)
"""Table → keys and texts of the profile's own choice. The program's own parameters are taken: C02, C03 and
C06 hold whatever a profile says, and RFC 6749 §3.1 allows each parameter once."""

REQUIRED: Final = ("service.id", "service.name")

LOCKABLE: Final = frozenset(
    {f"{table}.{key}" for table, keys in TABLES.items() for key in keys if table != "policy"} - set(REQUIRED)
) | frozenset(FREE_TABLES)
"""What ``policy.locked`` may name."""
