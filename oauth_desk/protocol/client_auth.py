"""Client authentication (RFC 6749 §2.3.1, App. B; RFC 7523 §2.2; RFC 8705 §2): one path for every back-channel call."""

import base64
import json
from typing import Final
from urllib.parse import quote_plus

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import CERTIFICATE_METHODS, AuthMethod, Service
from oauth_desk.protocol.http import ClientProof, Headers
from oauth_desk.protocol.json_body import BadJson, parse_object

Form = list[tuple[str, str]]

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SIGNED: Final = frozenset({AuthMethod.PRIVATE_KEY_JWT, AuthMethod.SECRET_JWT})
_WITH_A_SECRET: Final = (AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT)
_WITH_A_CERTIFICATE: Final = (AuthMethod.TLS, AuthMethod.SELF_SIGNED_TLS)
_ALGORITHMS: Final = {"RSA": ("RS256", "PS256"), "EC": ("ES256", "ES256"), "OKP": ("EdDSA", "Ed25519")}
"""The usual one of each kind of key, and the other one (RFC 7518 §3.1, RFC 9864 §2)."""
_SUPPORTED: Final = "token_endpoint_auth_signing_alg_values_supported"


class UnusableClient(ValueError):
    """The profile's client cannot be authenticated; the message is a plain sentence."""


def authenticate(service: Service, form: Form) -> tuple[Headers, Form]:
    """Return the headers and the form that prove who asks, by one method only (NORMS C36); raise UnusableClient.

    A signed statement is added when the request is sent (``proof_of``), a certificate by the connection itself.
    """
    client_id = service.client.client_id
    if not client_id and service.grant is Grant.JWT_BEARER:
        return (), list(form)  # the assertion says who asks (RFC 7523 §3.1)
    if not client_id:
        raise UnusableClient("No client id is set for this service.")
    method = method_of(service)
    secret = service.client.client_secret
    if method is AuthMethod.BASIC:
        return (("Authorization", _basic(service, client_id)),), list(form)
    if method in CERTIFICATE_METHODS and not service.security.has_certificate:
        raise UnusableClient("The program is to show a certificate here, and none was given.")
    own = service.quirks.client_id_parameter
    proof = [] if any(name == own for name, _ in form) else [(own, client_id)]
    if method is AuthMethod.POST and secret is not None:
        proof.append(("client_secret", secret.reveal()))
    if proof_of(service) is not None:
        proof.append(("client_assertion_type", ASSERTION_TYPE))
    return (), [*form, *proof]


def proof_of(service: Service) -> ClientProof | None:
    """Return what a statement of the client has to say; None where no statement is wanted. Raise UnusableClient.

    The audience is the issuer and nothing else (NORMS C85): a server that could choose
    it would be given what proves the program to another one.
    """
    method, client = method_of(service), service.client
    if method not in _SIGNED:
        return None
    key = client.private_key if method is AuthMethod.PRIVATE_KEY_JWT else client.client_secret
    if key is None:
        what = "a private key" if method is AuthMethod.PRIVATE_KEY_JWT else "a client secret"
        raise UnusableClient(f"The program is to sign with {what} here, and none was given.")
    if service.issuer is None or not client.client_id:
        raise UnusableClient("To sign for this service the program has to know its issuer: “service.issuer”.")
    algorithm = "HS256" if method is AuthMethod.SECRET_JWT else _algorithm(service, key.reveal())
    return ClientProof(client.client_id, service.issuer, algorithm, key)


def method_of(service: Service) -> AuthMethod:
    """Return the profile's method; without one, what fits what was given (NORMS C36).

    A private key signs; a secret goes by Basic unless metadata names other ways with a
    secret alone; a certificate without a secret is shown where metadata says that it counts.
    """
    client, offered = service.client, service.metadata.auth_methods
    if client.auth_method is not None:
        return client.auth_method
    if client.private_key is not None or client.private_key_file is not None:
        return AuthMethod.PRIVATE_KEY_JWT
    if client.client_secret is not None:
        return next((method for method in _WITH_A_SECRET if method in offered), AuthMethod.BASIC)
    if service.security.has_certificate:
        return next((method for method in _WITH_A_CERTIFICATE if method in offered), AuthMethod.NONE)
    return AuthMethod.NONE


def sent_forms(service: Service) -> tuple[Secret, ...]:
    """Return the client secret in every form in which it is sent, to be hidden where a server repeats it."""
    secret = service.client.client_secret
    if secret is None:
        return ()
    basic = _basic(service, service.client.client_id or "").partition(" ")[2]
    return secret, Secret(quote_plus(secret.reveal())), Secret(basic)


def _algorithm(service: Service, key: str) -> str:
    """Return how a key signs: an RSA key as it says itself, else by the usual name unless only another is taken."""
    members = json.loads(key)
    if "alg" in members:
        return str(members["alg"])
    usual, other = _ALGORITHMS[members["kty"]]
    taken = _taken(service)
    return other if other in taken and usual not in taken else usual


def _taken(service: Service) -> list[object]:
    try:
        told = parse_object(service.metadata.document.encode()).get(_SUPPORTED)
    except BadJson:
        return []
    return told if isinstance(told, list) else []


def _basic(service: Service, client_id: str) -> str:
    """Return the header; a missing secret is an empty one, as Reddit's installed programs send it."""
    secret = service.client.client_secret
    password = secret.reveal() if secret is not None else ""
    if service.quirks.basic_encoding != "raw":
        client_id, password = quote_plus(client_id), quote_plus(password)
    return "Basic " + base64.b64encode(f"{client_id}:{password}".encode()).decode("ascii")
