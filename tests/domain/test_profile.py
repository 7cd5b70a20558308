"""The service profile: what is read, and what is refused with key and line."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.profile import ProfileError, parse_profile
from oauth_desk.domain.profile_document import document_of, service_of
from oauth_desk.domain.profile_text import write_profile
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Offer

FULL = """\
format = 1

[service]
id = "acme"
name = "Acme CRM"
category = "Sales"
issuer = "https://login.acme.example"
authorization_endpoint = "https://login.acme.example/authorize?tenant=1"
token_endpoint = "https://login.acme.example/token"
revocation_endpoint = "https://login.acme.example/revoke"
introspection_endpoint = "https://login.acme.example/introspect"
device_authorization_endpoint = "https://login.acme.example/device"
userinfo_endpoint = "https://login.acme.example/userinfo"
registration_endpoint = "https://login.acme.example/register"
pushed_authorization_request_endpoint = "https://login.acme.example/par"
jwks_uri = "https://login.acme.example/jwks"
api_base_urls = ["https://api.acme.example/v2"]
developer_console_url = "https://acme.example/apps#list"
color = "#1f6feb"

[client]
client_id = "desk-123"
client_secret = "canary-5ecret"
auth_method = "client_secret_post"
redirect_uri = "http://127.0.0.1:4711/callback"

[scopes]
default = ["read", "offline_access"]
separator = " "
[scopes.meaning]
read = "See your contacts"

[account]
url = "https://api.acme.example/v2/me"
label = "email"
subject = "id"

[parameters.authorization]
prompt = "consent"
[parameters.token]
audience = "acme"
[parameters.refresh]
hint = "again"

[security]
dpop = "offered"
pushed = "required"
resource = ["https://api.acme.example"]
ca_file = "acme.pem"

[quirks]
rejected_errors = ["bad_refresh_token"]
token_request_headers = { Accept-Version = "2" }

