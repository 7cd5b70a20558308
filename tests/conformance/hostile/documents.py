"""What a provider may tell of itself, and as what it may register the program."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from oauth_desk.domain.service import Client
from tests.conformance import answers
from tests.conformance.case import MEGABYTE, Case
from tests.conformance.hostile.token_answers import BIDI
from tests.conformance.life import Ended, Life
from tests.conformance.play import LEFT_OUT, Answer, Play

NOT_FOUND: Final = "not_discoverable"
NOT_REGISTERED: Final = "registration_failed"
_MEMORY: Final = 16 * MEGABYTE
_BEFORE: Final = {"authorize": 0, "token": 0, "register": 0}

ISSUERS: Final = {
    "with a slash behind": "{here}/",
    "with a path": "{here}/realm",
    "with another port": "http://127.0.0.1:9",
    "with another scheme": "https://127.0.0.1",
    "by another name of this computer": "http://localhost",
    "with a user": "http://me@127.0.0.1",
    "with a query": "{here}?x=1",
    "with a fragment": "{here}#x",
    "with blanks": " {here}",
    "in a list": ["{here}"],
    "that is empty": "",
    "that is not there": LEFT_OUT,
    "with characters that are not seen": f"{{here}}{BIDI}",
}

ADDRESSES: Final = {
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,x",
    "a file": "file:///etc/passwd",
    "plain http on the network": "http://10.0.0.1/x",
    "plain http of a name": "http://login.example/x",
    "plain http of the cloud's own address": "http://169.254.169.254/latest",
    "a user and a host": "https://127.0.0.1@evil.example/x",
    "a line break": "{here}/x\r\nX-Evil: 1",
    "a blank": "{here}/x y",
    "a backslash": "http:\\\\evil.example\\x",
    "no host": "https:///x",
    "a number": 7,
    "a list": ["{here}/token"],
    "an address with a fragment": "{here}/x#y",
    "a port that cannot be": "https://127.0.0.1:99999/x",
}

ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "revocation_endpoint")

DOCUMENTS: Final[dict[str, tuple[Answer, str, dict[str, Any]]]] = {
    "a redirect": (answers.redirect(302), NOT_FOUND, {}),
    "a redirect for good": (answers.redirect(308), NOT_FOUND, {}),
    "a page": (answers.page(), NOT_FOUND, {}),
    "a list": (answers.text("[]"), NOT_FOUND, {}),
    "the same key twice": (answers.text('{"issuer": "{here}", "issuer": "{elsewhere}"}'), NOT_FOUND, {}),
    "a thousand deep": (answers.text("[" * 1000), NOT_FOUND, {}),
    "not found": (answers.plain(404), NOT_FOUND, {}),
    "trouble": (answers.plain(500), "unreachable", {}),
    "twenty megabytes": (answers.big, NOT_FOUND, {"memory": _MEMORY}),
    "a bomb": (answers.bomb, NOT_FOUND, {"memory": _MEMORY}),
    "chunks without end": (answers.without_end, NOT_FOUND, {"memory": _MEMORY}),
    "a byte now and then": (answers.drip, "unreachable", {}),
    "silence": (answers.silence, "unreachable", {}),
    "half a document": (answers.raw(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"issuer'), "unreachable", {}),
}

REGISTRATIONS: Final[dict[str, dict[str, Any]]] = {
    "an address of somebody else to come back to": {"redirect_uris": ["https://evil.example/callback"]},
    "a scheme to come back to": {"redirect_uris": ["evil:/callback"]},
    "no client id": {"client_id": LEFT_OUT},
    "a client id that is a number": {"client_id": 7},
    "a client id of two lines": {"client_id": "desk\r\nX-Evil: 1"},
    "a client id that is not seen": {"client_id": BIDI},
    "a secret of two lines": {"client_secret": "CANARY\r\n", "token_endpoint_auth_method": "client_secret_basic"},
    "a proof that wants a secret, and none": {"token_endpoint_auth_method": "client_secret_basic"},
    "a proof that nobody knows": {"token_endpoint_auth_method": "made-up"},
    "another kind of sign-in": {"grant_types": ["implicit"]},
    "an error beside a client": {"error": "later"},
}

REGISTRATION_ANSWERS: Final[dict[str, tuple[Answer, str, dict[str, Any]]]] = {
    "a redirect": (answers.redirect(307), NOT_REGISTERED, {}),
    "a page": (answers.page(), NOT_REGISTERED, {}),
    "an error to show": (answers.error(BIDI, BIDI), NOT_REGISTERED, {}),
    "the same refusal for ever": (answers.error("invalid_client_metadata"), NOT_REGISTERED, {"asks": {"register": 2}}),
    "the same key twice": (answers.text('{"client_id": "a", "client_id": "b"}', 201), NOT_REGISTERED, {}),
    "a bomb": (answers.bomb, "unreachable", {"memory": _MEMORY}),
    "a byte now and then": (answers.drip, "unreachable", {}),
}

RESOURCE: Final = {"resource": "{here}/api", "authorization_servers": ["{here}"]}
RESOURCES: Final = {
    "documents of another machine": (
        answers.plain(401, b"", ("WWW-Authenticate", 'Bearer resource_metadata="{elsewhere}/metadata"')),
        answers.plain(404),
    ),
    "the document of another API": (answers.plain(401), answers.told({**RESOURCE, "resource": "{here}/other"})),
    "the document of an API elsewhere": (answers.plain(401), answers.told({**RESOURCE, "resource": "{elsewhere}"})),
    "a service at a file": (answers.plain(401), answers.told({**RESOURCE, "authorization_servers": ["file:///x"]})),
    "services that are numbers": (answers.plain(401), answers.told({**RESOURCE, "authorization_servers": [7]})),
}  # fmt: skip


def own_parameters(life: Life, ended: Ended) -> bool:
    """Tell whether each parameter is there once, and is the program's; what else the document has in it is kept."""
    assert ended.session is not None
    asked = parse_qs(urlsplit(ended.session.url).query)
    ours = asked["redirect_uri"] == [ended.session.redirect_uri]
    return ours and asked["kept"] == ["1"] and all(len(values) == 1 for values in asked.values())


