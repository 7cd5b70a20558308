"""Client ids that are the address of a document."""

import json
from typing import Any
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.service import AuthMethod, Client
from oauth_desk.protocol.client_document import ClientDocumentError, check_document, document_request, is_document
from oauth_desk.protocol.http import Request, Response
from tests.protocol.properties.answers import answers, judged
from tests.protocol.properties.values import ADDRESSES, TEXTS

ID = "https://desk.example/client.json"
REDIRECT = "http://127.0.0.1:49152/callback"
GOOD: dict[str, Any] = {
    "client_id": ID,
    "redirect_uris": ["http://127.0.0.1/callback"],
    "token_endpoint_auth_method": "none",
}
METHODS = st.sampled_from([None, AuthMethod.NONE, AuthMethod.PRIVATE_KEY_JWT])


@given(TEXTS | ADDRESSES | st.builds("https://desk.example/{}".format, TEXTS) | st.none())
def test_an_id_is_a_documents_address_or_a_name(client_id: str | None) -> None:
    """§3: https, a path, no user, no fragment, no dot segments; and what is one can be asked for."""
    if not is_document(client_id):
        return
    assert client_id is not None
    parts = urlsplit(client_id)
    assert parts.scheme == "https"
    assert parts.hostname
    assert len(parts.path) > 1
    assert "#" not in client_id
    assert "@" not in parts.netloc
    assert not {".", ".."} & set(parts.path.split("/"))
    assert document_request(client_id) == Request("GET", client_id, (("Accept", "application/json"),))


LISTED = st.lists(
    st.sampled_from(
        [REDIRECT, "http://127.0.0.1/callback", "http://[::1]/callback", "https://x/", "http://[", 7, None]
    ),
    max_size=3,
)


@given(answers(GOOD), METHODS)
def test_a_document_stands_for_the_program_or_is_refused(response: Response, method: AuthMethod | None) -> None:
    """§4: its own id, no secret, our method, our address; else the one error, which quotes no secret."""
    client = Client(ID, auth_method=method)
    error = judged(ClientDocumentError, lambda: check_document(response, client, REDIRECT) or "good")
    if error is None:
        return
    assert response.status == 200
    assert len(response.body) <= 5 * 1024
    said = json.loads(response.body.decode("utf-8-sig"))
    assert said["client_id"] == ID
    assert not said.keys() & {"client_secret", "client_secret_expires_at"}
    assert said.get("token_endpoint_auth_method", "none") == (method or AuthMethod.NONE)


@given(LISTED | TEXTS | st.none())
def test_our_address_is_among_the_listed_ones(listed: Any) -> None:
    """RFC 8252 §7.3: letter by letter, but for the port of an address on this machine."""
    response = Response(200, (), json.dumps({**GOOD, "redirect_uris": listed}).encode())
    good = judged(ClientDocumentError, lambda: check_document(response, Client(ID), REDIRECT) or "good")
    ours = {REDIRECT, "http://127.0.0.1/callback"}
    assert (good is not None) == (isinstance(listed, list) and any(item in ours for item in listed))
