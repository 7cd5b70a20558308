"""``connect``, ``reconnect`` and ``disconnect``."""

import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod
from oauth_desk.services.ports import TransportFault
from tests.cli.stage import ACME, ME_URL, REVOKE_URL, Stage
from tests.fakes.clock import settle
from tests.fakes.http import failure, form_of, json_response, text_response
from tests.services.world import TOKEN_URL, error, granted


def answering(stage: Stage) -> Stage:
    """Let Acme hand out tokens and tell who signed in."""
    stage.http.always(TOKEN_URL, granted("A1", "R1"))
    stage.http.always(ME_URL, json_response({"email": "ana@example.com", "id": 7}))
    return stage


async def test_connect_ends_when_connected(stage: Stage) -> None:
    """A sign-in through the browser is stored under the service's name and told in words."""
    done = await answering(stage).sign_in("connect", "acme")
    assert done.code == 0
    assert done.out.startswith("“Acme” is connected as ana@example.com. Connected, and renews by itself.")
    assert "Sign in to Acme in your browser" in done.err
    assert [connection.name for connection in stage.stored] == ["Acme"]


async def test_a_connection_that_will_not_renew_is_told_on_stderr(stage: Stage) -> None:
    """Where something asked to stay connected and no way to renew came, stderr says so, with a remedy."""
    answering(stage).http.always(TOKEN_URL, granted("A1", None))
    done = await stage.sign_in("connect", "acme", "--scope", "read offline_access")
    assert done.code == 0
    assert "oauth-desk: It will not renew by itself: Acme gave no permission for that." in done.err
    assert "renew by itself" not in done.out
    calm = await stage.sign_in("connect", "acme", "--scope", "read", "--name", "Calm")
    assert "It will not renew" not in calm.err


async def test_connect_tells_json(stage: Stage) -> None:
    """With --json stdout ends with the documented value, and holds no token."""
    done = await answering(stage).sign_in("connect", "acme", "--name", "Work", "--json")
    assert done.json == {
        "name": "Work",
        "service": "acme",
        "account": "ana@example.com",
        "status": "valid",
        "outcome": "connected",
        "expires_at": "2027-01-15T09:00:00Z",
        "scopes": ["read"],
        "generation": 1,
    }
    assert len(done.out.splitlines()) == 1


async def test_print_url_prints_first_and_opens_nothing(stage: Stage) -> None:
    """The address is the first line on stdout before anything is waited for, and no browser is opened."""
    answering(stage)
    running = stage.start("connect", "acme", "--print-url", "--timeout", "30", "--json")
    await settle()
    assert stage.browser.opened == []
    await stage.clock.advance(31)
    done = await running
    url = done.out.splitlines()[0]
    assert url.startswith("https://login.example/authorize?")
    assert parse_qs(urlsplit(url).query)["redirect_uri"] == [stage.loopback.last.redirect_uri]
    assert done.code == 1
    assert done.error["code"] == "timed_out"


async def test_the_device_flow_prints_page_then_code(stage: Stage) -> None:
    """C94: with --device --print-url the page is the first line, the code the second; stderr says whose code it is."""
    answering(stage)
    stage.http.reply(
        "https://login.example/device",
        json_response(
            {
                "device_code": "canary-device",
                "user_code": "ABCD-EFGH",
                "verification_uri": "https://login.example/activate",
                "expires_in": 600,
            }
        ),
    )
    running = stage.start("connect", "acme", "--device", "--print-url", "--json")
    await settle()
    await stage.clock.advance(6)
    done = await running
    assert done.code == 0
    assert done.out.splitlines()[:2] == ["https://login.example/activate", "ABCD-EFGH"]
    assert done.json["outcome"] == "connected"
    assert "canary-device" not in done.out + done.err
    assert "enter the code ABCD-EFGH at Acme." in done.err


async def test_an_existing_name_points_to_reconnect(connected: Stage) -> None:
    """A name in use is an error 2 before anything is sent, whatever its case."""
    sent = len(connected.http.requests)
    done = await connected.run("connect", "acme", "--name", "WORK", "--json")
    assert done.code == 2
    assert done.error["code"] == "name_taken"
    assert "reconnect" in done.err
    assert len(connected.http.requests) == sent


@pytest.mark.parametrize(
    "parameters",
    [{"error": "access_denied"}, {"error": "server_error"}, {"code": "a", "error": "b", "access_token": "x"}],
)
async def test_a_denied_sign_in_stores_nothing(stage: Stage, parameters: dict[str, str]) -> None:
    """Denied or failed at the sign-in page: exit 1, nothing stored, no name taken."""
    done = await answering(stage).sign_in("connect", "acme", "--name", "Work", "--json", **parameters)
    assert done.code == 1
    assert stage.stored == []
    assert (await stage.sign_in("connect", "acme", "--name", "Work")).code == 0


