"""Newer settings of a connection's profile, on the command line."""

from pathlib import Path

from oauth_desk.services.ports import Check
from tests.cli.stage import ACME, ME_URL, Stage
from tests.fakes.http import form_of, json_response
from tests.services.world import TOKEN_URL, granted

FILE = Path("/profiles/acme.toml")
QUIRKS = '[quirks]\nrejected_errors = ["dead"]\n'
HOST = ACME.replace('["https://api.example/v1"]', '["https://api.example/v1", "https://new.example"]')
CLIENT = ACME.replace('client_id = "desk"', 'client_id = "other"')


async def connected(stage: Stage, newer: str) -> None:
    """Connect Acme, and change its profile afterwards."""
    stage.http.reply(TOKEN_URL, granted())
    stage.http.always(ME_URL, json_response({"email": "ana@example.com", "id": 7}))
    assert (await stage.sign_in("connect", "acme")).code == 0
    stage.profiles.files[FILE] = newer


async def test_newer_settings_are_listed_and_taken(stage: Stage) -> None:
    """Without a name all are listed; with one they are told and taken, and the tokens stay."""
    await connected(stage, ACME + QUIRKS)
    listed = await stage.run("update")
    assert listed.out == (
        "“Acme”: Acme’s settings were updated by a new version of this program. "
        "What changes: how the service is spoken to. You stay signed in.\n"
    )
    tokens = stage.stored[0].tokens
    ran = await stage.run("update", "acme")
    assert (ran.code, ran.out) == (0, "“Acme” uses the newer settings.\n")
    assert "What changes: how the service is spoken to." in ran.err
    assert (stage.stored[0].service.quirks.rejected_errors, stage.stored[0].tokens) == (("dead",), tokens)
    assert (await stage.run("update")).out == "Every connection has the newest settings of its profile.\n"
    again = await stage.run("update", "acme")
    assert (again.code, "has the newest settings" in again.err) == (2, True)


async def test_as_json(stage: Stage) -> None:
    """With --json stdout is one value: a list without a name, else what was taken."""
    await connected(stage, ACME + QUIRKS)
    row = {"name": "Acme", "changes": ["quirks.rejected_errors"], "asks": [], "hosts": [], "sign_in_needed": False}
    assert (await stage.run("update", "--json")).json == [row]
    shown = await stage.run("show", "acme", "--json")
    assert shown.json["profile_update"] == row
    assert (await stage.run("update", "acme", "--json")).json == row
    assert (await stage.run("update", "--json")).json == []
    assert (await stage.run("show", "acme", "--json")).json["profile_update"] is None


async def test_a_new_host_needs_a_yes(stage: Stage) -> None:
    """No script adds a host by the way: without the option nothing is changed, and the host is named."""
    await connected(stage, HOST)
    before = stage.stored
    ran = await stage.run("update", "acme")
    assert (ran.code, stage.stored) == (2, before)
    assert "It then also talks to new.example. Use them only if that belongs to Acme." in ran.err
    assert "add --accept-hosts" in ran.err
    assert (await stage.run("update", "acme", "--accept-hosts")).code == 0
    assert stage.stored[0].service.api_base_urls[1] == "https://new.example"


async def test_a_sign_in_with_new_hosts_needs_the_same_yes(stage: Stage) -> None:
    """Signing in with newer settings is no way round: no address is opened before the option is given."""
    await connected(stage, HOST)
    before, opened = stage.stored, len(stage.browser.opened)
    ran = await stage.run("reconnect", "acme", "--update")
    assert (ran.code, stage.stored, len(stage.browser.opened)) == (2, before, opened)
    assert "add --accept-hosts" in ran.err
    stage.http.reply(TOKEN_URL, granted("A2", "R2"))
    assert (await stage.sign_in("reconnect", "acme", "--update", "--accept-hosts")).code == 0
    assert stage.stored[0].service.api_base_urls[1] == "https://new.example"


