"""The answer that the browser brings back."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Metadata, Service
from oauth_desk.protocol.attempt import authorization_url
from oauth_desk.protocol.callback import Code, Denied, Invalid, NotOurs, judge, query_of
from tests.protocol.samples import ACME, ISSUER, REDIRECT, STATE, VERIFIER, acme, attempt

ATTEMPT = attempt()
SUPPORTED = acme(metadata=Metadata(iss_parameter_supported=True))
OURS = f"state={STATE}"


def test_a_code() -> None:
    """C27: the code of our own answer is taken, and shown to nobody."""
    verdict = judge(f"code=canary%2Fcode+x&{OURS}", ATTEMPT)
    assert verdict == Code(Secret("canary/code x"))
    assert "canary" not in repr(verdict)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=x",
        "code=x&state=",
        "code=x&state=other",
        f"code=x&state={STATE}x",
        f"code=x&state={STATE.upper()}",
        "error=access_denied",
        "error=access_denied&state=other",
        "code=x&state=other&state=another",
        "code=x&state=%ff",
        f"code=x&state={STATE}" + "&a=b" * 300,
        f"code={'x' * 20_000}&{OURS}",
        "code=x&state=\ud800",
    ],
)
def test_a_wrong_state_keeps_the_flow_waiting(query: str) -> None:
    """C25: a wrong or missing state is not ours, with a code or with an error, and the flow keeps waiting."""
    assert isinstance(judge(query, ATTEMPT), NotOurs)


def test_the_state_is_compared_as_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """C06: the state of an answer meets the attempt's in the comparison that takes the same time for all."""
    compared: list[bytes] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.extend((one, other))
        return one == other

    monkeypatch.setattr("hmac.compare_digest", compare)
    assert isinstance(judge("code=x&state=other", ATTEMPT), NotOurs)
    assert {b"other", STATE.encode()} <= set(compared)


@pytest.mark.parametrize(
    "query",
    [
        f"code=x&code=y&{OURS}",
        f"code=x&{OURS}&state=other",
        f"code=x&{OURS}&{OURS}",
        f"error=a&error=b&{OURS}",
        f"code=x&code=&{OURS}",
        f"code=x&unknown=1&unknown=2&{OURS}",
    ],
)
def test_duplicates_are_rejected(query: str) -> None:
    """C24: a parameter that comes twice makes the answer unacceptable."""
    assert isinstance(judge(query, ATTEMPT), Invalid)


@pytest.mark.parametrize(
    ("service", "iss", "good"),
    [
        (SUPPORTED, ISSUER, True),
        (SUPPORTED, None, False),
        (SUPPORTED, "https://evil.example", False),
        (SUPPORTED, f"{ISSUER}/", False),
        (SUPPORTED, ISSUER.upper(), False),
        (ACME, ISSUER, True),
        (ACME, None, True),
        (ACME, "https://evil.example", False),
        (acme(issuer=None), "https://any.example", True),
        (acme(quirks={"issuer_mismatch_allowed": True}), "https://other.example", True),
    ],
)
@pytest.mark.parametrize("rest", ["code=x", "error=access_denied"])
def test_the_issuer_is_compared(service: Service, iss: str | None, rest: str, *, good: bool) -> None:
    """C26: a missing iss that was promised, or a different one, is refused, in error answers too."""
    query = f"{rest}&{OURS}" + (f"&iss={quote(iss, safe='')}" if iss is not None else "")
    assert isinstance(judge(query, attempt(service)), Invalid) is not good


def test_the_person_said_no() -> None:
    """C30: an error is shown as plain text; the service's own words for "denied" count as it."""
    query = urlencode({"error": "access_denied", "error_description": "No\u202e\x07 way\r\n", "state": STATE})
    assert judge(query, ATTEMPT) == Denied("access_denied", "No way")
    linkedin = attempt(acme(quirks={"denied_errors": ("user_cancelled_login",)}))
    assert judge(f"error=user_cancelled_login&{OURS}", linkedin) == Denied("access_denied")
    assert judge(f"error=user_cancelled_login&{OURS}", ATTEMPT) == Denied("user_cancelled_login")


