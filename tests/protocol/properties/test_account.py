"""Who signed in: userinfo, or the profile's own probe."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.connection import Account
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe, Endpoints, Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.resource import allowed
from oauth_desk.protocol.userinfo import judge_probe, label_of, probe_request
from tests.protocol.properties.answers import answers, members
from tests.protocol.properties.values import ADDRESSES, HEADERS, MARK, SECRETS, TEXTS
from tests.protocol.samples import ACME, NOW, acme, answer

PATHS = st.sampled_from(["", "email", "data.name", "data[0].id", "0", "data[99999999999]", "a.b.c[0]"])
PROBES = st.none() | st.builds(
    AccountProbe, ADDRESSES, PATHS, PATHS, st.sampled_from(["GET", "POST"]), HEADERS, st.none() | TEXTS
)
SERVICES = st.builds(
    lambda probe, url: acme(account=probe, endpoints=Endpoints(userinfo=url)), PROBES, st.none() | ADDRESSES
)


@given(SERVICES, SECRETS | st.none())
def test_the_question_carries_the_token_in_its_header_alone(service: Service, token: Secret | None) -> None:
    """C100: to the userinfo address or the profile's own, with what the profile says; with no token nobody is asked."""
    request = probe_request(service, Tokens(token, NOW))
    probe, url = service.account, service.endpoints.userinfo
    if token is None or (probe is None and url is None):
        assert request is None
        return
    assert request is not None
    assert request.url == (probe.url if probe is not None else url)
    assert allowed(service, request.url)
    assert request.method == (probe.method if probe is not None else "GET")
    assert request.body == (probe.body.encode() if probe is not None and probe.body is not None else None)
    names = [name.lower() for name, _ in request.headers]
    assert len(names) == len(set(names))
    assert [value for name, value in request.headers if MARK in value] == [f"Bearer {token.reveal()}"]
    assert dict(request.headers)["Authorization"] == f"Bearer {token.reveal()}"
    assert "accept" in names
    assert set(probe.headers if probe is not None else ()) <= set(request.headers)


PEOPLE: Any = {"sub": "ada", "email": "ada@acme.example"}


@given(answers(PEOPLE), SERVICES, st.sampled_from([None, "ada", "eve"]))
def test_somebody_or_nobody(response: Response, service: Service, expected: str | None) -> None:
    """C75: whatever comes it is an account; of anybody else than expected nothing is believed, nor without a 200."""
    account = judge_probe(response, service, expected_subject=expected)
    for text in (account.label, account.subject):
        assert text.isprintable()
        assert len(text) <= 255
    if response.status != 200:
        assert account == Account()
    if service.account is None and expected is not None:
        assert account == Account() or account.subject == expected


@given(st.sampled_from(["ada", "eve"]), st.sampled_from([None, "ada", "eve"]))
def test_nobody_else_is_believed(subject: str, expected: str | None) -> None:
    """C75: userinfo of another subject than the ID token's is dropped whole."""
    account = judge_probe(answer({**PEOPLE, "sub": subject}), ACME, expected_subject=expected)
    assert (account == Account()) == (expected not in {None, subject})


@given(members(PEOPLE))
def test_a_name_is_one_that_can_be_shown(claims: dict[str, Any]) -> None:
    """C30: an address or a name on one line, or nothing."""
    label = label_of(claims)
    assert label.isprintable()
    assert len(label) <= 200
    assert not label or any(isinstance(value, str | int) for value in claims.values())


@given(SECRETS, st.sampled_from(["http://acme.example/me", "ftp://acme.example", "https://me@acme.example/", "x"]))
def test_nobody_is_asked_where_a_token_must_not_go(token: Secret, url: str) -> None:
    """C38, C100: an address that is not safe gets no token."""
    service = replace(ACME, account=AccountProbe(url), endpoints=Endpoints())
    assert probe_request(service, Tokens(token, NOW)) is None
