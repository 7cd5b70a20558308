"""Dynamic client registration."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.registration import RegistrationError, judge_registration, registration_request
from tests.protocol.properties.answers import answers, judged
from tests.protocol.properties.values import ADDRESSES, SCOPES, TEXTS
from tests.protocol.samples import answer

REDIRECT = "http://127.0.0.1/callback"
GOOD: dict[str, Any] = {
    "client_id": "c",
    "client_secret": "s",
    "client_secret_expires_at": 0,
    "redirect_uris": [REDIRECT],
    "grant_types": ["authorization_code", "refresh_token"],
    "token_endpoint_auth_method": "client_secret_basic",
    "registration_access_token": "r",
}
GRANTS = st.sampled_from([("authorization_code", "refresh_token"), ("urn:ietf:params:oauth:grant-type:device_code",)])


@given(ADDRESSES, TEXTS, GRANTS, SCOPES, st.sampled_from(AuthMethod))
def test_the_request_says_what_the_program_is(
    endpoint: str, name: str, grants: tuple[str, ...], scopes: tuple[str, ...], method: AuthMethod
) -> None:
    """RFC 7591 §2, §3.1: JSON, each member once, a native program, and no secret, for it has none."""
    request = registration_request(
        endpoint, client_name=name, redirect_uri=REDIRECT, grant_types=grants, scopes=scopes, auth_method=method
    )
    assert (request.method, request.url) == ("POST", endpoint)
    assert request.headers == (("Content-Type", "application/json"), ("Accept", "application/json"))
    said = json.loads(request.body or b"")
    assert said.pop("scope", "").split(" ") == (list(scopes) or [""])
    assert said == {
        "client_name": name,
        "application_type": "native",
        "redirect_uris": [REDIRECT],
        "grant_types": list(grants),
        "response_types": ["code"] if "authorization_code" in grants else [],
        "token_endpoint_auth_method": method,
    }


@given(answers(GOOD), GRANTS, st.sampled_from([None, REDIRECT, "http://localhost/callback"]))
def test_an_answer_is_a_client_or_one_error(response: Response, grants: tuple[str, ...], redirect: str | None) -> None:
    """C84: a client that can be used as it was registered, or the one error."""
    client = judged(RegistrationError, lambda: judge_registration(response, redirect_uri=redirect, grant_types=grants))
    if client is None:
        return
    assert response.status in {200, 201}
    assert client.client_id
    for text in (client.client_id, client.client_secret, client.registration_token):
        bare = text.reveal() if isinstance(text, Secret) else text
        assert bare is None or (bare and bare.isascii() and bare.isprintable())
    assert client.registered_dynamically
    assert client.auth_method in {AuthMethod.NONE, AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT}
    assert client.auth_method is AuthMethod.NONE or client.client_secret is not None
    assert client.redirect_uri == (redirect or REDIRECT) or client.redirect_uri.startswith("http://")
    assert client.secret_expires_at is None or client.secret_expires_at > 0


@given(st.text("abc019-_. ~", min_size=1, max_size=20), st.text("abc019-_. ~", min_size=1, max_size=20))
def test_a_client_is_kept_letter_by_letter(client_id: str, secret: str) -> None:
    """C84: as the service registered it, not as it was asked for."""
    client = judge_registration(answer({**GOOD, "client_id": client_id, "client_secret": secret}, 201))
    assert (client.client_id, client.client_secret) == (client_id, Secret(secret))
    assert client.auth_method is AuthMethod.BASIC


@given(st.sampled_from([None, *AuthMethod, "magic", 7]), st.sampled_from([None, "", "s"]))
def test_a_method_without_its_secret_is_no_registration(method: object, secret: str | None) -> None:
    """C84: what cannot be proved later is refused now."""
    said = {**GOOD, "token_endpoint_auth_method": method, "client_secret": secret}
    client = judged(RegistrationError, lambda: judge_registration(answer(said, 201)))
    with_secret = {AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT}
    usable = method in {None, AuthMethod.NONE} or (method in with_secret and bool(secret))
    assert (client is not None) == usable
    assert client is None or client.auth_method == (method or (AuthMethod.BASIC if secret else AuthMethod.NONE))