async def test_settings_that_ask_for_more_are_told(stage: Stage) -> None:
    """A question that nobody answered for a connection leaves it as it is, and the words say what to do."""
    await connected(stage, ACME + '\n[questions.region]\nlabel = "Region"\n')
    before = stage.stored
    for command in (("update", "acme"), ("reconnect", "acme", "--update")):
        ran = await stage.run(*command)
        assert (ran.code, stage.stored) == (2, before)
        assert "connect Acme once more and answer, then disconnect this one" in ran.err
    assert (await stage.run("update", "--json")).json[0]["asks"] == ["Region"]


async def test_looking_writes_nothing(stage: Stage) -> None:
    """Commands that only tell leave also what an administrator has locked to those that act."""
    await connected(stage, ACME + QUIRKS + '\n[policy]\nlocked = ["quirks.rejected_errors"]\n')
    stage.checks.results = [Check("vault", ok=True, needed=True, detail="fine", remedy="")]
    (stage.folder / "vault.db").write_bytes(b"")
    before = stage.stored
    assert "newer settings wait for “Acme”" in (await stage.run("doctor")).out
    assert (await stage.run("show", "acme", "--json")).json["profile_update"]["changes"] == ["quirks.rejected_errors"]
    assert stage.stored == before
    assert (await stage.run("update")).code == 0
    assert stage.stored[0].service.quirks.rejected_errors == ("dead",)


async def test_settings_that_the_tokens_do_not_fit_need_a_sign_in(stage: Stage) -> None:
    """Nothing is changed before the sign-in, which then uses them; the old tokens go nowhere new."""
    await connected(stage, CLIENT)
    before = stage.stored
    ran = await stage.run("update", "acme")
    assert (ran.code, stage.stored) == (3, before)
    assert "You sign in again for that." in ran.err
    assert "oauth-desk reconnect Acme --update" in ran.err
    stage.http.reply(TOKEN_URL, granted("A2", "R2"))
    done = await stage.sign_in("reconnect", "acme", "--update")
    assert done.code == 0
    assert form_of(stage.http.sent_to(TOKEN_URL)[-1])["client_id"] == "other"
    assert stage.stored[0].service.client.client_id == "other"
    assert (await stage.run("reconnect", "acme", "--update")).code == 2


async def test_show_says_that_something_waits(stage: Stage) -> None:
    """The page of one connection names the command."""
    await connected(stage, ACME + QUIRKS)
    assert "“oauth-desk update Acme” says what changes." in (await stage.run("show", "acme")).out


async def test_doctor_lists_them(stage: Stage) -> None:
    """Doctor names the connections that newer settings wait for; it is no failure."""
    stage.checks.results = [Check("vault", ok=True, needed=True, detail="fine", remedy="")]
    assert "profiles" not in (await stage.run("doctor")).out
    (stage.folder / "vault.db").write_bytes(b"")
    await connected(stage, ACME)
    assert "every connection has the newest settings" in (await stage.run("doctor")).out
    stage.profiles.files[FILE] = ACME + QUIRKS
    ran = await stage.run("doctor", "--json")
    assert (ran.code, ran.json[-1]["detail"]) == (
        0,
        "newer settings wait for “Acme”; “oauth-desk update NAME” says what changes, and takes it",
    )
    stage.keys.keys.clear()
    assert "profiles" not in (await stage.run("doctor")).out


async def test_doctor_opens_nothing_where_something_is_wrong(stage: Stage) -> None:
    """What is broken already is not opened to look for more."""
    stage.checks.results = [Check("vault", ok=False, needed=True, detail="damaged", remedy="restore")]
    before = stage.opened
    assert (await stage.run("doctor")).code == 1
    assert stage.opened == before


async def test_a_lock_of_today_holds_for_an_older_connection(stage: Stage) -> None:
    """What an administrator has locked since cannot be given by hand when signing in again."""
    await connected(stage, ACME + '[policy]\nlocked = ["client.client_id"]\n')
    ran = await stage.run("reconnect", "acme", "--client-id", "mine")
    assert (ran.code, "client.client_id" in ran.err) == (2, True)
