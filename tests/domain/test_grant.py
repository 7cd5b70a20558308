"""Ways to a token without a person: in a profile, in a service, in a connection."""

from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.grant import Assertion, Exchange, Grant, ScopePlace, TokenKind
from oauth_desk.domain.next_token import NextToken
from oauth_desk.domain.profile import ProfileError, parse_profile
from oauth_desk.domain.profile_text import write_profile
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Security, Service
from oauth_desk.domain.status import Status
from oauth_desk.domain.tokens import Tokens
from tests.samples import NOW, connection

HEAD = """\
format = 1
[service]
id = "robot"
name = "Robot"
token_endpoint = "https://login.example/token"
"""

ASSERTION = """\
[client]
grant = "jwt_bearer"
[assertion]
issuer = "robot@login.example"
subject = "ana@login.example"
names_itself = false
audience = "https://login.example/"
algorithm = "ES256"
private_key_file = "robot.pem"
key_id = "k1"
lifetime = 600
scope_in = "assertion"
[assertion.claims]
tenant = "7"
"""

EXCHANGE = """\
[client]
client_id = "desk"
grant = "token_exchange"
[exchange]
connection = "Work"
subject_token_type = "urn:ietf:params:oauth:token-type:id_token"
requested_token_type = "urn:ietf:params:oauth:token-type:jwt"
audience = ["orders"]
"""


def machine(grant: Grant, **changes: object) -> Connection:
    """Return a connection that nobody signed in to."""
    service = Service("robot", "Robot", grant=grant)
    tokens = Tokens(Secret("access"), NOW, NOW + 90)
    return replace(connection(), service=service, tokens=tokens, **changes)  # type: ignore[arg-type]


def test_an_assertion_is_read_and_written(tmp_path: Path) -> None:
    """What a profile says of an assertion comes back; its key file counts from the profile."""
    service = parse_profile(HEAD + ASSERTION, base=tmp_path)
    assert service.grant is Grant.JWT_BEARER
    assert service.assertion == Assertion(
        issuer="robot@login.example",
        subject="ana@login.example",
        names_itself=False,
        audience="https://login.example/",
        algorithm="ES256",
        private_key_file=str(tmp_path / "robot.pem"),
        key_id="k1",
        lifetime=600,
        scope_in=ScopePlace.ASSERTION,
        claims=(("tenant", "7"),),
    )
    assert parse_profile(write_profile(service), base=tmp_path) == service


def test_a_written_profile_holds_no_key(tmp_path: Path) -> None:
    """A profile that is shared has no key of an assertion in it."""
    service = parse_profile(HEAD + ASSERTION, base=tmp_path)
    service = replace(service, assertion=replace(service.assertion, private_key=Secret("canary-k3y")))
    assert "canary" not in write_profile(service)
    assert "private_key =" not in write_profile(service)


