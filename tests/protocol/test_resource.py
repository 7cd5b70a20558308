"""Calls to an API with the access token."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe, Endpoints, Security
from oauth_desk.protocol.address import UnsafeUrl, read
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.resource import absolute, allowed, api_request, insufficient_scope, needs_renewal
from tests.protocol.samples import OLD_ACCESS, acme, header_of, old_tokens

LOCAL = acme(issuer="http://127.0.0.1:9000", api_base_urls=("http://127.0.0.1:9001/api",), endpoints=Endpoints())


def challenged(status: int, *challenges: str) -> Response:
    """Return an API's answer with these challenges."""
    return Response(status, tuple(("WWW-Authenticate", challenge) for challenge in challenges))


def test_the_token_is_in_the_header_alone() -> None:
    """C100: the token goes into the Authorization header, in place of any other, and nowhere else."""
    request = Request(
        "POST", "https://api.acme.example/v2/me?x=1", (("authorization", "Basic eA=="), ("X-A", "1")), b"body"
    )
    sent = api_request(acme(), old_tokens(), request)
    assert sent.url == request.url
    assert sent.body == b"body"
    assert sent.headers == (("X-A", "1"), ("Authorization", f"Bearer {OLD_ACCESS}"))
    assert OLD_ACCESS not in repr(sent)


def test_the_scheme_is_the_tokens_type() -> None:
    """C92: a DPoP-bound token goes under its own scheme."""
    request = Request("GET", "https://api.acme.example/")
    sent = api_request(acme(), old_tokens(token_type="DPoP"), request, dpop_key=Secret("{}"))
    assert header_of(sent, "Authorization") == f"DPoP {OLD_ACCESS}"


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "http://api.acme.example/", f"https://api.acme.example/?t={OLD_ACCESS}"]
)
def test_not_sent(url: str) -> None:
    """C100: neither to another host, nor unencrypted, nor with the token in the URL."""
    with pytest.raises(UnsafeUrl) as caught:
        api_request(acme(), old_tokens(), Request("GET", url))
    assert OLD_ACCESS not in str(caught.value)


@pytest.mark.parametrize(
    "written", ["a/b+c==d~token", "a%2Fb%2Bc%3D%3Dd~token", "a%2fb%2bc%3d%3dd%7Etoken", "a/b%2Bc=%3Dd~token"]
)
@pytest.mark.parametrize("place", ["?t={}", "/{}/x", "?a=1&x=y{}#", "#{}"])
def test_not_sent_however_the_token_is_written(written: str, place: str) -> None:
    """C100: a token in the URL is found though some of its characters are percent-encoded."""
    tokens = old_tokens(access_token=Secret("a/b+c==d~token"))
    with pytest.raises(UnsafeUrl):
        api_request(acme(), tokens, Request("GET", f"https://api.acme.example/{place.format(written)}"))


def test_no_token_no_request() -> None:
    """Without an access token nothing is sent."""
    with pytest.raises(ValueError, match="no access token"):
        api_request(acme(), old_tokens(access_token=None), Request("GET", "https://api.acme.example/"))


SERVICE = acme(
    allowed_hosts=("files.acme.example", "*.cdn.acme.example", "dev.acme.example:8443"),
    security=Security(resource=("https://resource.acme.example/x", "urn:not:an:address")),
    account=AccountProbe("https://who.acme.example/me"),
)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.acme.example/v2/me",
        "https://API.acme.example:443/other",
        "https://api.acme.example",
        "https://api.acme.example/userinfo",
        "https://login.acme.example/anything",
        "https://resource.acme.example/y",
        "https://who.acme.example/me",
        "https://files.acme.example/a",
        "https://eu.cdn.acme.example/a",
        "https://a.b.cdn.acme.example/a",
        "https://dev.acme.example:8443/",
        "https://api.acme.example/a|b\\c?q={x}",
    ],
)
def test_allowed(url: str) -> None:
    """C100: the token goes to the origins of API, issuer, userinfo, resource and probe, and to the allowed hosts."""
    assert allowed(SERVICE, url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.acme.example/v2/me",
        "https://api.acme.example:8443/",
        "https://evil.example/https://api.acme.example/",
        "https://api.acme.example.evil.example/",
        "https://evilapi.acme.example/",
        "https://acme.example/",
        "https://api.acme.example@evil.example/",
        "https://evil.example\\.api.acme.example/",
        "https://api.acme.example\\@evil.example/",
        "https://api.acme.example./",
        "https://cdn.acme.example/",
        "https://evilcdn.acme.example/",
        "https://files.acme.example:444/",
        "http://files.acme.example/",
        "https://dev.acme.example/",
        "https://127.0.0.1/",
        "//api.acme.example/",
        "/v2/me",
        "ftp://api.acme.example/",
        "https://api.acme.example /",
        "https://api.acme.example\n/",
        "urn:not:an:address",
        "",
    ],
)
def test_not_allowed(url: str) -> None:
    """C100: look-alikes, other ports, other schemes and names in other places are other hosts."""
    assert not allowed(SERVICE, url)


