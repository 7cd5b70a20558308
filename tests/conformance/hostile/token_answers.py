"""What a token endpoint may answer: to the code nothing is stored, to a renewal everything is kept."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client
from tests.adapters.web_server import Seen
from tests.conformance import answers
from tests.conformance.case import MEGABYTE, Case
from tests.conformance.life import Ended, Life
from tests.conformance.play import LEFT_OUT, Answer, Play
from tests.conformance.provider import CLIENT_ID, Provider

FAILED: Final = "exchange_failed"
UNREACHABLE: Final = "unreachable"
REFUSED: Final = "refused"
BIDI: Final = "Bad \u202e\u2066\x1b[31m<script>alert(1)</script>\r\nSet-Cookie: a=b"
_CHUNKED: Final = "Transfer-Encoding: chunked"
_TWO_BYTES: Final = b"\r\nContent-Length: 2\r\n\r\n{}"
_BRISK: Final = 20.0
_GOOD: Final = {"access_token": "CANARY", "token_type": "Bearer"}
_MEMORY: Final = 16 * MEGABYTE


@dataclass(frozen=True)
class Row:
    """An answer, and how a sign-in (``first``) and a renewal (``again``) end with it."""

    name: str
    does: str
    answer: Answer
    first: str = FAILED
    again: str = UNREACHABLE
    speed: float = _BRISK
    memory: int | None = None


def head(*lines: str) -> Answer:
    """Return an answer whose head is written by hand, with a good body of two bytes."""
    return answers.raw("\r\n".join(["HTTP/1.1 200 OK", *lines, "", "{}"]).encode("latin-1"))


async def escapes(provider: Provider, seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Redirect, with characters in the head that a terminal would obey."""
    evil = "\x1b]0;owned\x07\x1b[2J\x9b2J"
    names = ("Location", "WWW-Authenticate", "Retry-After", "DPoP-Nonce", "Date", "Cache-Control", "Content-Type")
    await answers.plain(302, b"{}", *((name, f"/{evil}") for name in names))(provider, seen, writer)


def token(text: str) -> Answer:
    """Return a token answer as text, with a canary where a token would be."""
    return answers.text(text.replace("TOKEN", '"access_token": "CANARY", "token_type": "Bearer"'))


BODIES: Final = (
    Row("empty", "nothing at all, with status 200", answers.plain(200)),
    Row("empty-400", "nothing at all, with status 400", answers.plain(400), again=REFUSED),
    Row("page", "a page for people", answers.page()),
    Row("page-400", "a page for people, as a refusal", answers.page(400)),
    Row("page-503", "a page for people, as trouble", answers.page(503)),
    Row("array", "a list", answers.text('[{"access_token": "CANARY"}]')),
    Row("string", "a text", answers.text('"CANARY"')),
    Row("null", "null", answers.text("null")),
    Row("same-key-twice", "the access token twice", token('{TOKEN, "access_token": "CANARY2"}')),
    Row("deep", "lists in lists in lists", token('{TOKEN, "x": ' + "[" * 5000 + "]" * 5000 + "}")),
    Row("broad", "half a million values", token('{TOKEN, "x": [' + "0," * 400_000 + "0]}")),
    Row("huge-integer", "a number of a hundred thousand digits", token('{TOKEN, "expires_in": ' + "9" * 100_000 + "}")),
    Row("nan", "NaN", token('{TOKEN, "expires_in": NaN}')),
    Row("infinity", "Infinity", token('{TOKEN, "expires_in": -Infinity}')),
    Row("half-a-pair", "half a surrogate pair", token(r'{TOKEN, "scope": "\ud800"}')),
    Row("not-utf-8", "bytes that are no UTF-8", answers.text(b'{"access_token": "CANARY\xff"}')),
    Row("utf-16", "UTF-16", answers.text('{"access_token": "CANARY"}'.encode("utf-16"))),
    Row("more-behind", "JSON, and something behind it", token('{TOKEN} {"access_token": "CANARY2"}')),
    Row("comments", "comments without end", answers.text("<!-- " * 100_000)),
    Row("form-twice", "a form that names the token twice", answers.plain(200, b"access_token=CANARY&access_token=b")),
    Row("status-201", "tokens with status 201", answers.told(_GOOD, 201), again=REFUSED),
    Row("status-400", "tokens with status 400", answers.told(_GOOD, 400), again=REFUSED),
    Row("error-in-200", "an error beside a token", answers.told({"error": "later", **_GOOD}), again=REFUSED),
    Row("not-ok", "ok: false beside a token", answers.told({"ok": False, **_GOOD}), again=REFUSED),
    Row("error-of-no-kind", "an error that is true", answers.told({"error": True}, 400), again=REFUSED),
    Row("error-object", "an error with an error in it", answers.error({"error": {"code": 7}}), again=REFUSED),
    Row("error-to-show", "script, control and bidi characters in the error", answers.error(BIDI, BIDI), again=REFUSED),
    Row("echo", "everything that was sent to it, as an error", answers.echo, again=REFUSED),
    Row("echo-as-sent", "everything that was sent to it, encoded", answers.echo_as_sent, again=REFUSED),
    Row("echo-in-a-redirect", "everything that was sent to it, in a redirect", answers.echo_in_a_redirect),
    Row("error-that-is-long", "half a megabyte of error", answers.error("e" * 250_000, "d" * 250_000), again=REFUSED),
)  # fmt: skip

