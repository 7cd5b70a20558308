"""The tables and keys of a service profile, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oauth_desk.domain import profile_values as values
from oauth_desk.domain.api_key import KeyPlace
from oauth_desk.domain.grant import LONGEST_ASSERTION, Grant, ScopePlace, TokenKind
from oauth_desk.domain.manners import RevocationProof
from oauth_desk.domain.profile_values import Check
from oauth_desk.domain.service import AuthMethod, Offer
from oauth_desk.domain.status import REASONS
from oauth_desk.domain.template import GAP, check_template
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

ANSWER_PATHS: Final = (
    "inside",
    "access_token",
    "refresh_token",
    "scope",
    "expires_in",
    "expires_at",
    "issued_at",
    "refresh_expires_in",
    "refresh_expires_at",
    "ok",
    "error",
)
"""The keys of ``[answer]`` that are paths into a token answer."""


def _with_gaps(check: Callable[[str], str]) -> Check:
    return values.checked(lambda text: check_template(text, check))


def _host_with_gaps(text: str) -> str:
    values.host_pattern(GAP.sub("sample", text))
    return text


_ADDRESS: Final = _with_gaps(check_address)
_ENDPOINT: Final = _with_gaps(check_endpoint)
_OFFER: Final = values.one_of(*Offer)

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


def _parameter_name(value: object) -> str:
    """Accept another name for a parameter; none that the program gives a meaning of its own."""
    name = str(values.scope(value))
    if name in (_IN_TOKEN_REQUESTS | _IN_AUTHORIZATION) - {"client_id"}:
        raise ValueError("must not be a name that the program uses for something else")
    return name


TABLES: Final[Mapping[str, Mapping[str, Check]]] = MappingProxyType(
    {
        "service": {
            "id": values.identifier,
            "name": values.filled,
            "category": values.text,
            "summary": values.text,
            "issuer": _with_gaps(check_issuer),
            **dict.fromkeys(ENDPOINTS, _ENDPOINT),
            "api_base_urls": values.several(_ENDPOINT),
            "allowed_hosts": values.several(values.checked(_host_with_gaps)),
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
            "labels": values.several(values.dotted_path),
            "keep": values.several(values.kept_path),
            "auth": values.one_of("token", "client"),
        },
        "place": {
            "label": values.filled,
            "url": _ENDPOINT,
            "items": values.items_path,
            "value": values.kept_path,
            "name": values.kept_path,
            "keep": values.several(values.kept_path),
        },
        "api": {
            "scheme": values.scheme,
            "header": values.header_name,
        },
        "parameters": {},
        "security": {
            "dpop": _OFFER,
            "pushed": _OFFER,
            "resource": values.several(_with_gaps(check_resource)),
            "ca_file": values.filled,
            "client_certificate": values.filled,
            "client_key": values.filled,
        },
        "quirks": {
            "rejected_errors": values.several(values.visible),
            "denied_errors": values.several(values.visible),
            "basic_encoding": values.one_of("form", "raw"),
            "scope_parameter": _parameter_name,
            "client_id_parameter": _parameter_name,
            "omit_parameters": values.several(values.one_of("response_type")),
            "challenge_encoding": values.one_of("base64url", "hex"),
            "send_pkce": values.switch,
            "pkce_without_secret_only": values.switch,
            "issuer_mismatch_allowed": values.switch,
            "errors_with_http_200": values.switch,
            "token_request_body": values.one_of("form", "json"),
            "refresh_idle_seconds": values.period,
            "refresh_absolute_seconds": values.period,
        },
        "answer": {
            **dict.fromkeys(ANSWER_PATHS, values.dotted_path),
            "lifetime": values.period,
            "zero_means_never": values.switch,
            "bearer_assumed": values.switch,
            "ok_value": values.visible,
            "keep": values.several(values.kept_path),
        },
        "callback": {
            "keep": values.several(values.callback_name),
            "scope": values.callback_name,
            "token_host": values.callback_name,
            "signed": values.one_of("hmac"),
        },
        "second_step": {
            "url": _ENDPOINT,
            "auth": values.one_of("client", "token"),
        },
        "renewal": {
            "by": values.one_of("refresh_token", "access_token"),
            "method": values.one_of("POST", "GET"),
        },
        "revocation": {
            "url": _ENDPOINT,
            "method": values.one_of("POST", "DELETE", "GET"),
            "auth": values.one_of(*RevocationProof),
            "scheme": values.scope,
            "body": values.one_of("form", "json"),
            "page": _ADDRESS,
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
            "recommended": values.switch,
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


_IN_ASSERTIONS: Final = frozenset({"iss", "sub", "aud", "exp", "iat", "nbf", "jti", "scope"})

FREE_TABLES: Final[Mapping[str, FreeTable]] = MappingProxyType(
    {
        "scopes.meaning": FreeTable(values.scope, values.filled),
        "account.headers": FreeTable(values.header_name, values.header_value),
        "account.parameters": FreeTable(values.visible, values.text, _IN_EVERY_REQUEST),
        "place.headers": FreeTable(values.header_name, values.header_value),
        "api.headers": FreeTable(values.header_name, values.header_value),
        "parameters.authorization": FreeTable(values.visible, values.text, _IN_AUTHORIZATION),
        "parameters.token": FreeTable(values.visible, values.text, _IN_TOKEN_REQUESTS),
        "parameters.refresh": FreeTable(values.visible, values.text, _IN_TOKEN_REQUESTS),
        "second_step.parameters": FreeTable(values.visible, values.text, _IN_EVERY_REQUEST),
        "renewal.parameters": FreeTable(values.visible, values.text, _IN_EVERY_REQUEST),
        "revocation.parameters": FreeTable(values.visible, values.text),
        "parameters.another_account": FreeTable(values.visible, values.text, _IN_AUTHORIZATION),
        "assertion.claims": FreeTable(values.visible, values.text, _IN_ASSERTIONS),
        "quirks.token_request_headers": FreeTable(values.header_name, values.header_value),
        "quirks.reasons": FreeTable(values.visible, values.one_of(*REASONS)),
    }
)
"""Table → keys and texts of the profile's own choice. The program's own parameters are taken: C02, C03 and
C06 hold whatever a profile says, and RFC 6749 §3.1 allows each parameter once."""

ADDRESSES: Final = (
    *(("service", key) for key in ("issuer", *ENDPOINTS, "api_base_urls", "developer_console_url", "docs_url")),
    ("service", "allowed_hosts"),
    ("account", "url"),
    ("place", "url"),
    ("second_step", "url"),
    ("revocation", "url"),
    ("revocation", "page"),
    ("security", "resource"),
)
"""Where the answers to ``[questions]`` may stand in an address."""

QUESTIONED: Final = (
    *ADDRESSES,
    ("service", "instructions"),
    ("parameters", "authorization"),
    ("parameters", "token"),
    ("parameters", "refresh"),
)
"""Where they may stand at all."""

REQUIRED: Final = ("service.id", "service.name")

LOCKABLE: Final = frozenset(
    {f"{table}.{key}" for table, keys in TABLES.items() for key in keys if table != "policy"} - set(REQUIRED)
) | frozenset(FREE_TABLES)
"""What ``policy.locked`` may name."""