async def test_a_timeout_stores_nothing(stage: Stage) -> None:
    """Nobody came back in time: exit 1."""
    running = stage.start("connect", "acme", "--timeout", "20", "--json")
    await settle()
    await stage.clock.advance(21)
    done = await running
    assert (done.code, done.error["code"], stage.stored) == (1, "timed_out", [])


async def test_a_refused_client_is_a_settings_problem(stage: Stage) -> None:
    """invalid_client at the token endpoint: exit 6, nothing stored."""
    stage.http.always(TOKEN_URL, error("invalid_client", 401))
    done = await stage.sign_in("connect", "acme", "--json")
    assert (done.code, done.error["remedy"], stage.stored) == (6, "fix_settings", [])


async def test_a_service_that_is_down_is_not_reachable(stage: Stage) -> None:
    """No answer at the token endpoint: exit 5, nothing stored."""
    stage.http.always(TOKEN_URL, failure(TransportFault.DNS, sent=False))
    running = stage.start("connect", "acme", "--json")
    await settle()
    state = parse_qs(urlsplit(stage.browser.opened[-1]).query)["state"][0]
    stage.loopback.last.hit(f"state={state}&code=C1")
    await stage.clock.advance(10)
    done = await running
    assert (done.code, done.error["remedy"], stage.stored) == (5, "retry", [])


async def test_an_unknown_service_is_not_found(stage: Stage) -> None:
    """A target that is nothing: exit 7."""
    done = await stage.run("connect", "nowhere", "--json")
    assert (done.code, done.error["code"]) == (7, "no_such_service")


async def test_a_malformed_profile_tells_its_line(stage: Stage) -> None:
    """A profile with a mistake: exit 2, with key and line on stderr."""
    stage.profiles.elsewhere[Path("bad.toml")] = ACME + "typo = 1\n"
    done = await stage.run("connect", "bad.toml")
    assert done.code == 2
    assert f"Line {len(ACME.splitlines()) + 1}" in done.err
    assert "account.typo" in done.err
    assert len(done.err.splitlines()) == 1


async def test_a_profile_with_a_secret_is_told_to_be_safe_to_delete(stage: Stage) -> None:
    """The secret of a file moves into the vault, and the file is told to be safe to delete."""
    text = ACME.replace('auth_method = "none"', 'client_secret = "canary-5ecret"')
    stage.profiles.elsewhere[Path("with.toml")] = text
    done = await answering(stage).sign_in("connect", "with.toml", "--name", "Work")
    assert done.code == 0
    assert "with.toml can be deleted" in done.err
    assert stage.stored[0].service.client.client_secret == Secret("canary-5ecret")
    assert "canary" not in done.out + done.err


async def test_own_values_go_before_the_profile(stage: Stage) -> None:
    """--client-id, --client-secret-file, --scope and --redirect-uri replace what the profile says."""
    secret = stage.folder / "secret"
    secret.write_text("canary-5ecret\n")
    done = await answering(stage).sign_in(
        "connect", "acme", "--client-id", "mine", "--client-secret-file", str(secret),
        "--scope", "read  write", "--redirect-uri", "http://localhost:4711/back",
    )  # fmt: skip
    assert done.code == 0
    [connection] = stage.stored
    client = connection.service.client
    assert (client.client_id, client.client_secret) == ("mine", Secret("canary-5ecret"))
    assert client.auth_method is not AuthMethod.NONE
    assert connection.scopes_asked == ("read", "write")
    assert stage.loopback.last.redirect_uri == "http://localhost:4711/back"
    assert "canary" not in done.out + done.err


