"""Key files of service accounts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.grant import Grant, ScopePlace
from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.service_account import CLOUD, BadKeyFile, account_in, key_in, read_key_file
from tests.protocol.google_file import key_file
from tests.protocol.keys import pem, private_key, public_pem


def test_googles_file_says_everything() -> None:
    """Who asks, where, for whom, and with which key, named as the file names it."""
    service = read_key_file(key_file())
    said = service.assertion
    assert (service.id, service.grant) == ("google-service-account", Grant.JWT_BEARER)
    assert service.endpoints.token == said.audience == "https://oauth2.googleapis.com/token"
    assert said.issuer == "robot@acme-desk.iam.gserviceaccount.com"
    assert said.subject is None
    assert not said.names_itself
    assert said.scope_in is ScopePlace.ASSERTION
    assert service.scopes == (CLOUD,)
    assert said.private_key is not None
    assert json.loads(said.private_key.reveal())["kid"] == "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"
    assert not service.needs_client


def test_a_file_of_another_server_goes_there() -> None:
    """The file's own address counts, and nothing of Google's goes along."""
    service = read_key_file(key_file(token_uri="https://login.acme.example/token"))
    assert service.name == "Service account at login.acme.example"
    assert service.scopes == ()
    assert service.allowed_hosts == ()


def test_the_key_is_not_shown() -> None:
    """C102: no repr of what was read shows the key."""
    service = read_key_file(key_file())
    assert service.assertion.private_key is not None
    secret = json.loads(service.assertion.private_key.reveal())["d"]
    assert secret not in repr(service)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not whole"),
        ("[1]", "no JSON"),
        ("{}", "“type” is not “service_account”"),
        (key_file(type="authorized_user"), "belongs to a person"),
        (key_file(type="external_account"), "another service"),
        ('{"installed": {}}', "registers a program"),
        (key_file(private_key=None), "holds no private key"),
        (key_file(private_key="canary-n0t-a-key"), "cannot be used"),
        (key_file(private_key=public_pem(private_key("RSA")).decode()), "only a public key"),
        (key_file(private_key=pem(private_key("RSA"), "canary-pass").decode()), "passphrase"),
        (key_file(private_key=pem(private_key("weak")).decode()), "1024 bits"),
        (key_file(client_email=7), "lacks “client_email”"),
        (key_file(private_key_id=None), "lacks “private_key_id”"),
        (key_file(token_uri=None), "lacks “token_uri”"),
        (key_file(token_uri="http://oauth2.googleapis.com/token"), "The address in “token_uri”"),
    ],
)
def test_what_is_no_such_file_is_told(text: str, said: str) -> None:
    """Each other file is refused with a plain sentence that quotes nothing of it."""
    with pytest.raises(BadKeyFile) as caught:
        read_key_file(text)
    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


@given(st.text() | st.recursive(st.none() | st.text(), lambda x: st.dictionaries(st.text(), x)).map(json.dumps))
def test_no_text_is_a_traceback(text: str) -> None:
    """Whatever a file holds, it is read or refused."""
    with pytest.raises(BadKeyFile):
        read_key_file(text)


def test_a_new_key_is_found_in_either_kind_of_file() -> None:
    """What signs is taken out of a service account's file, or out of one with a key alone."""
    key = private_key("RSA")
    assert key_in(key_file().encode()) == read_key_file(key_file()).assertion.private_key
    assert json.loads(key_in(pem(key), key_id="k2").reveal())["kid"] == "k2"
    assert json.loads(key_in(pem(key, "canary"), passphrase=Secret("canary")).reveal())["kty"] == "RSA"
    with pytest.raises(ValueError, match="no private key"):
        key_in(b"nothing")


@pytest.mark.parametrize(
    ("data", "whose"),
    [
        (key_file().encode(), "robot@acme-desk.iam.gserviceaccount.com"),
        (b"\xef\xbb\xbf" + key_file().encode(), "robot@acme-desk.iam.gserviceaccount.com"),
        (key_file(client_email=None).encode(), None),
        (key_file(client_email=7).encode(), None),
        (key_file(client_email="two words").encode(), None),
        (b"-----BEGIN PRIVATE KEY-----", None),
    ],
)
def test_a_key_file_tells_whose_it_is(data: bytes, whose: str | None) -> None:
    """What names nobody that can be sent names nobody."""
    assert account_in(data) == whose
