"""Once connected: userinfo, introspection, calls of the API, and the end."""

from collections.abc import Iterator
from typing import Any, Final

from tests.conformance import answers
from tests.conformance.case import MEGABYTE, Case
from tests.conformance.hostile.token_answers import BIDI
from tests.conformance.life import Ended, Life
from tests.conformance.play import LEFT_OUT, Answer, Play
from tests.conformance.suite_cases import signed_userinfo

NOT_TOLD: Final = "not_told"
_MEMORY: Final = 16 * MEGABYTE
_SUBJECT: Final = "nobody-in-particular"

ANSWERS: Final[dict[str, tuple[Answer, str, dict[str, Any]]]] = {
    "a redirect": (answers.redirect(302), NOT_TOLD, {}),
    "a redirect that keeps the method": (answers.redirect(307), NOT_TOLD, {}),
    "a page": (answers.page(), NOT_TOLD, {}),
    "trouble": (answers.page(500), NOT_TOLD, {}),
    "a list": (answers.text("[]"), NOT_TOLD, {}),
    "a thousand deep": (answers.text("[" * 1000), NOT_TOLD, {}),
    "the same key twice": (answers.text('{"sub": "ana-1", "sub": "ben-2", "active": true}'), NOT_TOLD, {}),
    "NaN": (answers.text('{"sub": "ana-1", "active": true, "exp": NaN}'), NOT_TOLD, {}),
    "twenty megabytes": (answers.big, "unreachable", {"memory": _MEMORY}),
    "a bomb": (answers.bomb, "unreachable", {"memory": _MEMORY}),
    "a byte now and then": (answers.drip, "unreachable", {}),
    "nothing": (answers.nothing, "unreachable", {}),
    "everything that was sent": (answers.echo, NOT_TOLD, {}),
    "an error to show": (answers.error(BIDI, BIDI), NOT_TOLD, {}),
}

PEOPLE: Final[dict[str, dict[str, Any]]] = {
    "somebody else": {"sub": "ben-2", "email": "ben@example.com"},
    "somebody of almost the same name": {"sub": "ana-1 "},
    "nobody": {"sub": LEFT_OUT},
    "a number": {"sub": 7},
    "a list of people": {"sub": ["ana-1"]},
}

_CHALLENGES: Final = {
    "empty": "",
    "never closed": 'Bearer error="insufficient_scope", scope="a b',
    "ten kilobytes of commas": "," * 10_000,
    "ten kilobytes of quotes": '"' * 10_000,
    "ten kilobytes of backslashes": 'Bearer error="' + "\\" * 10_000,
    "ten kilobytes of blanks": "Bearer " + " " * 10_000 + "x",
    "a thousand challenges": ", ".join(["Bearer error=x"] * 1000),
    "what a terminal would obey": 'Bearer error="insufficient_scope", scope="\x1b[2J \x9b"',
}

SAID: Final[dict[str, Answer]] = {
    "active in words": answers.told({"active": "true"}),
    "active by a number": answers.told({"active": 1}),
    "nothing of active": answers.told({"sub": "ana-1"}),
    "active beside an error": answers.told({"active": True, "error": "later"}),
    "active with status 401": answers.told({"active": True}, 401),
}

ENDS: Final[dict[str, tuple[Answer, str, dict[str, Any]]]] = {
    "a redirect": (answers.redirect(307), "failed", {}),
    "a page that is glad": (answers.page(), "yes", {}),
    "an error in 200": (answers.error("later", status=200), "failed", {}),
    "trouble": (answers.plain(500), "failed", {}),
    "come back in a year": (answers.plain(503, b"", ("Retry-After", "31536000")), "failed", {}),
    "come back at once, for ever": (answers.plain(503, b"", ("Retry-After", "0")), "failed", {"asks": {"revoke": 4}}),
    "come back in words": (answers.plain(503, b"", ("Retry-After", "soon")), "failed", {}),
    "not found": (answers.plain(404), "unsupported", {}),
    "a bomb": (answers.bomb, "failed", {"memory": _MEMORY}),
    "a byte now and then": (answers.drip, "failed", {}),
    "nothing": (answers.nothing, "failed", {}),
}


def without_a_name(_life: Life, ended: Ended) -> bool:
    """Tell whether the connection is good, and nothing of userinfo is believed."""
    assert ended.connection is not None
    return ended.connection.account.label == "" and ended.connection.account.subject == "ana-1"