WIRE: Final = (
    *(
        Row(f"redirect-{status}", f"a redirect ({status}) to another machine", answers.redirect(status))
        for status in (301, 302, 303, 307, 308)
    ),
    Row("redirect-nowhere", "a redirect to what is no address", answers.redirect(307, "javascript:alert(1)")),
    Row("redirect-to-a-file", "a redirect to a file", answers.redirect(302, "file:///etc/passwd")),
    Row("escapes-in-head", "what a terminal would obey, in the head", escapes),
    Row("status-999", "a status that nobody knows", answers.raw(b"HTTP/1.1 999 X" + _TWO_BYTES)),
    Row("status-99", "a status that cannot be", answers.raw(b"HTTP/1.1 099 X" + _TWO_BYTES), UNREACHABLE),
    Row("http-2", "what calls itself HTTP/2", answers.raw(b"HTTP/2.0 200 OK" + _TWO_BYTES), again=REFUSED),
    Row("cut", "half an answer", head("Content-Length: 500"), UNREACHABLE),
    Row("hang-up", "no answer", answers.nothing, UNREACHABLE),
    Row("silence", "nothing, for ever", answers.silence, UNREACHABLE),
    Row("drip", "a byte now and then, for ever", answers.drip, UNREACHABLE),
    Row("100-continue", "100 Continue, for ever", answers.promises, UNREACHABLE),
    Row("101", "another protocol", answers.raw(b"HTTP/1.1 101 Now\r\nUpgrade: h2c\r\n\r\n"), UNREACHABLE),
    Row("big", "twenty megabytes", answers.big, UNREACHABLE, memory=_MEMORY),
    Row("without-end", "chunks for ever", answers.without_end, UNREACHABLE, memory=_MEMORY),
    Row("bomb", "64 kilobytes that become 64 megabytes", answers.bomb, UNREACHABLE, memory=_MEMORY),
    Row("bad-gzip", "gzip that is none", head("Content-Encoding: gzip", "Content-Length: 2"), UNREACHABLE),
    Row("gzip-twice", "packed twice", head("Content-Encoding: gzip, gzip", "Content-Length: 2"), UNREACHABLE),
    Row("not-http", "bytes that are no HTTP", answers.raw(b"SSH-2.0-OpenSSH_9.7\r\n\r\n"), UNREACHABLE),
    Row("http-0.9", "a body without a head", answers.raw(b'{"access_token": "CANARY"}'), UNREACHABLE),
    Row("long-head", "a header of a megabyte", head("X: " + "x" * MEGABYTE), UNREACHABLE, memory=_MEMORY),
    Row("many-headers", "a hundred thousand headers", head(*(f"X-{n}: 1" for n in range(100_000))), UNREACHABLE),
    Row("two-lengths", "two lengths", head("Content-Length: 2", "Content-Length: 5"), UNREACHABLE),
    Row("length-below-zero", "a length below zero", head("Content-Length: -1"), UNREACHABLE),
    Row("length-and-chunks", "a length and chunks at once", head("Content-Length: 2", _CHUNKED), UNREACHABLE),
    Row("bad-chunk", "a chunk of no size", head(_CHUNKED), UNREACHABLE),
    Row("nul-in-head", "NUL in a header", head("X: a\0b", "Content-Length: 2"), UNREACHABLE),
    Row("folded-head", "a header in two lines", head("X: a\r\n b", "Content-Length: 2"), again=REFUSED),
)  # fmt: skip

