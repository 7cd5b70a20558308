"""What a newer profile changes for a connection that was made from an older one."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final
from urllib.parse import urlsplit

from oauth_desk.domain.answered import ANSWERS, LOCK, answered
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.profile_document import Document, document_of, service_of
from oauth_desk.domain.profile_schema import ENDPOINTS
from oauth_desk.domain.question import BadAnswer, unfit
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Metadata, Service
from oauth_desk.domain.template import is_named_by_service

_WORDS: Final = frozenset(
    {
        *(f"service.{key}" for key in ("id", "name", "category", "summary", "color", "instructions", "docs_url")),
        *("service.developer_console_url", "scopes.meaning", "place.label", "exchange.connection"),
        *("policy.locked", "policy.recommended"),
    }
)
"""Keys that change nothing of what is sent, or that are each connection's own."""

_A_PERSON_MAY_CHOOSE: Final = frozenset({"client", "scopes", "security", "assertion", "exchange", "key"})
"""Tables whose values a connection may have of its own; those of the others come from profiles and discovery alone."""

_NEEDS_SIGN_IN: Final = frozenset(
    {
        *("client.client_id", "client.grant", "client.private_key_file", "client.key_id"),
        *("security.ca_file", "security.client_certificate", "security.client_key", "security.dpop"),
        *("security.resource", "assertion.private_key_file", "service.issuer", "renewal.by"),
    }
)
"""Keys that tokens belong to, or whose files are read at a sign-in."""

_ADDRESSES: Final = frozenset(
    {*(f"service.{key}" for key in ENDPOINTS), "account.url", "place.url", "revocation.url", "second_step.url"}
)
"""Keys that discovery finds where the profile is silent, or that a service moves to a server that it names."""


@dataclass(frozen=True, slots=True)
class Update:
    """What a newer profile changes: ``changed`` keys, ``hosts`` that something would be sent to for the first time.

    ``signs_in``: the tokens do not outlive it; the person signs in with ``service``, asking for
    ``scopes``. ``mark`` names this very state of the profile. ``asks`` are the labels of questions
    that nobody has answered: then nothing can be taken, and the other values are the connection's.
    """

    service: Service
    scopes: tuple[str, ...]
    changed: tuple[str, ...]
    hosts: tuple[str, ...]
    signs_in: bool
    mark: str
    asks: tuple[str, ...] = ()


def origin_of(profile: Service, answers: Mapping[str, str] | None = None) -> Secret:
    """Return what a connection remembers of the profile that it is made from; a client secret is part of it."""
    said = _essence(profile)
    return Secret(json.dumps(said if answers is None else {**said, ANSWERS: dict(answers)}, sort_keys=True))


def update_of(
    service: Service, scopes: tuple[str, ...], profile: Service, *, locked_alone: bool = False
) -> Update | None:
    """Return what ``profile`` changes for a connection's ``service`` that asks for ``scopes``; None for nothing.

    A value that the person chose stays, unless it is locked now. ``locked_alone`` leaves all others as they are.
    """
    if service.origin is None:
        return None
    if (service.key is None) != (profile.key is None):
        return None  # a copied key and a sign-in do not become each other
    before = json.loads(service.origin.reveal())
    answers = before.pop(ANSWERS, None)
    try:
        profile = _answered_again(profile, answers or {})
    except BadAnswer:
        return None if locked_alone else _asking(service, scopes, profile, answers or {})
    said = _Said(before, _essence(profile), _essence(service))
    dynamic = service.client.registered_dynamically
    changed = tuple(
        key
        for key in said.all_keys()
        if said.differs(key)
        and not _is_found(key, said, moves=bool(service.callback.token_host))
        and (key in profile.locked or (not locked_alone and _is_newer(key, said, dynamic=dynamic)))
    )
    if not changed:
        return None
    origin = service.origin if locked_alone else origin_of(profile, answers)
    made = replace(_updated(service, profile, changed, whole=not locked_alone), origin=origin)
    asked = _asked(scopes, service, made, locked="scopes.default" in profile.locked)
    return Update(
        service=made,
        scopes=asked,
        changed=changed,
        hosts=tuple(sorted(_hosts(made) - _hosts(service))),
        signs_in=_signs_in(service, made, changed, more=set(asked) - set(scopes)),
        mark=_mark(profile),
    )


