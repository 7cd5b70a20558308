"""The answer that the browser brings back, and the address that a person pastes."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Metadata
from oauth_desk.protocol.attempt import Attempt, begin
from oauth_desk.protocol.callback import Code, Denied, Invalid, NotOurs, judge, query_of
from tests.protocol.properties.answers import check_words
from tests.protocol.properties.values import MARK, TEXTS
from tests.protocol.samples import ISSUER, NOW, REDIRECT, acme

STATE, VERIFIER, SECRET = f"{MARK}-state-0123456789", f"{MARK}-verifier-0123456789", f"{MARK}-client-0123456789"
SERVICES = st.builds(
    lambda issuer, supported, mismatch: acme(
        issuer=issuer,
        client=Client("desk", Secret(SECRET)),
        metadata=Metadata(iss_parameter_supported=supported),
        quirks={"issuer_mismatch_allowed": mismatch, "denied_errors": ("user_cancelled",)},
    ),
    st.sampled_from([ISSUER, None]),
    st.booleans(),
    st.booleans(),
)
TRIALS = SERVICES.map(
    lambda service: begin(
        service, (), redirect_uri=REDIRECT, state=Secret(STATE), nonce=None, verifier=Secret(VERIFIER), now=NOW
    )
)
REPEATED = st.builds("{}{}{}".format, TEXTS, st.sampled_from([STATE, VERIFIER, SECRET]), TEXTS)
PIECES: Any = st.one_of(
    st.tuples(st.just("state"), st.sampled_from([STATE, STATE, STATE, STATE[:-1], f"{STATE}x", ""])),
    st.tuples(st.just("iss"), st.sampled_from([ISSUER, f"{ISSUER}/", "https://evil.example", ""])),
    st.tuples(st.just("code"), st.sampled_from(["good-code", "a b", "", "ü", "a\nb"]) | TEXTS),
    st.tuples(st.just("error"), st.sampled_from(["access_denied", "user_cancelled", ""]) | REPEATED),
    st.tuples(st.just("error_description"), REPEATED | TEXTS),
    st.tuples(st.sampled_from(["access_token", "id_token", "session_state", "a"]), TEXTS),
)
QUERIES = st.one_of(
    st.lists(PIECES, max_size=7).map(urlencode),
    st.tuples(st.lists(PIECES, max_size=4).map(urlencode), TEXTS).map("&".join),
    st.text("state=code&%+;iserro#\ud800é", max_size=40),
    st.text(max_size=40),
)


@given(QUERIES, TRIALS)
def test_every_answer_is_one_of_four(query: str, trial: Attempt) -> None:
    """C24–C27, C30: no query breaks the judge, and nothing it says repeats a secret."""
    verdict = judge(query, trial)
    if isinstance(verdict, Denied):
        check_words(verdict.error, verdict.description)
    elif isinstance(verdict, NotOurs | Invalid):
        check_words(verdict.reason)
    else:
        assert isinstance(verdict, Code)


@given(st.lists(PIECES, max_size=7, unique_by=lambda piece: piece[0]), TRIALS)
def test_the_order_of_the_judge(pieces: list[tuple[str, str]], trial: Attempt) -> None:
    """C25, C26, C31: state, iss, error, code, in this order, by a second reading of the rules."""
    said = {name: value for name, value in pieces if value}
    assert type(judge(urlencode(pieces), trial)) is _expected(said, trial)


def _expected(said: dict[str, str], trial: Attempt) -> type:
    service, iss = trial.service, said.get("iss")
    if said.get("state") != STATE:
        return NotOurs
    if iss is None and service.metadata.iss_parameter_supported:
        return Invalid
    if iss not in {None, service.issuer} and service.issuer and not service.quirks.issuer_mismatch_allowed:
        return Invalid
    if "error" in said:
        return Denied
    code = said.get("code", "")
    good = code and all(" " <= character <= "~" for character in code)
    return Code if good and not said.keys() & {"access_token", "id_token", "refresh_token"} else Invalid


@given(st.lists(PIECES, max_size=4), st.lists(PIECES, min_size=1, max_size=2), TRIALS)
def test_nothing_may_be_said_twice(pieces: list[tuple[str, str]], again: list[tuple[str, str]], trial: Attempt) -> None:
    """C24: an answer that names a parameter twice brings no code, whatever stands in it."""
    verdict = judge(urlencode([("state", STATE), ("code", "good-code"), *pieces, *again, *again]), trial)
    assert isinstance(verdict, Invalid)


@given(st.text("\x21\x7e abc&=%+#", min_size=1, max_size=30))
def test_a_code_arrives_whole(code: str) -> None:
    """C27: whatever a code is made of, what the service gave is what is exchanged."""
    trial = begin(
        acme(), (), redirect_uri=REDIRECT, state=Secret(STATE), nonce=None, verifier=Secret(VERIFIER), now=NOW
    )
    assert judge(urlencode({"code": code, "state": STATE}), trial) == Code(Secret(code))


@given(QUERIES | st.text(f"htps:/127.0.0.1:49152/callback?code=#<>{MARK} ", max_size=60), TRIALS)
def test_a_pasted_text_is_read_or_told(pasted: str, trial: Attempt) -> None:
    """What a person pastes is a query that stands in it, or a sentence that quotes nothing."""
    try:
        query = query_of(pasted, trial)
    except ValueError as error:
        check_words(str(error))
        return
    assert query in pasted
    judge(query, trial)


@given(st.lists(PIECES, max_size=5), TRIALS, st.sampled_from(["{}", " {} ", "<{}>", '"{}"', "{}#_=_"]))
def test_a_pasted_address_is_what_the_loopback_would_have_heard(
    pieces: list[tuple[str, str]], trial: Attempt, around: str
) -> None:
    """The whole address, its query alone, with what copying puts around it: the same answer."""
    query = urlencode([("state", STATE), *pieces])
    for pasted in (f"{REDIRECT}?{query}", f"{REDIRECT.removeprefix('http://')}?{query}", f"?{query}", query):
        assert query_of(around.format(pasted), trial) == query
        assert parse_qsl(query_of(pasted, trial), keep_blank_values=True) == [("state", STATE), *pieces]
