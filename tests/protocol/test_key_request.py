"""A key of a service's own in a request."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.address import UnsafeUrl
from oauth_desk.protocol.http import Request
from oauth_desk.protocol.key_request import keyed
from oauth_desk.protocol.resource import api_request

URL = "https://api.example/v1/me"
KEY = Secret("k-123456")


@pytest.mark.parametrize(
    ("use", "header"),
    [
        (KeyUse(), ("Authorization", "Bearer k-123456")),
        (KeyUse(KeyPlace.HEADER, "X-API-Key"), ("X-API-Key", "k-123456")),
        (KeyUse(KeyPlace.HEADER, "Authorization", "Token "), ("Authorization", "Token k-123456")),
        (KeyUse(KeyPlace.BASIC, user="ana"), ("Authorization", "Basic YW5hOmstMTIzNDU2")),
        (KeyUse(KeyPlace.BASIC), ("Authorization", "Basic ay0xMjM0NTY6")),
    ],
)
def test_a_key_takes_its_header(use: KeyUse, header: tuple[str, str]) -> None:
    """The key stands in its header once, whatever the call said there."""
    said = Request("GET", URL, (("Accept", "*/*"), (header[0].lower(), "mine")))
    assert keyed(use, KEY, said).headers == (("Accept", "*/*"), header)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        (URL, f"{URL}?key=k-123456"),
        (f"{URL}?a=1&key=mine", f"{URL}?a=1&key=k-123456"),
        (f"{URL}?%6Bey=mine&a=b%20c", f"{URL}?a=b%20c&key=k-123456"),
    ],
)
def test_a_key_takes_its_parameter(url: str, sent: str) -> None:
    """The parameter stands in the address once, and the rest stays as it was written."""
    assert keyed(KeyUse(KeyPlace.QUERY, "key"), KEY, Request("GET", url)).url == sent


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=40))
def test_any_key_arrives_whole(text: str) -> None:
    """Whatever a key is made of, the service reads the same."""
    url = keyed(KeyUse(KeyPlace.QUERY, "a&b"), Secret(text), Request("GET", f"{URL}?x=1")).url
    assert parse_qsl(urlsplit(url).query) == [("x", "1"), ("a&b", text)]


def test_a_key_goes_to_its_own_service_alone() -> None:
    """C100: another host, and an address that holds the key already, are refused."""
    service = Service("acme", "Acme", api_base_urls=("https://api.example/v1",), key=KeyUse(KeyPlace.QUERY, "key"))
    tokens = Tokens(KEY, 0.0)
    assert api_request(service, tokens, Request("GET", URL)).url.endswith("?key=k-123456")
    for url in ("https://evil.example/me", "http://api.example/me", f"{URL}?key=k-123456"):
        with pytest.raises(UnsafeUrl):
            api_request(service, tokens, Request("GET", url))
    with pytest.raises(ValueError, match="no key"):
        api_request(service, Tokens(None, 0.0), Request("GET", URL))
