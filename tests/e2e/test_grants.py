"""oidc-provider and programs that nobody signs in to: a secret, a signed statement, another connection's token."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk, Done
from tests.e2e.provider import OidcProvider
from tests.e2e.test_running_copies import eventually
from tests.protocol.keys import KINDS, jwk, pem, private_key

BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
SECRET = "odd +/%:&=?\"'~ secret"


class Server:
    """The server, and its registry of programs."""

    def __init__(self, provider: OidcProvider) -> None:
        self.provider = provider

    def registry(self, **change: object) -> list[dict[str, Any]]:
        """Put or drop a program; return the assertions that were taken so far."""
        with urlopen(f"{self.provider.issuer}/registry", data=json.dumps(change).encode(), timeout=10) as answer:
            return list(json.load(answer))

    def put(self, client_id: str, grant: str, method: str, **more: object) -> None:
        """Let a program in, or change what is known of it."""
        known = {"client_id": client_id, "grant_types": [grant], "token_endpoint_auth_method": method, **more}
        self.registry(put=known)

    def asked(self, grant: str) -> list[str]:
        """Return how each question for access ended."""
        return [entry["outcome"] for entry in self.provider.journal("token") if entry["grant_type"] == grant]


@pytest.fixture
def server() -> Iterator[Server]:
    """Start one whose access tokens live for a minute."""
    provider = OidcProvider.start(grants=True)
    yield Server(provider)
    provider.stop()


def profile(folder: Path, server: Server, **tables: dict[str, object]) -> str:
    """Write a profile and return its path."""
    issuer = server.provider.issuer
    service: dict[str, object] = {"id": "robot", "name": "Robot", "issuer": issuer, "api_base_urls": [f"{issuer}/api"]}
    lines = ["format = 1"]
    for name, keys in {"service": service, **tables}.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    path = folder / "robot.toml"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return str(path)


def refused(done: Done) -> None:
    """Check that a command told a problem with settings and nothing of signing in."""
    assert done.code == 6, done
    assert "sign in" not in done.err.splitlines()[-1].lower()
    assert "traceback" not in done.err.lower()


def end(desk: Desk, name: str = "Robot") -> None:
    """Disconnect: the server is told."""
    assert desk.run("disconnect", name, "--json").json()["revoked"] == "yes"
    assert name not in desk.run("list").out


METHODS = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"]


@pytest.mark.parametrize("method", METHODS)
def test_client_credentials(desk: Desk, server: Server, tmp_path: Path, method: str) -> None:
    """RFC 6749 §4.4, C56: connected with no browser, asked anew, refused: settings, token kept; mended, ended."""
    keys = {"keys": [{**jwk("EC", private=False), "kid": "k1", "use": "sig"}]}
    (tmp_path / "key.pem").write_bytes(pem(private_key("EC")))
    own: dict[str, object] = {"client_secret": SECRET}
    known: dict[str, object] = {"client_secret": SECRET}
    if method == "private_key_jwt":
        own, known = {"private_key_file": "key.pem", "key_id": "k1"}, {"jwks": keys}
    server.put("robot-7", "client_credentials", method, **known)
    client = {"client_id": "robot-7", "auth_method": method, "grant": "client_credentials", **own}
    done = desk.run("connect", profile(tmp_path, server, client=client), "--json")
    assert (done.json()["account"], done.json()["status"]) == ("robot-7", "valid"), done
    first = desk.run("token", "Robot").out
    assert desk.run("refresh", "Robot", "--json").json()["generation"] == 2
    assert desk.run("token", "Robot").out not in {"", first}
    assert desk.run("show", "Robot", "--introspect", "--json").json()["introspection"]["active"] is True
    server.registry(drop="robot-7")
    refused(desk.run("refresh", "Robot"))
    assert desk.run("list", "--json").json()[0]["status"] == "settings_problem"
    assert desk.run("token", "Robot").code == 0, "the last one lives still"
    server.put("robot-7", "client_credentials", method, **known)
    assert desk.run("refresh", "Robot", "--json").json()["status"] == "valid"
    end(desk)


def test_another_secret(desk: Desk, server: Server, tmp_path: Path) -> None:
    """C56: a secret that was changed there is changed here with the command that the error names."""
    server.put("robot-7", "client_credentials", "client_secret_basic", client_secret=SECRET)
    client = {"client_id": "robot-7", "client_secret": SECRET, "grant": "client_credentials"}
    assert desk.run("connect", profile(tmp_path, server, client=client)).code == 0
    server.put("robot-7", "client_credentials", "client_secret_basic", client_secret="another one")
    told = desk.run("refresh", "Robot")
    refused(told)
    assert "--client-secret-file" in told.err
    (tmp_path / "secret").write_text("another one\n", encoding="utf-8")
    done = desk.run("reconnect", "Robot", "--client-secret-file", str(tmp_path / "secret"), "--json").json()
    assert (done["status"], done["generation"]) == ("valid", 2)


def test_a_program_that_may_not(desk: Desk, server: Server, tmp_path: Path) -> None:
    """C56: a known program without the right to this grant is told so; nothing is stored."""
    server.put("robot-7", BEARER, "client_secret_basic", client_secret=SECRET)
    client = {"client_id": "robot-7", "client_secret": SECRET, "grant": "client_credentials"}
    done = desk.run("connect", profile(tmp_path, server, client=client))
    refused(done)
    assert "grant type is not allowed for this client" in done.err, "what the server said, which has a code of its own"
    assert desk.run("list", "--json").json() == []


def signed(server: Server, tmp_path: Path, kind: str, **assertion: object) -> str:
    """Let a program in that signs, and return its profile."""
    server.put("robot-7", BEARER, "none", jwks={"keys": [{**jwk(kind, private=False), "kid": "k1", "use": "sig"}]})
    (tmp_path / "key.pem").write_bytes(pem(private_key(kind)))
    said = {"private_key_file": "key.pem", "key_id": "k1", **assertion}
    client = {"client_id": "robot-7", "auth_method": "none", "grant": "jwt_bearer"}
    return profile(tmp_path, server, client=client, assertion=said)


@pytest.mark.parametrize("kind", KINDS)
def test_signed_statements(desk: Desk, server: Server, tmp_path: Path, kind: str) -> None:
    """RFC 7523 §3: each statement is for the server alone, short, and sent once; a key taken back is about settings."""
    target = signed(server, tmp_path, kind, subject="ada")
    done = desk.run("connect", target, "--json")
    assert done.json()["account"] == "ada"
    (tmp_path / "key.pem").unlink()
    me = desk.run("request", "Robot", "GET", "/me", "--json").json()
    assert json.loads(me["body"])["subject"] == "ada"
    assert desk.run("refresh", "Robot", "--json").json()["generation"] == 2
    seen = server.registry()
    claims = [each["claims"] for each in seen]
    assert [each["head"]["kid"] for each in seen] == ["k1", "k1"]
    assert len({each["jti"] for each in claims}) == 2
    assert {each["exp"] - each["iat"] for each in claims} == {300}
    assert {(each["iss"], each["sub"], each["aud"]) for each in claims} == {("robot-7", "ada", server.provider.issuer)}
    other = "RSA" if kind == "EC" else "EC"
    server.put("robot-7", BEARER, "none", jwks={"keys": [{**jwk(other, private=False), "kid": "k2", "use": "sig"}]})
    told = desk.run("refresh", "Robot")
    refused(told)
    assert "--client-key-file" in told.err
    assert desk.run("token", "Robot").code == 0, "the last one lives still"
    (tmp_path / "new.pem").write_bytes(pem(private_key(other)))
    mended = desk.run(
        "reconnect", "Robot", "--client-key-file", str(tmp_path / "new.pem"), "--client-key-id", "k2", "--json"
    )
    assert (mended.json()["status"], mended.json()["generation"]) == ("valid", 3)
    end(desk)


def test_the_agent_asks_ahead_of_time(desk: Desk, server: Server, tmp_path: Path) -> None:
    """With no window and nobody there, the next access token is asked for before the last one ends."""
    target = signed(server, tmp_path, "EC")
    server.provider.ask("lifetime", access=8)
    assert desk.run("connect", target).code == 0
    desk.start("agent")
    eventually(lambda: server.asked(BEARER).count("success") >= 3)
    rows = desk.run("list", "--json").json()
    assert (rows[0]["status"], rows[0]["generation"] >= 3) == ("valid", True)


def test_a_lost_answer_is_asked_for_again(desk: Desk, server: Server, tmp_path: Path) -> None:
    """C62: nothing is spent, so the same command asks once more, with another statement."""
    assert desk.run("connect", signed(server, tmp_path, "EC")).code == 0
    server.provider.fault("lose_answer")
    assert desk.run("refresh", "Robot", "--json").json()["outcome"] == "renewed"
    assert server.asked(BEARER) == ["success", "success", "success"]


def test_a_token_bound_to_a_key(desk: Desk, tmp_path: Path) -> None:
    """RFC 9449: where the server binds tokens, the program's own way to them is bound as well, nonces and all."""
    provider = OidcProvider.start(grants=True, dpop=True)
    try:
        server = Server(provider)
        server.put("robot-7", "client_credentials", "client_secret_basic", client_secret=SECRET)
        client = {"client_id": "robot-7", "client_secret": SECRET, "grant": "client_credentials"}
        assert desk.run("connect", profile(tmp_path, server, client=client)).code == 0
        assert desk.run("show", "Robot", "--json").json()["tokens"]["token_type"] == "DPoP"
        assert desk.run("refresh", "Robot", "--json").json()["generation"] == 2
    finally:
        provider.stop()


