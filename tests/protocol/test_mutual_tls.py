"""The addresses for programs that show a certificate."""

import json
from dataclasses import replace

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Metadata, Security, Service
from oauth_desk.protocol.client_auth import UnusableClient, authenticate, method_of
from oauth_desk.protocol.mutual_tls import with_aliases
from tests.protocol.samples import ISSUER, acme

MTLS = "https://mtls.acme.example"
SHOWING = Security(certificate=Secret("certificate and key"))


def service(aliases: object, security: Security = SHOWING) -> Service:
    """Return the sample service with metadata that names aliases."""
    document = {
        "token_endpoint": f"{ISSUER}/token",
        "revocation_endpoint": f"{ISSUER}/revoke",
        "authorization_endpoint": f"{ISSUER}/authorize",
        "introspection_endpoint": 7,
        "mtls_endpoint_aliases": aliases,
    }
    return acme(security=security, metadata=Metadata(document=json.dumps(document)))


ALIASES = {
    "token_endpoint": f"{MTLS}/token",
    "authorization_endpoint": f"{MTLS}/authorize",
    "introspection_endpoint": f"{MTLS}/introspect",
    "revocation_endpoint": None,
}


def test_the_aliases_are_used_with_a_certificate() -> None:
    """RFC 8705 §5: a program with a certificate asks where the metadata says; the browser's address stays."""
    endpoints = with_aliases(service(ALIASES)).endpoints
    assert endpoints.token == f"{MTLS}/token"
    assert endpoints.authorization == f"{ISSUER}/authorize"
    assert (endpoints.revocation, endpoints.introspection) == (f"{ISSUER}/revoke", f"{ISSUER}/introspect")


def test_without_a_certificate_the_plain_addresses_come_back() -> None:
    """RFC 8705 §5: a program that shows no certificate any more asks at the plain addresses again."""
    aliased = with_aliases(service(ALIASES))
    assert with_aliases(aliased) == aliased
    assert with_aliases(replace(aliased, security=Security())).endpoints == service(ALIASES).endpoints


def test_what_the_profile_says_of_an_address_stays() -> None:
    """An address that is not the metadata's own has no alias."""
    own = service(ALIASES)
    own = replace(own, endpoints=replace(own.endpoints, token="https://gateway.acme.example/token"))
    assert with_aliases(own) == own


@pytest.mark.parametrize("aliases", [None, [], "x", {}, {"token_endpoint": 7}])
def test_odd_aliases_are_none(aliases: object) -> None:
    """What is not an address is no alias."""
    assert with_aliases(service(aliases)) == service(aliases)


def test_metadata_that_cannot_be_read_has_none() -> None:
    """Without metadata there is nothing to use."""
    assert with_aliases(acme(security=SHOWING)) == acme(security=SHOWING)


@pytest.mark.parametrize("alias", ["http://mtls.acme.example/token", "http://127.0.0.1/token", "https://x y/"])
def test_an_unsafe_alias_is_refused(alias: str) -> None:
    """C38: an alias obeys the same rules as every endpoint."""
    with pytest.raises(UnusableClient, match="cannot be used"):
        with_aliases(service({"token_endpoint": alias}))


@pytest.mark.parametrize("method", [AuthMethod.TLS, AuthMethod.SELF_SIGNED_TLS])
def test_a_certificate_proves_the_client(method: AuthMethod) -> None:
    """C36: with mutual TLS the body names the client and holds no other proof (RFC 8705 §2)."""
    client = Client("desk", Secret("not this"), method)
    assert authenticate(acme(client=client, security=SHOWING), [("a", "1")]) == (
        (),
        [("a", "1"), ("client_id", "desk")],
    )
    with pytest.raises(UnusableClient, match="certificate"):
        authenticate(acme(client=client), [])


@pytest.mark.parametrize(
    ("offered", "method"),
    [
        ((), AuthMethod.NONE),
        (("none",), AuthMethod.NONE),
        (("tls_client_auth", "none"), AuthMethod.TLS),
        (("self_signed_tls_client_auth",), AuthMethod.SELF_SIGNED_TLS),
    ],
)
def test_the_method_without_a_setting(offered: tuple[str, ...], method: AuthMethod) -> None:
    """C36: a certificate proves the client where metadata says so; else it belongs to the connection alone."""
    told = acme(client=Client("desk"), security=SHOWING, metadata=Metadata(auth_methods=offered))
    assert method_of(told) is method
    with_key = replace(told, client=Client("desk", private_key_file="/k.pem"))
    assert method_of(with_key) is AuthMethod.PRIVATE_KEY_JWT
