"""Client ids that are the address of a document about the client."""

import json
from pathlib import Path
from typing import Any

import pytest

from oauth_desk.domain.service import ANY_PORT_REDIRECT, AuthMethod, Client
from oauth_desk.protocol.client_document import (
    LONGEST,
    ClientDocumentError,
    check_document,
    document_request,
    is_document,
)
from oauth_desk.protocol.http import Response
from tests.protocol.samples import REDIRECT, answer

ADDRESS = "https://desk.example/oauth-desk.json"
DOCUMENT: dict[str, Any] = {
    "client_id": ADDRESS,
    "client_name": "OAuth Desk",
    "redirect_uris": ["http://127.0.0.1/callback", "http://[::1]/callback"],
    "token_endpoint_auth_method": "none",
}
CLIENT = Client(ADDRESS)


@pytest.mark.parametrize("client_id", [ADDRESS, "https://desk.example:8443/a/b?v=1"])
def test_an_address_with_a_path_is_a_document(client_id: str) -> None:
    """C84: https and a path make a client id the address of a document."""
    assert is_document(client_id)


@pytest.mark.parametrize(
    "client_id",
    [
        None,
        "desk-123",
        "http://desk.example/x",
        "https://desk.example",
        "https://desk.example/",
        "https://desk.example/x#y",
        "https://desk.example/a/../x",
        "https://desk.example/./x",
        "https://me@desk.example/x",
        "https://[::1/x",
        "https:///x",
        "https://desk.example/ x",
    ],
)
def test_nothing_else_is(client_id: str | None) -> None:
    """C84: every other client id is one that somebody registered."""
    assert not is_document(client_id)


def test_the_document_is_asked_for_as_json() -> None:
    """The address is asked as it stands."""
    request = document_request(ADDRESS)
    assert (request.method, request.url, request.headers) == ("GET", ADDRESS, (("Accept", "application/json"),))


@pytest.mark.parametrize(
    "redirect_uri", [REDIRECT, "http://[::1]:5000/callback", "http://127.0.0.1/callback", "http://127.0.0.1:1/callback"]
)
def test_a_document_that_lists_where_the_browser_comes_back_to_will_do(redirect_uri: str) -> None:
    """C84: of an address on this machine the port does not count (RFC 8252 §7.3)."""
    check_document(answer(DOCUMENT), CLIENT, redirect_uri)


def test_other_addresses_are_compared_letter_by_letter() -> None:
    """C84: a name, or https, is listed exactly or not at all."""
    listed = {**DOCUMENT, "redirect_uris": ["http://localhost:1/cb", "https://desk.example/cb", 7, "http://[::1"]}
    check_document(answer(listed), CLIENT, "http://localhost:1/cb")
    check_document(answer(listed), CLIENT, "https://desk.example/cb")
    for other in ("http://localhost:2/cb", "https://desk.example/cb2", REDIRECT):
        with pytest.raises(ClientDocumentError, match="does not list"):
            check_document(answer(listed), CLIENT, other)


def test_the_method_of_proof_may_be_left_out() -> None:
    """C84: without one nothing is proved, as for any public client."""
    check_document(answer({key: DOCUMENT[key] for key in ("client_id", "redirect_uris")}), CLIENT, REDIRECT)


def test_a_key_of_ones_own_is_named_in_the_document() -> None:
    """C84: a client that signs is one that the document calls so."""
    signing = Client(ADDRESS, auth_method=AuthMethod.PRIVATE_KEY_JWT)
    check_document(answer({**DOCUMENT, "token_endpoint_auth_method": "private_key_jwt"}), signing, REDIRECT)
    with pytest.raises(ClientDocumentError, match="another method"):
        check_document(answer(DOCUMENT), signing, REDIRECT)


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (answer(DOCUMENT, 404), "status 404"),
        (Response(200, (), b"<html>"), "cannot be read"),
        (Response(200, (), b" " * (LONGEST + 1)), "longer"),
        (answer({**DOCUMENT, "client_id": "https://other.example/x"}), "another client id"),
        (answer({**DOCUMENT, "client_secret": "x"}), "secret"),
        (answer({**DOCUMENT, "client_secret_expires_at": 0}), "secret"),
        (answer({**DOCUMENT, "token_endpoint_auth_method": "client_secret_basic"}), "another method"),
        (answer({**DOCUMENT, "redirect_uris": "http://127.0.0.1/callback"}), "does not list"),
        (answer({**DOCUMENT, "redirect_uris": []}), "does not list http://127.0.0.1/callback"),
    ],
)
def test_a_document_that_services_would_refuse_is_told_before_the_browser_opens(response: Response, words: str) -> None:
    """C84: what is wrong with a document is said in a sentence."""
    with pytest.raises(ClientDocumentError, match=words) as caught:
        check_document(response, CLIENT, REDIRECT)
    assert str(caught.value).endswith(".")


def test_the_template_is_such_a_document() -> None:
    """C84: what an administrator starts from holds for this program as it signs in by default."""
    template = (Path(__file__).parents[2] / "packaging" / "client-id-document.json").read_bytes()
    named = str(json.loads(template)["client_id"])
    assert is_document(named)
    check_document(Response(200, (), template), Client(named), ANY_PORT_REDIRECT)
