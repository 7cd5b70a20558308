"""Client authentication (RFC 6749 §2.3, §2.3.1, App. B; RFC 7591 §2): one path for every back-channel call."""

import base64
from urllib.parse import quote_plus

from oauth_desk.domain.service import AuthMethod, Service
from oauth_desk.protocol.http import Headers

Form = list[tuple[str, str]]


class UnusableClient(ValueError):
    """The profile's client cannot be authenticated; the message is a plain sentence."""


def authenticate(service: Service, form: Form) -> tuple[Headers, Form]:
    """Return the headers and the form that prove who asks, by one method only (NORMS C36)."""
    client_id = service.client.client_id
    if not client_id:
        raise UnusableClient("No client id is set for this service.")
    method = method_of(service)
    secret = service.client.client_secret
    if method is AuthMethod.BASIC:
        return (("Authorization", _basic(service, client_id)),), list(form)
    if method is AuthMethod.PRIVATE_KEY_JWT:
        raise UnusableClient("Signing in the program with a private key is not supported yet.")
    proof = [] if any(name == "client_id" for name, _ in form) else [("client_id", client_id)]
    if method is AuthMethod.POST and secret is not None:
        proof.append(("client_secret", secret.reveal()))
    return (), [*form, *proof]


def method_of(service: Service) -> AuthMethod:
    """Return the profile's method; without one, Basic where there is a secret unless metadata lists POST alone."""
    if service.client.auth_method is not None:
        return service.client.auth_method
    if service.client.client_secret is None:
        return AuthMethod.NONE
    offered = service.metadata.auth_methods
    if AuthMethod.POST in offered and AuthMethod.BASIC not in offered:
        return AuthMethod.POST
    return AuthMethod.BASIC


def _basic(service: Service, client_id: str) -> str:
    """Return the header; a missing secret is an empty one, as Reddit's installed programs send it."""
    secret = service.client.client_secret
    password = secret.reveal() if secret is not None else ""
    if service.quirks.basic_encoding != "raw":
        client_id, password = quote_plus(client_id), quote_plus(password)
    return "Basic " + base64.b64encode(f"{client_id}:{password}".encode()).decode("ascii")