def test_ports_matter_on_this_machine() -> None:
    """C100: on loopback each port is a host of its own, and plain http is allowed."""
    assert allowed(LOCAL, "http://127.0.0.1:9001/api/me")
    assert allowed(LOCAL, "http://127.0.0.1:9000/")
    assert not allowed(LOCAL, "http://127.0.0.1:9002/")
    assert not allowed(LOCAL, "http://localhost:9001/")
    assert not allowed(acme(allowed_hosts=("127.0.0.1",)), "http://127.0.0.1:80/")


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("/me", "https://api.acme.example/v2/me"),
        ("me", "https://api.acme.example/v2/me"),
        (" /me?x=1 ", "https://api.acme.example/v2/me?x=1"),
        ("?x=1", "https://api.acme.example/v2?x=1"),
        ("", "https://api.acme.example/v2/"),
        ("//evil.example/x", "https://api.acme.example/v2/evil.example/x"),
        ("/\\evil.example", "https://api.acme.example/v2/evil.example"),
        ("users/me:send", "https://api.acme.example/v2/users/me:send"),
        ("javascript:alert(1)", "https://api.acme.example/v2/javascript:alert(1)"),
        ("https://other.example/x", "https://other.example/x"),
        ("HTTPS://other.example/x", "HTTPS://other.example/x"),
    ],
)
def test_relative_addresses(url: str, whole: str) -> None:
    """C100: a relative address counts from the API's address and never leads to another host."""
    assert absolute(acme(), url) == whole


def test_relative_without_an_api_address() -> None:
    """Without an API address only whole addresses work."""
    with pytest.raises(UnsafeUrl):
        absolute(acme(api_base_urls=()), "/me")
    assert absolute(acme(api_base_urls=("https://a.example/x?v=1",)), "/me?y=2") == "https://a.example/x/me?y=2&v=1"


@given(st.text(max_size=40) | st.text("/\\.:@?#ae%", max_size=20))
def test_no_relative_address_leaves_the_host(text: str) -> None:
    """C100: whatever is not absolute stays on the API's host."""
    whole = absolute(acme(), text)
    if "://" not in text and allowed(acme(), whole):
        assert read(whole).host == "api.acme.example"


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (challenged(401), True),
        (challenged(401, "Bearer"), True),
        (challenged(401, 'Bearer realm="api"'), True),
        (challenged(401, 'Basic realm="api"'), True),
        (challenged(401, 'Bearer error="invalid_token", error_description="expired"'), True),
        (challenged(401, 'Basic realm="x"', 'bearer error="invalid_token"'), True),
        (challenged(401, 'DPoP error="invalid_token"'), True),
        (challenged(403, 'Bearer error="invalid_token"'), True),
        (challenged(401, 'Bearer error="insufficient_scope"'), False),
        (challenged(401, 'Bearer error="invalid_request"'), False),
        (challenged(401, 'DPoP error="use_dpop_nonce"'), False),
        (challenged(403), False),
        (challenged(403, 'Bearer error="insufficient_scope"'), False),
        (challenged(400, 'Bearer error="invalid_token"'), False),
        (challenged(200), False),
        (challenged(500), False),
    ],
)
def test_a_dead_token_is_renewed(response: Response, *, expected: bool) -> None:
    """C65: 401 with invalid_token, or without a usable challenge, asks for a renewal; any other reason does not."""
    assert needs_renewal(response) is expected


def test_more_permission_is_wanted() -> None:
    """C65: insufficient_scope tells what is missing and asks for no renewal."""
    response = challenged(403, 'Bearer error="insufficient_scope", scope="read admin"')
    assert insufficient_scope(response) == ("read", "admin")
    assert not needs_renewal(response)
    assert insufficient_scope(challenged(403, 'Bearer error="insufficient_scope"')) == ()
    assert insufficient_scope(challenged(403)) is None
    assert insufficient_scope(challenged(200, 'Bearer error="insufficient_scope"')) is None


def test_another_token_same_text() -> None:
    """A very short token does not forbid every address that holds its letters."""
    sent = api_request(acme(), old_tokens(access_token=Secret("a")), Request("GET", "https://api.acme.example/a"))
    assert header_of(sent, "Authorization") == "Bearer a"


def test_the_reason_among_several_challenges() -> None:
    """C65: a challenge with another reason, or for another kind of proof, does not hide the one that asks for more."""
    several = challenged(403, 'DPoP error="invalid_request"', 'Basic error="insufficient_scope"')
    assert insufficient_scope(several) is None
    several = challenged(403, 'DPoP error="invalid_request", Bearer error="insufficient_scope", scope="admin"')
    assert insufficient_scope(several) == ("admin",)
