"""A second step after the code, and tokens that renew themselves."""

from dataclasses import replace
from typing import Any

import pytest

from oauth_desk.domain.manners import Renewal, SecondStep
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints
from oauth_desk.domain.verdict import Renewed
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.second_step import second_request, second_tokens
from oauth_desk.protocol.token_endpoint import TokenError, judge_refresh, refresh_request
from tests.protocol.samples import GOOD, ISSUER, NOW, OLD_ACCESS, acme, answer, form_of, header_of, old_tokens

URL = "https://login.acme.example/more"
CLIENT = Client(client_id="desk-123", client_secret=Secret("s3cret"), auth_method=AuthMethod.POST)
FORM = (("grant_type", "more"), ("t", "{access_token}"), ("c", "{client_id}"))
SELF = acme(
    renewal=Renewal("access_token", "GET", (("grant_type", "self"), ("c", "{client_id}"))),
    endpoints=Endpoints(token=f"{ISSUER}/token", refresh=f"{ISSUER}/renew"),
)


def test_without_a_second_step_nothing_is_sent() -> None:
    """Most services give at once what is to be kept."""
    assert second_request(acme(), old_tokens()) is None
    assert second_request(acme(second_step=SecondStep(URL)), old_tokens().without_access()) is None


def test_the_client_asks() -> None:
    """C36, C100: the token stands in the form, the client proves itself as usual."""
    request = second_request(acme(second_step=SecondStep(URL, parameters=FORM), client=CLIENT), old_tokens())
    assert request is not None
    assert (request.method, request.url) == ("POST", URL)
    assert dict(form_of(request)) == {
        "grant_type": "more",
        "t": OLD_ACCESS,
        "c": "desk-123",
        "client_id": "desk-123",
        "client_secret": "s3cret",
    }


def test_the_token_asks() -> None:
    """C100: it stands in its header, and no secret goes along."""
    step = SecondStep(URL, "token", (("grant_type", "more"),))
    request = second_request(acme(second_step=step, client=CLIENT), old_tokens())
    assert request is not None
    assert header_of(request, "Authorization") == f"Bearer {OLD_ACCESS}"
    assert dict(form_of(request)) == {"grant_type": "more"}


def test_the_second_answer_counts() -> None:
    """Its tokens are kept; what the first told besides stays."""
    first = old_tokens(kept=(("token.id", "7"),), id_token=Secret("eyJ.first"))
    found = second_tokens(answer(GOOD), first, sent_at=NOW, asked=("read",), service=acme())
    assert (found.access_token, found.refresh_token, found.expires_at) == (Secret("new-access"), None, NOW + 3600)
    assert (found.kept, found.id_token) == ((("token.id", "7"),), Secret("eyJ.first"))


def test_a_second_answer_without_tokens() -> None:
    """C45, C30: it is an error, and the first token is not repeated in it."""
    told = {"error": "no", "error_description": f"bad {OLD_ACCESS}"}
    with pytest.raises(TokenError) as caught:
        second_tokens(answer(told, 400), old_tokens(), sent_at=NOW, asked=(), service=acme())
    assert OLD_ACCESS not in str(caught.value)


def renewed(**members: Any) -> Renewed:
    """Renew a token by itself."""
    verdict = judge_refresh(answer({**GOOD, **members}), sent_at=NOW, tokens=old_tokens(), service=SELF)
    assert isinstance(verdict, Renewed)
    return verdict


def test_a_token_that_renews_itself() -> None:
    """C100: it goes as Bearer to the renewal's address, with the query of the profile and no proof of the client."""
    request = refresh_request(SELF, old_tokens(refresh_token=Secret(OLD_ACCESS)))
    assert (request.method, request.url) == ("GET", f"{ISSUER}/renew?grant_type=self&c=desk-123")
    assert (header_of(request, "Authorization"), request.body) == (f"Bearer {OLD_ACCESS}", None)
    posted = replace(SELF, renewal=Renewal("access_token", "POST", (("a", "b"),)))
    request = refresh_request(posted, old_tokens(refresh_token=Secret(OLD_ACCESS)))
    assert (request.method, request.body) == ("POST", b"a=b")


@pytest.mark.parametrize(
    ("address", "parameters", "url"),
    [
        ("/renew?v=1", (("a", "b"),), "/renew?v=1&a=b"),
        ("/renew?v=1", (), "/renew?v=1"),
        ("/renew", (), "/renew"),
    ],
)
def test_a_query_of_the_addresss_own(address: str, parameters: tuple[tuple[str, str], ...], url: str) -> None:
    """What the address says already stays."""
    service = replace(
        SELF, renewal=Renewal("access_token", "GET", parameters), endpoints=Endpoints(token=f"{ISSUER}{address}")
    )
    assert refresh_request(service, old_tokens()).url == f"{ISSUER}{url}"


def test_without_an_address_nothing_renews() -> None:
    """It is told, and nothing is sent."""
    with pytest.raises(UnusableClient):
        refresh_request(replace(SELF, endpoints=Endpoints()), old_tokens())


def test_the_next_one_renews_itself_too() -> None:
    """The new token is what renews from now on, as long as it lives."""
    tokens = renewed().tokens
    assert tokens.refresh_token == tokens.access_token == Secret("new-access")
    assert tokens.refresh_expires_at == tokens.expires_at == NOW + 3600
    assert tokens.refresh_obtained_at == NOW