_BAD: Final[dict[str, dict[str, Any]]] = {
    "no access token": {"access_token": LEFT_OUT},
    "an access token that is a number": {"access_token": 7},
    "an empty access token": {"access_token": ""},
    "a line break in the access token": {"access_token": "CANARY\r\nX-Evil: 1"},
    "letters beyond ASCII in the access token": {"access_token": "CANARY é"},
    "NUL in the refresh token": {"refresh_token": "CANARY\0"},
    "a refresh token that is a list": {"refresh_token": ["CANARY"]},
    "an empty refresh token": {"refresh_token": ""},
    "no token type": {"token_type": LEFT_OUT},
    "a token type of another kind": {"token_type": "mac"},
    "a token type with a line break": {"token_type": "Bearer\r\nX-Evil: 1"},
    "a token type that is a list": {"token_type": ["Bearer"]},
}

_ODD: Final[dict[str, dict[str, Any]]] = {
    "a lifetime of ten thousand years": {"expires_in": 10**12},
    "a lifetime beyond every number": {"expires_in": 10**300},
    "a lifetime in words": {"expires_in": "soon"},
    "a lifetime that is true": {"expires_in": True},
    "a lifetime that is a list": {"expires_in": [3600]},
    "a lifetime of the renewal key beyond every number": {"expires_in": LEFT_OUT, "refresh_token_expires_in": 10**300},
    "a lifetime of the renewal key below zero": {"expires_in": LEFT_OUT, "refresh_expires_in": -1},
    "a lifetime of the renewal key in words": {"expires_in": LEFT_OUT, "x_refresh_token_expires_in": "long"},
    "an expiry that is no date": {"expires_in": LEFT_OUT, "expires_at": "9999-99-99T99:99:99Z"},
    "an expiry of the year 9999": {"expires_in": LEFT_OUT, "expires_at": "9999-12-31T23:59:59+00:00"},
}


_DATES: Final = {
    "a date of long ago": ["Thu, 01 Jan 1970 00:00:00 GMT"],
    "a date of the year 9999": ["Fri, 31 Dec 9999 23:59:59 GMT"],
    "a date of the year 99999": ["Fri, 31 Dec 99999 23:59:59 GMT"],
    "a date that cannot be": ["Mon, 99 Foo 2026 99:99:99 +9999"],
    "a date in words": ["tomorrow"],
    "a date of ten kilobytes": ["1" * 10_000],
    "two dates": ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"],
}

_SCOPES: Final[dict[str, object]] = {
    "permissions that are a number": 7,
    "permissions that are an object": {"read": True},
    "permissions that are not seen": BIDI,
    "permissions of all kinds": ["read", 7, None, ["x"], "two\nlines"],
    "a hundred thousand permissions": " ".join(f"p{number}" for number in range(100_000)),
}

_LATER_ID_TOKENS: Final[dict[str, object]] = {
    "an ID token that is a number": 7,
    "an ID token that is none": "CANARY",
    "an ID token that is encrypted": "e30.e30.e30.e30.e30",
    "an ID token of two lines": "e30.e30.\r\nX: 1",
    "no ID token": LEFT_OUT,
}


def few_that_can_be_seen(_life: Life, ended: Ended) -> bool:
    """Tell whether the permissions that are kept can be shown, and are not too many."""
    assert ended.connection is not None
    scopes = ended.connection.tokens.scopes
    return len(scopes) <= 1000 and all(scope.isprintable() for scope in scopes)


def first_id_token_kept(life: Life, ended: Ended) -> bool:
    """Tell whether the ID token of the sign-in is still there."""
    assert ended.connection is not None
    kept = ended.connection.tokens.id_token
    return kept is not None and kept.reveal() in life.provider.secrets