def test_an_exchange_is_read_and_written() -> None:
    """What a profile says of an exchange comes back."""
    service = parse_profile(HEAD + EXCHANGE)
    assert service.grant is Grant.TOKEN_EXCHANGE
    assert service.exchange == Exchange("Work", TokenKind.ID_TOKEN, TokenKind.JWT, ("orders",))
    assert parse_profile(write_profile(service)) == service


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[client]\ngrant = "password"', 'line 7: "client.grant" must be one of'),
        ('[assertion]\nissuer = "x"', 'line 6: "assertion" says nothing without client.grant = "jwt_bearer"'),
        ('[exchange]\naudience = ["x"]', 'line 6: "exchange" says nothing without client.grant = "token_exchange"'),
        ('[client]\ngrant = "jwt_bearer"\n[assertion]\nlifetime = 300', '"assertion.issuer" is missing'),
        ('[client]\ngrant = "jwt_bearer"\n[assertion]\nissuer = "x"\nlifetime = 3601', "60 to 3600"),
        ('[client]\ngrant = "jwt_bearer"\n[assertion]\nissuer = "x"\nlifetime = true', "60 to 3600"),
        ('[client]\ngrant = "jwt_bearer"\n[assertion.claims]\niss = "x"', "is set by the program itself"),
        (
            '[client]\ngrant = "client_credentials"\n[parameters.authorization]\na = "b"',
            "says nothing with client.grant",
        ),
        ('[client]\nclient_id = "x"\n[parameters.token]\nassertion = "b"', "is set by the program itself"),
        ('[client]\ngrant = "jwt_bearer"\n[assertion]\nissuer = "x"\nprivate_key_file = "k"', "absolute path"),
    ],
)
def test_mistakes_are_told_with_their_place(text: str, said: str) -> None:
    """A profile that cannot be meant so is refused with a plain sentence."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(f"{HEAD}{text}\n")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("service", "needed"),
    [
        (Service("a", "A", grant=Grant.CLIENT_CREDENTIALS), True),
        (Service("a", "A", grant=Grant.CLIENT_CREDENTIALS, client=Client("id")), True),
        (Service("a", "A", grant=Grant.CLIENT_CREDENTIALS, client=Client("id", Secret("s"))), False),
        (Service("a", "A", grant=Grant.CLIENT_CREDENTIALS, client=Client("id", private_key_file="/k")), False),
        (Service("a", "A", grant=Grant.CLIENT_CREDENTIALS, client=Client("id", auth_method=AuthMethod.NONE)), False),
        (
            Service(
                "a",
                "A",
                grant=Grant.CLIENT_CREDENTIALS,
                client=Client("id"),
                security=Security(client_certificate="/c"),
            ),
            False,
        ),
        (Service("a", "A", grant=Grant.JWT_BEARER), True),
        (Service("a", "A", grant=Grant.JWT_BEARER, assertion=Assertion(private_key_file="/k")), False),
        (Service("a", "A", grant=Grant.JWT_BEARER, assertion=Assertion(private_key=Secret("{}"))), False),
        (Service("a", "A", grant=Grant.TOKEN_EXCHANGE), True),
        (Service("a", "A", grant=Grant.TOKEN_EXCHANGE, client=Client("id")), False),
    ],
)
def test_what_a_person_has_to_bring(service: Service, needed: bool) -> None:
    """A program that proves nothing is given nothing; an assertion needs no client, but its key."""
    assert service.needs_client is needed


@pytest.mark.parametrize("grant", [each for each in Grant if each is not Grant.AUTHORIZATION_CODE])
def test_what_is_asked_anew_never_ends_by_itself(grant: Grant) -> None:
    """A connection that nobody signed in to renews without a refresh token, and does not run out."""
    made = machine(grant)
    assert made.next_token is NextToken.ASKED_ANEW
    assert made.renews
    assert made.condition_at(NOW + 1000).status is Status.VALID


def test_how_each_connection_gets_its_next_token() -> None:
    """A refresh token renews; without one a person signs in."""
    usual = connection()
    assert usual.next_token is NextToken.RENEWED
    without = replace(usual, tokens=replace(usual.tokens, refresh_token=None))
    assert without.next_token is NextToken.SIGN_IN
    assert not without.renews
    assert not without.asks_by_itself


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (Assertion(key_id="k1"), "k1"),
        (Assertion(key_id="k1", private_key=Secret('{"kty": "EC", "kid": "k2"}')), "k2"),
        (Assertion(key_id="k1", private_key=Secret('{"kty": "EC"}')), "k1"),
        (Assertion(key_id="k1", private_key=Secret('{"kid": 7}')), "k1"),
        (Assertion(key_id="k1", private_key=Secret("no JSON")), "k1"),
        (Assertion(key_id="k1", private_key=Secret("[]")), "k1"),
        (Assertion(), None),
    ],
)
def test_a_keys_own_name_goes_first(said: Assertion, name: str | None) -> None:
    """What was put in place of an older key is told by its own name; nothing that is read here ends in a traceback."""
    assert said.signing_key_id == name


@pytest.mark.parametrize("method", [AuthMethod.BASIC, AuthMethod.POST, AuthMethod.SECRET_JWT])
def test_a_way_with_a_secret_needs_one(method: AuthMethod) -> None:
    """RFC 6749 §4.4: a profile that names how the secret is shown, and holds none, asks for it."""
    made = Service("a", "A", grant=Grant.CLIENT_CREDENTIALS, client=Client("id", auth_method=method))
    assert made.needs_client
    assert not replace(made, client=Client("id", Secret("s"), method)).needs_client
