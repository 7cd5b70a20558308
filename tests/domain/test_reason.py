"""Why a sign-in is over: from times, history and the service's own words."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection, History
from oauth_desk.domain.reason import cause_of, said_cause
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Quirks, Service
from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Tokens
from oauth_desk.domain.verdict import Rejected
from tests.samples import NOW, connection

SILENT = Rejected("invalid_grant")
RFC = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
    "authorization request, or was issued to another client."
)

SAID = [
    ("invalid_grant AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency", Cause.POLICY),
    ("invalid_grant AADSTS99999: The refresh token has expired.", Cause.EXPIRED),
    # a password
    ("invalid_grant The session has been invalidated because the user changed their password", Cause.PASSWORD),
    ("invalid_grant Password has been reset", Cause.PASSWORD),
    ("invalid_grant wrong password", None),
    # rules and accounts
    ("invalid_grant reauth related error (invalid_rapt)", Cause.POLICY),
    ("invalid_grant Multi-factor authentication required", Cause.POLICY),
    ("invalid_grant User disabled", Cause.POLICY),
    ("invalid_grant inactive user", Cause.POLICY),
    ("account_inactive ", Cause.POLICY),
    ("invalid_grant Account has been deleted", Cause.POLICY),
    # used elsewhere
    ("invalid_grant Maximum allowed refresh token reuse exceeded", Cause.REUSED),
    ("invalid_grant The refresh token was already used.", Cause.REUSED),
    (f"invalid_grant {RFC} The refresh token has already been used.", Cause.REUSED),
    ("invalid_grant Stale token", Cause.REUSED),
    # not used
    ("invalid_grant The refresh token has expired due to inactivity.", Cause.IDLE),
    # taken back
    ("token_revoked ", Cause.REVOKED),
    ("invalid_grant Refresh token revoked", Cause.REVOKED),
    ("invalid_grant user hasn't approved this consumer", Cause.REVOKED),
    # its time is over
    ("invalid_grant Refresh token has expired", Cause.EXPIRED),
    ("token_expired ", Cause.EXPIRED),
    ("invalid_grant Session not active", Cause.EXPIRED),
    # another registration
    ("invalid_grant Invalid refresh token. Token client and authorized client don't match", Cause.CLIENT),
    ("invalid_grant The token was issued to another client", Cause.CLIENT),
    # everything at once, or nothing
    ("invalid_grant", None),
    ("invalid_grant grant request is invalid", None),
    ("invalid_grant Bad Request", None),
    (f"invalid_grant {RFC}", None),
    ("invalid_grant Token has been expired or revoked.", None),
    ("bad_refresh_token The refresh token passed is incorrect or expired.", None),
    ("invalid_grant refresh token is invalid or revoked", None),
    ("invalid_grant Token is inactive because it is malformed, expired or otherwise invalid.", None),
    ("invalid_grant Unknown or invalid refresh token.", None),
]


@pytest.mark.parametrize(("said", "cause"), SAID)
def test_the_service_says_why(said: str, cause: Cause | None) -> None:
    """Words that leave no doubt are believed; words that fit every reason tell none."""
    assert said_cause(said) is cause


def test_a_service_has_words_and_numbers_of_its_own() -> None:
    """What a profile says of a service's rejections goes before all words, in whatever language the rest is."""
    known = (("AADSTS50173", "password"), ("E42", "idle"))
    said = "invalid_grant AADSTS50173: Das Token ist abgelaufen (expired)."
    assert said_cause(said, known) is Cause.PASSWORD
    assert said_cause("e42 expired", known) is Cause.IDLE
    assert said_cause("invalid_grant Token expired", known) is Cause.EXPIRED


def rotating(**changes: object) -> Connection:
    """Return a connection that was renewed once, with a new refresh token."""
    tokens = Tokens(Secret("a"), NOW, NOW + 90, Secret("r"), refresh_obtained_at=NOW)
    return connection(**{"tokens": tokens, "generation": 2, **changes})


def acme(**quirks: int) -> Service:
    """Return a service with these limits."""
    return Service("acme", "Acme", quirks=Quirks(**quirks))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdict", "cause"),
    [
        (SILENT, Cause.REJECTED),
        (Rejected("invalid_grant", cause=Cause.REFUSED), Cause.REFUSED),
        (Rejected("invalid_grant", "Refresh token revoked"), Cause.REVOKED),
        (Rejected("invalid_grant", "The token was issued to another client"), Cause.CLIENT),
    ],
)
def test_without_any_knowledge_the_services_words_stand(verdict: Rejected, cause: Cause) -> None:
    """What nobody knows stays unknown."""
    assert cause_of(rotating(), verdict, NOW + 60) is cause


def test_a_lost_answer_explains_more_than_words() -> None:
    """C62: who sent the same twice knows that it may count as reuse."""
    lost = rotating(unanswered_since=NOW)
    assert cause_of(lost, Rejected("invalid_grant", "The refresh token was already used."), NOW + 5) is Cause.CUT_OFF


@pytest.mark.parametrize("said", ["", "Refresh token has expired", "Token revoked"])
def test_our_own_clock_knows_the_limits(said: str) -> None:
    """The time since the last use, and the age of the sign-in, decide where the service's words do not."""
    idle, old = acme(refresh_idle_seconds=60), acme(refresh_absolute_seconds=60)
    verdict = Rejected("invalid_grant", said)
    assert cause_of(rotating(service=idle), verdict, NOW + 61) is Cause.IDLE
    assert cause_of(rotating(service=old), verdict, NOW + 61) is Cause.TOO_OLD
    for within in (idle, old):
        assert cause_of(rotating(service=within), verdict, NOW + 60) not in {Cause.IDLE, Cause.TOO_OLD}


def test_a_password_change_beats_a_limit() -> None:
    """Where the service says exactly what happened, that is it."""
    made = rotating(service=acme(refresh_idle_seconds=60))
    assert cause_of(made, Rejected("invalid_grant", "password changed"), NOW + 61) is Cause.PASSWORD


def test_unused_counts_from_the_last_sign_in_or_renewal() -> None:
    """A sign-in after a long pause is a use: the last renewal of before it does not make it idle."""
    made = rotating(service=acme(refresh_idle_seconds=60), history=History(last_renewed_at=NOW - 1e6))
    assert cause_of(made, SILENT, NOW + 30) is Cause.REJECTED


@pytest.mark.parametrize(("moves", "cause"), [(True, Cause.IDLE), (False, Cause.TOO_OLD), (None, Cause.TOO_OLD)])
def test_a_told_end_is_a_time_unused_or_an_age(moves: bool | None, cause: Cause) -> None:
    """An end that each renewal had moved is over because nobody renewed; one that stood still is an age."""
    tokens = Tokens(Secret("a"), NOW, refresh_expires_at=NOW + 5)
    made = rotating(tokens=tokens, history=History(end_moves=moves))
    assert cause_of(made, SILENT, NOW + 6) is cause
    assert cause_of(made, SILENT, NOW + 5) is Cause.REJECTED


def test_a_copy_on_another_computer_explains_a_silent_end() -> None:
    """Where each renewal spends the one before, a copy that went elsewhere was renewed there; else it tells nothing."""
    copied = rotating(copied_at=NOW)
    assert cause_of(copied, SILENT, NOW + 60) is Cause.REUSED
    assert cause_of(replace(copied, generation=1), SILENT, NOW + 60) is Cause.REUSED
    stays = replace(copied, tokens=replace(copied.tokens, refresh_obtained_at=NOW - 90))
    assert cause_of(stays, SILENT, NOW + 60) is Cause.REJECTED
