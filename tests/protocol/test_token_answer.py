"""A successful token answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Offer, Security
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.token_answer import TEN_YEARS, BadTokens, lifetime, read_tokens
from tests.protocol.samples import GOOD, NOW, OLD_REFRESH, acme, old_tokens
from tests.ui.samples import jwt

ASKED = ("read", "write")
ABSENT = object()


def tokens(old: Tokens | None = None, **members: Any) -> Tokens:
    """Return the tokens of a good answer with the given members."""
    answer = {name: value for name, value in {**GOOD, **members}.items() if value is not ABSENT}
    return read_tokens(answer, sent_at=NOW, asked=ASKED, service=acme(), old=old)


def test_a_plain_answer() -> None:
    """C45, C49: the lifetime counts from before the request was sent."""
    found = tokens(refresh_token="r1", scope="read", id_token="a.b.c")
    assert found == Tokens(
        access_token=Secret("new-access"),
        obtained_at=NOW,
        expires_at=NOW + 3600,
        refresh_token=Secret("r1"),
        refresh_obtained_at=NOW,
        token_type="Bearer",
        scopes=("read",),
        id_token=Secret("a.b.c"),
    )


@pytest.mark.parametrize(
    "value", [ABSENT, None, "", 7, True, [], {}, "a\r\nX-Evil: 1", "a\x00", "tök", "a\x7f", "\ud83d\ude00"]
)
def test_a_bad_access_token_is_refused(value: object) -> None:
    """C45, C46: an access token is a non-empty string of 0x20-0x7E, and a refused one is not quoted."""
    with pytest.raises(BadTokens) as caught:
        tokens(access_token=value)
    assert "Evil" not in str(caught.value)


@pytest.mark.parametrize("value", ["", 7, True, [], "r\nX-Evil: 1", "tök"])
def test_a_bad_refresh_token_is_refused(value: object) -> None:
    """C46: the same holds for a refresh token."""
    with pytest.raises(BadTokens) as caught:
        tokens(refresh_token=value)
    assert "Evil" not in str(caught.value)


def test_a_token_bound_to_a_key_that_nobody_showed() -> None:
    """C47, C92: nobody could use such a token, so it is no success; a plain one needs no key."""
    with pytest.raises(BadTokens, match="none was shown"):
        read_tokens({**GOOD, "token_type": "DPoP"}, sent_at=NOW, asked=(), key_shown=False)
    assert read_tokens({**GOOD, "token_type": "Bearer"}, sent_at=NOW, asked=(), key_shown=False).token_type == "Bearer"


@pytest.mark.parametrize(("value", "found"), [("bearer", "Bearer"), ("BEARER", "Bearer"), ("dpop", "DPoP")])
def test_token_types(value: str, found: str) -> None:
    """C47: Bearer and DPoP are read without regard to case."""
    assert tokens(token_type=value).token_type == found


@pytest.mark.parametrize("value", [ABSENT, None, 7, "", "mac", "Bearer ", "bot", ["Bearer"]])
def test_other_token_types_are_refused(value: object) -> None:
    """C45, C47: a missing or another type is refused."""
    with pytest.raises(BadTokens):
        tokens(token_type=value)


def test_dpop_required() -> None:
    """C47: where the connection demands DPoP, a bearer token is refused."""
    service = acme(security=Security(dpop=Offer.REQUIRED))
    with pytest.raises(BadTokens, match="DPoP"):
        read_tokens(dict(GOOD), sent_at=NOW, asked=(), service=service)
    assert read_tokens({**GOOD, "token_type": "DPoP"}, sent_at=NOW, asked=(), service=service).token_type == "DPoP"


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (3600, 3600),
        (3599.5, 3599.5),
        ("3600", 3600),
        (0, 0),
        (-5, 0),
        (-(10**400), 0),
        (TEN_YEARS, TEN_YEARS),
        (TEN_YEARS + 1, None),
        (316_224_000, 316_224_000),
        (316_224_001, None),
        (10**400, None),
        ("9" * 19, None),
        (float("inf"), None),
        (float("nan"), None),
        (True, None),
        (False, None),
        (None, None),
        ("", None),
        ("soon", None),
        ("3600s", None),
        ("-5", None),
        ("١٢", None),
        ([3600], None),
        ({}, None),
    ],
)
def test_lifetimes(told: object, seconds: float | None) -> None:
    """C48: numbers and digits count; nonsense and over ten years is unknown; nothing left is nothing left."""
    assert lifetime(told) == seconds
    expires_at = tokens(expires_in=told).expires_at
    assert expires_at == (None if seconds is None else NOW + seconds)


def test_no_expiry_is_invented() -> None:
    """C48: an answer without a lifetime has none, also where the access token is a JWT that tells one: it is opaque."""
    assert tokens(expires_in=ABSENT).expires_at is None
    assert tokens(expires_in=ABSENT, access_token=jwt({"exp": NOW + 60}).reveal()).expires_at is None


@pytest.mark.parametrize(
    ("told", "expires_at"),
    [
        (NOW + 60, NOW + 60),
        (str(int(NOW) + 60), NOW + 60),
        ("2027-01-15T08:01:00Z", NOW + 60),
        ("2027-01-15T10:01:00+02:00", NOW + 60),
        (NOW - 60, NOW),
        (0, None),
        (NOW * 1000, None),
        ("2027-01-15T08:01:00", None),
        ("tomorrow", None),
        (True, None),
        (10**400, None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_an_absolute_expiry(told: object, expires_at: float | None) -> None:
    """Without expires_in an absolute expiry serves, as Unix time or RFC 3339; expires_in wins where both are."""
    assert tokens(expires_in=ABSENT, expires_at=told).expires_at == expires_at
    assert tokens(expires_at=told).expires_at == NOW + 3600


@pytest.mark.parametrize("name", ["refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in"])
def test_the_refresh_tokens_end(name: str) -> None:
    """Where a service tells how long the refresh token lives, it is kept; 0 means for ever."""
    assert tokens(refresh_token="r", **{name: 600}).refresh_expires_at == NOW + 600
    assert tokens(refresh_token="r", **{name: 0}).refresh_expires_at is None
    assert tokens(refresh_token="r", **{name: "x"}).refresh_expires_at is None


@pytest.mark.parametrize(
    ("told", "scopes"),
    [(ABSENT, ASKED), (None, ASKED), ("", ()), ("read", ("read",)), ("read admin", ("read", "admin"))],
)
def test_scopes(told: object, scopes: tuple[str, ...]) -> None:
    """C50: missing means as asked; narrower, wider and empty are stored as told."""
    found = tokens(scope=told)
    assert (found.scopes, found.scopes_assumed) == (scopes, told in (ABSENT, None))


def test_what_is_assumed_stays_so_until_it_is_told() -> None:
    """C50: a renewal without scopes assumes nothing that was told before; one that tells ends the assumption."""
    told, assumed = tokens(scope="read"), tokens()
    assert not tokens(told).scopes_assumed
    assert tokens(assumed).scopes_assumed
    assert not tokens(assumed, scope="read").scopes_assumed
    assert not read_tokens(dict(GOOD), sent_at=NOW, asked=(), service=acme()).scopes_assumed


def test_scopes_under_another_name() -> None:
    """Bitbucket tells the granted scopes as "scopes"."""
    assert tokens(scopes="read").scopes == ("read",)


@pytest.mark.parametrize("value", [7, {}, "a\nb", None, ""])
def test_a_strange_id_token_is_none(value: object) -> None:
    """An ID token that is no text does not spoil the access token."""
    assert tokens(id_token=value).id_token is None


def test_carried_over() -> None:
    """C51: without a refresh token in the answer the old one stays, with its dates and the ID token."""
    old = old_tokens(refresh_expires_at=NOW + 9999, id_token=Secret("old.id.token"))
    found = tokens(old)
    assert found.refresh_token == Secret(OLD_REFRESH)
    assert found.refresh_expires_at == old.refresh_expires_at
    assert found.refresh_obtained_at == old.refresh_obtained_at
    assert found.id_token == old.id_token
    assert tokens(old, refresh_token=None).refresh_token == Secret(OLD_REFRESH)


def test_replaced() -> None:
    """C51: a refresh token in the answer replaces the old one, and its age begins anew."""
    found = tokens(old_tokens(refresh_expires_at=NOW + 9999), refresh_token="r1", id_token="new.id.token")
    assert found.refresh_token == Secret("r1")
    assert found.refresh_obtained_at == NOW
    assert found.refresh_expires_at is None
    assert found.id_token == Secret("new.id.token")


def test_the_same_refresh_token_again_keeps_its_age() -> None:
    """A service that repeats the old refresh token has not made a new one."""
    old = old_tokens(refresh_expires_at=NOW + 9999)
    found = tokens(old, refresh_token=OLD_REFRESH)
    assert found.refresh_obtained_at == old.refresh_obtained_at
    assert found.refresh_expires_at == old.refresh_expires_at


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
MEMBERS = st.sampled_from(
    [
        "access_token",
        "token_type",
        "expires_in",
        "expires_at",
        "refresh_token",
        "scope",
        "scopes",
        "id_token",
        "refresh_expires_in",
    ]
)


@given(st.dictionaries(MEMBERS, JSON))
def test_no_members_crash(members: dict[str, Any]) -> None:
    """C45, C48: whatever the members, the answer is tokens that can be sent, or the documented error."""
    try:
        found = read_tokens({**GOOD, **members}, sent_at=NOW, asked=ASKED, service=acme(), old=old_tokens())
    except BadTokens:
        return
    assert found.access_token is not None
    assert found.access_token.reveal().isascii()
    assert found.access_token.reveal().isprintable()
    assert found.expires_at is None or NOW <= found.expires_at <= NOW + TEN_YEARS
    json.dumps(found.scopes).encode()