[policy]
locked = ["client.client_id", "scopes.default"]
"""

HEAD = 'format = 1\n[service]\nid = "acme"\nname = "Acme"\n'


def test_every_table_of_the_format_arrives_in_the_service(tmp_path: Path) -> None:
    """A profile with every table gives a service with every value."""
    service = parse_profile(FULL, base=tmp_path)
    assert (service.id, service.name, service.category) == ("acme", "Acme CRM", "Sales")
    assert service.endpoints.pushed_authorization_request == "https://login.acme.example/par"
    assert service.endpoints.authorization == "https://login.acme.example/authorize?tenant=1"
    assert service.client.client_secret == Secret("canary-5ecret")
    assert service.client.auth_method is AuthMethod.POST
    assert service.scopes == ("read", "offline_access")
    assert service.meaning("read") == "See your contacts"
    assert service.account is not None
    assert service.account.label == "email"
    assert service.parameters.token == (("audience", "acme"),)
    assert service.parameters.refresh == (("hint", "again"),)
    assert service.security.pushed is Offer.REQUIRED
    assert service.security.ca_file == str(tmp_path / "acme.pem")
    assert service.quirks.token_request_headers == (("Accept-Version", "2"),)
    assert service.locked == ("client.client_id", "scopes.default")


def test_the_files_of_the_programs_own_proof(tmp_path: Path) -> None:
    """Key, certificate and authority are files beside the profile; what they hold is not of the profile."""
    text = HEAD + (
        '[client]\nauth_method = "private_key_jwt"\nprivate_key_file = "keys/desk.pem"\nkey_id = "k1"\n'
        '[security]\nca_file = "ca.pem"\nclient_certificate = "desk.crt"\nclient_key = "/etc/desk.key"\n'
    )
    service = parse_profile(text, base=tmp_path)
    assert service.client.private_key_file == str(tmp_path / "keys" / "desk.pem")
    assert (service.client.auth_method, service.client.key_id) == (AuthMethod.PRIVATE_KEY_JWT, "k1")
    assert service.security.client_certificate == str(tmp_path / "desk.crt")
    assert service.security.client_key == "/etc/desk.key"
    taken = replace(
        service,
        client=replace(service.client, private_key=Secret("canary-k")),
        security=replace(service.security, certificate=Secret("canary-c"), certificate_ends_at=1.0, authorities="ca"),
    )
    assert write_profile(taken) == write_profile(service)
    assert parse_profile(write_profile(taken)) == service


@pytest.mark.parametrize("method", ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"])
def test_a_proof_that_nobody_gave_is_asked_for(method: str) -> None:
    """A client without the key or certificate of its method is not whole."""
    text = HEAD + f'[client]\nclient_id = "desk"\nauth_method = "{method}"\n'
    assert parse_profile(text).needs_client
    own = '[client]\nprivate_key_file = "/k.pem"\n' if method == "private_key_jwt" else ""
    shown = '[security]\nclient_certificate = "/c.pem"\n' if not own else ""
    text = text.replace("[client]\n", own or "[client]\n") + shown
    assert not parse_profile(text).needs_client


def test_a_written_profile_reads_as_the_same_service_without_the_secret(tmp_path: Path) -> None:
    """Sharing a profile loses nothing but the client secret."""
    text = write_profile(parse_profile(FULL, base=tmp_path))
    assert "canary-5ecret" not in text
    without = FULL.replace('client_secret = "canary-5ecret"\n', "")
    assert parse_profile(text, base=tmp_path) == parse_profile(without, base=tmp_path)


def test_a_profile_needs_no_more_than_an_id_and_a_name() -> None:
    """Everything but id and name has a default."""
    assert parse_profile(HEAD).client.redirect_uri == "http://127.0.0.1/callback"


REFUSED = [
    ("unknown key", HEAD + 'colour = "#123456"\n', 5, "service.colour"),
    ("unknown table", HEAD + "\n[extras]\nx = 1\n", 6, "extras"),
    ("unknown top-level key", 'format = 1\nname = "x"\n[service]\nid = "a"\nname = "b"\n', 2, "name"),
    ("unknown table of parameters", HEAD + "[parameters.device]\na = 'b'\n", 5, "parameters.device"),
    ("wrong type", HEAD + "category = 3\n", 5, "service.category"),
    ("wrong type in an array", HEAD + "[scopes]\ndefault = ['a', 2]\n", 6, "scopes.default"),
    ("a text where an array belongs", HEAD + "[scopes]\ndefault = 'a b'\n", 6, "scopes.default"),
    ("scopes in one member", HEAD + "[scopes]\ndefault = ['a b']\n", 6, "scopes.default"),
    ("a number as switch", HEAD + "[quirks]\nsend_pkce = 1\n", 6, "quirks.send_pkce"),
    ("a switch as number", HEAD + "[quirks]\nrefresh_idle_seconds = true\n", 6, "quirks.refresh_idle_seconds"),
    ("a table where a text belongs", HEAD + "[service.issuer]\na = 1\n", 5, "service.issuer"),
    ("a text where a table belongs", 'format = 1\nclient = "x"\n[service]\nid = "a"\nname = "b"\n', 2, "client"),
    ("tables repeated", HEAD + "[[client]]\nclient_id = 'x'\n", 5, "client"),
    ("bad id", HEAD.replace('"acme"', '"Acme CRM"'), 3, "service.id"),
    ("empty id", HEAD.replace('"acme"', '""'), 3, "service.id"),
    ("empty name", HEAD.replace('"Acme"', '"  "'), 4, "service.name"),
    ("no name", 'format = 1\n\n[service]\nid = "a"\n', 3, "service"),
    ("another format", HEAD.replace("format = 1", "format = 2"), 1, "format"),
    ("format as text", HEAD.replace("format = 1", 'format = "1"'), 1, "format"),
    ("plain http", HEAD + 'token_endpoint = "http://acme.example/t"\n', 5, "service.token_endpoint"),
    ("http to a name", HEAD + 'token_endpoint = "http://localhost/t"\n', 5, "service.token_endpoint"),
    ("http to a look-alike", HEAD + 'issuer = "http://127.0.0.1.acme.example"\n', 5, "service.issuer"),
    ("another scheme", HEAD + 'token_endpoint = "ftp://acme.example/t"\n', 5, "service.token_endpoint"),
    ("no scheme", HEAD + 'token_endpoint = "acme.example/t"\n', 5, "service.token_endpoint"),
    ("no host", HEAD + 'token_endpoint = "https:///t"\n', 5, "service.token_endpoint"),
    ("a bad port", HEAD + 'token_endpoint = "https://acme.example:port/t"\n', 5, "service.token_endpoint"),
    ("a user in the address", HEAD + 'issuer = "https://me:pw@acme.example"\n', 5, "service.issuer"),
    ("fragment", HEAD + 'authorization_endpoint = "https://a.example/x#y"\n', 5, "service.authorization_endpoint"),
    ("empty fragment", HEAD + 'token_endpoint = "https://a.example/x#"\n', 5, "service.token_endpoint"),
    ("issuer with a query", HEAD + 'issuer = "https://a.example/?x=1"\n', 5, "service.issuer"),
    ("a space in the address", HEAD + 'token_endpoint = "https://a.example/ x"\n', 5, "service.token_endpoint"),
    ("control character", HEAD + 'category = "a\\u0007b"\n', 5, "service.category"),
    ("direction character", HEAD + 'category = "a\\u202Eb"\n', 5, "service.category"),
    ("line break in the secret", HEAD + '[client]\nclient_secret = "a\\nb"\n', 6, "client.client_secret"),
    ("unknown auth method", HEAD + '[client]\nauth_method = "magic"\n', 6, "client.auth_method"),
    ("redirect with a query", HEAD + '[client]\nredirect_uri = "http://127.0.0.1/?a=b"\n', 6, "client.redirect_uri"),
    ("redirect elsewhere", HEAD + '[client]\nredirect_uri = "http://192.0.2.1/cb"\n', 6, "client.redirect_uri"),
    ("unknown offer", HEAD + '[security]\ndpop = "yes"\n', 6, "security.dpop"),
    ("resource with fragment", HEAD + '[security]\nresource = ["https://a.example/#x"]\n', 6, "security.resource"),
    ("relative file in pasted text", HEAD + '[security]\nca_file = "x.pem"\n', 6, "security.ca_file"),
    ("relative key in pasted text", HEAD + '[client]\nprivate_key_file = "x.pem"\n', 6, "client.private_key_file"),
    ("key without certificate", HEAD + '[security]\nclient_key = "/x.pem"\n', 6, "security.client_key"),
    ("colour", HEAD + 'color = "blue"\n', 5, "service.color"),
    ("host pattern", HEAD + 'allowed_hosts = ["*"]\n', 5, "service.allowed_hosts"),
    ("account without address", HEAD + '[account]\nlabel = "x"\n', 5, "account"),
    ("unknown locked key", HEAD + '[policy]\nlocked = ["client.id"]\n', 6, "policy.locked"),
    ("a header of our own", HEAD + '[account.headers]\nAuthorization = "x"\n', 6, "account.headers.Authorization"),
    ("a key's place without a name", HEAD + "[key]\nplace = 'header'\n", 5, "key"),
    ("a header of our own for a key", HEAD + "[key]\nplace = 'header'\nname = 'Cookie'\n", 7, "key.name"),
    ("a key in no header", HEAD + "[key]\nplace = 'header'\nname = 'a b'\n", 7, "key.name"),
    ("a user beside a bearer key", HEAD + "[key]\nuser = 'me'\n", 6, "key.user"),
    ("a prefix that no header holds", HEAD + "[key]\nprefix = '\u00e9'\n", 6, "key.prefix"),
    ("a key and a sign-in", HEAD + "[key]\n[client]\nclient_id = 'x'\n", 6, "client"),
    ("a key for no time", HEAD + "[key]\nreplace_every_days = 0\n", 6, "key.replace_every_days"),
    ("a key for ever", HEAD + "[key]\nreplace_every_days = 3661\n", 6, "key.replace_every_days"),
    ("no file for an authority", HEAD + '[security]\nca_file = ""\n', 6, "security.ca_file"),
    ("a separator in a scope", HEAD + "[scopes]\nseparator = ','\ndefault = ['a,b']\n", 7, "scopes.default"),
    ("a resource that is no address", HEAD + '[security]\nresource = ["orders"]\n', 6, "security.resource"),
    ("a host that cannot be", HEAD + 'issuer = "https://-acme.example"\n', 5, "service.issuer"),
    ("scope among parameters", HEAD + '[parameters.token]\nscope = "x"\n', 6, "parameters.token.scope"),
    (
        "secret without a way",
        HEAD + '[client]\nauth_method = "none"\nsecret_needed = true\n',
        7,
        "client.secret_needed",
    ),
]


@pytest.mark.parametrize(("text", "line", "key"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_mistake_is_told_with_its_line_and_key(text: str, line: int, key: str) -> None:
    """A malformed profile is refused, naming the line and the key."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(text)
    assert (caught.value.line, caught.value.key) == (line, key)
    assert str(caught.value).startswith(f"line {line}: ")


