"""What a token endpoint gave."""

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Tokens

NOW = 1_800_000_000.0


def test_lives_until_its_end() -> None:
    """An access token lives strictly before its expiry."""
    tokens = Tokens(Secret("a"), NOW, expires_at=NOW + 60)
    assert tokens.lives(NOW)
    assert tokens.lives(NOW + 59.9)
    assert not tokens.lives(NOW + 60)
    assert tokens.lifetime == 60
    assert tokens.remaining(NOW + 10) == 50


def test_unknown_expiry_lives() -> None:
    """C48: without a known expiry a token lives until a 401 says otherwise, and no lifetime is invented."""
    tokens = Tokens(Secret("a"), NOW)
    assert tokens.lives(NOW + 1e9)
    assert tokens.lifetime is None
    assert tokens.remaining(NOW) is None


def test_rejected_tokens_hold_nothing_that_could_be_handed_out() -> None:
    """C55: after a rejection the access token is gone; what can still be revoked, and what was granted, is kept."""
    tokens = Tokens(Secret("a"), NOW, NOW + 60, Secret("r"), scopes=("read",), id_token=Secret("i"))
    left = tokens.without_access()
    assert left.access_token is None
    assert left.refresh_token == Secret("r")
    assert left.id_token is None
    assert left.scopes == ("read",)
    assert not left.lives(NOW)


@given(st.floats(0, 4e9), st.floats(-1e6, 1e9), st.floats(0, 4e9))
def test_lives_exactly_while_time_remains(obtained: float, lifetime: float, now: float) -> None:
    """C49: whether a token lives depends on the clock given and on nothing else."""
    tokens = Tokens(Secret("a"), obtained, expires_at=obtained + lifetime)
    remaining = tokens.remaining(now)
    assert remaining is not None
    assert tokens.lives(now) is (remaining > 0)


def test_repr_is_masked() -> None:
    """C102: the repr of a token object shows no token."""
    shown = repr(Tokens(Secret("canary-a"), NOW, refresh_token=Secret("canary-r"), id_token=Secret("canary-i")))
    assert "canary" not in shown
