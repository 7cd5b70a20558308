"""``list``, ``show``, ``events`` and ``services``."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.services.ports import KeyringState, VaultError, VaultFault
from tests.cli.stage import ACME, ME_URL, Stage
from tests.fakes.http import json_response
from tests.services.world import TOKEN_URL, error, granted

INTROSPECT_URL = "https://login.example/introspect"


async def test_list_tells_json(connected: Stage) -> None:
    """Each connection has the documented members; times are RFC 3339 in UTC."""
    [row] = (await connected.run("list", "--json")).json
    assert row.pop("detail").startswith("Next renewal")
    assert row == {
        "name": "Work",
        "service": "acme",
        "account": "ana@example.com",
        "status": "valid",
        "expires_at": "2027-01-15T09:00:00Z",
        "next_renewal_at": "2027-01-15T08:54:45Z",
        "scopes": ["read"],
        "generation": 1,
    }


async def test_list_shows_a_table(connected: Stage) -> None:
    """For people: name, service, account and how it stands."""
    header, row = (await connected.run("list")).out.splitlines()
    assert header.split() == ["NAME", "SERVICE", "ACCOUNT", "STATE"]
    assert row.split(maxsplit=3) == ["Work", "Acme", "ana@example.com", "Renews in 54 min"]


async def test_an_unencrypted_connection_is_marked(stage: Stage) -> None:
    """C38: show says of a connection over plain http that it is a test connection, and of no other."""
    stage.http.always(TOKEN_URL, granted())
    stage.http.always(ME_URL, json_response({}))
    stage.profiles.files[Path("/profiles/acme.toml")] = ACME
    await stage.sign_in("connect", "acme")
    assert "Insecure" not in (await stage.run("show", "Acme")).out
    local = ACME.replace("https://login.example/introspect", "http://127.0.0.1:9/introspect").replace("acme", "local")
    stage.profiles.files[Path("/profiles/local.toml")] = local
    await stage.sign_in("connect", "local", "--name", "Here")
    assert "Insecure test connection: it is not encrypted." in (await stage.run("show", "Here")).out.splitlines()


async def test_an_empty_list_is_an_empty_array(stage: Stage) -> None:
    """Nothing connected: an empty array, or a word about what to do."""
    assert (await stage.run("list", "--json")).json == []
    assert "connect" in (await stage.run("list")).out


async def test_a_rejected_connection_says_so(connected: Stage) -> None:
    """The status after a rejection is sign_in_needed, with the reason; no expiry is invented."""
    connected.http.reply(TOKEN_URL, error("invalid_grant"))
    await connected.run("refresh", "Work")
    [row] = (await connected.run("list", "--json")).json
    assert (row["status"], row["expires_at"], row["next_renewal_at"]) == ("sign_in_needed", None, None)
    assert "no longer accepts" in row["detail"]


@pytest.mark.parametrize(
    ("description", "cause", "short", "why"),
    [
        ("", "rejected", "no reason given", "no longer accepts this connection"),
        ("Refresh token revoked", "revoked", "access was taken back", "took back this program’s access"),
        ("The password was changed", "password", "password change", "because the password of the account was changed"),
        ("Multi-factor authentication needed", "policy", "a rule of your organisation", "a rule of your organisation"),
        ("The token was already used.", "reused", "renewed from elsewhere", "Another program or computer"),
        ("Token expired", "expired", "its time is over", "that time is over"),
        ("issued to another client", "client", "another registration", "another registration of this program"),
    ],
)
async def test_the_reason_is_told_the_same_everywhere(
    connected: Stage, description: str, cause: str, short: str, why: str
) -> None:
    """C55: refresh, list, show and events tell the one reason that was stored at the rejection."""
    connected.http.reply(TOKEN_URL, error("invalid_grant", description=description))
    refused = await connected.run("refresh", "Work", "--json")
    assert why in refused.error["title"]
    assert refused.code == 3
    assert (await connected.run("list")).out.splitlines()[1].endswith(f"Sign in again ({short})")
    [row] = (await connected.run("list", "--json")).json
    assert row["detail"] == refused.error["title"]
    shown = (await connected.run("show", "Work", "--json")).json
    assert (shown["cause"], shown["detail"]) == (cause, row["detail"])
    assert (await connected.run("events", "Work", "--json")).json[0]["outcome"] == cause
    again = await connected.run("refresh", "Work", "--json")
    assert again.error["title"] == refused.error["title"]


async def test_what_is_assumed_of_permissions_is_told(connected: Stage) -> None:
    """C50: show says whether the service told what it granted, or whether what was asked for is taken to be it."""
    for assumed in (True, False):
        old = connected.stored[0]
        connected.file.put(replace(old, tokens=replace(old.tokens, scopes_assumed=assumed)))
        assert (await connected.run("show", "Work", "--json")).json["scopes_assumed"] is assumed


async def test_ends_are_told_ahead(connected: Stage) -> None:
    """A sign-in that must end is in the list's words, in the detail of its JSON, and with its moment in show."""
    now = connected.clock.now()
    tokens = replace(connected.stored[0].tokens, refresh_expires_at=now + 3 * 86_400)
    old = connected.stored[0]
    aged = replace(old, tokens=tokens, history=replace(old.history, end_moves=False), signed_in_at=now - 60 * 86_400)
    connected.file.put(aged)
    assert "Sign in again before " in (await connected.run("list")).out
    [row] = (await connected.run("list", "--json")).json
    assert row["status"] == "valid"
    assert "Acme ends this sign-in on " in row["detail"]
    shown = await connected.run("show", "Work", "--json")
    assert shown.json["ends"] == [{"what": "sign_in", "at": "2027-01-18T08:00:00Z"}]
    assert "Acme ends this sign-in on " in (await connected.run("show", "Work")).out