def test_a_key_of_a_service_is_read() -> None:
    """A service that nobody signs in to says where its key stands and for how long one is used."""
    text = HEAD + '[key]\nplace = "header"\nname = "Authorization"\nprefix = "Token "\nreplace_every_days = 90\n'
    service = parse_profile(text)
    assert service.key == KeyUse(KeyPlace.HEADER, "Authorization", "Token ", replace_every_days=90)
    assert not service.needs_client
    assert not service.asks_by_itself


@pytest.mark.parametrize(
    ("redirect", "taken"),
    [
        ("http://127.0.0.1/callback", True),
        ("http://[::1]:4711/", True),
        ("http://localhost:4711/callback", True),
        ("https://me.example/landing", True),
        ("http://me.example/landing", False),
        ("https://me.example/landing#x", False),
        ("https://me.example/landing?x=1", False),
    ],
)
def test_where_a_sign_in_may_come_back_to(redirect: str, taken: bool) -> None:
    """C08: this machine, or an encrypted page whose address is pasted; neither query nor fragment."""
    text = HEAD + f'[client]\nredirect_uri = "{redirect}"\n'
    if taken:
        assert parse_profile(text).client.redirect_uri == redirect
    else:
        with pytest.raises(ProfileError):
            parse_profile(text)


def test_a_service_may_have_words_of_its_own_for_a_rejection() -> None:
    """A word or number and what it means; a meaning that nobody knows is refused with its line."""
    service = parse_profile(HEAD + '[quirks.reasons]\n"E 42" = "password"\n')
    assert service.quirks.reasons == (("E 42", "password"),)
    assert parse_profile(write_profile(service)) == service
    with pytest.raises(ProfileError, match="line 6"):
        parse_profile(HEAD + '[quirks.reasons]\n"E 42" = "bad luck"\n')


