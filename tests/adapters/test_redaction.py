"""C102: whatever is written to the log, no secret is in it."""

import pytest

from oauth_desk.adapters.redaction import redact

CANARY = "canary5ecret"
RANDOM = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"

NAMES = [
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "code_verifier",
    "client_secret",
    "device_code",
    "user_code",
    "assertion",
    "client_assertion",
    "password",
    "state",
    "nonce",
    "registration_access_token",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "shape",
    [
        '{{"{name}": "{value}", "expires_in": 90}}',
        '{{"{name}":"{value}"}}',
        "{{'{name}': '{value}'}}",
        "{{b'{name}': b'{value}'}}",
        "[('{name}', '{value}')]",
        '{{"{name}": "{value}',
        '{{"{name}": "a\\"{value}"}}',
        "grant_type=x&{name}={value}&y=z",
        "{name}={value}",
        "{name}='{value} {value}'",
        "https://login.example/x?a=b&{name}={value}#c",
        "https://login.example/x#{name}={value}",
        "GET /callback?{name}={value} HTTP/1.1",
    ],
)
def test_named_values(name: str, shape: str) -> None:
    """C102: the values of everything that the protocol calls secret are masked, however they are written."""
    line = redact(shape.format(name=name, value=CANARY))
    assert CANARY not in line
    assert name in line


@pytest.mark.parametrize("name", ["Authorization", "authorization", "DPoP", "Cookie", "Set-Cookie", "X-Api-Key"])
@pytest.mark.parametrize(
    "shape",
    [
        "{name}: Bearer {value}",
        "{name}: a={value}; b={value}",
        "('{name}', 'Bearer {value}')",
        "(b'{name}', b'{value}')",
        '{{"{name}": "Basic {value}"}}',
    ],
)
def test_headers(name: str, shape: str) -> None:
    """C102: the values of headers that carry credentials are masked."""
    assert CANARY not in redact(shape.format(name=name, value=CANARY))


@pytest.mark.parametrize(
    "line",
    [
        f"Illegal header value b'Bearer {CANARY}'",
        f"Illegal header value b'{CANARY}'",
        f"Illegal header value '{CANARY} {CANARY}'",
        f"LocalProtocolError(\"Illegal header value b'{CANARY}\\r\\nX: {CANARY}'\")",
        f"LocalProtocolError: illegal header value: {CANARY}",
        f'HTTP Request: POST https://login.example/token?x={CANARY}&y={CANARY} "HTTP/1.1 200 OK"',
        f"https://user:{CANARY}@login.example/",
        f"https://login.example/any?unknown={CANARY}",
        f"the access token: {CANARY}",
        f"got {RANDOM} from the service",
        f"got {JWT} from the service",
        f"got {JWT.rpartition('.')[0]} cut off",
        f"{RANDOM}==",
    ],
)
def test_secrets_without_a_name(line: str) -> None:
    """C102: what looks like a token, and what h11 and httpx quote, is masked where nothing names it."""
    line = redact(line)
    assert CANARY not in line
    assert RANDOM not in line
    assert "eyJ" not in line


@pytest.mark.parametrize(
    "line",
    [
        "connection 3f2504e04f8911d39a0c0305e82c3301 renewed, generation 4",
        "/home/ana/Projects/oauth-desk/oauth_desk/services/renewer.py line 31",
        "https://login.example/.well-known/openid-configuration answered 503 after 0.2 s",
        "the vault could not be copied: database or disk is full",
    ],
)
def test_ordinary_lines_stay(line: str) -> None:
    """What is needed to understand a log stays readable."""
    assert redact(line) == line


def test_no_control_characters() -> None:
    """A service's text can neither colour a terminal nor turn its direction."""
    assert not set(redact("\x1b[31mred\x00\u202e\x07\x9b")) & set("\x1b\x00\u202e\x07\x9b")
    assert redact("two\nlines\tand a tab") == "two\nlines\tand a tab"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["a.", "a~", "a+", '"', "?a", "&", "eyJ", "code=", '"code":"', "https://a", "A1a", "'\\"]
)
def test_long_text_takes_no_time(piece: str) -> None:
    """Text that a hostile service made long is dealt with in proportion to its length."""
    redact(piece * (200_000 // len(piece)))
