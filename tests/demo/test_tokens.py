"""The token endpoint over HTTP: every grant, every client authentication, the log."""

import base64
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote_plus

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from oauth_desk.services.demo_service import DEMO_CLIENT_ID
from tests.demo.running import CALLBACK, VERIFIER, Answer, RunningDemo


def registered(demo: RunningDemo, method: str, *grant_types: str) -> dict[str, str]:
    """Register a program with a secret."""
    metadata = {
        "redirect_uris": ["http://127.0.0.1/callback"],
        "token_endpoint_auth_method": method,
        "grant_types": list(grant_types),
    }
    answer = demo.post_json("/register", metadata)
    assert answer.status == 201
    return answer.json()


def basic(client_id: str, secret: str) -> dict[str, str]:
    """Return the header of RFC 6749 §2.3.1."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def test_answer_of_a_code(demo: RunningDemo) -> None:
    """The answer holds all that was granted and is kept by no cache."""
    answer = demo.redeem(demo.code())
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 90
    assert tokens.keys() == {"access_token", "refresh_token", "id_token", "token_type", "expires_in", "scope"}


def test_id_token_is_signed_and_bound(demo: RunningDemo) -> None:
    """The ID token verifies with the published key and names issuer, client and nonce."""
    tokens = demo.tokens()
    keys = KeySet.import_key_set(demo.get("/jwks").json())
    token = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    assert token.header["alg"] == "RS256"
    assert token.claims["iss"] == demo.issuer
    assert token.claims["aud"] == DEMO_CLIENT_ID
    assert token.claims["nonce"] == "the-nonce"
    assert token.claims["email"] == "ana@demo.example"
    renewed = jwt.decode(demo.renew(tokens["refresh_token"]).json()["id_token"], keys, algorithms=["RS256"])
    assert "nonce" not in renewed.claims
    assert renewed.claims["auth_time"] == token.claims["auth_time"]
    assert "d" not in demo.get("/jwks").json()["keys"][0]


def test_access_token_is_a_jwt_that_tells(demo: RunningDemo) -> None:
    """The access token can be decoded in the details, as RFC 9068 has it."""
    tokens = demo.tokens()
    token = jwt.decode(tokens["access_token"], KeySet.import_key_set(demo.get("/jwks").json()), algorithms=["RS256"])
    assert token.header["typ"] == "at+jwt"
    assert token.claims["aud"] == f"{demo.issuer}/api"
    assert token.claims["scope"] == tokens["scope"]


def test_resource_becomes_audience(demo: RunningDemo) -> None:
    """A resource that was named is whom the token is for (RFC 8707)."""
    tokens = demo.tokens(resource=demo.issuer)
    token = jwt.decode(tokens["access_token"], KeySet.import_key_set(demo.get("/jwks").json()), algorithms=["RS256"])
    assert token.claims["aud"] == demo.issuer


def test_code_is_used_once(demo: RunningDemo) -> None:
    """A second exchange fails and ends what the first one gave."""
    code = demo.code()
    tokens = demo.redeem(code).json()
    assert demo.redeem(code).json()["error"] == "invalid_grant"
    assert demo.renew(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert demo.call("GET", "/api/me", tokens["access_token"]).status == 401


def test_code_lives_a_minute(demo: RunningDemo) -> None:
    """After 60 s a code is refused."""
    code = demo.code()
    demo.pass_time(60)
    assert demo.redeem(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "w" * 43}, {"redirect_uri": "http://127.0.0.1:1/callback"}, {"code": "guessed"}],
)
def test_code_is_bound(demo: RunningDemo, changes: dict[str, str]) -> None:
    """PKCE and the redirect URI are enforced."""
    answer = demo.redeem(demo.code(), **changes)
    assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")


def test_verifier_is_needed(demo: RunningDemo) -> None:
    """Without a verifier there is no exchange."""
    form = {"grant_type": "authorization_code", "client_id": DEMO_CLIENT_ID, "code": demo.code()}
    assert demo.post("/token", **form, redirect_uri=CALLBACK).json()["error"] == "invalid_request"


def test_rotation_and_reuse(demo: RunningDemo) -> None:
    """Each renewal rotates; a spent token ends the whole sign-in, and the log says so without a token."""
    first = demo.tokens()
    second = demo.renew(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert demo.call("GET", "/api/me", second["access_token"]).status == 200
    assert demo.renew(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert demo.renew(second["refresh_token"]).json()["error"] == "invalid_grant"
    assert demo.call("GET", "/api/me", second["access_token"]).status == 401
    entries = demo.log()
    assert [entry["outcome"] for entry in entries] == ["granted", "granted", "invalid_grant", "invalid_grant"]
    assert [entry["reuse_detected"] for entry in entries] == [False, False, True, False]
    assert [entry["generation"] for entry in entries] == [None, 1, 1, 2]
    assert len({entry["family"] for entry in entries}) == 1
    assert entries[1]["refresh_token_fingerprint"] == entries[0]["issued_fingerprint"]
    text = demo.get("/demo/log").text + demo.get("/demo").text
    for tokens in (first, second):
        assert tokens["refresh_token"] not in text
        assert tokens["access_token"] not in text


def test_many_at_once_give_one_success(demo: RunningDemo) -> None:
    """Of ten renewals with one token at the same time one wins, and the sign-in ends: strict, as real ones are."""
    tokens = demo.tokens()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: demo.renew(tokens["refresh_token"]).status, range(10)))
    assert sorted(answers) == [200] + [400] * 9


def test_renewal_may_narrow(demo: RunningDemo) -> None:
    """A renewal may ask for less, not for more."""
    tokens = demo.tokens(scope="notes:read offline_access")
    assert demo.renew(tokens["refresh_token"], scope="notes:write").json()["error"] == "invalid_scope"
    assert demo.renew(tokens["refresh_token"], scope="notes:read").json()["scope"] == "notes:read"


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_confidential_client(demo: RunningDemo, method: str) -> None:
    """A program with a secret proves itself by the method it registered, and by no other."""
    client = registered(demo, method, "authorization_code", "refresh_token")
    client_id, secret = client["client_id"], client["client_secret"]
    form = {
        "grant_type": "authorization_code",
        "code": demo.code(client_id=client_id),
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    in_header = basic(client_id, secret)
    in_body = {"client_id": client_id, "client_secret": secret}

    def send(*, header: bool) -> Answer:
        return demo.post("/token", in_header, **form) if header else demo.post("/token", **form, **in_body)

    right = method == "client_secret_basic"
    refused = send(header=not right)
    assert (refused.status, refused.json()["error"]) == (401, "invalid_client")
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert send(header=right).status == 200


def test_basic_decodes_both_halves(demo: RunningDemo) -> None:
    """Id and secret are form-urlencoded before Base64 (RFC 6749 §2.3.1)."""
    client = registered(demo, "client_secret_basic", "client_credentials")
    pair = f"{client['client_id'].replace('-', '%2D')}:{client['client_secret']}"
    header = {"Authorization": f"basic {base64.b64encode(pair.encode()).decode()}"}
    assert demo.post("/token", header, grant_type="client_credentials").status == 200


@pytest.mark.parametrize(
    ("header", "form", "error"),
    [
        (None, {}, "invalid_client"),
        (None, {"client_id": "nobody"}, "invalid_client"),
        (None, {"client_id": DEMO_CLIENT_ID, "client_secret": "x"}, "invalid_client"),
        ("Basic !!!", {}, "invalid_client"),
        ("Basic " + base64.b64encode(b"no-colon").decode(), {}, "invalid_client"),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), {}, "invalid_client"),
        ("Bearer x", {}, "invalid_client"),
        ("Basic eDp5", {"client_secret": "y"}, "invalid_request"),
        ("Basic eDp5", {"client_id": "z"}, "invalid_request"),
    ],
)
def test_bad_client_authentication(demo: RunningDemo, header: str | None, form: dict[str, str], error: str) -> None:
    """A program that is not known, or proves itself in two ways at once, is refused."""
    headers = {} if header is None else {"Authorization": header}
    answer = demo.post("/token", headers, grant_type="client_credentials", **form)
    assert answer.json()["error"] == error


def test_client_credentials(demo: RunningDemo) -> None:
    """A program may act for itself: with notes of its own and no refresh token."""
    client = registered(demo, "client_secret_basic", "client_credentials")
    header = basic(client["client_id"], client["client_secret"])
    answer = demo.post("/token", header, grant_type="client_credentials", scope="notes:read notes:write openid")
    tokens = answer.json()
    assert tokens["scope"] == "notes:read notes:write"
    assert tokens.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert demo.call("GET", "/api/me", tokens["access_token"]).json()["sub"] == client["client_id"]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unauthorized_client"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "guessed"}, "invalid_grant"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "invalid_request"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"}, "invalid_grant"),
    ],
)
def test_errors_of_rfc_6749(demo: RunningDemo, form: dict[str, str], error: str) -> None:
    """Each mistake has its own name (RFC 6749 §5.2)."""
    answer = demo.post("/token", client_id=DEMO_CLIENT_ID, **form)
    assert (answer.status, answer.json()["error"]) == (400, error)


def test_revocation(demo: RunningDemo) -> None:
    """Revoking the refresh token ends all; an unknown token is a success too (RFC 7009 §2.2)."""
    tokens = demo.tokens()
    answer = demo.post("/revoke", client_id=DEMO_CLIENT_ID, token=tokens["refresh_token"])
    assert (answer.status, answer.body) == (200, b"")
    assert demo.call("GET", "/api/me", tokens["access_token"]).status == 401
    assert demo.renew(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert demo.post("/revoke", client_id=DEMO_CLIENT_ID, token="unknown").status == 200
    assert demo.post("/revoke", client_id=DEMO_CLIENT_ID).status == 400
    assert demo.post("/revoke", client_id="nobody", token="x").status == 401


def test_introspection(demo: RunningDemo) -> None:
    """A program learns of its own tokens whether they live; of others nothing."""
    tokens = demo.tokens()
    for token in (tokens["access_token"], tokens["refresh_token"]):
        told = demo.post("/introspect", client_id=DEMO_CLIENT_ID, token=token).json()
        assert told["active"] is True
        assert told["sub"] == "demo-user-ana"
    other = registered(demo, "none", "authorization_code")["client_id"]
    assert demo.post("/introspect", client_id=other, token=tokens["access_token"]).json() == {"active": False}
    assert demo.post("/introspect", client_id=other, token=tokens["refresh_token"]).json() == {"active": False}
    demo.renew(tokens["refresh_token"])
    spent = demo.post("/introspect", client_id=DEMO_CLIENT_ID, token=tokens["refresh_token"]).json()
    assert spent == {"active": False}


def test_device_flow(demo: RunningDemo) -> None:
    """A program without a browser shows a code; the person types it, allows, and the program goes on."""
    device = demo.post("/device_authorization", client_id=DEMO_CLIENT_ID, scope="notes:read offline_access").json()
    poll = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "client_id": DEMO_CLIENT_ID,
        "device_code": device["device_code"],
    }
    assert device["verification_uri"] == f"{demo.issuer}/device"
    assert demo.post("/token", **poll).json()["error"] == "authorization_pending"
    assert demo.post("/token", **poll).json()["error"] == "slow_down"
    prefilled = demo.send("GET", device["verification_uri_complete"].removeprefix(demo.issuer))
    assert f'value="{device["user_code"]}"' in prefilled.text
    page = demo.sign_in(demo.post("/device", user_code=device["user_code"].lower()))
    assert device["user_code"] in page.text
    assert "Connected" in demo.decide(page).text
    demo.pass_time(10)
    tokens = demo.post("/token", **poll).json()
    assert demo.call("GET", "/api/notes", tokens["access_token"]).status == 200
    assert demo.renew(tokens["refresh_token"]).status == 200
    assert demo.post("/token", **poll).json()["error"] == "invalid_grant"


def test_device_flow_denied(demo: RunningDemo) -> None:
    """Deny on the page ends the program's wait."""
    device = demo.post("/device_authorization", client_id=DEMO_CLIENT_ID).json()
    page = demo.sign_in(demo.post("/device", user_code=device["user_code"]))
    assert "You said no" in demo.decide(page, "deny").text
    poll = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": device["device_code"]}
    assert demo.post("/token", client_id=DEMO_CLIENT_ID, **poll).json()["error"] == "access_denied"
    assert demo.post("/device", user_code=device["user_code"]).status == 400