def _asking(service: Service, scopes: tuple[str, ...], profile: Service, answers: Mapping[str, str]) -> Update:
    """Return that the profile asks what nobody has answered: the connection stays as it is."""
    asks = tuple(each.label for each in unfit(profile.questions, answers))
    return Update(service, scopes, (), (), signs_in=False, mark=_mark(profile), asks=asks)


def _mark(profile: Service) -> str:
    return hashlib.sha256(origin_of(profile).reveal().encode()).hexdigest()


def _answered_again(profile: Service, answers: Mapping[str, str]) -> Service:
    """Return the profile with a connection's answers filled in, but for what is not asked any more."""
    return answered(profile, {name: text for name, text in answers.items() if LOCK + name not in profile.locked})


def _asked(scopes: tuple[str, ...], old: Service, new: Service, *, locked: bool) -> tuple[str, ...]:
    """Return the permissions to ask for: what was ticked stays so, beside what the profile adds and takes away."""
    if locked:
        return new.scopes
    gone, added = set(old.scopes) - set(new.scopes), [scope for scope in new.scopes if scope not in old.scopes]
    return tuple(dict.fromkeys([*(scope for scope in scopes if scope not in gone), *added]))


@dataclass(frozen=True, slots=True)
class _Said:
    """What the profile said before, what it says now, and what the connection has."""

    before: Mapping[str, Any]
    now: Mapping[str, Any]
    mine: Mapping[str, Any]

    def all_keys(self) -> list[str]:
        """Return every key that one of the three has."""
        return sorted({*self.before, *self.now, *self.mine})

    def differs(self, key: str) -> bool:
        """Tell whether the connection has another value than the profile."""
        return bool(self.mine.get(key) != self.now.get(key))


def _is_found(key: str, said: _Said, *, moves: bool) -> bool:
    """Tell whether a sign-in told an address that no profile has changed: no lock is about that."""
    same = said.before.get(key) == said.now.get(key)
    return same and key in _ADDRESSES and (moves or key not in said.now)


def _is_newer(key: str, said: _Said, *, dynamic: bool) -> bool:
    """Tell whether the profile has changed a value that the person has not chosen."""
    if said.before.get(key) == said.now.get(key):
        return False
    table = key.partition(".")[0]
    chosen = table in _A_PERSON_MAY_CHOOSE and said.mine.get(key) != said.before.get(key)
    return not chosen or (table == "client" and dynamic)


def _essence(service: Service) -> Document:
    """Return dotted keys with their values as JSON has them, without words for people."""
    tables = {key: value for key, value in document_of(service).items() if key != "format"}
    document = json.loads(json.dumps(tables, default=str))
    flat = {f"{table}.{key}": value for table, keys in document.items() for key, value in keys.items()}
    return {key: value for key, value in flat.items() if key not in _WORDS}


