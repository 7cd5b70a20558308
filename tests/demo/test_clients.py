"""Which addresses an answer may go to, and what may be registered."""

import pytest

from oauth_desk.demo.clients import CLIENT_LIMIT, Clients, demo_client
from oauth_desk.demo.refusal import Refusal


@pytest.fixture
def clients() -> Clients:
    """Return a register with predictable ids."""
    numbers = iter(range(10**6))
    return Clients(lambda: f"{next(numbers):06d}-secret-of-some-length")


@pytest.mark.parametrize(
    ("uri", "allowed"),
    [
        ("http://127.0.0.1/callback", True),
        ("http://127.0.0.1:1/callback", True),
        ("http://127.0.0.1:65535/callback", True),
        ("http://[::1]:8080/callback", True),
        ("http://localhost:8080/callback", True),
        ("http://127.0.0.1:0/callback", False),
        ("http://127.0.0.1:65536/callback", False),
        ("http://127.0.0.1:٣/callback", False),
        ("http://127.0.0.1:80:80/callback", False),
        ("http://127.0.0.1:80/callback/", False),
        ("http://127.0.0.1:80/Callback", False),
        ("http://127.0.0.1:80/callback?x=1", False),
        ("http://127.0.0.1:80/callback#x", False),
        ("http://127.0.0.1:80/callback\n", False),
        ("http://127.0.0.2:80/callback", False),
        ("http://127.0.0.1.evil.example/callback", False),
        ("http://127.0.0.1:80@evil.example/callback", False),
        ("http://me@127.0.0.1:80/callback", False),
        ("https://127.0.0.1:80/callback", False),
        ("HTTP://127.0.0.1:80/callback", False),
        ("http://evil.example/callback", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_redirect_rule(uri: str, allowed: bool) -> None:
    """Loopback with any port and otherwise the exact text; nothing else."""
    assert demo_client().may_answer_to(uri) is allowed


def test_public_registration(clients: Clients) -> None:
    """A public program gets an id and no secret."""
    client, secret = clients.register(
        {
            "client_name": "My \x1b[31mtool\u202e" + "x" * 200,
            "redirect_uris": ["http://127.0.0.1/cb/7"],
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token", "implicit"],
        },
        5.0,
    )
    assert secret is None
    assert client.name.startswith("My [31mtool")
    assert len(client.name) <= 80
    assert client.grant_types == ("authorization_code", "refresh_token")
    assert client.may_answer_to("http://127.0.0.1:999/cb/7")
    assert clients.get(client.id) is client


def test_confidential_registration(clients: Clients) -> None:
    """A program with a secret is told it once; only its hash is kept."""
    client, secret = clients.register({"redirect_uris": ["https://app.example/cb"]}, 0.0)
    assert client.auth_method == "client_secret_basic"
    assert secret
    assert client.secret_matches(secret)
    assert not client.secret_matches("")
    assert secret not in repr(client)


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://example.com/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://127.0.0.1/cb#f"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://a@b.example/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https:///cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://[::1/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://b.example:99999/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["data:text/html,x"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://b.example/" + "x" * 3000]}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://b.example/"}, "invalid_client_metadata"),
        ({"redirect_uris": [7]}, "invalid_client_metadata"),
        ({"redirect_uris": ["https://b.example/"] * 21}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": ["none"]}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        (
            {"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"},
            "invalid_client_metadata",
        ),
    ],
)
def test_registration_refused(clients: Clients, metadata: dict[str, object], error: str) -> None:
    """Metadata that cannot be honoured is refused with the error of RFC 7591 §3.2.2."""
    with pytest.raises(Refusal) as caught:
        clients.register(metadata, 0.0)
    assert caught.value.error == error


def test_private_use_scheme(clients: Clients) -> None:
    """A scheme with a dot in it is a program's own (RFC 8252 §7.1)."""
    client, _ = clients.register({"redirect_uris": ["com.example.app:/cb"]}, 0.0)
    assert client.may_answer_to("com.example.app:/cb")


def test_registrations_are_bounded(clients: Clients) -> None:
    """Nobody fills the memory by registering."""
    for _ in range(CLIENT_LIMIT - 1):
        clients.register({"redirect_uris": ["https://b.example/"]}, 0.0)
    with pytest.raises(Refusal):
        clients.register({"redirect_uris": ["https://b.example/"]}, 0.0)
