"""Connections that nobody signs in to, by command."""

import json
from pathlib import Path

import pytest

from oauth_desk.protocol.http import Response
from oauth_desk.services.ports import TransportFault
from tests.cli.stage import ACME, ME_URL, REVOKE_URL, Stage
from tests.fakes.http import failure, form_of, json_response
from tests.fakes.profile_folder import MemoryProfileFolder
from tests.protocol.google_file import key_file
from tests.protocol.keys import pem, private_key
from tests.services.world import TOKEN_URL, error, granted

GOOGLE = "https://oauth2.googleapis.com/token"
FAR = "https://far.example/token"
ROBOT = """
format = 1
[service]
id = "robot"
name = "Robot"
token_endpoint = "https://login.example/token"
revocation_endpoint = "https://login.example/revoke"
api_base_urls = ["https://api.example/v1"]
[client]
client_id = "robot-7"
client_secret = "canary-secret"
auth_method = "client_secret_post"
grant = "client_credentials"
[scopes]
default = ["read"]
"""
SIGNED = """
format = 1
[service]
id = "signed"
name = "Signed"
token_endpoint = "https://login.example/token"
api_base_urls = ["https://api.example/v1"]
[client]
grant = "jwt_bearer"
[assertion]
issuer = "robot-7"
private_key_file = "robot.pem"
key_id = "k1"
"""
THROUGH = """
format = 1
[service]
id = "far"
name = "Far"
token_endpoint = "https://far.example/token"
api_base_urls = ["https://far.example/v1"]
[client]
client_id = "desk"
auth_method = "none"
grant = "token_exchange"
[exchange]
audience = ["far"]
"""


@pytest.fixture(autouse=True)
def profiles(stage: Stage) -> None:
    """Put a service of each kind into the catalogue, and a Google key file beside them."""
    texts = {"acme.toml": ACME, "robot.toml": ROBOT, "signed.toml": SIGNED, "far.toml": THROUGH}
    stage.profiles = MemoryProfileFolder(texts)
    stage.profiles.elsewhere[Path("robot.json")] = key_file()
    stage.files.files[Path("/profiles/robot.pem")] = pem(private_key("EC"))


async def robot(stage: Stage, *more: str) -> None:
    """Connect as the program itself, for an hour."""
    stage.http.reply(TOKEN_URL, granted("A0", None))
    done = await stage.run("connect", "robot", "--name", "Robot", *more)
    assert done.code == 0, done


async def test_no_browser_is_opened(stage: Stage) -> None:
    """RFC 6749 §4.4: connect ends at once, as the client itself; the list says that it renews by itself."""
    stage.http.reply(TOKEN_URL, granted("A0", None))
    done = await stage.run("connect", "robot", "--print-url", "--json")
    assert (done.code, done.json["account"], done.json["status"]) == (0, "robot-7", "valid")
    assert "nobody has to sign in" in done.err
    assert "canary-secret" not in done.out + done.err
    assert (stage.browser.opened, stage.loopback.listeners) == ([], [])
    told = (await stage.run("list")).out
    assert "Renews in" in told
    row = (await stage.run("list", "--json")).json[0]
    assert row["next_renewal_at"] is not None


async def test_a_token_is_asked_for_anew_in_time(stage: Stage) -> None:
    """``token`` hands out the living one, and asks for the next when it is old; ``refresh`` asks at once."""
    await robot(stage)
    assert (await stage.run("token", "Robot")).out == "A0\n"
    await stage.clock.advance(3590)
    stage.http.reply(TOKEN_URL, granted("A1", None), granted("A2", None))
    assert (await stage.run("token", "Robot")).out == "A1\n"
    assert (await stage.run("refresh", "Robot", "--json")).json["generation"] == 3
    assert [form_of(request)["grant_type"] for request in stage.http.sent_to(TOKEN_URL)] == ["client_credentials"] * 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("invalid_client", "client ID or its secret"),
        ("invalid_grant", "client ID or its secret"),
        ("unauthorized_client", "let programs in by themselves"),
        ("unsupported_grant_type", "let programs in by themselves"),
        ("invalid_scope", "one of the permissions"),
    ],
)
async def test_a_refusal_is_about_settings(stage: Stage, code: str, words: str) -> None:
    """C56: exit 6 with what to mend, the tokens stay, and nobody is asked to sign in."""
    await robot(stage)
    stage.http.always(TOKEN_URL, error(code))
    done = await stage.run("refresh", "Robot", "--json")
    assert (done.code, done.error["code"]) == (6, "settings_problem")
    assert words in done.error["title"]
    assert "sign in" not in " ".join(done.error.values()).lower()
    assert (await stage.run("token", "Robot")).code == 0, "it lives still"
    row = (await stage.run("list", "--json")).json[0]
    assert row["status"] == "settings_problem"
    assert "Sign in" not in (await stage.run("list")).out


