"""Profiles made from the schema itself: a key that is added to the format is tried without a word here."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final

from oauth_desk.domain.profile import ProfileError, parse_profile
from oauth_desk.domain.profile_schema import FREE_TABLES, TABLES
from oauth_desk.domain.profile_values import Check

HEAD: Final = {"service.id": "acme", "service.name": "Acme “CRM” \\ 日本"}
KINDS: Final[Mapping[str, Mapping[str, object]]] = {
    "sign-in": {"client.client_id": "desk"},
    "program": {"client.client_id": "desk", "client.grant": "client_credentials"},
    "key": {"key.place": "bearer"},
    "statement": {"client.grant": "jwt_bearer", "assertion.issuer": "robot"},
    "exchange": {"client.client_id": "desk", "client.grant": "token_exchange"},
}
"""What a profile of each kind begins with beside id and name."""

NEEDS: Final[Mapping[str, Mapping[str, object]]] = {
    "security.client_key": {"security.client_certificate": "/acme.pem"},
    "account": {"account.url": "https://api.acme.example/me"},
    "place": {"place.label": "Site", "place.url": "https://api.acme.example/sites", "place.value": "id"},
    "key.name": {"key.place": "header"},
    "key.prefix": {"key.place": "header", "key.name": "X-Key"},
    "key.user": {"key.place": "basic"},
    "client.client_secret_ends": {"client.client_secret": "acme"},
    "account.parameters": {"account.auth": "client"},
    "answer.ok_value": {"answer.ok": "data.id"},
    "callback.token_host": {"service.allowed_hosts": ["api.acme.example"]},
    "callback.signed": {"client.secret_needed": True},
    "second_step": {"second_step.url": "https://login.acme.example/x"},
    "renewal": {"renewal.by": "access_token"},
    "revocation": {"revocation.url": "https://login.acme.example/x"},
}
"""A key, or its table → what it says nothing without."""

CANDIDATES: Final[tuple[object, ...]] = (
    *("acme", 'Acme “quoted” "and" \\ slashed # ü', "/acme.pem", "read", "data.id", "X-Key", "#1f6feb", ",", "token"),
    *("https://login.acme.example/x", "https://login.acme.example", "http://127.0.0.1:4711/callback"),
    *("required", "off", "none", "client_secret_post", "private_key_jwt", "raw", "json", "form", "POST", "RS256"),
    *("basic", "header", "assertion", "client_credentials", "jwt_bearer", "token_exchange"),
    *("urn:ietf:params:oauth:token-type:id_token", "urn:ietf:params:oauth:token-type:jwt"),
    *("hex", "hmac", "client", "GET", "DELETE", "access_token", "secret", "revoked", date(2027, 3, 31)),
    *(True, False, 300, 86_400, 90),
    *(
        ["read"],
        ["https://api.acme.example/v2", "https://b.example"],
        ["api.acme.example"],
        ["scopes.default"],
        ["Do."],
        ["response_type"],
    ),
)
FREE: Final = ("X-Version", "login_hint", "a.b c", "read")
ALL_KEYS: Final = tuple(f"{table}.{key}" for table, keys in TABLES.items() for key in keys) + tuple(FREE_TABLES)


def accepted(path: str) -> Iterator[object]:
    """Yield what the key may be, as TOML reads it."""
    if path in FREE_TABLES:
        rule = FREE_TABLES[path]
        for name in FREE:
            if passes(rule.key, name) and name not in rule.taken:
                yield from (
                    {name: value} for value in islice((one for one in CANDIDATES if passes(rule.value, one)), 1)
                )
        return
    table, _, key = path.partition(".")
    yield from (value for value in CANDIDATES if passes(TABLES[table][key], value))


def passes(check: Check, value: object) -> bool:
    """Tell whether a check takes a value."""
    try:
        check(value)
    except ValueError:
        return False
    return True


def with_needs(values: Mapping[str, object]) -> dict[str, object]:
    """Return the keys with what they say nothing without."""
    whole: dict[str, object] = {**HEAD, **values}
    for path in values:
        for place in (path.partition(".")[0], path):
            whole.update(NEEDS.get(place, {}))
    return whole


def written(values: Mapping[str, object]) -> str:
    """Return a profile's text; written here and not by the program."""
    tables: dict[str, list[str]] = {}
    for path, value in values.items():
        if isinstance(value, Mapping):
            tables[path] = [f"{json.dumps(name)} = {_value(text)}" for name, text in value.items()]
        else:
            table, _, key = path.partition(".")
            tables.setdefault(table, []).append(f"{key} = {_value(value)}")
    return "format = 1\n" + "".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in tables.items())


def _value(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def parses(text: str) -> bool:
    """Tell whether a text is a profile."""
    try:
        parse_profile(text)
    except ProfileError:
        return False
    return True