def _updated(service: Service, profile: Service, changed: tuple[str, ...], *, whole: bool) -> Service:
    """Return the service with the profile's values at the changed keys, and with what no profile says as it was."""
    document, source = document_of(service), document_of(profile)
    other_client = "client.client_id" in changed
    if other_client:
        # Secrets and keys belong to the client that they were given for.
        document["client"] = {}
        changed = (*changed, *(f"client.{key}" for key in source.get("client", {})))
    if "client.client_secret" in changed:
        changed = (*changed, "client.client_secret_ends")
    own_end = not other_client and "client.client_secret_ends" not in changed
    for path in (*changed, *(_WORDS if whole else ())):
        table, _, key = path.partition(".")
        members: Document = document.setdefault(table, {})
        members.pop(key, None)
        if key in source.get(table, {}):
            members[key] = source[table][key]
    made = service_of(document, None)
    moved = "service.issuer" in changed
    client = Client() if other_client else service.client
    security = service.security
    return replace(
        made,
        endpoints=profile.endpoints if moved else made.endpoints,
        metadata=Metadata() if moved else service.metadata,
        told=() if moved else service.told,
        # What a sign-in filled in is not in a document.
        api_base_urls=made.api_base_urls if "service.api_base_urls" in changed else service.api_base_urls,
        client=replace(
            made.client,
            registered_dynamically=client.registered_dynamically,
            secret_expires_at=client.secret_expires_at if own_end else made.client.secret_expires_at,
            registration_token=client.registration_token,
            private_key=None if "client.private_key_file" in changed else client.private_key,
        ),
        security=replace(
            made.security,
            authorities=None if "security.ca_file" in changed else security.authorities,
            certificate=None if "security.client_certificate" in changed else security.certificate,
            certificate_ends_at=None if "security.client_certificate" in changed else security.certificate_ends_at,
        ),
        assertion=replace(
            made.assertion,
            private_key=None if "assertion.private_key_file" in changed else service.assertion.private_key,
        ),
        id=service.id,
        name=made.name if whole else service.name,
        locked=profile.locked,
    )


def _signs_in(old: Service, new: Service, changed: tuple[str, ...], *, more: set[str]) -> bool:
    """Tell whether the tokens do not fit the new settings, or lack what these ask for."""
    if new.key is not None:
        return False
    touched = _NEEDS_SIGN_IN & set(changed)
    if new.grant is not Grant.AUTHORIZATION_CODE and new.grant is old.grant:
        # Nobody signs in: access is asked for anew, with the new settings, unless a file is to be read first.
        return any(key.endswith(("_file", "_certificate", "client_key")) for key in touched)
    spent = {_host(old.endpoints.token), _host(old.endpoints.refresh)} - {None}
    sent = {_host(new.endpoints.token), _host(new.endpoints.refresh)} - {None}
    return bool(touched or more or sent - spent)


def _hosts(service: Service) -> set[str]:
    """Return every host that a token, a secret or a password of this connection may go to."""
    urls = [getattr(service.endpoints, field.name) for field in fields(Endpoints)]
    urls += [service.issuer, *service.api_base_urls, None if service.account is None else service.account.url]
    urls += [service.revocation.url, service.second_step.url, None if service.places is None else service.places.url]
    # A host that only the service names is one of the allowed hosts.
    urls += [url for url in service.api_templates if not is_named_by_service(url)]
    return {host for host in map(_host, urls) if host is not None} | set(service.allowed_hosts)


def _host(url: str | None) -> str | None:
    return None if url is None else urlsplit(url).netloc or None


def told_keys(changed: tuple[str, ...]) -> Iterator[str]:
    """Yield in plain words what the changed keys are about, each thing once."""
    seen = set()
    for key in changed:
        words = _ABOUT.get(key) or _ABOUT_TABLES.get(key.partition(".")[0], "how the service is spoken to")
        if words not in seen:
            seen.add(words)
            yield words


_ABOUT: Final = {
    **{f"service.{key}": "its addresses" for key in ENDPOINTS},
    "service.issuer": "its addresses",
    "service.authorization_endpoint": "its sign-in page",
    "service.api_base_urls": "where access may be used",
    "service.allowed_hosts": "where access may be used",
    "client.client_id": "the registration of this program",
    "client.redirect_uri": "where the browser comes back to",
    "scopes.default": "the permissions that are asked for",
}
_ABOUT_TABLES: Final = {
    "client": "how this program proves itself",
    "security": "how this program proves itself",
    "account": "how the account’s name is found",
    "place": "what is asked after signing in",
}
