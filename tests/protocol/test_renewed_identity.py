"""The ID token of a renewal beside that of the sign-in."""

import base64
import json
from typing import Any

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.renewed_identity import AnotherPerson, checked
from tests.protocol.samples import ISSUER, NOW, old_tokens

CLAIMS = {"iss": ISSUER, "sub": "ada", "aud": "desk-123", "iat": NOW, "auth_time": NOW - 60}


def id_token(**changes: Any) -> Secret:
    """Return an unsigned ID token."""
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    parts = ({"alg": "RS256"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return Secret(".".join([*encoded, "c2ln"]))


OLD = old_tokens(id_token=id_token())


@pytest.mark.parametrize(
    "changes", [{}, {"iat": NOW + 3600}, {"aud": ["desk-123", "other"]}, {"auth_time": None}, {"iat": None}]
)
def test_the_same_person(changes: dict[str, Any]) -> None:
    """C67: the same issuer, subject and audience, issued anew, is taken over."""
    new = old_tokens(id_token=id_token(**changes))
    assert checked(new, OLD) == new


@pytest.mark.parametrize(
    "changes",
    [{"sub": "eve"}, {"sub": None}, {"iss": "https://evil.example"}, {"aud": "other"}, {"aud": None}, {"aud": []}],
)
def test_another_person(changes: dict[str, Any]) -> None:
    """C67: another issuer, subject or audience is refused."""
    with pytest.raises(AnotherPerson):
        checked(old_tokens(id_token=id_token(**changes)), OLD)


@pytest.mark.parametrize("azp", ["other", "", 7, ["desk-123"], {"desk-123": 1}])
def test_given_to_another_program(azp: object) -> None:
    """C67: ``azp`` of another client is refused, whether it was named before or not (OIDC Core §12.2)."""
    for old in (OLD, old_tokens(id_token=id_token(azp="desk-123"))):
        with pytest.raises(AnotherPerson):
            checked(old_tokens(id_token=id_token(azp=azp)), old)


@pytest.mark.parametrize(("before", "now"), [(None, "desk-123"), ("desk-123", "desk-123"), ("desk-123", None)])
def test_given_to_the_same_program(before: object, now: object) -> None:
    """C67: the same client may be named, or be named no more."""
    new = old_tokens(id_token=id_token(azp=now))
    assert checked(new, old_tokens(id_token=id_token(azp=before))) == new


@pytest.mark.parametrize("changes", [{"auth_time": NOW}, {"iat": NOW - 3600}])
def test_another_login_time_costs_the_id_token_alone(changes: dict[str, Any]) -> None:
    """C67: a changed auth_time or an older iat is not believed, and the grant is kept (django-oauth-toolkit)."""
    new = old_tokens(access_token=Secret("new"), id_token=id_token(**changes))
    found = checked(new, OLD)
    assert found.access_token == Secret("new")
    assert found.id_token == OLD.id_token


def test_nothing_to_compare() -> None:
    """Without an old ID token, or a readable one, there is nothing to contradict; an unreadable new one is dropped."""
    new = old_tokens(id_token=id_token(sub="eve"))
    assert checked(new, old_tokens()) == new
    assert checked(old_tokens(), OLD) == old_tokens()
    assert checked(new, old_tokens(id_token=Secret("opaque"))) == new
    assert checked(old_tokens(id_token=Secret("opaque")), OLD).id_token == OLD.id_token
