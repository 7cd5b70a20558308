"""Signed statements of the client."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Metadata, Service
from oauth_desk.protocol.back_channel import form_request
from oauth_desk.protocol.client_assertion import assertion, attached
from oauth_desk.protocol.client_auth import ASSERTION_TYPE, UnusableClient, authenticate, proof_of
from oauth_desk.protocol.http import ClientProof
from tests.protocol.keys import ALGORITHMS, KINDS, jwk, jwk_text, private_key
from tests.protocol.samples import ISSUER, NOW, acme, form_of

LONG_SECRET = "a secret of more than thirty-two bytes, ümläut included"


def signing(kind: str = "EC", **more: object) -> Service:
    """Return the sample service with a key to sign with."""
    return acme(client=Client("desk:1", private_key=Secret(jwk_text(kind, **more)), auth_method=None))


def knowing(service: Service, *algorithms: str) -> Service:
    """Return the service with metadata that names algorithms."""
    document = json.dumps({"token_endpoint_auth_signing_alg_values_supported": algorithms})
    return replace(service, metadata=Metadata(document=document))


def made(service: Service, **more: Any) -> str:
    """Return a statement for the service."""
    proof = proof_of(service)
    assert proof is not None
    return assertion(proof, **{"now": NOW, "jti": "once", **more})


def parts(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the header and the claims of a statement."""
    header, claims, _ = (
        json.loads(base64.urlsafe_b64decode(f"{piece}==")) if at < 2 else {} for at, piece in enumerate(text.split("."))
    )
    return header, claims


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_signs_for_the_issuer_alone(kind: str) -> None:
    """C85: aud is the issuer and nothing else, jti goes along, exp is at most 60 s off; the public half proves it."""
    text = made(signing(kind, kid="k1"))
    header, claims = parts(text)
    assert header == {"alg": ALGORITHMS[kind], "typ": "JWT", "kid": "k1"}
    assert claims == {
        "iss": "desk:1", "sub": "desk:1", "aud": ISSUER, "jti": "once", "iat": int(NOW), "exp": int(NOW) + 60,
    }  # fmt: skip
    if kind == "OKP":
        signed, _, signature = text.rpartition(".")
        private_key("OKP").public_key().verify(base64.urlsafe_b64decode(f"{signature}=="), signed.encode())
        return
    public = KINDS[kind].import_key(jwk(kind, private=False))
    assert jws.deserialize_compact(text, public, algorithms=[ALGORITHMS[kind]]).payload


@pytest.mark.parametrize(
    ("own", "taken", "used"),
    [
        (None, (), "RS256"),
        (None, ("RS256", "PS256"), "RS256"),
        (None, ("PS256", "ES256"), "PS256"),
        ("PS256", ("RS256",), "PS256"),
        ("RS256", ("PS256",), "RS256"),
    ],
)
def test_the_algorithm_is_the_keys(own: str | None, taken: tuple[str, ...], used: str) -> None:
    """C85: an RSA key signs as it says itself; else RS256, or PS256 where the service takes that alone."""
    service = knowing(signing("RSA", **({} if own is None else {"alg": own})), *taken)
    assert parts(made(service))[0] == {"alg": used, "typ": "JWT"}


def test_the_newer_name_of_the_edwards_curve() -> None:
    """C85: EdDSA, or Ed25519 (RFC 9864) where the service knows that name alone."""
    assert parts(made(knowing(signing("OKP"), "Ed25519", "RS256")))[0]["alg"] == "Ed25519"
    assert parts(made(knowing(signing("OKP"), "Ed25519", "EdDSA")))[0]["alg"] == "EdDSA"


def test_a_document_that_cannot_be_read_changes_nothing() -> None:
    """C85: metadata that is not there, or odd, leaves the key's usual algorithm."""
    for document in ("", "[]", '{"token_endpoint_auth_signing_alg_values_supported": "PS256"}'):
        service = replace(signing("RSA"), metadata=Metadata(document=document))
        assert parts(made(service))[0]["alg"] == "RS256"


def test_a_secret_signs() -> None:
    """C85: client_secret_jwt is HS256 over the secret's bytes; the secret itself is not sent."""
    service = acme(client=Client("desk:1", Secret(LONG_SECRET), AuthMethod.SECRET_JWT))
    text = made(service)
    assert parts(text)[0] == {"alg": "HS256", "typ": "JWT"}
    key = OctKey.import_key(LONG_SECRET.encode())
    assert jws.deserialize_compact(text, key, algorithms=["HS256"]).payload
    request = form_request(service, f"{ISSUER}/token", [("a", "1")])
    assert LONG_SECRET.encode() not in (request.body or b"")
    assert "secret" not in repr(request.client_proof)


def test_a_moment_between_two_seconds() -> None:
    """C85: exp counts from the second that has begun, so that it is never more than 60 s off."""
    claims = parts(made(signing(), now=NOW + 0.999))[1]
    assert claims["exp"] - (NOW + 0.999) <= 60


def test_the_form_says_what_kind_of_proof_it_is() -> None:
    """RFC 7523 §2.2: one client_assertion_type, one client_assertion, client_id beside them; no header."""
    headers, form = authenticate(signing(), [("a", "1")])
    assert (headers, form) == ((), [("a", "1"), ("client_id", "desk:1"), ("client_assertion_type", ASSERTION_TYPE)])
    request = form_request(signing(), f"{ISSUER}/token", [("a", "1")])
    sent = attached(request, "x.y.z")
    assert form_of(sent) == [*form, ("client_assertion", "x.y.z")]
    assert sent.client_proof is None


def test_a_json_body_gets_its_statement_too() -> None:
    """A service that reads no forms finds the statement among the members."""
    request = form_request(signing(), f"{ISSUER}/token", [("a", "1")], as_json=True)
    body = json.loads(attached(request, "x.y.z").body or b"")
    assert (body["a"], body["client_assertion"]) == ("1", "x.y.z")


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (acme(client=Client("desk", auth_method=AuthMethod.PRIVATE_KEY_JWT)), "a private key"),
        (acme(client=Client("desk", auth_method=AuthMethod.SECRET_JWT)), "a client secret"),
        (replace(signing(), issuer=None), "issuer"),
    ],
)
def test_what_cannot_be_signed_is_told(service: Service, words: str) -> None:
    """C85: without a key, a secret or an issuer there is a sentence and no request."""
    with pytest.raises(UnusableClient, match=words):
        authenticate(service, [])


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(min_size=1), st.floats(0, 4e9))
def test_any_client_and_any_secret_can_sign(client_id: str, jti: str, now: float) -> None:
    """C85: whatever a service calls its clients, the statement is plain ASCII and says exactly that."""
    text = assertion(ClientProof(client_id, ISSUER, "HS256", Secret(LONG_SECRET)), now=now, jti=jti)
    assert text.isascii()
    claims = parts(text)[1]
    assert (claims["iss"], claims["sub"], claims["aud"], claims["jti"]) == (client_id, client_id, ISSUER, jti)
    assert 0 < claims["exp"] - now <= 60
