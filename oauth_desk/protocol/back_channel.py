"""Requests to an authorization server (RFC 6749 §3.2; NORMS C35, C36)."""

import json
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from oauth_desk.domain.service import Pairs, Service
from oauth_desk.protocol.client_auth import Form, authenticate, proof_of
from oauth_desk.protocol.http import Headers, Request

ACCEPT_JSON: Final = ("Accept", "application/json")
_NEVER_EXTRA: Final = frozenset({"client_secret", "code_verifier", "code_challenge", "code_challenge_method", "nonce"})


def form_request(
    service: Service, url: str, form: Form, *, extra: Pairs = (), headers: Pairs = (), as_json: bool = False
) -> Request:
    """Return the POST that carries ``form``, with client authentication.

    ``extra`` parameters and ``headers`` come from the profile: an extra never
    stands in for a parameter of the protocol (each goes at most once), an empty
    one is left out. ``as_json`` is for services that read no forms (Notion, Square).
    """
    proof, complete = authenticate(service, form)
    complete = with_extra(complete, extra)
    media_type = "application/json" if as_json else "application/x-www-form-urlencoded"
    body = _json(complete) if as_json else urlencode(complete).encode("ascii")
    merged = _merged((("Content-Type", media_type), ACCEPT_JSON, *proof), headers)
    return Request("POST", url, merged, body, client_proof=proof_of(service))


def plain_form(method: str, url: str, form: Form, headers: Headers) -> Request:
    """Return a request that proves itself by its headers alone: a form, or with GET a query without secrets."""
    text = urlencode(form)
    if method == "GET":
        joint = "&" if "?" in url else "?"
        return Request("GET", f"{url}{joint}{text}" if text else url, _merged((ACCEPT_JSON,), headers))
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    return Request(method, url, _merged((kind, ACCEPT_JSON), headers), text.encode("ascii"))


def with_extra(form: Form, extra: Iterable[tuple[str, str]]) -> Form:
    """Return ``form`` followed by those of ``extra`` that are not empty and not the protocol's own."""
    taken = {name for name, _ in form} | _NEVER_EXTRA
    return [*form, *((name, value) for name, value in extra if name not in taken and value)]


def _json(form: Form) -> bytes:
    """Encode a form as a JSON object; a parameter that goes several times becomes an array."""
    members: dict[str, str | list[str]] = {}
    for name in dict.fromkeys(name for name, _ in form):
        values = [value for key, value in form if key == name]
        members[name] = values[0] if len(values) == 1 else values
    return json.dumps(members).encode("ascii")


def _merged(headers: Headers, over: Pairs) -> Headers:
    """Return ``headers`` with those of ``over``, which replace headers of the same name."""
    replaced = {name.lower() for name, _ in over}
    return (*((name, value) for name, value in headers if name.lower() not in replaced), *over)
