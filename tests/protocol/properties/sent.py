"""What holds for every request to an authorization server, read back as the server reads it."""

import base64
import json
import re
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from oauth_desk.domain.service import AuthMethod, Pairs, Service
from oauth_desk.protocol.client_auth import ASSERTION_TYPE
from oauth_desk.protocol.http import ClientProof, Request
from tests.protocol.properties.values import MARK

REPEATED: Final = frozenset({"resource", "audience"})
"""What may go several times (RFC 8707 §2, RFC 8693 §2.1); of all else RFC 6749 §3.1 allows one."""
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\x20-\x7e]*")
Said = list[tuple[str, str]]


def said_in(request: Request, service: Service, url: str) -> Said:
    """Return the parameters of a request to ``service``, less the client's proof.

    Checked on the way: C35 (POST, form or JSON, no credential in the address), C36 (one
    proof by one method), each parameter and each header once.
    """
    assert (request.method, request.url) == ("POST", url)
    _check_headers(request, service)
    said = _parameters(request, as_json=_is_json(request))
    once = [name for name, _ in said if name not in REPEATED]
    assert len(once) == len(set(once))
    return _without_proof(said, request, service)


def _check_headers(request: Request, service: Service) -> None:
    names = [name.lower() for name, _ in request.headers]
    assert len(names) == len(set(names))
    told = {name.lower() for name, _ in service.quirks.token_request_headers}
    for name, value in request.headers:
        assert _NAME.fullmatch(name)
        assert _VALUE.fullmatch(value)
        assert name == "Authorization" or MARK not in value
    assert {"accept", "content-type"} <= set(names)
    assert "accept" in told or ("Accept", "application/json") in request.headers
    assert set(names) <= {"accept", "content-type", "authorization"} | told


def _is_json(request: Request) -> bool:
    """Tell by the body: what the header says may be the profile's."""
    return (request.body or b"").startswith(b"{")


def _parameters(request: Request, *, as_json: bool) -> Said:
    text = (request.body or b"").decode("ascii")
    if not as_json:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")
    said: Said = []
    for name, value in json.loads(text).items():
        said += [(name, each) for each in value] if isinstance(value, list) else [(name, value)]
    return said


def _without_proof(said: Said, request: Request, service: Service) -> Said:
    """Check that the client is proved by its method alone; return what is left."""
    client, method = service.client, service.client.auth_method
    secret = None if client.client_secret is None else client.client_secret.reveal()
    given = dict(said)
    header = dict(request.headers).get("Authorization")
    signs = method in {AuthMethod.PRIVATE_KEY_JWT, AuthMethod.SECRET_JWT}
    assert (header is not None) == (method is AuthMethod.BASIC)
    assert given.get("client_secret") == (secret if method is AuthMethod.POST else None)
    assert given.get("client_assertion_type") == (ASSERTION_TYPE if signs else None)
    assert (request.client_proof is not None) == signs
    if request.client_proof is not None:
        key = client.private_key if method is AuthMethod.PRIVATE_KEY_JWT else client.client_secret
        assert key is not None
        algorithm = request.client_proof.algorithm
        assert request.client_proof == ClientProof(client.client_id or "", service.issuer or "", algorithm, key)
    if header is not None:
        assert read_basic(header, service) == (client.client_id, secret or "")
    else:
        assert given["client_id"] == client.client_id
    proof = {"client_id", "client_secret", "client_assertion_type"}
    return [(name, value) for name, value in said if name not in proof]


def read_basic(header: str, service: Service) -> tuple[str, str]:
    """Return id and password as a server reads them (RFC 6749 §2.3.1), raw where the profile says so."""
    scheme, _, blob = header.partition(" ")
    assert scheme == "Basic"
    name, colon, password = base64.b64decode(blob, validate=True).decode().partition(":")
    assert colon
    if service.quirks.basic_encoding == "raw":
        identity = service.client.client_id or ""
        assert f"{name}:{password}".startswith(f"{identity}:")  # an id with a colon cannot be told apart
        return identity, f"{name}:{password}"[len(identity) + 1 :]
    return unquote_plus(name, errors="strict"), unquote_plus(password, errors="strict")


def extras(table: Pairs, taken: Said) -> Said:
    """Return what of a profile's own parameters goes along: no empty one, none that the program says itself."""
    never = {"client_secret", "code_verifier", "code_challenge", "code_challenge_method", "nonce", "client_id"}
    named = {name for name, _ in taken} | never | {"client_assertion_type"}
    return [(name, value) for name, value in table if value and name not in named]
