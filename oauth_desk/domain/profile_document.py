"""A service as the nested tables of its profile, and back. Values are already checked."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, TypeVar

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.grant import Assertion, Exchange, Grant, ScopePlace, TokenKind
from oauth_desk.domain.manners import AnswerForm, ApiUse, CallbackForm, Renewal, Revocation, RevocationProof, SecondStep
from oauth_desk.domain.place import Places
from oauth_desk.domain.profile_questions import question_of, table_of
from oauth_desk.domain.profile_schema import ENDPOINTS, FORMAT
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import (
    AccountProbe,
    AuthMethod,
    Client,
    Endpoints,
    Offer,
    Pairs,
    Parameters,
    Quirks,
    Security,
    Service,
)
from oauth_desk.domain.template import kept_gaps

Document = dict[str, Any]
"""Table → key → value, as TOML reads it; arrays are tuples. A client secret is plain text here: never shown."""

T = TypeVar("T")

_LAST_MOMENT: Final = time(23, 59, 59)


def service_of(document: Mapping[str, Any], base: Path | None) -> Service:
    """Build the service; ``base`` is the folder that relative file names count from."""
    service: Mapping[str, Any] = document.get("service", {})
    scopes: Mapping[str, Any] = document.get("scopes", {})
    plain = ("id", "name", "category", "issuer", "allowed_hosts", "developer_console_url")
    more = ("docs_url", "color", "summary", "instructions")
    client: Mapping[str, Any] = document.get("client", {})
    return Service(
        **_chosen(service, (*plain, *more)),
        **_api(service.get("api_base_urls", ())),
        endpoints=Endpoints(**{field: service[key] for key, field in ENDPOINTS.items() if key in service}),
        client=_client(client, base),
        client_secret_needed=client.get("secret_needed", False),
        scopes=scopes.get("default", ()),
        scope_separator=scopes.get("separator", " "),
        scope_meaning=_pairs(scopes.get("meaning", {})),
        account=_account(document.get("account", {})),
        parameters=Parameters(**{name: _pairs(table) for name, table in document.get("parameters", {}).items()}),
        security=_security(document.get("security", {}), base),
        quirks=_with_pairs(Quirks, document.get("quirks", {})),
        answer=AnswerForm(**document.get("answer", {})),
        callback=CallbackForm(**document.get("callback", {})),
        revocation=_revocation(document.get("revocation", {})),
        api=_with_pairs(ApiUse, document.get("api", {})),
        second_step=_with_pairs(SecondStep, document.get("second_step", {})),
        renewal=_with_pairs(Renewal, document.get("renewal", {})),
        questions=tuple(question_of(name, table) for name, table in document.get("questions", {}).items()),
        places=_with_pairs(Places, document["place"]) if document.get("place") else None,
        key=_key(document["key"]) if "key" in document else None,
        grant=Grant(client.get("grant", Grant.AUTHORIZATION_CODE)),
        assertion=_assertion(document.get("assertion", {}), base),
        exchange=_exchange(document.get("exchange", {})),
        locked=document.get("policy", {}).get("locked", ()),
        recommended=document.get("policy", {}).get("recommended", False),
    )


def document_of(service: Service) -> Document:
    """Return the profile that gives this service again; what is at its default is left out."""
    client = {**_changed(service.client, Client()), "secret_needed": service.client_secret_needed or None}
    client["grant"] = None if service.grant is Grant.AUTHORIZATION_CODE else service.grant
    client["client_secret_ends"] = _secret_ends(service.client)
    assertion = _changed(service.assertion, Assertion())
    assertion.pop("private_key", None)
    for not_of_a_profile in ("registered_dynamically", "secret_expires_at", "registration_token", "private_key"):
        client.pop(not_of_a_profile, None)
    security = _changed(service.security, Security())
    for not_of_a_profile in ("authorities", "certificate", "certificate_ends_at"):
        security.pop(not_of_a_profile, None)
    tables: Document = {
        "service": _service_table(service),
        "client": client,
        "scopes": {
            "default": service.scopes,
            "separator": None if service.scope_separator == " " else service.scope_separator,
            "meaning": dict(service.scope_meaning),
        },
        "account": _changed(service.account, AccountProbe()) if service.account else {},
        "place": _changed(service.places, Places()) if service.places else {},
        "parameters": _changed(service.parameters, Parameters()),
        "security": security,
        "quirks": _changed(service.quirks, Quirks()),
        "answer": _changed(service.answer, AnswerForm()),
        "callback": _changed(service.callback, CallbackForm()),
        "revocation": _changed(service.revocation, Revocation()),
        "api": _changed(service.api, ApiUse()),
        "second_step": _changed(service.second_step, SecondStep()),
        "renewal": _changed(service.renewal, Renewal()),
        "questions": {question.name: table_of(question) for question in service.questions},
        "key": {} if service.key is None else {**_changed(service.key, KeyUse()), "place": service.key.place},
        "assertion": assertion,
        "exchange": _changed(service.exchange, Exchange()),
        "policy": {"locked": service.locked, "recommended": service.recommended or None},
    }
    cleaned = {name: _without_silence(table) for name, table in tables.items()}
    return {"format": FORMAT, **{name: table for name, table in cleaned.items() if table}}


def _service_table(service: Service) -> Document:
    endpoints = {key: getattr(service.endpoints, field) for key, field in ENDPOINTS.items()}
    head = {"id": service.id, "name": service.name, "category": service.category, "summary": service.summary}
    return {
        **head,
        "issuer": service.issuer,
        **endpoints,
        "api_base_urls": service.api_templates or service.api_base_urls,
        "allowed_hosts": service.allowed_hosts,
        "developer_console_url": service.developer_console_url,
        "docs_url": service.docs_url,
        "color": service.color,
        "instructions": service.instructions,
    }


def _secret_ends(client: Client) -> date | None:
    """Return the last day of a secret; that of a registration of the program's own is no profile's."""
    ends_at = None if client.registered_dynamically else client.secret_expires_at
    return None if ends_at is None else datetime.fromtimestamp(ends_at, UTC).date()


def _chosen(table: Mapping[str, Any], keys: Iterable[str]) -> Document:
    return {key: table[key] for key in keys if key in table}


def _api(urls: tuple[str, ...]) -> Document:
    """Return what is known of an API's addresses before a sign-in: all of them, or those without gaps."""
    open_ones = any(kept_gaps(url) for url in urls)
    known = tuple(url for url in urls if not kept_gaps(url))
    return {"api_base_urls": known, "api_templates": urls if open_ones else ()}