def short_label(_life: Life, ended: Ended) -> bool:
    """Tell whether the account is called something that fits on a line and can be seen."""
    assert ended.connection is not None
    label = ended.connection.account.label
    return label.isprintable() and 0 < len(label) <= 200


def _who() -> Iterator[Case]:
    rows = {f"is {does}": (answer, ends, more) for does, (answer, ends, more) in ANSWERS.items()}
    for does, (answer, ends, more) in rows.items():
        play = Play(answers={"userinfo": answer})
        yield Case(
            name=f"userinfo:{_slug(does)}", does=f"userinfo {does}", scene="userinfo", play=play, ends=ends, **more
        )
        yield Case(
            name=f"sign-in:userinfo-{_slug(does)}",
            does=f"userinfo {does}, right after the sign-in",
            play=play,
            holds=without_a_name,
            **more,
        )
    for does, members in PEOPLE.items():
        play = Play(userinfo=members)
        yield Case(
            name=f"userinfo:about-{_slug(does)}",
            does=f"userinfo is about {does}",
            scene="userinfo",
            play=play,
            ends=NOT_TOLD,
        )
        yield Case(
            name=f"sign-in:userinfo-about-{_slug(does)}",
            does=f"userinfo is about {does}, right after the sign-in",
            play=play,
            holds=without_a_name,
        )
    yield Case(
        name="userinfo:signed",
        does="userinfo is a signed token",
        scene="userinfo",
        play=Play(answers={"userinfo": signed_userinfo}),
        ends=NOT_TOLD,
    )
    yield Case(
        name="sign-in:a-name-to-show",
        does="the name is a megabyte of script, control and bidi characters",
        play=Play(userinfo={"email": BIDI * 10_000}),
        holds=short_label,
    )


def _asked() -> Iterator[Case]:
    for does, (answer, ends, more) in ANSWERS.items():
        yield Case(
            name=f"introspection:{_slug(does)}",
            does=f"introspection is {does}",
            scene="introspection",
            play=Play(answers={"introspect": answer}),
            ends=ends,
            **more,
        )
    for does, answer in SAID.items():
        yield Case(
            name=f"introspection:{_slug(does)}",
            does=f"introspection says {does}",
            scene="introspection",
            play=Play(answers={"introspect": answer}),
            ends=NOT_TOLD,
        )
    yield Case(
        name="introspection:of-a-dead-token",
        does="introspection says that the token is dead, and whose it was",
        scene="introspection",
        play=Play(answers={"introspect": answers.told({"active": False, "sub": _SUBJECT})}),
        ends="told",
        holds=lambda _, ended: _SUBJECT not in ended.page.text,
    )


def _ends() -> Iterator[Case]:
    for does, (answer, ends, more) in ENDS.items():
        yield Case(
            name=f"disconnect:{_slug(does)}",
            does=f"the revocation is answered with {does}",
            scene="disconnect",
            play=Play(answers={"revoke": answer}),
            ends=ends,
            **more,
        )


def _calls() -> Iterator[Case]:
    unauthorized = answers.plain(401, b"", ("WWW-Authenticate", 'Bearer error="invalid_token"'))
    yield Case(
        name="call:401-for-ever",
        does="the API refuses every token",
        scene="call",
        play=Play(answers={"api": unauthorized}),
        ends="401 401",
        asks={"api": 4, "renewal": 2},
    )
    for does, challenge in _CHALLENGES.items():
        for status in (401, 403):
            odd = answers.plain(status, b"", ("WWW-Authenticate", challenge))
            yield Case(
                name=f"call:{status}-with-{_slug(does)}",
                does=f"the API refuses ({status}) with a challenge that is {does}",
                scene="call",
                play=Play(answers={"api": odd}),
                ends=f"{status} {status}",
                asks={"api": 4, "renewal": 2},
            )
    yield Case(
        name="call:a-redirect",
        does="the API sends the call to another machine",
        scene="call",
        play=Play(answers={"api": answers.redirect(307)}),
        ends="307 307",
        asks={"api": 2},
    )
    yield Case(
        name="call:cookies",
        does="the API sets a cookie",
        scene="call",
        play=Play(answers={"api": answers.and_also(("Set-Cookie", "session=CANARY"))}),
        ends="200 200",
        holds=lambda life, _: all(seen.header("Cookie") is None for _, seen in life.provider.seen),
    )


def _slug(text: str) -> str:
    return text.replace(" ", "-")


CASES: Final = (*_who(), *_asked(), *_ends(), *_calls())