async def test_a_locked_vault_is_exit_4(connected: Stage) -> None:
    """Without the key nothing is shown, in words and in JSON."""
    connected.keys.state = KeyringState.LOCKED
    for command in (["list"], ["token", "Work"], ["show", "Work"], ["events"], ["refresh", "Work"]):
        done = await connected.run(*command)
        assert (done.code, done.out) == (4, "")
        assert len(done.err.splitlines()) == 1


async def test_a_damaged_vault_is_exit_4_and_named(connected: Stage) -> None:
    """A damaged vault: the file kept aside and the newest backup are on stderr."""
    aside, backup = connected.folder / "vault.db.damaged-1", connected.folder / "backups" / "1.db"
    connected.file.open_fault = VaultError(VaultFault.DAMAGED, "not whole", set_aside=aside, backup=backup)
    done = await connected.run("list", "--json")
    assert done.code == 4
    assert str(aside) in done.err
    assert str(backup) in done.err
    assert done.error["code"] == "vault_damaged"


async def test_show_masks_tokens(connected: Stage) -> None:
    """Everything known is shown but the tokens, in words and in JSON."""
    words, value = await connected.run("show", "Work"), await connected.run("show", "Work", "--json")
    for done in (words, value):
        assert done.code == 0
        assert "A0" not in done.out
        assert "R0" not in done.out
    assert value.json["name"] == "Work"
    assert value.json["tokens"]["refresh_token"] == "••••••"
    assert value.json["tokens"]["id_token"] is None
    assert value.json["service_details"]["endpoints"]["token"] == TOKEN_URL
    assert "service_details.issuer" not in words.out


async def test_show_asks_the_server_on_demand_alone(connected: Stage) -> None:
    """C96: --introspect and --userinfo ask; without them nothing is sent."""
    sent = len(connected.http.requests)
    await connected.run("show", "Work")
    assert len(connected.http.requests) == sent
    connected.http.reply(INTROSPECT_URL, json_response({"active": True, "scope": "read"}))
    value = (await connected.run("show", "Work", "--introspect", "--userinfo", "--json")).json
    assert value["introspection"]["active"] is True
    assert value["userinfo"] == {"email": "ana@example.com", "id": 7}
    assert len(connected.http.sent_to(ME_URL)) == 2


async def test_events_tell_json_newest_first(connected: Stage) -> None:
    """Each entry has the documented members, and no secret."""
    connected.http.reply(TOKEN_URL, granted("canary-A1", "canary-R1"))
    await connected.run("refresh", "Work")
    done = await connected.run("events", "--json")
    assert [(event["kind"], event["outcome"]) for event in done.json] == [
        ("renewal", "renewed"),
        ("sign_in", "connected"),
    ]
    assert set(done.json[0]) == {"at", "name", "kind", "outcome", "detail"}
    assert done.json[0]["at"] == "2027-01-15T08:00:00Z"
    assert "canary" not in done.out
    assert len((await connected.run("events", "--limit", "1", "--json")).json) == 1
    assert (await connected.run("events")).out.splitlines()[1].endswith("Work  Connected.")


async def test_events_of_one_connection_live_on_after_it(connected: Stage) -> None:
    """A name filters; the log of a connection that is gone is still found by it; an unknown name is exit 7."""
    await connected.run("disconnect", "Work", "--keep-remote")
    events = (await connected.run("events", "work", "--json")).json
    assert [event["outcome"] for event in events] == ["no", "connected"]
    assert (await connected.run("events", "Home")).code == 7


async def test_services_need_no_vault(stage: Stage) -> None:
    """The catalogue is shown although the keyring is locked; files with mistakes are named on stderr."""
    stage.keys.state = KeyringState.LOCKED
    stage.profiles.files[stage.folder / "bad.toml"] = "format = 2\n"
    done = await stage.run("services", "--json")
    assert done.code == 0
    assert [(row["id"], row["needs_client"]) for row in done.json] == [("acme", False)]
    assert "bad.toml was left out: line 1" in done.err
    assert (await stage.run("services")).out.splitlines()[1].split() == ["acme", "Acme", "Sales", "Contacts"]


async def test_names_from_services_cannot_command_the_terminal(stage: Stage) -> None:
    """C30: control characters that a service sends are not printed; JSON escapes what is left."""
    stage.http.reply(TOKEN_URL, granted("A0", "R0"))
    stage.http.always(ME_URL, json_response({"email": "a\x1b]0;owned\x07\u202eb", "id": 7}))
    stage.profiles.files[stage.folder / "acme.toml"] = ACME
    assert (await stage.sign_in("connect", "acme", "--name", "Work")).code == 0
    for command in (["list"], ["show", "Work"], ["list", "--json"], ["show", "Work", "--json"]):
        done = await stage.run(*command)
        assert not {"\x1b", "\x07", "\u202e"} & set(done.out)
    json.loads((await stage.run("list", "--json")).out)
