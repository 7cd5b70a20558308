"""The address that the browser is sent to."""

from dataclasses import FrozenInstanceError, replace

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Metadata, Parameters, Security, Service
from oauth_desk.protocol import pkce
from oauth_desk.protocol.attempt import UnsafeUrl, authorization_url, begin, check_browser_url
from tests.protocol.samples import ACME, ISSUER, NONCE, REDIRECT, STATE, VERIFIER, acme, attempt, query_parameters


def parameters(
    service: Service = ACME, scopes: tuple[str, ...] = ("read", "write"), **more: str
) -> dict[str, list[str]]:
    """Return the query of the authorization URL."""
    return query_parameters(authorization_url(attempt(service, scopes), **more))


def with_authorization(endpoint: str, issuer: str | None = ISSUER) -> Service:
    """Return the sample service with another sign-in page."""
    return acme(issuer=issuer, endpoints=replace(ACME.endpoints, authorization=endpoint))


def test_a_code_is_asked_for_with_pkce_and_state() -> None:
    """C02, C03, C04, C06: response_type=code, an S256 challenge of the verifier, and the state."""
    assert parameters() == {
        "response_type": ["code"],
        "client_id": ["desk-123"],
        "redirect_uri": [REDIRECT],
        "scope": ["read write"],
        "state": [STATE],
        "code_challenge": [pkce.challenge(Secret(VERIFIER))],
        "code_challenge_method": ["S256"],
    }


def test_the_verifier_is_not_in_the_address() -> None:
    """C03: what proves the client later does not travel through the browser."""
    assert VERIFIER not in authorization_url(attempt())


def test_a_confidential_client_uses_pkce_too() -> None:
    """C03: a client secret does not replace PKCE."""
    service = acme(client=Client("desk-123", Secret("canary-secret")))
    assert parameters(service)["code_challenge_method"] == ["S256"]
    assert "canary-secret" not in authorization_url(attempt(service))


@pytest.mark.parametrize("methods", [None, (), ("plain",), ("plain", "S256")])
def test_never_plain(methods: tuple[str, ...] | None) -> None:
    """C04, C05: S256 is sent whatever metadata says of PKCE."""
    assert parameters(acme(metadata=Metadata(challenge_methods=methods)))["code_challenge_method"] == ["S256"]


def test_pkce_is_left_out_where_it_disturbs() -> None:
    """A quirk leaves both parameters out, and no fixed parameter brings plain back."""
    extra = Parameters(authorization=(("code_challenge", "x"), ("code_challenge_method", "plain")))
    found = parameters(acme(quirks={"send_pkce": False}, parameters=extra))
    assert not {"code_challenge", "code_challenge_method"} & set(found)


def test_a_nonce_whenever_openid_is_asked() -> None:
    """C07: with openid the nonce goes along, without it neither URL nor attempt has one."""
    assert parameters(scopes=("openid", "read"))["nonce"] == [NONCE]
    assert "nonce" not in parameters()
    assert attempt().nonce is None
    assert attempt(scopes=("openid",)).nonce == Secret(NONCE)


def test_the_attempt_is_a_snapshot() -> None:
    """C11: an attempt is frozen with the service it was begun with, and shows no secret."""
    made = attempt()
    with pytest.raises(FrozenInstanceError):
        made.redirect_uri = "http://127.0.0.1:2/"  # type: ignore[misc]
    for secret in (STATE, VERIFIER, NONCE):
        assert secret not in repr(attempt(scopes=("openid",)))


def test_an_existing_query_is_kept() -> None:
    """C13: a query of the authorization endpoint stays as written, without what we say ourselves."""
    url = authorization_url(attempt(with_authorization(f"{ISSUER}/authorize?p=B2C%5F1&state=evil&redirect_uri=x&flag")))
    assert url.startswith(f"{ISSUER}/authorize?p=B2C%5F1&flag&response_type=code&")
    found = query_parameters(url)
    assert found["state"] == [STATE]
    assert found["redirect_uri"] == [REDIRECT]


