"""Authorization server metadata."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from oauth_desk.domain.service import Endpoints, Metadata
from oauth_desk.protocol.discovery import (
    Discovered,
    DiscoveryError,
    is_complete,
    issuer_of,
    joined,
    judge_metadata,
    metadata_urls,
    other_hosts,
)
from oauth_desk.protocol.http import Response
from tests.protocol.samples import ACME, ISSUER, answer

ENDPOINT_NAMES = {field.name for field in fields(Endpoints)}
DOCUMENT: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "pushed_authorization_request_endpoint": f"{ISSUER}/par",
    "code_challenge_methods_supported": ["S256"],
    "grant_types_supported": ["authorization_code", "refresh_token"],
    "token_endpoint_auth_methods_supported": ["none"],
    "scopes_supported": ["openid", "read"],
    "id_token_signing_alg_values_supported": ["RS256", "ES256"],
    "authorization_response_iss_parameter_supported": True,
    "unknown": {"deep": [1]},
}


@pytest.mark.parametrize(
    ("issuer", "urls"),
    [
        (
            "https://acme.example",
            (
                "https://acme.example/.well-known/openid-configuration",
                "https://acme.example/.well-known/oauth-authorization-server",
            ),
        ),
        (
            "https://acme.example/",
            (
                "https://acme.example/.well-known/openid-configuration",
                "https://acme.example/.well-known/oauth-authorization-server",
            ),
        ),
        (
            "https://acme.example:8443/realms/one",
            (
                "https://acme.example:8443/realms/one/.well-known/openid-configuration",
                "https://acme.example:8443/.well-known/oauth-authorization-server/realms/one",
                "https://acme.example:8443/.well-known/openid-configuration/realms/one",
            ),
        ),
        (
            "http://127.0.0.1:9000/",
            (
                "http://127.0.0.1:9000/.well-known/openid-configuration",
                "http://127.0.0.1:9000/.well-known/oauth-authorization-server",
            ),
        ),
    ],
)
def test_where_metadata_may_be(issuer: str, urls: tuple[str, ...]) -> None:
    """C80: the OpenID suffix and the path form of RFC 8414 are both asked."""
    assert metadata_urls(issuer) == urls


@pytest.mark.parametrize(
    "issuer",
    [
        "http://acme.example",
        "https://acme.example/?x=1",
        "https://acme.example/#x",
        "https://u@acme.example",
        "acme",
        "",
    ],
)
def test_what_is_no_issuer(issuer: str) -> None:
    """C81: an issuer is https or on this machine, without query, fragment or user name."""
    with pytest.raises(DiscoveryError):
        metadata_urls(issuer)


def test_issuer_of_a_pasted_document() -> None:
    """A person may paste the address of the document itself, in either form."""
    for issuer in ("https://acme.example", "https://acme.example/realms/one"):
        for url in metadata_urls(issuer):
            assert issuer_of(url) == issuer
    assert issuer_of("https://acme.example/api") == "https://acme.example/api"


def test_what_a_document_says() -> None:
    """C52: endpoints and capabilities are read, unknown members are ignored."""
    found = judge_metadata(answer(DOCUMENT), issuer=ISSUER)
    assert found.endpoints == Endpoints(
        authorization=f"{ISSUER}/authorize",
        token=f"{ISSUER}/token",
        jwks_uri=f"{ISSUER}/jwks",
        pushed_authorization_request=f"{ISSUER}/par",
    )
    assert found.metadata.challenge_methods == ("S256",)
    assert found.metadata.auth_methods == ("none",)
    assert found.metadata.grant_types == ("authorization_code", "refresh_token")
    assert found.metadata.scopes == ("openid", "read")
    assert found.metadata.signing_algorithms == ("RS256", "ES256")
    assert found.metadata.iss_parameter_supported
    assert '"unknown"' in found.metadata.document


def test_what_a_document_leaves_out() -> None:
    """C05: without code_challenge_methods_supported PKCE is unconfirmed, not refused; the rest is unknown."""
    found = judge_metadata(answer({"issuer": ISSUER}), issuer=ISSUER)
    assert found.endpoints == Endpoints()
    assert found.metadata.challenge_methods is None
    assert not found.metadata.iss_parameter_supported


@pytest.mark.parametrize(
    "named",
    [
        f"{ISSUER}/",
        ISSUER.upper(),
        f"{ISSUER}:443",
        "https://evil.example",
        "http://login.acme.example",
        None,
        "",
        7,
        [ISSUER],
    ],
)
def test_another_issuer_is_not_believed(named: object) -> None:
    """C80: the document names exactly the issuer asked for: slash, case and port count."""
    with pytest.raises(DiscoveryError) as caught:
        judge_metadata(answer({**DOCUMENT, "issuer": named}), issuer=ISSUER)
    assert caught.value.found == (named if isinstance(named, str) and named else None)


def test_another_issuer_by_quirk() -> None:
    """Microsoft's common endpoint names a template as its issuer."""
    document = {**DOCUMENT, "issuer": "https://login.acme.example/{tenantid}"}
    assert judge_metadata(answer(document), issuer=ISSUER, issuer_mismatch_allowed=True).endpoints.token


