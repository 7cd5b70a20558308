"""A service as another person needs it: how to connect it, and nothing of whoever connected it here."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

from oauth_desk.domain.profile_document import Document, document_of
from oauth_desk.domain.profile_text import text_of
from oauth_desk.domain.service import AuthMethod, Client, Endpoints, Service
from oauth_desk.domain.template import GAP

_SECRET: Final = "the client secret"
_KEY: Final = "the private key"
_CERTIFICATE: Final = "the certificate"
_PERSON: Final = "on whose behalf"

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "client.client_secret": _SECRET,
        "client.client_secret_ends": "",
        "client.private_key_file": _KEY,
        "client.key_id": "",
        "assertion.private_key_file": _KEY,
        "assertion.key_id": "",
        "assertion.subject": _PERSON,
        "exchange.connection": "the connection to go through",
        "key.user": "the user whose key it is",
        "security.ca_file": "the file of further authorities",
        "security.client_certificate": _CERTIFICATE,
        "security.client_key": "",
        "policy.locked": "",
        "policy.recommended": "",
    }
)
"""Keys that are never in a shared profile → what whoever opens it has to bring; empty: nothing.

They hold secrets, name files of this computer or a person, or are an administrator's to say.
"""

_OF_THE_SERVICE: Final = ("key.user", "assertion.subject")
"""Left out unless the catalogue itself says the same, and it is nobody's e-mail address."""

_PERSONAL: Final = ("login_hint", "user", "email", "mail", "account", "secret", "token", "key", "password", "auth")
"""Parameters and headers whose names hold one of these may be a person's own."""
_PLAIN: Final = frozenset({"token_access_type", "force_reauthentication", "user-agent", "content-type", "accept"})
_FREE: Final = (
    ("parameters", "authorization"),
    ("parameters", "token"),
    ("parameters", "refresh"),
    ("parameters", "another_account"),
    ("account", "headers"),
    ("quirks", "token_request_headers"),
    ("assertion", "claims"),
    ("account", "parameters"),
    ("place", "headers"),
    ("api", "headers"),
    ("second_step", "parameters"),
    ("renewal", "parameters"),
    ("revocation", "parameters"),
)

_HEAD: Final = """\
# A service file for OAuth Desk, to be opened with it: it connects {name}.
# In it: addresses, the client ID and permissions. Not in it: accounts, sign-ins, tokens and secrets.
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """A profile to hand on. ``missing`` is what whoever opens it has to bring."""

    text: str
    missing: tuple[str, ...] = ()


def shared_profile(service: Service, known: Service | None = None) -> Shared:
    """Return the profile for somebody else; ``known`` is what the catalogue says of the service."""
    document, missing = _shared(service, known)
    head = _HEAD.format(name=service.name)
    if missing:
        head += f"# Left out, to be brought by whoever opens it: {', '.join(missing)}.\n"
    return Shared(head + text_of(document), missing)


def _shared(service: Service, profile: Service | None) -> tuple[Document, tuple[str, ...]]:
    document = document_of(_for_a_newcomer(service, Endpoints() if profile is None else profile.endpoints))
    known = {} if profile is None else document_of(profile)
    missing: dict[str, None] = {}
    for path, what in LEFT_OUT.items():
        table, _, key = path.partition(".")
        value = document.get(table, {}).get(key)
        if value is None or (path in _OF_THE_SERVICE and _is_the_service_s(value, known.get(table, {}).get(key))):
            continue
        del document[table][key]
        if what:
            missing[what] = None
    for table, name in _FREE:
        members: dict[str, str] = document.get(table, {}).get(name, {})
        said: Mapping[str, str] = known.get(table, {}).get(name, {})
        for key in [key for key in members if said.get(key) != members[key] and _is_personal(key, members[key])]:
            del members[key]
            missing[f"“{key}”"] = None
    return {name: table for name, table in document.items() if table}, tuple(missing)


def _is_the_service_s(value: str, said: object) -> bool:
    return value == said and "@" not in value


def _is_personal(name: str, value: str) -> bool:
    """Tell whether a value may be a person's own; a gap that each program fills with its own is nobody's."""
    small = name.lower()
    return small not in _PLAIN and not GAP.fullmatch(value) and any(word in small for word in _PERSONAL)


def _for_a_newcomer(service: Service, fixed: Endpoints) -> Service:
    """Return the service without this program's own registration, and with what it needs in its place."""
    if service.issuer is not None:
        # What its document told is found anew, and looked at anew; what the catalogue fixes stays.
        found = _found(service.metadata.document) | set(service.told)
        gone = {name: None for name, url in _addresses(service) if url in found and url != getattr(fixed, name)}
        service = replace(service, endpoints=replace(service.endpoints, **gone))
    client = service.client
    if client.registered_dynamically:
        # Theirs registers anew: a registration is one program's, and its redirect address was made for it.
        return replace(service, client=Client())
    if client.private_key is not None and client.auth_method is None:
        client = replace(client, auth_method=AuthMethod.PRIVATE_KEY_JWT)
    needed = client.client_secret is not None and client.auth_method is not AuthMethod.NONE
    return replace(service, client=client, client_secret_needed=service.client_secret_needed or needed)


def _addresses(service: Service) -> Iterator[tuple[str, Any]]:
    return ((field.name, getattr(service.endpoints, field.name)) for field in fields(Endpoints))


def _found(document: str) -> set[str]:
    """Return every address that a metadata document tells, wherever it stands in it."""
    found: set[str] = set()
    try:
        waiting: list[Any] = [json.loads(document or "{}")]
    except ValueError:
        return found
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            waiting += value.values()
    return found
