"""Client authentication: each method, chosen or named, and the statements that are signed when a request goes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Metadata, Parameters, Security, Service
from oauth_desk.protocol.back_channel import form_request, with_extra
from oauth_desk.protocol.client_assertion import LIFETIME, assertion, attached
from oauth_desk.protocol.client_auth import UnusableClient, authenticate, method_of, proof_of, sent_forms
from oauth_desk.protocol.jwt_text import unverified_claims
from oauth_desk.protocol.resource_indicator import parameters
from oauth_desk.protocol.token_endpoint import grant_request
from tests.protocol.properties.answers import judged
from tests.protocol.properties.sent import said_in
from tests.protocol.properties.values import (
    FEW,
    MARK,
    MOMENTS,
    RESOURCES,
    SECRETS,
    TEXTS,
    VISIBLE,
    services,
    signing_key,
)
from tests.protocol.samples import ISSUER, acme

URL = f"{ISSUER}/anything"
FORMS = st.dictionaries(VISIBLE.filter(lambda name: not name.startswith("client_")), TEXTS, max_size=4).map(
    lambda form: list(form.items())
)
JTIS = st.text("abc012-_", min_size=8, max_size=30)


@pytest.mark.parametrize("method", AuthMethod)
@FEW
@given(data=st.data(), form=FORMS, as_json=st.booleans())
def test_each_method_proves_the_client_once(
    method: AuthMethod, data: st.DataObject, form: list[tuple[str, str]], as_json: bool
) -> None:
    """C36: by this method alone, whatever id and secret are made of, and the form arrives as it was."""
    service = data.draw(services(method))
    request = form_request(service, URL, form, headers=service.quirks.token_request_headers, as_json=as_json)
    assert said_in(request, service, URL) == form
    granted = grant_request(replace(service, parameters=Parameters()), form)
    assert said_in(granted, service, f"{ISSUER}/token") == form
    headers, complete = authenticate(service, form)
    assert complete[: len(form)] == form
    assert len(headers) <= 1


@pytest.mark.parametrize("method", [AuthMethod.BASIC, AuthMethod.POST])
@FEW
@given(data=st.data())
def test_a_secret_is_known_in_the_form_it_is_sent_in(method: AuthMethod, data: st.DataObject) -> None:
    """C102: a server that repeats what it was sent repeats one of these."""
    drawn = data.draw(services(method))
    service = replace(drawn, client=replace(drawn.client, client_secret=data.draw(SECRETS)))
    headers, form = authenticate(service, [])
    known = {secret.reveal() for secret in sent_forms(service)}
    sent = dict(form)["client_secret"] if method is AuthMethod.POST else headers[0][1].partition(" ")[2]
    assert sent in known
    assert sent_forms(replace(service, client=replace(service.client, client_secret=None))) == ()


@given(FORMS, FORMS)
def test_a_profiles_parameters_replace_none(form: list[tuple[str, str]], extra: list[tuple[str, str]]) -> None:
    """RFC 6749 §3.1: each parameter once, the protocol's first."""
    whole = with_extra(form, [*extra, ("client_secret", MARK), ("code_verifier", MARK), ("nonce", MARK)])
    assert whole[: len(form)] == form
    assert dict(whole) == {**{name: value for name, value in extra if value}, **dict(form)}
    assert MARK not in dict(whole).values()


KEYS = st.sampled_from([None, signing_key("EC"), signing_key("OKP"), signing_key("RSA")])
ANY_CLIENTS = st.builds(
    Client,
    st.none() | st.just("") | VISIBLE,
    st.none() | SECRETS,
    st.none() | st.sampled_from(AuthMethod),
    private_key=KEYS,
    private_key_file=st.none() | st.just("/keys/desk.pem"),
)
ANY_SERVICES = st.builds(
    lambda client, grant, methods, certificate, issuer: replace(
        acme(
            client=client,
            issuer=issuer,
            metadata=Metadata(auth_methods=tuple(methods)),
            security=Security(certificate=Secret(MARK) if certificate else None),
        ),
        grant=grant,
    ),
    ANY_CLIENTS,
    st.sampled_from(Grant),
    st.lists(st.sampled_from(AuthMethod), max_size=3),
    st.booleans(),
    st.sampled_from([None, ISSUER]),
)


@given(ANY_SERVICES, FORMS)
def test_any_client_is_proved_or_told(service: Service, form: list[tuple[str, str]]) -> None:
    """C36, C85: whatever was given fits together, or the one error says what is missing."""
    client, method = service.client, method_of(service)
    assert client.auth_method in {None, method}
    assert method in {*AuthMethod}
    proved = judged(UnusableClient, lambda: authenticate(service, form))
    if proved is None:
        return
    headers, complete = proved
    said = dict(complete)
    if not client.client_id:
        assert service.grant is Grant.JWT_BEARER
        assert (headers, complete) == ((), form)
        return
    ways = [bool(headers), "client_secret" in said, "client_assertion_type" in said]
    assert sum(ways) <= 1
    assert bool(headers) != ("client_id" in said)
    proof = judged(UnusableClient, lambda: proof_of(service))
    assert (proof is not None) == ("client_assertion_type" in said)
    if proof is not None:
        assert proof.audience == service.issuer
        assert proof.key in {client.private_key, client.client_secret}


@FEW
@given(services(AuthMethod.PRIVATE_KEY_JWT) | services(AuthMethod.SECRET_JWT), FORMS, MOMENTS, JTIS, st.booleans())
def test_a_statement_goes_along_once(
    service: Service, form: list[tuple[str, str]], now: float, jti: str, as_json: bool
) -> None:
    """C85: to the issuer alone, for a minute, of one use, in the body beside what was there; the key stays here."""
    request = form_request(service, URL, form, as_json=as_json)
    assert request.client_proof is not None
    text = assertion(request.client_proof, now=now, jti=jti)
    sent = attached(request, text)
    assert sent.client_proof is None
    assert (sent.method, sent.url, sent.headers) == (request.method, request.url, request.headers)
    whole = said_in(replace(sent, client_proof=request.client_proof), service, URL)
    assert whole == [*form, ("client_assertion", text)]
    _check_statement(text, service, now, jti)


def _check_statement(text: str, service: Service, now: float, jti: str) -> None:
    parts = unverified_claims(text)
    assert parts is not None
    claims: dict[str, Any] = parts["payload"]
    who = service.client.client_id
    issued = int(now)
    assert claims == {
        "iss": who, "sub": who, "aud": service.issuer, "jti": jti, "iat": issued, "exp": issued + LIFETIME,
    }  # fmt: skip
    key = service.client.private_key
    assert parts["header"]["alg"] == "HS256" if key is None else parts["header"]["alg"] in {"ES256", "EdDSA", "Ed25519"}
    assert key is None or json.loads(key.reveal())["d"] not in text


@given(RESOURCES)
def test_each_api_goes_along_as_it_is_written(resources: tuple[str, ...]) -> None:
    """RFC 8707 §2: one parameter for each, letter by letter."""
    service = acme(security=Security(resource=resources))
    assert parameters(service) == [("resource", resource) for resource in resources]