@pytest.mark.parametrize("key", sorted({*(f"{name}_endpoint" for name in ENDPOINT_NAMES - {"jwks_uri"}), "jwks_uri"}))
@pytest.mark.parametrize(
    "url",
    [
        "http://login.acme.example/x",
        "http://127.0.0.1:1/x",
        "https://u@x.example/",
        "javascript:x",
        "/x",
        7,
        f"{ISSUER}/#f",
    ],
)
def test_every_endpoint_is_encrypted(key: str, url: object) -> None:
    """C38, C81: one endpoint that is not https spoils the document; http to this machine is for issuers here."""
    with pytest.raises(DiscoveryError):
        judge_metadata(answer({**DOCUMENT, key: url}), issuer=ISSUER)


def test_endpoints_on_this_machine() -> None:
    """C81: an issuer on this machine may have plain endpoints here."""
    here = "http://127.0.0.1:9000"
    found = judge_metadata(answer({"issuer": here, "token_endpoint": f"{here}/token"}), issuer=here)
    assert found.endpoints.token == f"{here}/token"


@pytest.mark.parametrize(
    "response",
    [
        answer(DOCUMENT, 404),
        answer(DOCUMENT, 302),
        answer("<html>"),
        answer(b""),
        answer([]),
        answer('{"issuer":"%s","issuer":"%s"}' % (ISSUER, ISSUER)),  # noqa: UP031
    ],
)
def test_no_document(response: Response) -> None:
    """C52, C82: anything but one JSON object with status 200 is no metadata."""
    with pytest.raises(DiscoveryError):
        judge_metadata(response, issuer=ISSUER)


@pytest.mark.parametrize("value", [None, 7, "S256", {"a": 1}, [7, None, "S256\n"]])
def test_strange_capabilities_are_ignored(value: object) -> None:
    """Capabilities of another type count as not told."""
    names = [name for name in DOCUMENT if name.endswith("_supported")]
    found = judge_metadata(answer({**DOCUMENT, **dict.fromkeys(names, value)}), issuer=ISSUER)
    assert not any((found.metadata.grant_types, found.metadata.auth_methods, found.metadata.scopes))
    assert not found.metadata.iss_parameter_supported


def test_a_huge_document_is_read_but_not_kept() -> None:
    """A connection's record does not grow by a document of any size."""
    found = judge_metadata(answer({**DOCUMENT, "padding": "x" * 100_000}), issuer=ISSUER)
    assert found.endpoints.token
    assert found.metadata.document == ""


def test_endpoints_elsewhere_are_told() -> None:
    """C81: hosts other than the issuer's are named, to be shown before the first use."""
    assert other_hosts(ACME.endpoints, ISSUER) == ("api.acme.example",)
    moved = replace(ACME.endpoints, token="https://evil.example/token")
    assert other_hosts(moved, ISSUER) == ("evil.example", "api.acme.example")
    assert "evil.example" in other_hosts(moved, None)
    assert other_hosts(Endpoints(), ISSUER) == ()
    assert other_hosts(Endpoints(), ISSUER, None, "https://end.example/t", f"{ISSUER}/x") == ("end.example",)


# --- two documents of one issuer -------------------------------------------------


def test_two_documents_are_joined_gap_by_gap() -> None:
    """C80: the first document counts; the second one fills what the first leaves out."""
    first = Discovered(Endpoints(token="https://a.example/t"), Metadata(scopes=("a",), document="{1}"))
    second = Discovered(
        Endpoints(token="https://a.example/other", revocation="https://a.example/r"),
        Metadata(scopes=("b",), challenge_methods=("S256",), client_documents=True, document="{2}"),
    )
    assert joined(first, second) == Discovered(
        Endpoints(token="https://a.example/t", revocation="https://a.example/r"),
        Metadata(scopes=("a",), challenge_methods=("S256",), client_documents=True, document="{1}"),
    )


def test_a_document_is_complete_with_what_is_looked_for() -> None:
    """No second document is asked for where the first has everything."""
    url = "https://a.example/x"
    whole = Endpoints(
        revocation=url, introspection=url, registration=url, device_authorization=url, userinfo=url, jwks_uri=url
    )
    assert is_complete(Discovered(whole, Metadata()))
    assert not is_complete(Discovered(replace(whole, introspection=None), Metadata()))


@pytest.mark.parametrize(("told", "taken"), [(True, True), (False, False), (None, False), ("true", False)])
def test_a_server_says_whether_it_takes_client_documents(told: object, taken: bool) -> None:
    """C84: client ids that are addresses of documents are for servers that say so."""
    said = {} if told is None else {"client_id_metadata_document_supported": told}
    body = json.dumps({"issuer": "https://a.example", **said}).encode()
    found = judge_metadata(Response(200, (), body), issuer="https://a.example")
    assert found.metadata.client_documents is taken


def test_an_address_that_cannot_be_read_has_no_host_to_show() -> None:
    """C81: what is no address names no host beside the issuer's."""
    assert other_hosts(Endpoints(token="https://[::1", jwks_uri="https://keys.example/j"), ISSUER) == ("keys.example",)
