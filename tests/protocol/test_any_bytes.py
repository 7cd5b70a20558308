"""No bytes a server sends make a judge raise anything but its documented error."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oauth_desk.domain.service import Service
from oauth_desk.domain.verdict import Misconfigured, Refused, Rejected, Renewed, Transient
from oauth_desk.protocol import (
    device,
    discovery,
    introspection,
    protected_resource,
    registration,
    resource,
    revocation,
    token_endpoint,
    userinfo,
)
from oauth_desk.protocol.http import Response
from tests.protocol.samples import ACME, GOOD, ISSUER, NOW, acme, attempt, old_tokens

QUIRKY = acme(
    quirks={"errors_with_http_200": True, "rejected_errors": ("x", "0"), "token_request_body": "json"},
    scope_separator=",",
)
NAMES = st.sampled_from(
    [
        *GOOD,
        "error",
        "error_description",
        "errors",
        "ok",
        "status",
        "active",
        "sub",
        "issuer",
        "resource",
        "client_id",
        "client_secret",
        "scope",
        "refresh_token",
        "id_token",
        "device_code",
        "user_code",
        "verification_uri",
        "interval",
        "redirect_uris",
        "grant_types",
        "token_endpoint",
        "authorization_servers",
        "scopes_supported",
        "expires_at",
        "keys",
        "message",
        "code",
        "type",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["invalid_grant", "Bearer", ISSUER, "a", 3600]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.dictionaries(NAMES, VALUES, max_size=8)
BODIES = st.one_of(
    st.binary(max_size=120),
    MEMBERS.map(lambda members: json.dumps(members).encode()),
    MEMBERS.map(lambda members: json.dumps({**GOOD, **members}).encode()),
    st.tuples(st.binary(max_size=20), MEMBERS).map(lambda pair: json.dumps(pair[1]).encode() + pair[0]),
    st.text("access_token=error&<html>{}\"'%+;ü", max_size=60).map(str.encode),
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Content-Type", "Retry-After", "Location", "WWW-Authenticate", "Date"]), st.text(max_size=40)
    ),
    max_size=3,
).map(tuple)
RESPONSES = st.builds(Response, st.integers(100, 599), HEADERS, BODIES, st.floats(0, 60))
SERVICES = st.sampled_from([ACME, QUIRKY])


@pytest.mark.parametrize(
    ("judge", "documented"),
    [
        (
            lambda response: token_endpoint.judge_code(response, sent_at=NOW, attempt=attempt()),
            token_endpoint.TokenError,
        ),
        (lambda response: device.judge_device(response, NOW), token_endpoint.TokenError),
        (lambda response: discovery.judge_metadata(response, issuer=ISSUER), discovery.DiscoveryError),
        (
            lambda response: protected_resource.judge_protected_resource(response, url=ISSUER),
            discovery.DiscoveryError,
        ),
        (registration.judge_registration, registration.RegistrationError),
        (introspection.judge_introspection, introspection.IntrospectionError),
    ],
    ids=["code", "device", "metadata", "resource", "registration", "introspection"],
)
@given(response=RESPONSES)
def test_one_documented_error(
    judge: Callable[[Response], object], documented: type[Exception], response: Response
) -> None:
    """Each judge returns a value or raises the error it names, whose text is printable."""
    try:
        judge(response)
    except documented as error:
        str(error).encode()


@settings(max_examples=300)
@given(response=RESPONSES, service=SERVICES)
def test_judges_that_never_raise(response: Response, service: Service) -> None:
    """A renewal, a poll, a revocation, an account and an API's answer are judged whatever they hold."""
    verdict = token_endpoint.judge_refresh(response, sent_at=NOW, tokens=old_tokens(), service=service)
    assert isinstance(verdict, Renewed | Rejected | Misconfigured | Refused | Transient)
    device.judge_poll(response, sent_at=NOW, scopes=("read",), service=service)
    revocation.judge_revocation(response)
    account = userinfo.judge_probe(response, service, expected_subject="ada")
    assert account.label.isprintable()
    resource.needs_renewal(response)
    resource.insufficient_scope(response)
    assert isinstance(
        protected_resource.challenge_resource_metadata(response.all_headers("www-authenticate"), ISSUER), str | None
    )


@given(response=RESPONSES)
def test_only_a_good_200_renews(response: Response) -> None:
    """C45: whatever the answer holds, new tokens come with status 200 alone."""
    verdict = token_endpoint.judge_refresh(response, sent_at=NOW, tokens=old_tokens(), service=ACME)
    if isinstance(verdict, Renewed):
        assert response.status == 200
        assert verdict.tokens.access_token
        assert verdict.tokens.refresh_token
    if isinstance(verdict, Rejected):
        assert b"invalid_grant" in response.body
