"""Ending a connection where that is not RFC 7009: one request, as the profile says. No token stands in an address."""

import json
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from oauth_desk.domain.manners import Revocation, RevocationProof
from oauth_desk.domain.service import AuthMethod, Service
from oauth_desk.domain.template import GAP, gaps
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.answer import Unreadable, failure_of, is_page, read
from oauth_desk.protocol.api_place import completed
from oauth_desk.protocol.back_channel import ACCEPT_JSON
from oauth_desk.protocol.client_auth import Form, UnusableClient, authenticate, proof_of
from oauth_desk.protocol.http import Headers, Request, Response
from oauth_desk.protocol.revocation import RevocationOutcome

_MEDIA_TYPES: Final = {"form": "application/x-www-form-urlencoded", "json": "application/json"}


def own_revocation_request(service: Service, tokens: Tokens, way: Revocation) -> Request | None:
    """Return the request; None where nothing of what it needs is left. Raise UnusableClient."""
    known = _known(service, tokens)
    needed = {gap for _, value in way.parameters for gap in gaps(value)} | set(gaps(way.url or ""))
    if way.auth is RevocationProof.TOKEN:
        needed.add("access_token")
    if way.auth is RevocationProof.SECRET or "client_secret" in needed:
        _check_secret(service)
    if way.url is None or not all(known.get(name) for name in needed):
        return None
    try:
        url = completed(way.url, known, service)
    except ValueError as problem:
        raise UnusableClient(f"The address for it cannot be used: {problem}") from None
    form: Form = [(name, GAP.sub(lambda gap: known[gap[1]], value)) for name, value in way.parameters]
    prover = service
    if way.auth is RevocationProof.BASIC:
        prover = replace(service, client=replace(service.client, auth_method=AuthMethod.BASIC))
    headers, form = _proved(prover, way, form, known)
    proof = proof_of(prover) if way.auth is RevocationProof.CLIENT else None
    if not form:
        return Request(way.method, url, (ACCEPT_JSON, *headers), client_proof=proof)
    body = json.dumps(dict(form)).encode("ascii") if way.body == "json" else urlencode(form).encode("ascii")
    kind = ("Content-Type", _MEDIA_TYPES[way.body])
    return Request(way.method, url, (kind, ACCEPT_JSON, *headers), body, client_proof=proof)


def judge_own_revocation(response: Response, service: Service) -> RevocationOutcome:
    """Return what an answer means: success is a 2xx that tells of no error and is no page for a browser."""
    if not 200 <= response.status < 300 or is_page(response):  # noqa: PLR2004 - the success class
        return RevocationOutcome.FAILED
    try:
        failed = failure_of(read(response), service) is not None
    except Unreadable:
        failed = False
    return RevocationOutcome.FAILED if failed else RevocationOutcome.YES


def _known(service: Service, tokens: Tokens) -> dict[str, str]:
    secrets = {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "client_secret": service.client.client_secret,
    }
    told = {name: secret.reveal() for name, secret in secrets.items() if secret is not None}
    return {**dict(tokens.kept), **told, "client_id": service.client.client_id or ""}


def _proved(service: Service, way: Revocation, form: Form, known: dict[str, str]) -> tuple[Headers, Form]:
    match way.auth:
        case RevocationProof.CLIENT | RevocationProof.BASIC:
            return authenticate(service, form)
        case RevocationProof.TOKEN:
            return (("Authorization", f"Bearer {known['access_token']}"),), form
        case RevocationProof.SECRET:
            return (("Authorization", f"{way.scheme} {known['client_secret']}"),), form
    return (), form


def _check_secret(service: Service) -> None:
    if service.client.client_secret is None:
        raise UnusableClient("The client secret is what ends a connection here, and none was given.")