async def test_another_secret_mends_it(stage: Stage, tmp_path: Path) -> None:
    """The error names the command, and that command puts another secret in place: same name, same history."""
    await robot(stage)
    stage.http.reply(TOKEN_URL, error("invalid_client", 401), granted("A1", None))
    told = await stage.run("refresh", "Robot")
    assert told.code == 6
    assert "oauth-desk reconnect “Robot” --client-secret-file FILE" in told.err
    (tmp_path / "secret").write_text("canary-other\n")
    done = await stage.run("reconnect", "Robot", "--client-secret-file", str(tmp_path / "secret"), "--json")
    assert (done.code, done.json["generation"], done.json["status"]) == (0, 2, "valid")
    assert form_of(stage.http.sent_to(TOKEN_URL)[-1])["client_secret"] == "canary-other"


async def test_a_refusal_at_first_stores_nothing(stage: Stage) -> None:
    """Exit 6, and no name is taken."""
    stage.http.reply(TOKEN_URL, error("invalid_client", 401))
    done = await stage.run("connect", "robot", "--json")
    assert (done.code, stage.stored) == (6, [])


async def test_an_address_and_options(stage: Stage, tmp_path: Path) -> None:
    """``--grant`` turns what an address leads to into a connection of the program's own."""
    (tmp_path / "secret").write_text("s\n")
    metadata = {"issuer": "https://login.example", "token_endpoint": TOKEN_URL, "scopes_supported": ["read"]}
    stage.http.always("https://login.example/.well-known/openid-configuration", json_response({}, 404))
    stage.http.always("https://login.example/.well-known/oauth-authorization-server", json_response(metadata))
    stage.http.reply(TOKEN_URL, granted("A0", None))
    more = ("--grant", "client_credentials", "--client-id", "robot-7", "--client-secret-file", str(tmp_path / "secret"))
    done = await stage.run("connect", "https://login.example", *more, "--scope", "read", "--json")
    assert (done.code, done.json["account"]) == (0, "robot-7"), done
    assert form_of(stage.http.sent_to(TOKEN_URL)[0])["scope"] == "read"


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("acme", "--grant", "client_credentials"), 6, "--client-secret-file FILE"),
        (("acme", "--grant", "jwt_bearer"), 6, "--client-key-file FILE"),
        (("robot", "--on-behalf", "ana"), 2, "--on-behalf"),
        (("far",), 2, "--from NAME"),
        (("far", "--from", "Nobody"), 7, "Nobody"),
        (("robot", "--from", "Nobody"), 2, "--from"),
        (("robot", "--device"), 2, "--device"),
    ],
)
async def test_what_does_not_fit_is_told(stage: Stage, argv: tuple[str, ...], code: int, words: str) -> None:
    """Each in a sentence with the option that mends it; nothing is sent and nothing stored."""
    done = await stage.run("connect", *argv)
    assert (done.code, words in done.err) == (code, True), done
    assert (stage.http.requests, stage.stored) == ([], [])


async def test_googles_file(stage: Stage) -> None:
    """A service account's key file is all it takes; ``--on-behalf`` names somebody, and the file may go."""
    stage.http.reply(GOOGLE, granted("G0", None))
    done = await stage.run("connect", "robot.json", "--name", "Reports", "--on-behalf", "ana@acme.example", "--json")
    assert (done.code, done.json["account"]) == (0, "ana@acme.example"), done
    assert "robot.json can be deleted" in done.err
    assert "PRIVATE KEY" not in done.out + done.err
    del stage.profiles.elsewhere[Path("robot.json")]
    stage.http.reply(GOOGLE, granted("G1", None))
    assert (await stage.run("refresh", "Reports")).code == 0


async def test_a_file_that_is_no_key_file(stage: Stage) -> None:
    """Exit 2 and what it is instead."""
    stage.profiles.elsewhere[Path("robot.json")] = '{"type": "authorized_user"}'
    done = await stage.run("connect", "robot.json", "--json")
    assert (done.code, done.error["code"]) == (2, "bad_key_file")
    assert "belongs to a person" in done.error["detail"]


async def test_a_key_that_was_taken_back(stage: Stage) -> None:
    """RFC 7523 §3.1: exit 6, it needs another key; the command puts one in place."""
    stage.http.reply(TOKEN_URL, granted("A0", None), error("invalid_grant"), granted("A1", None))
    assert (await stage.run("connect", "signed", "--name", "Signed")).code == 0
    told = await stage.run("refresh", "Signed")
    assert told.code == 6
    assert "reconnect “Signed” --client-key-file FILE" in told.err
    assert "Its key is refused" in (await stage.run("list")).out
    stage.files.files[Path("/new.pem")] = pem(private_key("RSA"))
    mended = await stage.run("reconnect", "Signed", "--client-key-file", "/new.pem", "--client-key-id", "k2")
    assert mended.code == 0, mended
    shown = (await stage.run("show", "Signed", "--json")).json["service_details"]["assertion"]
    assert shown["key_id"] == "k2"


