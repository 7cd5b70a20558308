"""Who signed in."""

import pytest

from oauth_desk.domain.connection import Account
from oauth_desk.domain.service import AccountProbe, Endpoints
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.userinfo import judge_probe, label_of, probe_request
from tests.protocol.samples import OLD_ACCESS, acme, answer, header_of, old_tokens

PROBED = acme(account=AccountProbe("https://api.acme.example/me", label="data.user.email", subject="data.ids[1].value"))
ADA = {"sub": "ada", "email": "ada@acme.example", "name": "Ada"}


def test_the_userinfo_request() -> None:
    """The userinfo endpoint is asked with the token in the header."""
    request = probe_request(acme(), old_tokens())
    assert request is not None
    assert (request.method, request.url, request.body) == ("GET", "https://api.acme.example/userinfo", None)
    assert header_of(request, "Authorization") == f"Bearer {OLD_ACCESS}"
    assert header_of(request, "Accept") == "application/json"


def test_the_account_probe() -> None:
    """A profile's probe is asked instead, with its own method, headers and body (Linear, Notion, Dropbox)."""
    probe = AccountProbe(
        "https://api.acme.example/graphql", method="POST", headers=(("X-Version", "2"),), body='{"query":"{me}"}'
    )
    request = probe_request(acme(account=probe), old_tokens())
    assert request is not None
    assert (request.method, request.body) == ("POST", b'{"query":"{me}"}')
    assert header_of(request, "X-Version") == "2"
    assert header_of(request, "Content-Type") == "application/json"


def test_nobody_to_ask() -> None:
    """Without an endpoint or a token nothing is asked, and nothing in an unsafe place."""
    assert probe_request(acme(endpoints=Endpoints()), old_tokens()) is None
    assert probe_request(acme(), old_tokens(access_token=None)) is None
    assert probe_request(acme(account=AccountProbe("http://api.acme.example/me")), old_tokens()) is None


def test_userinfo() -> None:
    """The address is the label people know, the sub the identity."""
    assert judge_probe(answer(ADA), acme()) == Account("ada@acme.example", "ada")
    assert judge_probe(answer({"sub": "1", "preferred_username": "ada"}), acme()) == Account("ada", "1")


@pytest.mark.parametrize(
    "body", [{**ADA, "sub": "eve"}, {**ADA, "sub": "Ada"}, {"email": "x"}, {**ADA, "sub": 7}, {**ADA, "sub": ""}]
)
def test_userinfo_about_somebody_else_is_dropped_whole(body: dict[str, object]) -> None:
    """C75: userinfo whose sub is not the ID token's is dropped, label and all."""
    assert judge_probe(answer(body), acme(), expected_subject="ada") == Account()
    assert judge_probe(answer(ADA), acme(), expected_subject="ada").subject == "ada"


def test_paths_into_the_answer() -> None:
    """A probe's paths lead through objects and lists."""
    body = {"data": {"user": {"email": "ada@acme.example"}, "ids": [{"value": 1}, {"value": 42}]}}
    assert judge_probe(answer(body), PROBED) == Account("ada@acme.example", "42")


@pytest.mark.parametrize(
    "body",
    [{}, {"data": None}, {"data": []}, {"data": {"user": 7, "ids": [1]}}, {"data": {"ids": [0, {"value": True}]}}, []],
)
def test_paths_that_lead_nowhere(body: object) -> None:
    """A path that leads nowhere gives an empty account and no error."""
    assert judge_probe(answer(body), PROBED) == Account()


def test_a_probe_without_paths() -> None:
    """Without paths the usual names are looked for, and a probe's subject is its own."""
    service = acme(account=AccountProbe("https://api.acme.example/me"))
    assert judge_probe(answer({"id": 7, "login": "ada"}), service, expected_subject="x") == Account("ada", "7")
    assert judge_probe(answer([{"id": 7}]), service) == Account()


@pytest.mark.parametrize(
    "response",
    [
        answer(ADA, 401),
        answer(ADA, 302),
        answer({**ADA, "error": "x"}),
        answer({**ADA, "ok": False}),
        answer("<html>"),
        answer([]),
        answer(b""),
        answer("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln", headers=(("Content-Type", "application/jwt"),)),
    ],
)
def test_what_cannot_be_believed(response: Response) -> None:
    """C59, C75: an error, whatever its status, and what cannot be read tell nothing of anybody."""
    assert judge_probe(response, acme()) == Account()


def test_labels_are_cleaned() -> None:
    """C30: a name is shown without control and bidi characters, and not endlessly."""
    assert label_of({"name": "A\u202eda\x00 " + "x" * 500}).startswith("Ada x")
    assert len(label_of({"name": "x" * 500})) == 200
    assert label_of({"email": None, "name": {"a": 1}, "login": ""}) == ""