async def test_the_secret_may_come_from_stdin(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` reads the secret from standard input, so that it stands in no file and no process list."""
    monkeypatch.setattr("sys.stdin", io.StringIO("canary-5ecret\n"))
    assert (await answering(stage).sign_in("connect", "acme", "--client-secret-file", "-")).code == 0
    assert stage.stored[0].service.client.client_secret == Secret("canary-5ecret")


async def test_the_last_day_of_a_secret_is_told_ahead(stage: Stage) -> None:
    """--client-secret-ends keeps the day, and the list says it two weeks ahead; another secret has a day of its own."""
    secret = stage.folder / "secret"
    secret.write_text("canary-5ecret\n")
    day = ("--client-secret-file", str(secret), "--client-secret-ends", "2027-01-20")
    assert (await answering(stage).sign_in("connect", "acme", "--name", "Work", *day)).code == 0
    assert "Its secret ends on Wednesday" in (await stage.run("list")).out
    assert (await answering(stage).sign_in("reconnect", "Work", "--client-secret-file", str(secret))).code == 0
    assert stage.stored[0].service.client.secret_expires_at is None


@pytest.mark.parametrize("written", ["tomorrow", "2027-02-30", "never", "9999-99-99"])
async def test_a_day_that_is_none_is_a_usage_error(stage: Stage, written: str) -> None:
    """The error names the option and shows how a day is written."""
    done = await stage.run("connect", "acme", "--client-secret-ends", written, "--json")
    assert (done.code, done.error["code"]) == (2, "bad_date")
    assert "--client-secret-ends 2027-03-31." in done.err


@pytest.mark.parametrize("content", [None, "", "two\nlines", "no\x00text", "ünicode"])
async def test_a_useless_secret_file_is_a_usage_error(stage: Stage, content: str | None) -> None:
    """A secret that cannot be read or cannot be one: exit 2, and its text is not shown."""
    file = stage.folder / "secret"
    if content is not None:
        file.write_text(content)
    done = await stage.run("connect", "acme", "--client-secret-file", str(file), "--json")
    assert (done.code, done.error["code"]) == (2, "bad_client_secret")
    assert not content or content not in done.err


@pytest.mark.parametrize("uri", ["http://192.0.2.1/cb", "ftp://127.0.0.1", "http://127.0.0.1/#x", "nonsense"])
async def test_a_bad_redirect_address_is_a_usage_error(stage: Stage, uri: str) -> None:
    """C08: the browser comes back to this machine, or to an https page whose address is pasted."""
    done = await stage.run("connect", "acme", "--redirect-uri", uri, "--json")
    assert (done.code, done.error["code"]) == (2, "bad_redirect_uri")


@pytest.mark.parametrize(
    "option",
    [("--client-id", "x"), ("--scope", "x"), ("--redirect-uri", "http://127.0.0.1/x"), ("--client-secret-file", "-")],
)
async def test_a_locked_field_cannot_be_given(
    stage: Stage, option: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an administrator locked, no option changes."""
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    locked = ["client.client_id", "client.client_secret", "client.redirect_uri", "scopes.default"]
    stage.profiles.files[Path("/profiles/acme.toml")] = f"{ACME}[policy]\nlocked = {locked}\n"
    done = await stage.run("connect", "acme", *option, "--json")
    assert (done.code, done.error["code"]) == (2, "locked_field")


async def test_a_missing_client_says_what_is_needed(stage: Stage) -> None:
    """A service that wants a client of the person's own: exit 6."""
    stage.profiles.files[Path("/profiles/acme.toml")] = ACME.replace('client_id = "desk"\n', "")
    done = await stage.run("connect", "acme", "--json")
    assert (done.code, done.error["code"]) == (6, "client_needed")
    assert "--client-id" in done.err


async def test_a_missing_browser_shows_the_address(stage: Stage) -> None:
    """Where no browser can be started the address is shown, and the sign-in goes on."""
    stage.browser.fails = True
    running = stage.start("connect", "acme", "--timeout", "5")
    await settle()
    await stage.clock.advance(6)
    assert "Open this address yourself: https://login.example/authorize?" in (await running).err


async def test_hosts_beyond_the_first_are_told_before_use(stage: Stage) -> None:
    """C81: hosts of endpoints other than the sign-in page's are shown before the first use."""
    text = ACME.replace('token_endpoint = "https://login.example/token"', 'token_endpoint = "https://tokens.other/t"')
    stage.profiles.files[Path("/profiles/acme.toml")] = text
    running = stage.start("connect", "acme", "--timeout", "5")
    await settle()
    await stage.clock.advance(6)
    assert "Acme also uses tokens.other." in (await running).err


async def test_the_demo_connects_with_the_demo_option(stage: Stage) -> None:
    """``connect demo`` wants --demo, says so, and starts the demo with it."""
    without = await stage.run("connect", "demo")
    assert without.code == 7
    assert "--demo" in without.err
    stage.http.always("http://127.0.0.1:4999/token", granted())
    stage.http.always("http://127.0.0.1:4999/.well-known/openid-configuration", text_response("", 404))
    running = stage.start("--demo", "connect", "demo", "--timeout", "5")
    await settle()
    assert stage.browser.opened[0].startswith("http://127.0.0.1:4999/authorize?")
    await stage.clock.advance(6)
    await running
    assert stage.demo.starts > 0


# --- reconnect -----------------------------------------------------------------


async def test_reconnect_keeps_the_connection(connected: Stage) -> None:
    """Signing in again keeps id and name, and moves the generation."""
    [before] = connected.stored
    connected.http.always(TOKEN_URL, granted("A9", "R9"))
    done = await connected.sign_in("reconnect", "work", "--json")
    assert done.code == 0
    assert done.json["outcome"] == "reconnected"
    assert done.json["generation"] == 2
    [after] = connected.stored
    assert (after.id, after.name, after.tokens.access_token) == (before.id, "Work", Secret("A9"))


async def test_reconnect_as_somebody_else_is_refused(connected: Stage) -> None:
    """Somebody else's account: exit 1 and nothing changed, unless --replace-account."""
    connected.http.always(TOKEN_URL, granted("A9", "R9"))
    connected.http.always(ME_URL, json_response({"email": "ben@example.com", "id": 8}))
    done = await connected.sign_in("reconnect", "Work", "--json")
    assert (done.code, done.error["code"]) == (1, "wrong_account")
    assert connected.stored[0].tokens.access_token == Secret("A0")
    done = await connected.sign_in("reconnect", "Work", "--replace-account", "--json")
    assert (done.code, done.json["account"]) == (0, "ben@example.com")


async def test_reconnect_may_ask_for_more_with_another_client(connected: Stage) -> None:
    """A registration that was mended at the service, or another permission, needs no new connection."""
    connected.http.always(TOKEN_URL, granted("A9", "R9"))
    done = await connected.sign_in("reconnect", "Work", "--client-id", "mended", "--scope", "read write")
    assert done.code == 0
    [after] = connected.stored
    assert (after.service.client.client_id, after.scopes_asked) == ("mended", ("read", "write"))


async def test_reconnect_needs_a_connection(stage: Stage) -> None:
    """No connection of that name: exit 7."""
    done = await stage.run("reconnect", "Work", "--json")
    assert (done.code, done.error["code"]) == (7, "no_such_connection")


# --- disconnect ----------------------------------------------------------------


async def test_disconnect_revokes_then_deletes(connected: Stage) -> None:
    """Both tokens are revoked and the record is gone."""
    connected.http.always(REVOKE_URL, text_response("", 200))
    done = await connected.run("disconnect", "Work", "--json")
    assert done.code == 0
    assert (done.json["name"], done.json["revoked"]) == ("Work", "yes")
    assert set(done.json) == {"name", "revoked", "detail"}
    assert [form_of(request)["token"] for request in connected.http.sent_to(REVOKE_URL)] == ["R0", "A0"]
    assert connected.stored == []


async def test_keep_remote_tells_the_service_nothing(connected: Stage) -> None:
    """--keep-remote deletes here alone."""
    done = await connected.run("disconnect", "Work", "--keep-remote", "--json")
    assert (done.code, done.json["revoked"], connected.stored) == (0, "no", [])
    assert connected.http.sent_to(REVOKE_URL) == []


async def test_a_failed_revocation_still_deletes(connected: Stage) -> None:
    """C95: exit 0 with words on stderr, and the record is gone."""
    connected.http.always(REVOKE_URL, failure(TransportFault.REFUSED, sent=False))
    done = await connected.run("disconnect", "Work", "--json")
    assert (done.code, done.json["revoked"], connected.stored) == (0, "failed", [])
    assert "could not be told" in done.err


async def test_a_service_without_revocation_says_so(connected: Stage) -> None:
    """C95: where the service offers no way, the word is unsupported."""
    [record] = connected.stored
    endpoints = replace(record.service.endpoints, revocation=None)
    connected.file.put(replace(record, service=replace(record.service, endpoints=endpoints)))
    done = await connected.run("disconnect", "Work", "--json")
    assert (done.code, done.json["revoked"]) == (0, "unsupported")


async def test_reconnect_registers_anew_when_told(connected: Stage) -> None:
    """C84: --register leaves a registration of the person's own alone, and is known to reconnect only."""
    answering(connected)
    done = await connected.sign_in("reconnect", "Work", "--register")
    assert done.code == 0
    assert connected.stored[0].service.client.client_id == "desk"


async def test_hosts_of_two_organisations_are_told_before_the_browser_opens(stage: Stage) -> None:
    """A profile that leads to strangers says so on stderr, with both hosts; one of a single house says nothing."""
    stage.profiles.files[Path("/profiles/far.toml")] = ACME.replace('"acme"', '"far"').replace(
        "https://login.example/token", "https://tokens.elsewhere.example.net/token"
    )
    stage.http.always("https://tokens.elsewhere.example.net/token", granted())
    stage.http.always(ME_URL, json_response({}))
    told = (await stage.sign_in("connect", "/profiles/far.toml")).err.splitlines()
    assert told[0] == (
        "oauth-desk: You sign in at login.example, and the connection itself comes from tokens.elsewhere.example.net. "
        "Go on only if both belong to the service."
    )
    stage.http.reply(TOKEN_URL, granted())
    assert "Go on only" not in (await stage.sign_in("connect", "acme")).err
