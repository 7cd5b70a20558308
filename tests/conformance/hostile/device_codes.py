"""What a provider may answer to a sign-in on another device."""

from collections.abc import Iterator
from typing import Any, Final

from tests.conformance import answers
from tests.conformance.case import CONNECTED, MEGABYTE, Case
from tests.conformance.hostile.token_answers import BIDI
from tests.conformance.life import Ended, Life
from tests.conformance.play import LEFT_OUT, Answer, Play

UNSAFE: Final = "unsafe_address"
FAILED: Final = "exchange_failed"
_BRISK: Final = 100.0

PAGES: Final = {
    "javascript": ("javascript:alert(1)", UNSAFE),
    "a file": ("file:///etc/passwd", UNSAFE),
    "data": ("data:text/html,x", UNSAFE),
    "plain http on the network": ("http://10.0.0.1/", UNSAFE),
    "another user's host": ("https://login.example@evil.example/", UNSAFE),
    "a command": ("--help", UNSAFE),
    "a program's own scheme": ("ms-msdt:/id", UNSAFE),
    "two lines": ("{here}/verify\r\nX: 1", FAILED),
    "characters that are not seen": ("{here}/verify\u202e", FAILED),
    "a number": (7, FAILED),
    "nothing": ("", FAILED),
}

CODES: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "no device code": ({"device_code": LEFT_OUT}, FAILED),
    "a device code of two lines": ({"device_code": "CANARY\r\nX: 1"}, FAILED),
    "a device code that is a list": ({"device_code": ["CANARY"]}, FAILED),
    "no code to type": ({"user_code": LEFT_OUT}, FAILED),
    "a code to type that is not seen": ({"user_code": "\u202e\u2066\x1b"}, FAILED),
    "a pace of nothing": ({"interval": 0}, CONNECTED),
    "a pace below zero": ({"interval": -5}, CONNECTED),
    "a pace in words": ({"interval": "often"}, CONNECTED),
    "a pace of a year": ({"interval": 10**8, "expires_in": 60}, "timed_out"),
    "a pace beyond every number": ({"interval": 10**300}, CONNECTED),
    "no time": ({"expires_in": 0}, "timed_out"),
    "a time below zero": ({"expires_in": -1}, "timed_out"),
    "a time of ten thousand years": ({"expires_in": 10**12}, CONNECTED),
    "a time in words": ({"expires_in": "long"}, CONNECTED),
}

STARTS: Final[dict[str, tuple[Answer, str, dict[str, Any]]]] = {
    "a redirect": (answers.redirect(307), FAILED, {}),
    "a page": (answers.page(), FAILED, {}),
    "an error to show": (answers.error(BIDI, BIDI), FAILED, {}),
    "a bomb": (answers.bomb, "unreachable", {"memory": 16 * MEGABYTE}),
    "a byte now and then": (answers.drip, "unreachable", {}),
}

POLLS: Final[dict[str, tuple[Answer, str]]] = {
    "slow_down, for ever": (answers.error("slow_down"), "timed_out"),
    "authorization_pending, for ever": (answers.error("authorization_pending"), "timed_out"),
    "trouble, for ever": (answers.plain(503), "timed_out"),
    "come back in a year": (answers.plain(429, b"", ("Retry-After", "99999999")), "timed_out"),
    "a page, for ever": (answers.page(), "timed_out"),
    "a redirect, for ever": (answers.redirect(307), "timed_out"),
    "nothing, for ever": (answers.nothing, "timed_out"),
    "an error to show": (answers.error(BIDI, BIDI), "denied"),
    "no": (answers.error("access_denied"), "denied"),
    "no more": (answers.error("expired_token"), "timed_out"),
    "the same key twice": (answers.text('{"error": "slow_down", "error": "access_denied"}'), "denied"),
    "everything that was sent": (answers.echo, "denied"),
    "a token of two lines": (answers.told({"access_token": "CANARY\r\n", "token_type": "Bearer"}), "denied"),
    "a token bound to no key": (answers.told({"access_token": "CANARY", "token_type": "DPoP"}), "denied"),
    "a token of no type": (answers.told({"access_token": "CANARY"}), "denied"),
}


def code_to_show(_life: Life, ended: Ended) -> bool:
    """Tell whether the code to type is one line that can be seen."""
    assert ended.session is not None
    shown = ended.session.user_code or ""
    return shown.isprintable() and len(shown) <= 64


def _cases() -> Iterator[Case]:
    for member in ("verification_uri", "verification_uri_complete"):
        for does, (url, ends) in PAGES.items():
            is_optional = member == "verification_uri_complete" and ends == FAILED
            yield Case(
                name=f"device:{member}-{_slug(does)}",
                does=f"the page to type the code on ({member}) is {does}",
                scene="device",
                play=Play(device={member: url}),
                ends=CONNECTED if is_optional else ends,
                speed=_BRISK,
                asks={} if is_optional else {"poll": 0},
            )
    for does, (members, ends) in CODES.items():
        yield Case(
            name=f"device:{_slug(does)}",
            does=f"the provider gives {does}",
            scene="device",
            play=Play(device=members),
            ends=ends,
            speed=_BRISK,
            asks={"poll": 0} if ends == FAILED else {},
        )
    for does, (answer, ends, more) in STARTS.items():
        yield Case(
            name=f"device:{_slug(does)}-to-begin-with",
            does=f"instead of a code comes {does}",
            scene="device",
            play=Play(answers={"device": answer}),
            ends=ends,
            **{"speed": _BRISK, "asks": {"poll": 0}, **more},
        )
    for does, (answer, ends) in POLLS.items():
        yield Case(
            name=f"poll:{_slug(does)}",
            does=f"whoever asks whether the person has decided is told {does}",
            scene="device",
            play=Play(device={"expires_in": 60}, answers={"poll": answer}),
            ends=ends,
            speed=_BRISK,
            asks={"poll": 12},
        )
    yield Case(
        name="poll:as-often-as-possible",
        does="the provider wants to be asked a billion times a second",
        scene="device",
        play=Play(
            device={"interval": 1e-9, "expires_in": 15}, answers={"poll": answers.error("authorization_pending")}
        ),
        ends="timed_out",
        speed=10.0,
        asks={"poll": 15},
    )
    yield Case(
        name="device:a-code-to-look-at",
        does="the code to type is a kilobyte of script, control and bidi characters",
        scene="device",
        play=Play(device={"user_code": BIDI * 20}),
        speed=_BRISK,
        holds=code_to_show,
    )


def _slug(text: str) -> str:
    return text.replace(" ", "-")


CASES: Final = tuple(_cases())
