"""What every judge reads with: JSON, forms, pages, words, permissions, dates."""

import json
from email.utils import formatdate
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol import scope, server_clock
from oauth_desk.protocol.answer import Unreadable, failure_of, is_page, read, unreadable_words
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.json_body import DEEPEST, BadJson, parse, parse_object, parse_text
from oauth_desk.protocol.retry_after import retry_after
from oauth_desk.protocol.text import clean_description
from oauth_desk.protocol.token_answer import BadTokens, read_tokens
from tests.protocol.properties.answers import answers, check_words, judged, members, refusals
from tests.protocol.properties.values import MARK, SCOPES, TEXTS, VISIBLE
from tests.protocol.samples import ACME, NOW, acme

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(
    st.binary(max_size=40)
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.text('[]{}",:1e9\\ud8', max_size=30).map(str.encode)
)
def test_json_is_read_as_everybody_reads_it_or_not_at_all(body: bytes) -> None:
    """C52: what is accepted is what the standard library reads, not too deep, and can be written again."""
    value = judged(BadJson, lambda: (parse(body),))
    if value is None:
        return
    text = body.decode("utf-8-sig")
    assert (json.loads(text),) == value == (parse_text(text),)
    json.dumps(value[0], allow_nan=True, ensure_ascii=False).encode()
    assert _depth(value[0]) <= DEEPEST
    assert (judged(BadJson, lambda: parse_object(body)) is not None) == isinstance(value[0], dict)


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


SECRET = f"{MARK}-0123456789"


@given(answers(secrets=[SECRET]) | refusals([SECRET]).map(lambda said: Response(400, (), json.dumps(said).encode())))
def test_a_failure_is_told_in_words_that_can_be_shown(response: Response) -> None:
    """C30, C59, C102: one line each, of a length, and what was sent is masked wherever it is repeated."""
    answer = judged(Unreadable, lambda: read(response))
    if answer is None:
        told = unreadable_words(response, Unreadable("It cannot be read."))
        check_words(told)
        assert ("page" in told) == (is_page(response) and response.status < 500)
        return
    for service in (None, ACME, acme(quirks={"errors_with_http_200": True})):
        failure = failure_of(answer, service, secrets=[Secret(SECRET)])
        if failure is not None:
            check_words(failure.description, *failure.names)
            assert len(failure.description) <= 300
            assert all(len(name) <= 100 for name in failure.names)
            assert failure.name in {"", *failure.names}
        elif "error" in answer:
            assert answer["error"] is None


MARKED = (VISIBLE | st.text(' a"', min_size=1, max_size=4)).map(lambda text: f"{MARK}{text}")


@given(st.text(), st.lists(MARKED, max_size=2), st.text(), st.integers(1, 300))
def test_a_secret_is_masked_wherever_it_stands(before: str, secrets: list[str], after: str, longest: int) -> None:
    """C30, C102: whatever stands around it, whatever it is made of."""
    text = before + after.join([*secrets, *secrets]) + after
    shown = clean_description(text, secrets=[*map(Secret, secrets), None], longest=longest)
    assert shown.isprintable()
    assert len(shown) <= longest
    assert MARK not in shown


@given(SCOPES, st.sampled_from([" ", ",", "+", ";", "|"]), st.booleans())
def test_permissions_come_back_as_they_were_written(scopes: tuple[str, ...], separator: str, as_list: bool) -> None:
    """C50: in the service's own separator, or as an array."""
    service = acme(scope_separator=separator)
    told: Any = list(scopes) if as_list else scope.joined(scopes, service)
    assert scope.granted(told, ("asked",), service) == scopes


@given(JSON, SCOPES)
def test_any_permissions_can_be_kept(told: Any, asked: tuple[str, ...]) -> None:
    """C50: some that can be shown, each once; as asked where nothing was told."""
    granted = scope.granted(told, asked, ACME)
    assert len(set(granted)) == len(granted)
    assert granted == asked or isinstance(told, str | list)
    assert all(each.isprintable() and each for each in granted)


@given(members(), SCOPES)
def test_tokens_are_read_or_refused(answer: dict[str, Any], asked: tuple[str, ...]) -> None:
    """C46, C51: the one error; a renewal loses no refresh token."""
    old = Tokens(Secret("old"), NOW, refresh_token=Secret("kept"))
    tokens = judged(BadTokens, lambda: read_tokens(answer, sent_at=NOW, asked=asked, service=ACME, old=old))
    if tokens is not None:
        assert tokens.access_token == Secret(answer["access_token"])
        assert tokens.refresh_token == Secret(answer.get("refresh_token") or "kept")


@given(st.integers(0, 4_000_000_000), st.floats(0, 100), st.integers(-(10**6), 10**6))
def test_a_clock_that_is_apart_is_measured(sent: int, took: float, off: int) -> None:
    """C74: never by more than it is off, and not at all within what sending and receiving explain."""
    response = Response(200, (("Date", formatdate(max(0, sent + off), usegmt=True)),))
    date = server_clock.told(response)
    assert date == server_clock.instant(response.header("date")) == max(0, sent + off)
    skew = server_clock.skew(response, sent_at=sent, received_at=sent + took)
    assert skew is not None
    assert abs(skew) <= abs(max(0, sent + off) - sent)
    assert (skew == 0) == (date - (sent + took) <= 0 <= date + 1 - sent)


@given(
    st.text(max_size=40) | st.integers().map(str) | st.integers(0, 2**37).map(lambda at: formatdate(at, usegmt=True))
)
def test_any_wait_is_short_or_none(text: str) -> None:
    """C57: seconds or a date, an hour at most, nonsense ignored."""
    wait = retry_after(Response(503, (("Retry-After", text), ("Date", text[::-1]))), NOW)
    assert wait is None or 0 <= wait <= 3600


@given(TEXTS, st.integers(), st.integers())
def test_no_key_stands_twice(name: str, one: int, other: int) -> None:
    """C52: of two members of one name nobody knows which counts."""
    key = json.dumps(name)
    assert judged(BadJson, lambda: parse(f"{{{key}: {one}, {key}: {other}}}".encode())) is None
    assert parse(f"{{{key}: {one}}}".encode()) == {name: one}