def test_an_error_does_not_repeat_secrets() -> None:
    """C102: a description that repeats the state or the verifier is masked."""
    query = urlencode({"error": "x", "error_description": f"{VERIFIER} {STATE}", "state": STATE})
    verdict = judge(query, ATTEMPT)
    assert isinstance(verdict, Denied)
    assert STATE not in verdict.description
    assert VERIFIER not in verdict.description


@pytest.mark.parametrize("name", ["access_token", "id_token"])
def test_tokens_in_the_address_are_refused(name: str) -> None:
    """C31: a token in the callback is refused, even beside a code."""
    assert isinstance(judge(f"code=x&{name}=t&{OURS}", ATTEMPT), Invalid)


def test_unknown_parameters_are_ignored() -> None:
    """C31: session_state and the like do not disturb."""
    query = f"session_state=1&code=x&authuser=0&prompt=none&scope=read+write&{OURS}"
    assert judge(query, ATTEMPT) == Code(Secret("x"))


@pytest.mark.parametrize(
    "query", [OURS, f"code=&{OURS}", f"code=%00&{OURS}", f"code=a%0D%0Ab&{OURS}", f"code=%C3%A9&{OURS}"]
)
def test_no_usable_code(query: str) -> None:
    """An answer of ours without a code, or with one that cannot be, is unacceptable."""
    assert isinstance(judge(query, ATTEMPT), Invalid)


def test_an_error_comes_before_a_code() -> None:
    """C25: after state and iss, an error counts more than a code beside it."""
    assert isinstance(judge(f"code=x&error=server_error&{OURS}", ATTEMPT), Denied)


@given(
    st.text(max_size=200)
    | st.lists(st.tuples(st.sampled_from(["state", "code", "error", "iss", "x"]), st.text())).map(urlencode)
)
def test_no_query_crashes_and_none_without_our_state_counts(query: str) -> None:
    """C25: whatever comes without our state is not ours."""
    assert isinstance(judge(query, ATTEMPT), NotOurs)


@given(st.lists(st.tuples(st.sampled_from(["code", "error", "error_description", "iss", "x"]), st.text())))
def test_an_answer_of_ours_is_judged(pairs: list[tuple[str, str]]) -> None:
    """Whatever else our answer holds, it is a code, a denial or unacceptable."""
    try:
        query = urlencode([*pairs, ("state", STATE)])
    except UnicodeEncodeError:
        return
    assert isinstance(judge(query, ATTEMPT), Code | Denied | Invalid | NotOurs)


# --- pasting ------------------------------------------------------------------


@pytest.mark.parametrize(
    "pasted",
    [
        f"{REDIRECT}?code=x&{OURS}",
        f"  {REDIRECT}?code=x&{OURS}\n",
        f"<{REDIRECT}?code=x&{OURS}>",
        f'"{REDIRECT}?code=x&{OURS}"',
        f"127.0.0.1:49152/callback?code=x&{OURS}",
        f"code=x&{OURS}",
        f"?code=x&{OURS}",
        f"{REDIRECT}?code=x&{OURS}#_",
    ],
)
def test_a_pasted_answer(pasted: str) -> None:
    """The address a person landed on is read, whole or in part, with what copying adds to it."""
    assert judge(query_of(pasted, ATTEMPT), ATTEMPT) == Code(Secret("x"))


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "just-a-code",
        "https://evil.example/callback?code=x&state=y",
        f"http://127.0.0.1:1/callback?code=x&{OURS}",
        f"{REDIRECT}/more?code=x&{OURS}",
        REDIRECT,
        f"{REDIRECT}?",
        f"first line\n{REDIRECT}?code=x",
        "code=" + "x" * 20_000,
        authorization_url(ATTEMPT),
    ],
)
def test_a_wrong_paste_is_told(pasted: str) -> None:
    """What is not the address one lands on, the sign-in page's own among them, is a plain sentence."""
    with pytest.raises(ValueError, match=r"\.$"):
        query_of(pasted, ATTEMPT)