def through(desk: Desk, server: Server, tmp_path: Path, **exchange: object) -> str:
    """Sign in as ada, and return a profile that goes through that."""
    assert desk.run("connect", str(server.provider.profile(tmp_path)), "--name", "Work").code == 0
    server.put("warehouse", EXCHANGE, "client_secret_basic", client_secret=SECRET)
    client = {"client_id": "warehouse", "client_secret": SECRET, "grant": "token_exchange"}
    return profile(tmp_path, server, client=client, exchange={"audience": ["warehouse"], **exchange})


@pytest.mark.parametrize("kind", ["access_token", "id_token"])
def test_another_connections_token(
    desk: Desk, browser: PersonAtBrowser, server: Server, tmp_path: Path, kind: str
) -> None:
    """RFC 8693: ada's token is exchanged for one that opens the API as ada; renewed with her living one each time."""
    target = through(desk, server, tmp_path, subject_token_type=f"urn:ietf:params:oauth:token-type:{kind}")
    done = desk.run("connect", target, "--from", "Work", "--json")
    assert done.json()["account"] == "ada@example.test", done
    me = desk.run("request", "Robot", "GET", "/me", "--json").json()
    assert json.loads(me["body"])["subject"] == "ada"
    assert desk.run("refresh", "Robot", "--json").json()["generation"] == 2
    assert desk.run("show", "Robot", "--json").json()["source"] == "Work"
    end(desk)
    assert desk.run("token", "Work").code == 0, "the source stays as it is"