async def through(stage: Stage) -> None:
    """Connect as a person, and through that to another service."""
    stage.http.reply(TOKEN_URL, granted("A0", "R0"))
    stage.http.always(ME_URL, json_response({"email": "ana@example.com", "id": 7}))
    assert (await stage.sign_in("connect", "acme", "--name", "Work")).code == 0
    stage.http.reply(FAR, granted("X0", None))
    done = await stage.run("connect", "far", "--from", "Work", "--name", "Far", "--json")
    assert (done.code, done.json["account"]) == (0, "ana@example.com"), done


async def test_through_another_connection(stage: Stage) -> None:
    """RFC 8693: ``--from`` names whose token is exchanged; ``show`` tells it with the grant."""
    await through(stage)
    assert form_of(stage.http.sent_to(FAR)[0])["subject_token"] == "A0"
    shown = (await stage.run("show", "Far", "--json")).json
    assert shown["source"] == "Work"
    assert shown["service_details"]["grant"] == "token_exchange"
    assert shown["service_details"]["exchange"]["audience"] == ["far"]


async def test_the_source_goes(stage: Stage) -> None:
    """Disconnecting it says who loses access; afterwards exit 6 names the command that mends it."""
    await through(stage)
    stage.http.always(REVOKE_URL, json_response({}))
    done = await stage.run("disconnect", "Work")
    assert done.code == 0
    assert "“Far” gets its access through it" in done.err
    told = await stage.run("refresh", "Far")
    assert told.code == 6
    assert "reconnect “Far” --from OTHER" in told.err


async def test_the_source_wants_a_sign_in(stage: Stage) -> None:
    """Exit 3, and the remedy is about the source by its name."""
    await through(stage)
    await stage.clock.advance(3601)
    stage.http.always(TOKEN_URL, error("invalid_grant"))
    told = await stage.run("token", "Far")
    assert told.code == 3
    assert "“Work”" in told.err
    assert len(stage.http.sent_to(FAR)) == 1, "nothing was sent to the other service"


async def test_show_tells_the_grant_and_no_secret(stage: Stage) -> None:
    """The grant by its exact name, what the statement says, and every key masked."""
    stage.http.reply(GOOGLE, granted("G0", None))
    assert (await stage.run("connect", "robot.json", "--name", "Reports")).code == 0
    done = await stage.run("show", "Reports", "--json")
    details = done.json["service_details"]
    assert details["grant"] == "jwt_bearer"
    said = details["assertion"]
    assert said["issuer"] == "robot@acme-desk.iam.gserviceaccount.com"
    assert (said["subject"], said["audience"], said["algorithm"]) == (None, GOOGLE, "RS256")
    assert said["key_id"] == json.loads(key_file())["private_key_id"]
    assert "PRIVATE" not in done.out
    assert "jwt_bearer" in (await stage.run("show", "Reports")).out


async def test_a_network_that_is_down(stage: Stage) -> None:
    """Exit 5 and the token stays."""
    await robot(stage)
    stage.http.always(TOKEN_URL, failure(TransportFault.DNS, sent=False))
    assert (await stage.run("refresh", "Robot")).code == 5
    assert (await stage.run("token", "Robot")).out == "A0\n"


async def test_disconnecting_tells_the_service(stage: Stage) -> None:
    """C95: the access token is revoked where the service can be told."""
    await robot(stage)
    stage.http.always(REVOKE_URL, json_response({}))
    assert (await stage.run("disconnect", "Robot", "--json")).json["revoked"] == "yes"
    assert form_of(stage.http.sent_to(REVOKE_URL)[0])["token"] == "A0"


async def test_more_permission_is_asked_for_at_once(stage: Stage) -> None:
    """C65: with --step-up the program asks for what a request lacks and sends it again; in vain, it says so."""
    await robot(stage)
    challenge = (("WWW-Authenticate", 'Bearer error="insufficient_scope", scope="write"'),)
    stage.http.always("https://api.example/v1/notes", Response(403, challenge, b"{}"))
    stage.http.reply(TOKEN_URL, granted("A1", None))
    done = await stage.run("request", "Robot", "POST", "/notes", "--step-up")
    assert form_of(stage.http.sent_to(TOKEN_URL)[1])["scope"] == "read write"
    assert len(stage.http.sent_to("https://api.example/v1/notes")) == 2
    assert "was asked for just now. Perhaps this program may not do it" in done.err
    assert "signed in" not in done.err
    assert stage.browser.opened == []
