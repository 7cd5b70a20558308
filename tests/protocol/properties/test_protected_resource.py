"""Metadata of an API, and the challenges that lead to it."""

import json
from typing import Any
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.protocol import protected_resource, www_authenticate
from oauth_desk.protocol.address import read
from oauth_desk.protocol.discovery import DiscoveryError
from oauth_desk.protocol.http import Response
from tests.protocol.properties.answers import answers, judged
from tests.protocol.properties.values import ADDRESSES, TEXTS

API = "https://api.acme.example/mcp"
GOOD: dict[str, Any] = {
    "resource": API,
    "authorization_servers": ["https://login.acme.example"],
    "scopes_supported": ["read"],
    "resource_name": "Acme",
}
_TOKENS = st.text("!#$%&'*+-.^_`|~09azAZ", min_size=1, max_size=8)
_QUOTED = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=12)
CHALLENGES = st.lists(
    st.tuples(_TOKENS, st.dictionaries(_TOKENS.map(str.lower), _QUOTED, min_size=1, max_size=3)), max_size=3
)
HEADERS = st.one_of(
    st.text(max_size=40),
    st.text('Bearer error="invalid_token",= \\\t', max_size=60),
    st.lists(
        st.sampled_from(
            [
                *("Bearer ", "DPoP ", ", ", '"', "=", "\\", " ", 'error="insufficient_scope"', 'scope="a b"'),
                *(f'resource_metadata="{API}"', 'resource_metadata="https://evil.example/x"'),
                "resource_metadata=http://api.acme.example/",
            ]
        ),
        max_size=9,
    ).map("".join),
)


def _written(scheme: str, parameters: dict[str, str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in parameters.values())
    return f"{scheme} " + ", ".join(f'{name}="{value}"' for name, value in zip(parameters, quoted, strict=True))


@given(CHALLENGES, st.booleans())
def test_what_is_written_by_the_book_is_read(written: list[tuple[str, dict[str, str]]], in_one: bool) -> None:
    """RFC 9110 §11.6.1: challenges in one header or several, quoted strings with whatever they hold."""
    values = [_written(scheme, parameters) for scheme, parameters in written]
    read_back = www_authenticate.read([", ".join(values)] if in_one else values)
    assert [(one.scheme, dict(one.parameters)) for one in read_back] == [
        (scheme.lower(), parameters) for scheme, parameters in written
    ]
    response = Response(401, tuple(("WWW-Authenticate", value) for value in values))
    assert len(www_authenticate.challenges(response)) == len(written)


@given(st.lists(HEADERS, max_size=2))
def test_any_header_leads_nowhere_else(values: list[str]) -> None:
    """C82, C83: an address of the API's own origin or none, permissions that can be shown; never an exception."""
    url = protected_resource.challenge_resource_metadata(values, API)
    assert url is None or read(url).origin == read(API).origin
    scopes = protected_resource.challenge_scopes(values)
    assert all(scope and scope.isprintable() for scope in scopes)
    assert len(scopes) <= 100


@given(answers(GOOD), st.sampled_from([API, f"{API}/", "https://api.acme.example", "http://127.0.0.1:9/x"]))
def test_a_document_is_about_this_api_or_refused(response: Response, url: str) -> None:
    """C83: exactly the API asked, with servers that may be used; else the one error."""
    judge = protected_resource.judge_protected_resource
    found = judged(DiscoveryError, lambda: judge(response, url=url))
    if found is None:
        return
    assert response.status == 200
    assert found.resource == json.loads(response.body.decode("utf-8-sig"))["resource"]
    assert found.resource.rstrip("/") == url.rstrip("/")
    assert all(read(server).scheme == "https" for server in found.authorization_servers)
    assert all(scope.isprintable() for scope in found.scopes)
    assert found.name.isprintable()


@given(ADDRESSES | TEXTS | st.builds("https://api.acme.example/{}".format, TEXTS))
def test_the_metadata_lies_at_the_apis_host(url: str) -> None:
    """RFC 9728 §3: well-known addresses of the API's own origin that lead back to it, or the one error."""
    urls = judged(DiscoveryError, lambda: protected_resource.resource_metadata_urls(url))
    if urls is None:
        return
    assert len(urls) in {1, 2}
    for found in urls:
        assert read(found).origin == read(url).origin
    whole = f"{url}/" if urlsplit(url).path == "" and "?" in url else url
    assert protected_resource.resource_of(urls[0]).rstrip("/") in {url.rstrip("/"), whole, url.replace("/?", "?")}
