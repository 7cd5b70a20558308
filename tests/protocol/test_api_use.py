"""Where the access token stands in a call, and who tells of an account."""

from typing import Any

import pytest

from oauth_desk.domain.connection import Account
from oauth_desk.domain.manners import ApiUse
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe, AuthMethod, Client, Service
from oauth_desk.protocol.http import Headers, Request
from oauth_desk.protocol.resource import api_request
from oauth_desk.protocol.userinfo import judge_probe, kept_of_probe, probe_request, told_by_answer
from tests.protocol.samples import OLD_ACCESS, acme, answer, form_of, header_of, old_tokens

URL = "https://api.acme.example/v2/things"
ME = "https://api.acme.example/me"
CLIENT = Client(client_id="desk-123", client_secret=Secret("s3cret"), auth_method=AuthMethod.POST)


def sent(api: ApiUse, headers: Headers = (), **tokens: Any) -> Headers:
    """Return the headers of a call."""
    return api_request(acme(api=api), old_tokens(**tokens), Request("GET", URL, headers)).headers


def probed(probe: AccountProbe, client: Client = CLIENT) -> Service:
    """Return a service with this way to learn who signed in."""
    return acme(account=probe, client=client)


def test_another_scheme() -> None:
    """C100: the word before the token is the service's."""
    assert sent(ApiUse(scheme="OAuth")) == (("Authorization", f"OAuth {OLD_ACCESS}"),)


def test_a_header_of_its_own() -> None:
    """C100: the bare token stands there, in place of whatever a caller put there or into Authorization."""
    given = (("x-token", "mine"), ("Authorization", "Bearer mine"), ("Accept", "a/b"))
    assert sent(ApiUse(scheme="OAuth", header="X-Token"), given) == (("Accept", "a/b"), ("X-Token", OLD_ACCESS))


def test_a_bound_token_goes_as_such() -> None:
    """C47, C92: DPoP knows one header and one scheme."""
    api, tokens = ApiUse("OAuth", "X-Token"), old_tokens(token_type="DPoP")
    request = api_request(acme(api=api), tokens, Request("GET", URL), dpop_key=Secret("key"))
    assert header_of(request, "Authorization") == f"DPoP {OLD_ACCESS}"
    assert header_of(request, "X-Token") is None


def test_further_headers() -> None:
    """What goes along is filled in, is left out where it cannot be, and never replaces a caller's own."""
    api = ApiUse(headers=(("Client-Id", "{client_id}"), ("X-Team", "{token.team}"), ("X-No", "{token.no}")))
    kept = (("token.team", "T1"),)
    assert dict(sent(api, kept=kept)) == {
        "Client-Id": "desk-123",
        "X-Team": "T1",
        "Authorization": f"Bearer {OLD_ACCESS}",
    }
    assert dict(sent(api, (("client-id", "mine"),)))["client-id"] == "mine"


@pytest.mark.parametrize("value", ["a\r\nX: y", "ä"])
def test_a_value_that_is_no_header(value: str) -> None:
    """What cannot stand in a header is left out."""
    assert "X-Team" not in dict(sent(ApiUse(headers=(("X-Team", "{token.team}"),)), kept=(("token.team", value),)))


def test_the_client_asks_about_a_token() -> None:
    """C96: the token stands in the form, and the client proves itself as usual."""
    parameters = (("token", "{access_token}"), ("for", "{client_id}{token.none}"))
    request = probe_request(probed(AccountProbe(ME, auth="client", parameters=parameters)), old_tokens())
    assert request is not None
    assert (request.method, request.url, header_of(request, "Authorization")) == ("POST", ME, None)
    assert dict(form_of(request)) == {
        "token": OLD_ACCESS,
        "for": "desk-123",
        "client_id": "desk-123",
        "client_secret": "s3cret",
    }


def test_a_client_that_cannot_ask() -> None:
    """A probe that cannot be made is none."""
    assert probe_request(probed(AccountProbe(ME, auth="client"), Client()), old_tokens()) is None


def test_a_probe_with_the_clients_id_in_a_header() -> None:
    """Gaps in the probe's headers are filled."""
    request = probe_request(probed(AccountProbe(ME, headers=(("Client-Id", "{client_id}"),))), old_tokens())
    assert request is not None
    assert header_of(request, "Client-Id") == "desk-123"


def test_an_account_of_the_token_answer() -> None:
    """Nobody is asked, and what was kept tells who it is."""
    service = probed(AccountProbe(label="user.name", subject="user.id"))
    tokens = old_tokens(kept=(("token.user.name", "Ana"), ("token.user.id", "7")))
    assert probe_request(service, tokens) is None
    assert told_by_answer(service, tokens) == Account("Ana", "7")
    assert told_by_answer(acme(), tokens) == Account()
    assert told_by_answer(probed(AccountProbe(ME)), tokens) == Account()


@pytest.mark.parametrize(
    ("told", "label"),
    [({"a": "A", "b": "B"}, "A"), ({"a": None, "b": "B"}, "B"), ({"b": {}, "c": {"d": 4}}, "4"), ({"name": "N"}, "N")],
)
def test_several_paths_to_a_label(told: dict[str, Any], label: str) -> None:
    """The first path that finds a text counts, then the usual names."""
    probe = AccountProbe(ME, label="a", labels=("b", "c.d"))
    assert judge_probe(answer(told), probed(probe)).label == label


def test_what_is_kept_of_an_account() -> None:
    """C100: values come out as they were told, or not at all."""
    service = probed(AccountProbe(ME, keep=("api", "team.id", "none")))
    told = {"api": "https://a.example", "team": {"id": 4}}
    assert kept_of_probe(answer(told), service) == (("account.api", "https://a.example"), ("account.team.id", "4"))
    assert kept_of_probe(answer(told, 500), service) == ()
    assert kept_of_probe(answer("<html>"), service) == ()
    assert kept_of_probe(answer(told), acme()) == ()
