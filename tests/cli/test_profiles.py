"""Service files for colleagues."""

from pathlib import Path

from oauth_desk.domain.profile import parse_profile
from tests.cli.stage import ME_URL, Stage
from tests.fakes.http import json_response
from tests.services.world import TOKEN_URL, granted

WHO = json_response({"email": "ana@acme.example", "id": "7"})


async def connected(stage: Stage) -> None:
    """Connect Acme as Ana."""
    stage.http.reply(TOKEN_URL, granted("access-canary", "refresh-canary"))
    stage.http.reply(ME_URL, WHO)
    assert (await stage.sign_in("connect", "acme")).code == 0


async def test_a_profile_on_stdout(stage: Stage) -> None:
    """Without a file the profile is stdout, word for word; what is in it is told beside it."""
    await connected(stage)
    ran = await stage.run("profile", "Acme")
    assert ran.code == 0
    assert parse_profile(ran.out).endpoints.token == TOKEN_URL
    assert ran.err == (
        "The file holds the addresses of the service, its client ID and permissions. "
        "It does not hold who you are, your sign-in or any secret.\n"
    )
    assert not any(word in ran.out + ran.err for word in ("ana@acme.example", "canary"))


async def test_a_profile_in_a_file(stage: Stage) -> None:
    """A new file is written, and said where; an older one stays."""
    await connected(stage)
    path = stage.folder / "acme.toml"
    ran = await stage.run("profile", "acme", str(path))
    assert (ran.code, ran.out) == (0, f"{path} is written. A colleague opens it with OAuth Desk.\n")
    assert parse_profile(str(stage.profiles.elsewhere[path])).client.client_id == "desk"
    ran = await stage.run("profile", "acme", str(path))
    assert (ran.code, "already" in ran.err) == (2, True)


async def test_what_was_shared_connects(stage: Stage) -> None:
    """The file of one person is all that another one needs."""
    await connected(stage)
    path = stage.folder / "acme.toml"
    await stage.run("profile", "Acme", str(path))
    stage.http.reply(TOKEN_URL, granted())
    stage.http.reply(ME_URL, json_response({"email": "bo@acme.example", "id": "8"}))
    ran = await stage.sign_in("connect", str(path), "--name", "Theirs")
    assert (ran.code, "bo@acme.example" in ran.out) == (0, True)


async def test_the_whole_as_json(stage: Stage) -> None:
    """With --json stdout is one value that holds the text, the file and what a colleague has to bring."""
    await connected(stage)
    value = (await stage.run("profile", "Acme", "--json")).json
    assert (value["name"], value["file"], value["missing"]) == ("Acme", None, [])
    assert parse_profile(value["profile"]).id == "acme"
    path = Path(stage.folder / "x.toml")
    assert (await stage.run("profile", "Acme", str(path), "--json")).json["file"] == str(path)


async def test_no_such_connection(stage: Stage) -> None:
    """A name that nobody has is told as everywhere."""
    assert (await stage.run("profile", "Nobody")).code == 7