def _pairs(table: Mapping[str, str]) -> Pairs:
    return tuple(table.items())


def _client(table: Mapping[str, Any], base: Path | None) -> Client:
    known: Document = _chosen(table, ("client_id", "redirect_uri", "key_id"))
    if "private_key_file" in table:
        known["private_key_file"] = str((base or Path()) / table["private_key_file"])
    if "client_secret" in table:
        known["client_secret"] = Secret(table["client_secret"])
    if "client_secret_ends" in table:
        # Nobody can say in whose time zone: the day is over when it is over in UTC.
        known["secret_expires_at"] = datetime.combine(table["client_secret_ends"], _LAST_MOMENT, UTC).timestamp()
    if "auth_method" in table:
        known["auth_method"] = AuthMethod(table["auth_method"])
    return Client(**known)


def _account(table: Mapping[str, Any]) -> AccountProbe | None:
    return _with_pairs(AccountProbe, table) if table else None


def _key(table: Mapping[str, Any]) -> KeyUse:
    return KeyUse(**{**table, "place": KeyPlace(table.get("place", KeyPlace.BEARER))})


def _assertion(table: Mapping[str, Any], base: Path | None) -> Assertion:
    known = dict(table)
    if "private_key_file" in known:
        known["private_key_file"] = str((base or Path()) / known["private_key_file"])
    if "scope_in" in known:
        known["scope_in"] = ScopePlace(known["scope_in"])
    return _with_pairs(Assertion, known)


def _revocation(table: Mapping[str, Any]) -> Revocation:
    known = {**table, "auth": RevocationProof(table.get("auth", RevocationProof.CLIENT))}
    return _with_pairs(Revocation, known)


def _exchange(table: Mapping[str, Any]) -> Exchange:
    kinds = {key: TokenKind(table[key]) for key in ("subject_token_type", "requested_token_type") if key in table}
    return Exchange(**{**table, **kinds})


def _security(table: Mapping[str, Any], base: Path | None) -> Security:
    known = dict(table)
    for key in ("dpop", "pushed"):
        if key in known:
            known[key] = Offer(known[key])
    for key in ("ca_file", "client_certificate", "client_key"):
        if key in known:
            known[key] = str((base or Path()) / known[key])
    return Security(**known)


def _with_pairs(kind: type[T], table: Mapping[str, Any]) -> T:
    return kind(**{key: _pairs(value) if isinstance(value, Mapping) else value for key, value in table.items()})


def _changed(value: Any, default: Any) -> Document:
    """Return the fields that differ from ``default``, in the form a document has them."""
    document: Document = {}
    for field in fields(value):
        member = getattr(value, field.name)
        if member == getattr(default, field.name):
            continue
        if isinstance(member, Secret):
            member = member.reveal()
        elif isinstance(member, tuple) and member and isinstance(member[0], tuple):
            member = dict(member)
        document[field.name] = member
    return document


def _without_silence(table: Document) -> Document:
    return {key: value for key, value in table.items() if value is not None and value not in ((), {}, "")}
