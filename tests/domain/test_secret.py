"""The wrapper that keeps secrets from being seen by accident."""

import logging
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import MASK, Secret

CANARY = "canary-7f3a"


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(CANARY)),
        str(Secret(CANARY)),
        f"{Secret(CANARY)}",
        f"{Secret(CANARY):>40}",
        f"{Secret(CANARY)!r}",
        "%s" % Secret(CANARY),  # noqa: UP031
        repr([Secret(CANARY)]),
    ],
)
def test_shows_a_mask(shown: str) -> None:
    """C102: repr, str and format of a secret never hold it."""
    assert CANARY not in shown
    assert MASK in shown


def test_is_masked_in_a_log_record(caplog: pytest.LogCaptureFixture) -> None:
    """C102: a secret that is logged by mistake is masked."""
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("token %s %r", Secret(CANARY), Secret(CANARY))
    assert CANARY not in caplog.text


def test_is_not_pickled() -> None:
    """A secret does not slip into a pickle."""
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_equals_by_text(one: str, other: str) -> None:
    """Two secrets are equal when their texts are; the comparison never fails."""
    assert (Secret(one) == Secret(other)) is (one == other)
    assert Secret(one).reveal() == one
    assert hash(Secret(one)) == hash(Secret(str(one)))


def test_is_not_its_text() -> None:
    """A secret is not equal to the bare string, so that nobody compares by accident."""
    assert Secret("a") != "a"
    assert Secret("a") == Secret("a")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert not Secret("")
    assert Secret("a")


def test_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """C06: how much of a wrong state is right cannot be told from how long the comparison takes."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr("hmac.compare_digest", compare)
    assert Secret("same") != Secret("same")
    assert compared == [(b"same", b"same")]
