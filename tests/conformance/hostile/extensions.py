"""Pushed requests, nonces for bound tokens, cookies: where a provider could lead the program on."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from oauth_desk.domain.service import Offer, Security
from tests.conformance import answers
from tests.conformance.case import CONNECTED, MEGABYTE, Case
from tests.conformance.hostile.token_answers import BIDI
from tests.conformance.life import Ended, Life
from tests.conformance.play import LEFT_OUT, Answer, Play

FAILED: Final = "exchange_failed"
_PAR: Final = {"pushed_authorization_request_endpoint": "{here}/par"}
_BOUND: Final = {"dpop_signing_alg_values_supported": ["ES256"]}
_REQUIRED: Final = {"security": Security(dpop=Offer.REQUIRED)}

REFERENCES: Final[dict[str, tuple[object, str]]] = {
    "with a blank": ("urn:a b", FAILED),
    "of two lines": ("urn:a\r\nX: 1", FAILED),
    "beyond ASCII": ("urn:\u202eé", FAILED),
    "of ten kilobytes": ("urn:" + "x" * 10_000, FAILED),
    "that is a number": (7, FAILED),
    "that is empty": ("", FAILED),
    "that is not there": (LEFT_OUT, FAILED),
    "with parameters in it": ("urn:x&redirect_uri=http://evil.example#", CONNECTED),
    "that is a script": ("javascript:alert(1)", CONNECTED),
    "that is another machine": ("{elsewhere}/request", CONNECTED),
}

PUSHES: Final[dict[str, tuple[Answer, str, dict[str, Any]]]] = {
    "a redirect": (answers.redirect(307), FAILED, {}),
    "a page": (answers.page(), FAILED, {}),
    "an error to show": (answers.error(BIDI, BIDI), FAILED, {}),
    "everything that was sent": (answers.echo, FAILED, {}),
    "a refusal of the client": (answers.error("invalid_client", "", 401), "settings_problem", {}),
    "the same key twice": (answers.text('{"request_uri": "urn:1", "request_uri": "urn:2"}', 201), FAILED, {}),
    "a bomb": (answers.bomb, "unreachable", {"memory": 16 * MEGABYTE}),
    "a byte now and then": (answers.drip, "unreachable", {}),
}


def nonces(value: str = "n-{number}", *, status: int = 400, challenge: bool = False) -> Answer:
    """Ask for another nonce each time."""
    number = [0]

    async def asking(provider: Any, seen: Any, writer: Any) -> None:
        number[0] += 1
        headers = [("DPoP-Nonce", value.replace("{number}", str(number[0])))]
        if challenge:
            headers.append(("WWW-Authenticate", 'DPoP error="use_dpop_nonce"'))
        await answers.told({"error": "use_dpop_nonce"}, status, *headers)(provider, seen, writer)

    return asking


def one_reference(life: Life, ended: Ended) -> bool:
    """Tell whether the browser's address holds the client and the reference, and nothing that was in it."""
    assert ended.session is not None
    asked = parse_qs(urlsplit(ended.session.url).query)
    return set(asked) == {"client_id", "request_uri"} and urlsplit(ended.session.url).fragment == ""


def no_cookie(life: Life, _ended: Ended) -> bool:
    """Tell whether no cookie came back."""
    return all(seen.header("Cookie") is None for _, seen in life.provider.seen)


def _pushed() -> Iterator[Case]:
    for does, (reference, ends) in REFERENCES.items():
        yield Case(
            name=f"pushed:reference-{_slug(does)}",
            does=f"the pushed request is given a reference {does}",
            play=Play(metadata=_PAR, pushed={"request_uri": reference}),
            ends=ends,
            holds=one_reference if ends == CONNECTED else None,
            asks={} if ends == CONNECTED else {"authorize": 0, "token": 0},
        )
    for does, (answer, ends, more) in PUSHES.items():
        yield Case(
            name=f"pushed:{_slug(does)}",
            does=f"instead of a reference comes {does}",
            play=Play(metadata=_PAR, answers={"par": answer}),
            ends=ends,
            asks={"par": 1, "authorize": 0},
            **more,
        )
    yield Case(
        name="pushed:demanded-and-nowhere",
        does="pushing is demanded, and no address is named for it",
        play=Play(metadata={"require_pushed_authorization_requests": True}),
        ends="settings_problem",
        asks={"authorize": 0},
    )


def _bound() -> Iterator[Case]:
    for does, answer in {
        "another nonce": nonces(),
        "the same nonce": nonces("n"),
        "a nonce of ten kilobytes": nonces("x" * 10_000),
        "an empty nonce": nonces(""),
        "a nonce beyond ASCII": nonces("\xe9{number}"),
    }.items():
        yield Case(
            name=f"nonce:{_slug(does)}-for-the-code",
            does=f"the token endpoint wants {does} each time",
            play=Play(metadata=_BOUND, answers={"token": answer}),
            ends=FAILED,
            asks={"token": 2},
        )
    yield Case(
        name="nonce:another-for-userinfo",
        does="userinfo wants another nonce each time",
        play=Play(metadata=_BOUND, answers={"userinfo": nonces(status=401, challenge=True)}),
        asks={"userinfo": 2},
    )
    yield Case(
        name="nonce:another-for-a-renewal",
        does="the renewal wants another nonce each time",
        scene="renewal",
        service=_REQUIRED,
        play=Play(answers={"renewal": nonces()}),
        ends="refused",
        asks={"renewal": 3},
    )
    yield Case(
        name="bound:plain-token-where-a-bound-one-is-demanded",
        does="the provider gives a plain token where the connection demands a bound one",
        service=_REQUIRED,
        play=Play(answers={"token": answers.told({"access_token": "CANARY", "token_type": "Bearer"})}),
        ends=FAILED,
    )
    yield Case(
        name="bound:plain-token-at-the-renewal",
        does="the renewal gives a plain token where the connection demands a bound one",
        scene="renewal",
        service=_REQUIRED,
        play=Play(renewed={"token_type": "Bearer"}),
        ends="refused",
    )


def _cookies() -> Iterator[Case]:
    cookie = answers.and_also(("Set-Cookie", "session=CANARY; Path=/"), ("Set-Cookie", "other=1"))
    yield Case(
        name="cookies:in-every-answer",
        does="every answer sets cookies",
        play=Play(answers=dict.fromkeys(("metadata", "token", "jwks", "userinfo"), cookie)),
        holds=no_cookie,
    )
    yield Case(
        name="cookies:at-the-renewal",
        does="the renewal sets cookies",
        scene="renewal",
        play=Play(answers={"renewal": cookie}),
        holds=no_cookie,
    )


def _slug(text: str) -> str:
    return text.replace(" ", "-")


CASES: Final = (*_pushed(), *_bound(), *_cookies())
