"""Who signed in (OIDC Core §5.3; NORMS C75), by the userinfo endpoint or the profile's account probe."""

from typing import Final

from oauth_desk.domain.connection import Account
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe, Service
from oauth_desk.domain.template import GAP
from oauth_desk.domain.tokens import Kept, Tokens
from oauth_desk.protocol import resource
from oauth_desk.protocol.answer import failure_of
from oauth_desk.protocol.back_channel import ACCEPT_JSON, form_request
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse
from oauth_desk.protocol.json_path import at, text_of
from oauth_desk.protocol.kept import kept
from oauth_desk.protocol.own_parameters import filled
from oauth_desk.protocol.text import clean_description

LABELS: Final = ("email", "preferred_username", "name", "login", "username", "nickname")
_SUBJECTS: Final = ("sub", "id")
_LONGEST_SUBJECT: Final = 255
_OK: Final = 200


def probe_request(service: Service, tokens: Tokens, *, dpop_key: Secret | None = None) -> Request | None:
    """Return the request that asks who signed in; None where nobody can be asked, or not with this token."""
    if tokens.access_token is None:
        return None
    probe = service.account
    try:
        if probe is not None and probe.url and probe.auth == "client":
            return _asked_by_client(service, probe, tokens.access_token)
        request = _asking(service, tokens)
        if request is None:
            return None
        return resource.api_request(service, tokens, request, dpop_key=dpop_key)
    except ValueError:
        return None


def told_by_answer(service: Service, tokens: Tokens) -> Account:
    """Return who signed in by what is kept of the token answer; an empty account where the profile does not say so."""
    probe = service.account
    if probe is None or probe.url:
        return Account()
    known = dict(tokens.kept)
    label, subject = (known.get(f"token.{path}", "") for path in (probe.label, probe.subject))
    return Account(text_of(label), text_of(subject))


def kept_of_probe(response: Response, service: Service) -> Kept:
    """Return what is to be kept of an answer about an account; nothing of one that cannot be believed. Never raise."""
    probe = service.account
    if probe is None or response.status != _OK:
        return ()
    try:
        return kept("account", parse(response.body), probe.keep)
    except BadJson:
        return ()


def judge_probe(response: Response, service: Service, *, expected_subject: str | None = None) -> Account:
    """Return who it is; an empty account where the answer cannot be believed. Never raise.

    ``expected_subject`` is the ID token's: userinfo about anybody else is dropped
    whole. A probe of the profile's own counts its people differently.
    """
    if response.status != _OK:
        return Account()
    try:
        told = parse(response.body)
    except BadJson:
        return Account()
    if isinstance(told, dict) and failure_of(told, service) is not None:
        return Account()
    if service.account is not None:
        return _by_paths(told, service.account)
    return _by_claims(told, expected_subject) if isinstance(told, dict) else Account()


def label_of(claims: JsonObject) -> str:
    """Return what people call this account: an address or a name; empty if the claims hold none."""
    return next((text for text in (text_of(claims.get(name)) for name in LABELS) if text), "")


def _asking(service: Service, tokens: Tokens) -> Request | None:
    probe = service.account
    if probe is None:
        url = service.endpoints.userinfo
        return Request("GET", url, (ACCEPT_JSON,)) if url is not None else None
    if not probe.url:
        return None
    own = filled(probe.headers, service, tokens.kept)
    named = {name.lower() for name, _ in own}
    headers = own if "accept" in named else (*own, ACCEPT_JSON)
    if probe.body is not None and "content-type" not in named:
        headers = (*headers, ("Content-Type", "application/json"))
    body = probe.body.encode() if probe.body is not None else None
    return Request(probe.method, probe.url, headers, body)


def _asked_by_client(service: Service, probe: AccountProbe, token: Secret) -> Request:
    """Return the request of a client that asks about a token, as in introspection (HubSpot); raise UnusableClient."""
    known = {"access_token": token.reveal(), "client_id": service.client.client_id or ""}
    form = [(name, GAP.sub(lambda gap: known.get(gap[1], ""), value)) for name, value in probe.parameters]
    return form_request(service, probe.url, form, headers=probe.headers)


def _by_claims(claims: JsonObject, expected_subject: str | None) -> Account:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        return Account()
    if expected_subject is not None and subject != expected_subject:
        return Account()
    return Account(label_of(claims), clean_description(subject, longest=_LONGEST_SUBJECT))


def _by_paths(told: object, probe: AccountProbe) -> Account:
    claims: JsonObject = told if isinstance(told, dict) else {}
    paths = [path for path in (probe.label, *probe.labels) if path]
    label = next((text for text in (text_of(at(told, path)) for path in paths) if text), "")
    subjects = [at(told, probe.subject)] if probe.subject else [claims.get(name) for name in _SUBJECTS]
    subject = next((text for text in map(text_of, subjects) if text), "")
    return Account(label or label_of(claims), subject)
