"""Metadata of a server, and its addresses for programs with a certificate."""

import json
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Endpoints, Metadata, Security
from oauth_desk.protocol import discovery
from oauth_desk.protocol.address import UnsafeUrl, check_endpoint, read
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.mutual_tls import with_aliases
from tests.protocol.properties.answers import answers, judged, members
from tests.protocol.properties.values import ADDRESSES, TEXTS
from tests.protocol.samples import ACME, ISSUER, acme

NAMES = {
    field.name: field.name if field.name == "jwks_uri" else f"{field.name}_endpoint" for field in fields(Endpoints)
}
GOOD: dict[str, Any] = {
    "issuer": ISSUER,
    **{key: f"{ISSUER}/{name}" for name, key in NAMES.items()},
    "grant_types_supported": ["authorization_code"],
    "token_endpoint_auth_methods_supported": ["none"],
    "code_challenge_methods_supported": ["S256"],
    "scopes_supported": ["openid"],
}
SPOILED = st.sampled_from(
    [
        "http://login.acme.example/x",
        "http://127.0.0.1/x",
        f"{ISSUER}/#x",
        "https://me@acme.example/",
        "x",
        7,
        None,
        [ISSUER],
    ]
)
DOCUMENTS = st.tuples(st.dictionaries(st.sampled_from([*GOOD, "x"]), SPOILED | TEXTS, max_size=2), ADDRESSES).map(
    lambda drawn: {**GOOD, "userinfo_endpoint": drawn[1], **drawn[0]}
)
ISSUERS = st.one_of(
    TEXTS,
    ADDRESSES,
    st.builds("{}{}".format, st.sampled_from([ISSUER, "http://127.0.0.1:9000", "http://acme.example"]), TEXTS),
)


@given(ISSUERS)
def test_the_metadata_lies_at_the_issuers_host(issuer: str) -> None:
    """C38, C80: addresses of the issuer's own origin, or the one error; whoever pastes one means the issuer."""
    urls = judged(discovery.DiscoveryError, lambda: discovery.metadata_urls(issuer))
    for url in urls or ():
        assert read(url).origin == read(issuer).origin
        assert urlsplit(url).query == urlsplit(url).fragment == ""
        path = urlsplit(issuer).path.rstrip("/")
        assert discovery.issuer_of(url) == f"{url[: len(url) - len(urlsplit(url).path)]}{path}"
    assert len(set(urls or ())) == len(urls or ())


@given(TEXTS)
def test_any_other_address_stays(url: str) -> None:
    """What is no address of metadata is taken as it is."""
    assert discovery.issuer_of(url) == url or "/.well-known/" in url


@given(DOCUMENTS.map(lambda said: Response(200, (), json.dumps(said).encode())) | answers(GOOD))
def test_a_document_holds_or_is_refused(response: Response) -> None:
    """C38, C80, C81: exactly the issuer asked, each address one that may be used; else the one error."""
    found = judged(discovery.DiscoveryError, lambda: discovery.judge_metadata(response, issuer=ISSUER))
    if found is None:
        return
    assert response.status == 200
    document = json.loads(response.body.decode("utf-8-sig"))
    assert document["issuer"] == ISSUER
    for name, key in NAMES.items():
        url = getattr(found.endpoints, name)
        assert url == document.get(key)
        assert url is None or read(url).scheme == "https"
    for told in (found.metadata.grant_types, found.metadata.auth_methods, found.metadata.scopes):
        assert all(item.isprintable() for item in told)
        assert len(told) <= 1000


NEARLY = st.sampled_from([ISSUER, f"{ISSUER}/", f"{ISSUER}:443", ISSUER.upper(), f" {ISSUER}", ""])


@given(NEARLY | TEXTS, st.booleans())
def test_another_issuer_is_told_and_not_believed(named: str, allowed: bool) -> None:
    """C80: simple comparison; a profile alone may say that the names differ."""
    body = json.dumps({**GOOD, "issuer": named}).encode()
    judge = discovery.judge_metadata
    found = judged(
        discovery.DiscoveryError,
        lambda: judge(Response(200, (), body), issuer=ISSUER, issuer_mismatch_allowed=allowed),
    )
    assert (found is not None) == (named == ISSUER or (allowed and bool(named)))


@given(DOCUMENTS, DOCUMENTS)
def test_two_documents_add_up(one: dict[str, Any], other: dict[str, Any]) -> None:
    """C80: where both speak the first counts, and nothing is lost."""
    found = [
        judged(
            discovery.DiscoveryError,
            lambda said=said: discovery.judge_metadata(Response(200, (), json.dumps(said).encode()), issuer=ISSUER),
        )
        for said in (one, other)
    ]
    first, second = found
    if first is None or second is None:
        return
    both = discovery.joined(first, second)
    for name in NAMES:
        told = [getattr(each.endpoints, name) for each in (first, second)]
        assert getattr(both.endpoints, name) == (told[0] if told[0] is not None else told[1])
    assert discovery.is_complete(both) >= discovery.is_complete(first)
    others = discovery.other_hosts(both.endpoints, ISSUER)
    assert read(ISSUER).host not in others
    assert len(set(others)) == len(others)


ALIASES = st.dictionaries(st.sampled_from([*NAMES.values(), "x"]), SPOILED | ADDRESSES, max_size=4)


@given(ALIASES | members(), st.booleans())
def test_addresses_for_a_certificate(aliases: dict[str, Any], certificate: bool) -> None:
    """RFC 8705 §5, C38: with a certificate the document's own addresses for it, checked like any; without it none."""
    document = json.dumps({**GOOD, "mtls_endpoint_aliases": aliases})
    service = acme(
        endpoints=Endpoints(**{name: GOOD[key] for name, key in NAMES.items()}),
        metadata=Metadata(document=document),
        security=Security(certificate=Secret("pem") if certificate else None),
    )
    changed = judged(UnusableClient, lambda: with_aliases(service))
    if changed is None:
        assert certificate
        return
    assert changed.endpoints.authorization == GOOD["authorization_endpoint"]
    for name, key in NAMES.items():
        url = getattr(changed.endpoints, name)
        assert url in {GOOD[key], aliases.get(key) if certificate and isinstance(aliases.get(key), str) else None}
        check_endpoint(url, ISSUER)
    assert certificate or changed == service


@given(TEXTS | ADDRESSES | st.builds("{}{}".format, st.sampled_from(["https://", "http://127.0.0.1"]), TEXTS))
def test_an_address_is_read_one_way_or_not_at_all(url: str) -> None:
    """C12, C38, C81: what is accepted is visible ASCII, https or on this machine, with a host and no user."""
    for issuer in (None, ISSUER, ACME.api_base_urls[0]):
        address = judged(UnsafeUrl, lambda issuer=issuer: check_endpoint(url, issuer))
        if address is not None:
            assert address == read(url)
            assert address.host == urlsplit(url).hostname
            assert address.scheme == "https" or (address.is_loopback and issuer is None)
            assert "@" not in urlsplit(url).netloc
            assert "#" not in url