def own_address(life: Life, ended: Ended) -> bool:
    """Tell whether the browser came back to where the program listened, whatever was registered."""
    assert ended.session is not None
    return life.provider.asked["redirect_uri"] == ended.session.redirect_uri


def _cases() -> Iterator[Case]:
    for does, issuer in ISSUERS.items():
        yield Case(
            name=f"document:issuer-{_slug(does)}",
            does=f"the document names an issuer {does}",
            play=Play(metadata={"issuer": issuer}),
            ends=NOT_FOUND,
            asks=_BEFORE,
        )
    for endpoint in ENDPOINTS:
        for does, url in ADDRESSES.items():
            yield Case(
                name=f"document:{endpoint}-{_slug(does)}",
                does=f"the document's {endpoint} is {does}",
                play=Play(metadata={endpoint: url}),
                ends=NOT_FOUND,
                asks=_BEFORE,
            )
    yield from _answered("document", DOCUMENTS, "metadata", _BEFORE)
    for does, members in REGISTRATIONS.items():
        yield Case(
            name=f"registration:{_slug(does)}",
            does=f"the registration gives {does}",
            play=Play(registration=members),
            service={"client": Client()},
            ends=NOT_REGISTERED,
            asks={"authorize": 0, "token": 0, "register": 2},
        )
    yield from _answered("registration", REGISTRATION_ANSWERS, "register", {"authorize": 0}, client=Client())
    yield Case(
        name="registration:another-port",
        does="the registration gives another port of this computer to come back to",
        play=Play(registration={"redirect_uris": ["http://127.0.0.1:9/callback"]}),
        service={"client": Client()},
        holds=own_address,
    )
    yield Case(
        name="registration:managed-elsewhere",
        does="the registration names another machine to manage it at, with a token for there",
        play=Play(
            registration={"registration_client_uri": "{elsewhere}/client", "registration_access_token": "CANARY"}
        ),
        service={"client": Client()},
    )
    yield Case(
        name="registration:the-client-of-somebody-else",
        does="the registration gives the id of somebody else's client; the ID token is for the one that was made",
        play=Play(registration={"client_id": "somebody-else"}, claims={"aud": "made-for-you"}),
        service={"client": Client()},
        ends="identity_not_proven",
    )
    many = {**RESOURCE, "authorization_servers": [f"{{elsewhere}}/{number}" for number in range(1000)]}
    yield Case(
        name="api:a-thousand-services",
        does="the API names a thousand services, none of which says anything",
        scene="address",
        place="/api",
        play=Play(answers={"api": answers.plain(401), "resource": answers.told(many)}),
        ends=NOT_FOUND,
        heard=100,
    )
    yield Case(
        name="document:parameters-of-its-own",
        does="the document's authorization_endpoint has the parameters of a request in it",
        play=Play(
            metadata={
                "authorization_endpoint": "{here}/authorize?kept=1&client_id=evil&redirect_uri=http://evil.example"
                "&response_type=token&state=s&nonce=n&code_challenge_method=plain&scope=all"
            }
        ),
        holds=own_parameters,
    )
    yield Case(
        name="document:plain-challenges-alone",
        does="the document knows plain code challenges alone",
        play=Play(metadata={"code_challenge_methods_supported": ["plain"]}),
        asks={"authorize": 1},
    )
    yield Case(
        name="document:plain-challenges-demanded",
        does="the sign-in page wants a plain code challenge",
        play=Play(
            metadata={"code_challenge_methods_supported": ["plain"]},
            callback="error=invalid_request&error_description=use+plain&state={state}&iss={here}",
        ),
        ends="denied",
        asks={"authorize": 1, "token": 0},
    )
    yield from _told_in_between()
    for does, (api, document) in RESOURCES.items():
        yield Case(
            name=f"api:{_slug(does)}",
            does=f"the API points to {does}; what the provider at the same place says is used",
            scene="address",
            place="/api",
            play=Play(answers={"api": api, "resource": document}),
        )


def _told_in_between() -> Iterator[Case]:
    """Give the cases of a provider that tells something else of itself once the browser is open (C11)."""
    moved = dict.fromkeys(("token_endpoint", "jwks_uri", "userinfo_endpoint"), "{elsewhere}/taken")
    yield Case(
        name="document:moved-while-the-browser-is-open",
        does="the document names another machine's endpoints once the browser is open",
        scene="moved",
        play=Play(metadata=moved),
    )
    yield Case(
        name="document:another-issuer-while-the-browser-is-open",
        does="the document names another issuer once the browser is open",
        scene="moved",
        play=Play(metadata={"issuer": "{elsewhere}"}, callback="code={code}&state={state}&iss={elsewhere}"),
        ends="bad_callback",
        asks={"token": 0},
    )


def _answered(
    what: str,
    rows: dict[str, tuple[Answer, str, dict[str, Any]]],
    endpoint: str,
    asks: dict[str, int],
    **service: object,
) -> Iterator[Case]:
    for does, (answer, ends, more) in rows.items():
        yield Case(
            name=f"{what}:{_slug(does)}",
            does=f"instead of a {what} comes {does}",
            play=Play(answers={endpoint: answer}),
            service=service,
            ends=ends,
            **{"asks": asks, **more},
        )


def _slug(text: str) -> str:
    return text.replace(" ", "-")


CASES: Final = tuple(_cases())