def test_a_secret_may_have_a_last_day() -> None:
    """The day of a secret's end is read as its last moment in UTC; with the secret it stays out of what is shared."""
    text = HEAD + '[client]\nclient_id = "a"\nclient_secret = "canary-5ecret"\nclient_secret_ends = 2027-03-31\n'
    service = parse_profile(text)
    assert service.client.secret_expires_at == datetime(2027, 3, 31, 23, 59, 59, tzinfo=UTC).timestamp()
    assert service_of(document_of(service), None) == service
    assert "ends" not in write_profile(service)
    own = replace(service, client=replace(service.client, registered_dynamically=True))
    assert "client_secret_ends" not in document_of(own)["client"]


@pytest.mark.parametrize("written", ['"2027-03-31"', "2027-03-31T10:00:00Z", "20270331", "true"])
def test_a_last_day_is_a_day(written: str) -> None:
    """A text, a moment and a number are told with the line."""
    with pytest.raises(ProfileError, match=r"line 6.*must be a day such as 2027-03-31"):
        parse_profile(HEAD + f"[client]\nclient_secret_ends = {written}\n")


@pytest.mark.parametrize("name", ["response_type", "state", "nonce", "code_challenge", "redirect_uri", "client_secret"])
def test_a_profile_cannot_set_what_the_program_sets(name: str) -> None:
    """C02, C03, C06, C07: no profile replaces the parameters that keep a sign-in safe."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(HEAD + f'[parameters.authorization]\n{name} = "x"\n')
    assert caught.value.key == f"parameters.authorization.{name}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "category = \n", 5),
        (HEAD + "category = 'a\n", 5),
        (HEAD + "[client\n", 5),
        (HEAD + "id = 'twice'\n", 5),
        (HEAD + "instructions = ['a',\n", 5),
        ("\n\n<html>", 3),
    ],
)
def test_bad_toml_is_told_with_its_line(text: str, line: int) -> None:
    """What is no TOML at all is a profile error too, with the line."""
    with pytest.raises(ProfileError, match="not valid TOML") as caught:
        parse_profile(text)
    assert caught.value.line == line


def test_an_empty_file_says_how_a_profile_begins() -> None:
    """A file without format says what is missing."""
    with pytest.raises(ProfileError, match="format = 1"):
        parse_profile("")


def test_a_value_is_never_quoted_in_the_error() -> None:
    """A mistake beside a secret does not print the secret."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(HEAD + '[client]\nclient_secret = "canary\\u0007secret"\n')
    assert "canary" not in str(caught.value)


def test_deep_nesting_and_long_texts_are_refused_calmly() -> None:
    """Neither a hostile nesting nor a huge file gets past the first look."""
    with pytest.raises(ProfileError):
        parse_profile("x = " + "[" * 5000)
    with pytest.raises(ProfileError, match="too long"):
        parse_profile("#" * 300_000)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "line",
    [
        "a." * 120_000 + "a = 1",
        "[" + "a." * 120_000 + "a]",
        "k = {" + '"a". ' * 40_000 + "a = 1}",
        "'\\'." * 40_000 + "a = 1",
    ],
)
def test_a_key_of_many_parts_is_refused_at_once(line: str) -> None:
    """Keys of a hundred thousand parts would keep the parser of the standard library busy for minutes."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(f"format = 1\n{line}\n")
    assert (caught.value.line, caught.value.message) == (2, "values are nested too deeply")


def test_a_number_without_end_is_refused() -> None:
    """Python itself refuses to read integers of more than 4,300 digits, with an error of its own."""
    with pytest.raises(ProfileError, match="too long"):
        parse_profile("format = " + "9" * 5000)


def test_dots_in_texts_are_not_counted() -> None:
    """A long list of addresses on one line is no deep key."""
    scopes = ", ".join(f'"https://www.acme.example/auth/a.b.c.{number}"' for number in range(50))
    text = f'format = 1\n[service]\nid = "a"\nname = "A"\n[scopes]\ndefault = [{scopes}]  # {"a." * 50}\n'
    assert len(parse_profile(text).scopes) == 50


def test_a_byte_order_mark_is_no_mistake() -> None:
    """Editors that begin a file with a byte order mark are forgiven."""
    assert parse_profile("\ufeff" + HEAD).id == "acme"
