"""What the browser may bring back, and who else may come to the callback."""

from collections.abc import Iterator
from typing import Final

from tests.conformance.case import Case, Stray
from tests.conformance.hostile.token_answers import BIDI
from tests.conformance.life import Ended, Life
from tests.conformance.play import HONEST_CALLBACK, Play
from tests.conformance.provider import form_of

BAD: Final = "bad_callback"
_HIDDEN: Final = "".join(f"%{byte:02X}" for byte in BIDI.encode())

QUERIES: Final = {
    "code-twice": ("the code twice", HONEST_CALLBACK + "&code=another", BAD),
    "code-twice-the-same": ("the same code twice", HONEST_CALLBACK + "&code={code}", BAD),
    "state-twice": ("the state twice", HONEST_CALLBACK + "&state=another", BAD),
    "iss-twice": ("the issuer twice, once ours", HONEST_CALLBACK + "&iss={elsewhere}", BAD),
    "iss-of-another": ("the issuer of another service", "code={code}&state={state}&iss={elsewhere}", BAD),
    "iss-with-a-slash": ("the issuer with a slash behind", "code={code}&state={state}&iss={here}%2F", BAD),
    "iss-in-capitals": ("the issuer in capitals", "code={code}&state={state}&iss=HTTP{here}", BAD),
    "iss-empty": ("an empty issuer", "code={code}&state={state}&iss=", BAD),
    "iss-missing": ("no issuer, although it was announced", "code={code}&state={state}", BAD),
    "error-of-another": ("an error of another service", "error=access_denied&state={state}&iss={elsewhere}", BAD),
    "error-and-code": ("an error and a code", HONEST_CALLBACK + "&error=access_denied", "denied"),
    "token": ("an access token in the address", HONEST_CALLBACK + "&access_token=CANARY", BAD),
    "id-token": ("an ID token in the address", HONEST_CALLBACK + "&id_token=CANARY", BAD),
    "token-alone": ("an access token instead of a code", "access_token=CANARY&state={state}&iss={here}", BAD),
    "nothing": ("neither a code nor an error", "state={state}&iss={here}", BAD),
    "code-empty": ("an empty code", "code=&state={state}&iss={here}", BAD),
    "code-with-lines": ("a code of two lines", "code=CANARY%0D%0AX&state={state}&iss={here}", BAD),
    "code-with-nul": ("a code with NUL", "code=CANARY%00&state={state}&iss={here}", BAD),
    "code-in-signs": ("a code beyond ASCII", "code=CANARY%C3%A9&state={state}&iss={here}", BAD),
    "code-of-parameters": (
        "a code that would like to be parameters",
        "code=x%26client_id%3Devil%26redirect_uri%3D{elsewhere}&state={state}&iss={here}",
        "exchange_failed",
    ),
    "error-to-show": (
        "script, control and bidi characters in the error",
        f"error=x&error_description={_HIDDEN}&error_uri={{elsewhere}}&state={{state}}&iss={{here}}",
        "denied",
    ),
    "error-name-to-show": ("the same as the error's name", f"error={_HIDDEN}&state={{state}}&iss={{here}}", "denied"),
    "error-that-is-long": (
        "ten kilobytes of error",
        f"error=x&error_description={'d' * 10_000}&state={{state}}&iss={{here}}",
        "denied",
    ),
    "code-of-another": ("the code of somebody else", "code={foreign}&state={state}&iss={here}", "exchange_failed"),
}

STRAYS: Final = {
    "a-wrong-state": ("an answer with a wrong state", Stray("code=CANARY&state=wrong")),
    "an-error-with-a-wrong-state": ("a no with a wrong state", Stray("error=access_denied&state=wrong")),
    "no-state": ("an answer without a state", Stray("code=CANARY")),
    "nothing": ("nothing", Stray()),
    "odd-bytes": ("bytes that are no UTF-8", Stray("code=%FF&state=%FF")),
    "many-parameters": ("a thousand parameters", Stray("&".join(f"a{n}=1" for n in range(1000)))),
    "a-long-address": ("an address of 20 kilobytes", Stray("code=" + "x" * 20_000, status=431)),
    "a-post": ("a form", Stray("code=CANARY", method="POST", status=405)),
    "options": ("a look ahead for other origins", Stray(method="OPTIONS", status=405)),
    "another-path": ("another page", Stray("code=CANARY", path="/favicon.ico", status=404)),
    "another-name": ("a name that was bound to this computer", Stray("code=CANARY", host="evil.example", status=400)),
}


def one_code_sent(life: Life, _ended: Ended) -> bool:
    """Tell whether the code was exchanged once, and is all that was asked with."""
    return life.provider.times("token") == 1


def nothing_sent(life: Life, _ended: Ended) -> bool:
    """Tell whether no code was exchanged."""
    return life.provider.times("token") == 0


def as_one_parameter(life: Life, _ended: Ended) -> bool:
    """Tell whether what was in the code stayed in it."""
    form = form_of(life.provider.last("token"))
    return form["code"].startswith("x&client_id=evil") and form["client_id"] == "desk"


def _cases() -> Iterator[Case]:
    for name, (does, query, ends) in QUERIES.items():
        sent = ends == "exchange_failed"
        holds = as_one_parameter if name == "code-of-parameters" else one_code_sent if sent else nothing_sent
        yield Case(
            name=f"callback:{name}",
            does=f"the browser brings {does}",
            play=Play(callback=query),
            ends=ends,
            holds=holds,
        )
    for name, (does, stray) in STRAYS.items():
        yield Case(
            name=f"stranger:{name}",
            does=f"somebody else brings {does}; the sign-in goes on",
            scene="strangers",
            strays=(stray, stray),
            holds=one_code_sent,
        )
    yield Case(
        name="stranger:all-of-them",
        does="all of these come, one after the other; the sign-in goes on",
        scene="strangers",
        strays=tuple(stray for _, stray in STRAYS.values()),
        holds=one_code_sent,
    )
    yield Case(
        name="callback:code-of-another-and-a-careless-provider",
        does="the browser brings the code of somebody else, and the provider does not look at the proof",
        play=Play(callback="code={foreign}&state={state}&iss={here}", careless=True),
        ends="identity_not_proven",
        says="not of this sign-in",
        asks={"userinfo": 0},
    )
    yield Case(
        name="callback:twice",
        does="the browser brings the same answer twice",
        scene="twice",
        holds=one_code_sent,
    )


CASES: Final = tuple(_cases())
