"""URLs that are judged before use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.protocol.address import UnsafeUrl, check_endpoint, read

ISSUER = "https://login.acme.example"


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/",
        "http://localhost:9000/",
        "http://127.0.0.1.evil.example/",
        "http://10.0.0.1/",
        "ftp://acme.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:/acme.example",
        "https://",
        "https:///path",
        "https://user@acme.example/",
        "https://user:password@acme.example/",
        "https://acme.example@evil.example/",
        "https://acme.example\\@evil.example/",
        "https://acme.example/a b",
        "https://acme.example/\n",
        "https://acme.example/\x00",
        "https://acme.example/\u202e",
        "https://acme.example:99999/",
        "https://acme.example:0/",
        "https://[::1",
        "https://acme.example/#fragment",
        "https://acme.example/#",
        "https://ac\u212ame.example/",
        "https://acme%2eexample/",
        "",
    ],
)
def test_refuses(url: str) -> None:
    """C12, C13, C38: only https, or http to a loopback literal; no user, fragment, control character or odd host."""
    with pytest.raises(UnsafeUrl):
        check_endpoint(url, None)


@pytest.mark.parametrize(
    ("url", "issuer"),
    [
        ("https://acme.example/authorize?tenant=1", ISSUER),
        ("https://other.example:8443/", ISSUER),
        ("http://127.0.0.1:8080/authorize", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/authorize", "http://127.0.0.1:9"),
        ("http://127.0.0.1:8080/authorize", None),
    ],
)
def test_accepts(url: str, issuer: str | None) -> None:
    """C38: https anywhere, and plain http between addresses of this machine."""
    assert check_endpoint(url, issuer).host in url


def test_a_remote_issuer_names_no_address_here() -> None:
    """C12: http to this machine is for an issuer on this machine."""
    with pytest.raises(UnsafeUrl):
        check_endpoint("http://127.0.0.1:8080/authorize", ISSUER)


@pytest.mark.parametrize(
    "url", ["https://[::1", "https://acme.example:99999/", "ftp://acme.example/", "https://u@acme.example/", "https://"]
)
def test_no_origin(url: str) -> None:
    """C100: an address whose host cannot be told has no origin."""
    with pytest.raises(UnsafeUrl):
        read(url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://acme.example", "https://ACME.example:443/path", True),
        ("https://acme.example", "https://acme.example:444", False),
        ("https://acme.example", "http://acme.example", False),
        ("https://acme.example", "https://acme.example.", False),
        ("http://127.0.0.1", "http://127.0.0.1:80/", True),
    ],
)
def test_origins(one: str, other: str, *, same: bool) -> None:
    """RFC 6454: scheme, host without case, and port make an origin."""
    assert (read(one).origin == read(other).origin) is same


def test_the_message_is_a_sentence_without_the_query() -> None:
    """C102: an error about an address does not repeat what its query holds."""
    with pytest.raises(UnsafeUrl) as caught:
        check_endpoint("http://acme.example/?code=canary", None)
    assert "canary" not in str(caught.value)
    assert str(caught.value).endswith(".")


@given(st.text(max_size=60) | st.text("htps:/[]@#?.\\%1 a", max_size=40))
def test_no_text_raises_anything_else(text: str) -> None:
    """Whatever the text, the only error is the documented one."""
    for judge in (read, lambda url: check_endpoint(url, ISSUER)):
        try:
            judge(text)
        except UnsafeUrl:
            continue
