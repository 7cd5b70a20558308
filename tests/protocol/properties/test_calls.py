"""Calls to an API: with an access token, with a key bound to it, with a key of the service's own."""

import base64
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.address import UnsafeUrl, read
from oauth_desk.protocol.dpop import key_from
from oauth_desk.protocol.http import Possession, Request, Response
from oauth_desk.protocol.key_request import keyed
from oauth_desk.protocol.resource import absolute, allowed, api_request, insufficient_scope, needs_renewal
from tests.protocol.properties.answers import answers
from tests.protocol.properties.values import MARK, SECRETS, TEXTS, VISIBLE
from tests.protocol.samples import NOW, acme

API = "https://api.acme.example/v2"
SERVICE = acme(api_base_urls=(API, "http://127.0.0.1:9001/api"), allowed_hosts=("*.files.example",))
URLS = st.one_of(
    TEXTS,
    st.builds(
        "{}{}{}".format,
        st.sampled_from([API, "http://127.0.0.1:9001/", "https://a.files.example/", "https://evil.example/", "//", ""]),
        st.sampled_from(["", "/me", "@evil.example", ":444/", "\\@evil.example", ".evil.example", "/../x"]),
        st.sampled_from(["", "?a=1&b=%26", "#x", f"?t={MARK}-token-0123456789"]) | TEXTS,
    ),
)
HEADERS = st.lists(
    st.tuples(st.sampled_from(["Accept", "authorization", "AUTHORIZATION", "X-Key", "x-key"]), VISIBLE), max_size=4
).map(tuple)
TOKEN = Secret(f"{MARK}-token-0123456789")
KEY = key_from("q" * 43)


@given(URLS, HEADERS, st.sampled_from(["Bearer", "DPoP", "dpop", "bearer"]), st.sampled_from([None, KEY]))
def test_a_token_goes_in_its_header_to_its_own_hosts(
    url: str, headers: tuple[tuple[str, str], ...], kind: str, key: Secret | None
) -> None:
    """C92, C100: to no other host, never in an address, in place of any other, and bound with its key alone."""
    request = Request("GET", url, headers)
    try:
        sent = api_request(SERVICE, Tokens(TOKEN, NOW, token_type=kind), request, dpop_key=key)
    except ValueError as error:
        assert MARK not in str(error)  # noqa: PT017 - either outcome is right, and each has its rule
        bound_without_key = kind.lower() == "dpop" and key is None
        assert not allowed(SERVICE, url) or TOKEN.reveal() in url or bound_without_key
        return
    address = read(url)
    assert address.host in {"api.acme.example", "127.0.0.1"} or address.host.endswith(".files.example")
    assert address.scheme == "https" or (address.host, address.port) == ("127.0.0.1", 9001)
    assert (sent.method, sent.url, sent.body) == ("GET", url, None)
    others = tuple(pair for pair in headers if pair[0].lower() != "authorization")
    assert sent.headers == (*others, ("Authorization", f"{kind} {TOKEN.reveal()}"))
    assert sent.possession == (Possession(KEY, TOKEN) if kind.lower() == "dpop" else None)
    assert TOKEN.reveal() not in sent.url


@given(SECRETS, st.sampled_from(["/me?t=", "#", "/", "?a=1&access_token="]), st.sampled_from(["", "&b", "/x"]))
def test_no_address_holds_the_token(token: Secret, before: str, after: str) -> None:
    """C100, RFC 6750 §5.3: wherever in the address it stands, nothing is sent."""
    request = Request("GET", f"{API}{before}{token.reveal()}{after}")
    with pytest.raises(UnsafeUrl) as caught:
        api_request(SERVICE, Tokens(token, NOW), request)
    assert MARK not in str(caught.value)


@given(URLS)
def test_every_address_is_allowed_or_not(url: str) -> None:
    """C100: what is not read the same by everybody is not allowed, and no relative address leaves the API."""
    if allowed(SERVICE, url):
        assert read(url).scheme == "https" or read(url).is_loopback
    whole = absolute(SERVICE, url)
    if "://" not in url and allowed(SERVICE, whole):
        assert read(whole).origin == read(API).origin


USES = st.one_of(
    st.builds(KeyUse, st.just(KeyPlace.QUERY), st.sampled_from(["key", "api.key", "a~b"])),
    st.builds(
        KeyUse, st.just(KeyPlace.HEADER), st.sampled_from(["X-Key", "Authorization"]), st.sampled_from(["", "T "])
    ),
    st.builds(KeyUse, st.just(KeyPlace.BASIC), user=st.sampled_from(["", "ana"])),
    st.just(KeyUse()),
)


@given(USES, SECRETS, HEADERS, st.sampled_from(["", "?a=1", "?key=mine&b=%26", "?%6Bey=mine", "?&&api.key"]))
def test_a_key_stands_in_its_place_alone(
    use: KeyUse, key: Secret, headers: tuple[tuple[str, str], ...], query: str
) -> None:
    """C100: once, in place of what stood there, and the rest of the call is as it was."""
    url = f"{API}/me{query}"
    sent = keyed(use, key, Request("PUT", url, headers, b"x"))
    assert (sent.method, sent.body) == ("PUT", b"x")
    if use.place is KeyPlace.QUERY:
        kept = [pair for pair in parse_qsl(query[1:], keep_blank_values=True) if pair[0] != use.name]
        assert parse_qsl(urlsplit(sent.url).query, keep_blank_values=True) == [*kept, (use.name, key.reveal())]
        assert sent.headers == headers
        return
    assert sent.url == url
    name = use.name if use.place is KeyPlace.HEADER else "Authorization"
    others = tuple(pair for pair in headers if pair[0].lower() != name.lower())
    assert sent.headers[:-1] == others
    assert sent.headers[-1][0] == name
    assert _key_in(sent.headers[-1][1], use) == key.reveal()


def _key_in(value: str, use: KeyUse) -> str:
    if use.place is KeyPlace.HEADER:
        return value.removeprefix(use.prefix)
    scheme, _, rest = value.partition(" ")
    if use.place is KeyPlace.BEARER:
        assert scheme == "Bearer"
        return rest
    assert scheme == "Basic"
    pair = base64.b64decode(rest, validate=True).decode()
    return pair.removeprefix(f"{use.user}:") if use.user else pair.removesuffix(":")


@given(URLS, USES, SECRETS)
def test_a_key_goes_to_its_own_service_alone(url: str, use: KeyUse, key: Secret) -> None:
    """C100: the rules of tokens hold for keys."""
    service: Service = replace(SERVICE, key=use)
    try:
        api_request(service, Tokens(key, NOW), Request("GET", url))
    except UnsafeUrl as error:
        assert MARK not in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert allowed(service, url)


@given(answers(), st.sampled_from([200, 401, 403, 400]))
def test_what_an_api_says_of_a_token(response: Response, status: int) -> None:
    """C65: renew after a 401 or 403 alone, ask for more after these alone, and never both for one answer's reason."""
    answer = replace(response, status=status)
    more = insufficient_scope(answer)
    assert not needs_renewal(answer) or status in {401, 403}
    assert more is None or (status in {401, 403} and all(scope.isprintable() and scope for scope in more))