@pytest.mark.parametrize(
    "endpoint",
    [
        f"{ISSUER}/authorize#x",
        "http://login.acme.example/authorize",
        "http://127.0.0.1/authorize",
        "javascript:alert(1)",
        "https://u:p@acme.example/",
        f"{ISSUER}/a b",
    ],
)
def test_an_unsafe_page_is_not_opened(endpoint: str) -> None:
    """C12, C13: a fragment, plain http, another scheme, a user name or a blank keep the browser closed."""
    with pytest.raises(UnsafeUrl):
        authorization_url(attempt(with_authorization(endpoint)))


def test_plain_http_where_the_issuer_is_on_this_machine() -> None:
    """C12: a test server on a loopback literal works."""
    service = with_authorization("http://127.0.0.1:8080/authorize", "http://127.0.0.1:8080")
    assert authorization_url(attempt(service)).startswith("http://127.0.0.1:8080/authorize?")
    check_browser_url("http://[::1]:1/", "http://127.0.0.1:2")
    with pytest.raises(UnsafeUrl):
        check_browser_url("http://localhost:1/", "http://127.0.0.1:2")


def test_no_page_or_no_client() -> None:
    """Without a sign-in page or a client id there is nothing to open."""
    for service in (acme(endpoints=Endpoints()), acme(client=Client())):
        with pytest.raises(UnsafeUrl):
            authorization_url(attempt(service))


def test_resources_are_named() -> None:
    """C15: each API the connection names goes as a resource parameter of its own."""
    service = acme(security=Security(resource=("https://api.acme.example", "https://b.acme.example/x?y=1")))
    assert parameters(service)["resource"] == ["https://api.acme.example", "https://b.acme.example/x?y=1"]
    with pytest.raises(UnsafeUrl):
        parameters(acme(security=Security(resource=("https://api.acme.example/#x",))))


def test_offline_access_asks_for_consent() -> None:
    """C16: offline_access goes with prompt=consent, unless the profile says another prompt or none."""
    scopes = ("openid", "offline_access")
    assert parameters(scopes=scopes)["prompt"] == ["consent"]
    assert "prompt" not in parameters(scopes=("openid",))
    for prompt, found in (("select_account", ["select_account"]), ("", None)):
        service = acme(parameters=Parameters(authorization=(("prompt", prompt),)))
        assert parameters(service, scopes).get("prompt") == found


def test_fixed_parameters_do_not_replace_ours() -> None:
    """C02: a profile adds parameters; those of the protocol stay ours."""
    extra = (("access_type", "offline"), ("state", "fixed"), ("response_type", "token"), ("nonce", "fixed"), ("x", ""))
    found = parameters(acme(parameters=Parameters(authorization=extra)))
    assert found["access_type"] == ["offline"]
    assert found["state"] == [STATE]
    assert found["response_type"] == ["code"]
    assert not {"nonce", "x"} & set(found)


def test_login_hint() -> None:
    """A hint who is to sign in goes along, unless the profile fixes one."""
    assert parameters(login_hint="ada@acme.example")["login_hint"] == ["ada@acme.example"]
    fixed = acme(parameters=Parameters(authorization=(("login_hint", "x"),)))
    assert parameters(fixed, login_hint="y")["login_hint"] == ["x"]


def test_scopes_as_the_service_wants_them() -> None:
    """Separator and parameter name are the service's; without scopes the parameter is left out."""
    slack = acme(scope_separator=",", quirks={"scope_parameter": "user_scope"})
    assert parameters(slack)["user_scope"] == ["read,write"]
    assert "scope" not in parameters(slack)
    assert "scope" not in parameters(scopes=())


def test_spaces_are_percent_encoded() -> None:
    """A space goes as %20, which every server reads, and never as a plus."""
    assert "scope=read%20write" in authorization_url(attempt())


def test_begin_keeps_what_it_was_given() -> None:
    """C09: the redirect URI is kept byte for byte for the exchange."""
    made = begin(
        ACME,
        ["read"],
        redirect_uri="http://127.0.0.1:1/cb?x",
        state=Secret("s"),
        nonce=None,
        verifier=Secret("v"),
        now=5,
    )
    assert (made.redirect_uri, made.started_at, made.scopes) == ("http://127.0.0.1:1/cb?x", 5, ("read",))