def test_the_source_ends(desk: Desk, browser: PersonAtBrowser, server: Server, tmp_path: Path) -> None:
    """A source whose sign-in ended is told by name with exit 3; one that is gone is a matter of settings."""
    assert desk.run("connect", through(desk, server, tmp_path), "--from", "Work").code == 0
    server.provider.ask("revoke_grants")
    told = desk.run("refresh", "Robot")
    assert told.code in {3, 6}, told
    assert "“Work”" in told.err
    assert desk.run("refresh", "Work").code == 3
    told = desk.run("refresh", "Robot")
    assert told.code == 3
    assert "“Work”" in told.err
    browser.will()
    assert desk.run("reconnect", "Work").code == 0
    assert desk.run("refresh", "Robot", "--json").json()["status"] == "valid", "it goes on by itself"
    gone = desk.run("disconnect", "Work")
    assert "“Robot” gets its access through it" in gone.err
    told = desk.run("refresh", "Robot")
    refused(told)
    assert "--from OTHER" in told.err


def test_a_target_that_is_not_known(desk: Desk, browser: PersonAtBrowser, server: Server, tmp_path: Path) -> None:
    """RFC 8693 §2.2.2: invalid_target is a matter of settings, and nothing is stored."""
    done = desk.run("connect", through(desk, server, tmp_path, audience=["nobody"]), "--from", "Work")
    refused(done)
    assert [row["name"] for row in desk.run("list", "--json").json()] == ["Work"]
