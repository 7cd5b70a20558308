"""Token answers of a service's own form."""

from typing import Any

import pytest

from oauth_desk.domain.manners import AnswerForm
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.answer import failure_of
from oauth_desk.protocol.answer_form import failed, standard
from oauth_desk.protocol.token_answer import BadTokens, read_tokens
from tests.protocol.samples import GOOD, NOW, acme, old_tokens

ISSUED = AnswerForm(issued_at="issued_at", lifetime=7200)


def tokens(form: AnswerForm, answer: dict[str, Any], old: Tokens | None = None) -> Tokens:
    """Return the tokens of an answer in the given form."""
    return read_tokens(answer, sent_at=NOW, asked=("read",), service=acme(answer=form), old=old)


def test_a_nested_answer() -> None:
    """Everything is read from the inner object, the scopes too."""
    inner = {**GOOD, "refresh_token": "R", "scope": "read,write"}
    found = tokens(AnswerForm(inside="data[0]"), {"data": [inner], "access_token": "outer"})
    assert (found.access_token, found.refresh_token) == (Secret("new-access"), Secret("R"))
    assert (found.scopes, found.expires_at) == (("read", "write"), NOW + 3600)


@pytest.mark.parametrize("inner", [{}, {"id": "U1"}, [], "text", None])
def test_a_renewal_that_is_answered_plainly(inner: object) -> None:
    """Where the inner object holds no token, the answer itself does."""
    assert tokens(AnswerForm(inside="user"), {**GOOD, "user": inner}).access_token == Secret("new-access")


def test_no_token_anywhere() -> None:
    """C45: an answer without a token stays one."""
    with pytest.raises(BadTokens):
        tokens(AnswerForm(inside="user", bearer_assumed=True), {"user": {"id": 1}})


def test_a_path_that_finds_nothing_leaves_the_usual_member() -> None:
    """A name of the service's own is looked at first, the standard's after it."""
    form = AnswerForm(access_token="token", expires_in="seconds")
    assert standard({"access_token": "A", "seconds": 60}, form) == {
        "access_token": "A",
        "seconds": 60,
        "expires_in": 60,
    }


@pytest.mark.parametrize("told", [{}, {"token_type": "user"}, {"token_type": None}])
def test_a_type_of_the_services_own(told: dict[str, Any]) -> None:
    """C45: a token without a usable type is Bearer where the profile says so, and refused elsewhere."""
    answer = {"access_token": "A", **told}
    assert tokens(AnswerForm(bearer_assumed=True), answer).token_type == "Bearer"
    with pytest.raises(BadTokens):
        tokens(AnswerForm(), answer)


@pytest.mark.parametrize(("told", "end"), [(0, None), ("0", None), (60, NOW + 60)])
def test_never(told: object, end: float | None) -> None:
    """C49: 0 means no end where the profile says so."""
    assert tokens(AnswerForm(zero_means_never=True), {**GOOD, "expires_in": told}).expires_at == end


@pytest.mark.parametrize(
    ("issued", "end"),
    [
        (None, NOW + 7200),
        ("nonsense", NOW + 7200),
        (NOW - 600, NOW + 6600),
        (str(int(NOW - 600) * 1000), NOW + 6600),
        ("2027-01-15T08:00:00Z", NOW + 7200),
        (NOW + 600, NOW + 7200),
        (NOW - 4000, NOW + 7200),
    ],
)
def test_a_life_that_began_before(issued: object, end: float) -> None:
    """C49: it counts from when the token was issued, unless that clock is ahead or far behind."""
    answer = {"access_token": "A", "token_type": "Bearer", "issued_at": issued}
    assert tokens(ISSUED, answer).expires_at == end


def test_what_is_told_counts_before_what_the_profile_supposes() -> None:
    """C49: a lifetime of the profile stands only where the answer has none."""
    form = AnswerForm(lifetime=60)
    assert tokens(form, GOOD).expires_at == NOW + 3600
    assert tokens(form, {"access_token": "A", "token_type": "Bearer", "expires_at": NOW + 5}).expires_at == NOW + 5


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        ({"refresh_token_expires_at": "2027-01-15T09:00:00Z"}, NOW + 3600),
        ({"refresh_token_expires_at": NOW + 60}, NOW + 60),
        ({"refresh_token_expires_at": "soon"}, None),
        ({"refresh_token_expires_in": 0, "refresh_token_expires_at": NOW + 60}, None),
    ],
)
def test_the_end_of_a_refresh_token(answer: dict[str, Any], end: float | None) -> None:
    """A moment is read as well as a number of seconds."""
    assert tokens(AnswerForm(), {**GOOD, "refresh_token": "R", **answer}).refresh_expires_at == end


def test_what_is_kept_stays_with_renewals() -> None:
    """What a renewal tells anew replaces, what it leaves out stays."""
    form = AnswerForm(keep=("place", "team.id"))
    old = old_tokens(kept=(("callback.realm", "7"), ("token.place", "a"), ("token.team.id", "T")))
    found = tokens(form, {**GOOD, "place": "b"}, old)
    assert dict(found.kept) == {"callback.realm": "7", "token.place": "b", "token.team.id": "T"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 500, "x" * 500),
        ("x" * 501, None),
        ("line\nbreak", None),
        ("straße", None),
        (7, "7"),
        (10**600, None),
        (True, "true"),
        (False, "false"),
        (1.5, None),
        ({}, None),
        (None, None),
        ("", None),
    ],
)
def test_only_short_plain_values_are_kept(value: object, text: str | None) -> None:
    """A stranger's value is kept exactly, or not at all."""
    assert dict(tokens(AnswerForm(keep=("a",)), {**GOOD, "a": value}).kept).get("token.a") == text


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ({"status": 0}, None),
        ({}, None),
        ({"status": 601}, ["601"]),
        ({"status": 0, "problem": {"kind": "over"}}, ["over"]),
        ({"status": 0, "problem": {"kind": False}}, None),
        ({"status": 0, "problem": {"kind": {}}}, None),
    ],
)
def test_errors_at_a_path_or_by_a_flag(answer: dict[str, Any], names: list[str] | None) -> None:
    """C59: an error is told by what stands at a path, or by a flag that has another value than success."""
    assert failed(answer, AnswerForm(ok="status", ok_value="0", error="problem.kind")) == names


def test_a_flag_makes_an_answer_a_failure() -> None:
    """C59: a good answer with a bad flag is none, and the flag's value is the error's code."""
    failure = failure_of({**GOOD, "outcome": "no"}, acme(answer=AnswerForm(ok="outcome", ok_value="yes")))
    assert failure is not None
    assert failure.names == ("no",)


@pytest.mark.parametrize(("code", "names"), [("ok", None), ("access_token_invalid", ("access_token_invalid",))])
def test_an_error_that_holds_the_flag_of_success_is_none(code: str, names: tuple[str, ...] | None) -> None:
    """C59: where every answer has an error (TikTok), the one that says that all is well counts as no error."""
    told = {"data": {"user": {"open_id": "o-1"}}, "error": {"code": code, "message": "", "log_id": "1"}}
    failure = failure_of(told, acme(answer=AnswerForm(ok="error.code", ok_value="ok")))
    assert (failure.names if failure else None) == names


def test_a_flag_elsewhere_excuses_no_error() -> None:
    """C59: an error beside the flag of success is still one."""
    failure = failure_of({**GOOD, "ok": True, "error": "over"}, acme(answer=AnswerForm(ok="ok")))
    assert failure is not None
    assert failure.names == ("over",)