def no_expiry(_life: Life, ended: Ended) -> bool:
    """Tell whether no end was made up (C48)."""
    return ended.connection is not None and ended.connection.tokens.expires_at is None


def over(_life: Life, ended: Ended) -> bool:
    """Tell whether the token counts as over, and no other was fetched at once."""
    assert ended.connection is not None
    tokens = ended.connection.tokens
    return tokens.expires_at == tokens.obtained_at


def _rows() -> Iterator[Case]:
    for row in (*BODIES, *WIRE):
        same = {"does": f"the token endpoint gives {row.does}", "speed": row.speed, "memory": row.memory}
        yield Case(
            name=f"code:{row.name}", play=Play(answers={"token": row.answer}), ends=row.first, asks={"token": 1}, **same
        )
        yield Case(
            name=f"renewal:{row.name}",
            scene="renewal",
            play=Play(answers={"renewal": row.answer}),
            ends=row.again,
            **same,
        )
    for does, members in _BAD.items():
        name = _slug(does)
        yield Case(name=f"code:{name}", does=does, play=Play(tokens=members), ends=FAILED)
        yield Case(name=f"renewal:{name}", does=does, scene="renewal", play=Play(renewed=members), ends=REFUSED)
    for does, members in _ODD.items():
        name = _slug(does)
        yield Case(name=f"code:{name}", does=does, play=Play(tokens=members), holds=no_expiry)
        yield Case(name=f"renewal:{name}", does=does, scene="renewal", play=Play(renewed=members), holds=no_expiry)
    for does, scope in _SCOPES.items():
        name, play = _slug(does), {"scope": scope}
        yield Case(name=f"code:{name}", does=does, play=Play(tokens=play), holds=few_that_can_be_seen)
        yield Case(
            name=f"renewal:{name}", does=does, scene="renewal", play=Play(renewed=play), holds=few_that_can_be_seen
        )
    for does, told in _LATER_ID_TOKENS.items():
        name, play = _slug(does), Play(renewed={"id_token": told})
        yield Case(name=f"renewal:{name}", does=does, scene="renewal", play=play, holds=first_id_token_kept)
    client = {"client": Client(client_id=CLIENT_ID, client_secret=Secret("CANARY+secret of ours/"))}
    for method in (AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT):
        secret = {"client": replace(client["client"], auth_method=method)}
        yield Case(
            name=f"code:echo-of-{method}",
            does=f"the token endpoint repeats everything, of a client with a secret ({method})",
            play=Play(answers={"token": answers.echo}),
            service=secret,
            ends=FAILED,
        )
    wants = answers.told({"error": "invalid_client"}, 401, ("WWW-Authenticate", 'Basic realm="in"'))
    does = "the token endpoint wants another proof of the program than the one it was given"
    once = {"ends": "settings_problem", "does": does}
    yield Case(name="code:another-proof", play=Play(answers={"token": wants}), asks={"token": 1}, **once)
    yield Case(
        name="renewal:another-proof",
        scene="renewal",
        play=Play(answers={"renewal": wants}),
        asks={"renewal": 2},
        **once,
    )
    for does, date in _DATES.items():
        odd = answers.and_also(*(("Date", each) for each in date))
        yield Case(name=f"code:{_slug(does)}", does=does, play=Play(answers={"token": odd}))
        yield Case(name=f"renewal:{_slug(does)}", does=does, scene="renewal", play=Play(answers={"renewal": odd}))
    does = "the token is bound to a key, and no key was shown"
    yield Case(name="code:bound-to-no-key", does=does, play=Play(tokens={"token_type": "DPoP"}), ends=FAILED)
    play = Play(renewed={"token_type": "DPoP"})
    yield Case(name="renewal:bound-to-no-key", does=does, scene="renewal", play=play, ends=REFUSED)
    does, members = "a lifetime below zero", {"expires_in": -(10**300)}
    yield Case(name="code:below-zero", does=does, play=Play(tokens=members), holds=over)
    yield Case(
        name="renewal:below-zero",
        does=does,
        scene="renewal",
        play=Play(renewed=members),
        holds=over,
        asks={"renewal": 1},
    )


def _slug(text: str) -> str:
    return text.replace(" ", "-")


CASES: Final = tuple(_rows())
