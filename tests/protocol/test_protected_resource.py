"""Metadata of a protected resource."""

from typing import Any

import pytest

from oauth_desk.protocol.discovery import DiscoveryError
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.protected_resource import (
    ProtectedResource,
    challenge_resource_metadata,
    challenge_scopes,
    judge_protected_resource,
    resource_metadata_urls,
    resource_of,
)
from tests.protocol.samples import ISSUER, answer

API = "https://api.acme.example/mcp"
DOCUMENT: dict[str, Any] = {"resource": API, "authorization_servers": [ISSUER], "scopes_supported": ["read"]}


@pytest.mark.parametrize(
    ("url", "urls"),
    [
        (
            API,
            (
                "https://api.acme.example/.well-known/oauth-protected-resource/mcp",
                "https://api.acme.example/.well-known/oauth-protected-resource",
            ),
        ),
        ("https://api.acme.example/", ("https://api.acme.example/.well-known/oauth-protected-resource",)),
        (
            "https://api.acme.example/mcp?x=1",
            (
                "https://api.acme.example/.well-known/oauth-protected-resource/mcp?x=1",
                "https://api.acme.example/.well-known/oauth-protected-resource",
            ),
        ),
    ],
)
def test_where_metadata_may_be(url: str, urls: tuple[str, ...]) -> None:
    """RFC 9728 §3.1: the well-known path goes between host and path; the host's own document is asked too."""
    assert resource_metadata_urls(url) == urls
    assert resource_of(urls[0]) == url.removesuffix("/")


def test_what_an_api_says() -> None:
    """C83: a document about the very address is believed."""
    found = judge_protected_resource(answer({**DOCUMENT, "resource_name": "Acme\u202e"}), url=API)
    assert found == ProtectedResource(API, (ISSUER,), ("read",), "Acme")


@pytest.mark.parametrize(
    "resource",
    [
        f"{API}/",
        API.upper(),
        "https://api.acme.example",
        "https://evil.example/mcp",
        f"{API}?x",
        None,
        7,
        "",
        "https://[x",
    ],
)
def test_another_api_is_not_believed(resource: object) -> None:
    """C83: resource equals the URL asked for."""
    with pytest.raises(DiscoveryError):
        judge_protected_resource(answer({**DOCUMENT, "resource": resource}), url=API)


def test_an_api_does_not_send_the_program_round_the_world() -> None:
    """C82: of a thousand services that a document names, ten may be asked."""
    many = [f"https://s{number}.example" for number in range(1000)]
    found = judge_protected_resource(answer({**DOCUMENT, "authorization_servers": many}), url=API)
    assert found.authorization_servers == tuple(many[:10])


def test_an_empty_path_is_a_slash() -> None:
    """C83: an address without a path and with a bare slash are one."""
    for named, asked in (("https://a.example", "https://a.example/"), ("https://a.example/", "https://a.example")):
        assert judge_protected_resource(answer({"resource": named}), url=asked).resource == named


@pytest.mark.parametrize(
    "server", ["http://login.acme.example", "http://127.0.0.1:1", "javascript:x", "https://u@x.example"]
)
def test_its_servers_are_encrypted(server: str) -> None:
    """C38, C82: an API on the network names https servers, and none on this machine over http."""
    with pytest.raises(DiscoveryError):
        judge_protected_resource(answer({**DOCUMENT, "authorization_servers": [server]}), url=API)


@pytest.mark.parametrize("response", [answer(DOCUMENT, 404), answer("<html>"), answer([]), answer(b"")])
def test_no_document(response: Response) -> None:
    """Anything but a JSON object with status 200 is no metadata."""
    with pytest.raises(DiscoveryError):
        judge_protected_resource(response, url=API)


def test_not_an_api() -> None:
    """Only an encrypted address, or one on this machine, is asked."""
    with pytest.raises(DiscoveryError):
        resource_metadata_urls("http://api.acme.example/")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('Bearer resource_metadata="https://api.acme.example/.well-known/x"', "https://api.acme.example/.well-known/x"),
        ('Basic realm="x", Bearer resource_metadata="https://api.acme.example/y"', "https://api.acme.example/y"),
        ('Bearer resource_metadata="https://evil.example/.well-known/x"', None),
        ('Bearer resource_metadata="https://api.acme.example:444/x"', None),
        ('Bearer resource_metadata="http://api.acme.example/x"', None),
        ('Bearer resource_metadata="http://127.0.0.1/x"', None),
        ('Bearer resource_metadata="file:///etc/passwd"', None),
        ('Bearer realm="x"', None),
        ("", None),
    ],
)
def test_a_challenge_points_to_the_same_origin(header: str, found: str | None) -> None:
    """C83: the metadata that a 401 names counts only where it has the origin of the API."""
    assert challenge_resource_metadata(header, API) == found
    assert challenge_resource_metadata([header], API) == found


@pytest.mark.parametrize(
    ("challenge", "scopes"),
    [
        (['Bearer scope="a b a"'], ("a", "b")),
        (['Bearer realm="x"', 'Bearer scope="c"'], ("c",)),
        (['Bearer scope=""'], ()),
        (["Basic"], ()),
        ([], ()),
    ],
)
def test_a_challenge_says_which_permissions_are_wanted(challenge: list[str], scopes: tuple[str, ...]) -> None:
    """C83: the scope of a 401 comes before what the metadata lists."""
    assert challenge_scopes(challenge) == scopes
