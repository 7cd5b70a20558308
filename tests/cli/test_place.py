"""Choosing which site calls are for, by command."""

import pytest

from oauth_desk.domain.place import Place
from tests.cli.stage import ACME, ME_URL, Ran, Stage
from tests.fakes.http import json_response
from tests.services.world import TOKEN_URL, granted

SITES = "https://sites.example/all"
SITED = (
    ACME.replace('id = "acme"', 'id = "sited"')
    .replace('name = "Acme"', 'name = "Sited"')
    .replace('["https://api.example/v1"]', '["https://api.example/ex/{place.id}"]')
    + f'[place]\nlabel = "Site"\nurl = "{SITES}"\nvalue = "id"\nname = "url"\n'
)
ALPHA = {"id": "a-1", "url": "https://alpha.example"}
BETA = {"id": "b-2", "url": "https://\u202ebeta\x1b[31m.example"}


async def connected(stage: Stage, *items: object, extra: tuple[str, ...] = (), status: int = 200) -> Ran:
    """Connect a service with these places as “Work”."""
    stage.profiles.files[stage.folder / "sited.toml"] = SITED
    stage.http.reply(TOKEN_URL, granted("A0", "R0"))
    stage.http.always(ME_URL, json_response({"email": "ana@example.com", "id": 7}))
    stage.http.reply(SITES, json_response(list(items), status))
    return await stage.sign_in("connect", "sited", "--name", "Work", *extra)


async def test_the_only_place_is_taken(stage: Stage) -> None:
    """Connect says so on stderr, and --json holds it."""
    done = await connected(stage, ALPHA, extra=("--json",))
    assert (done.code, done.json["place"]) == (0, {"value": "a-1", "name": "alpha.example"})
    assert "Calls are for the site alpha.example." in done.err
    assert stage.stored[0].place == Place("a-1", "alpha.example")


async def test_several_are_listed_with_the_command_that_chooses(stage: Stage) -> None:
    """It is connected, exit 0; names are shown without what a terminal would obey."""
    done = await connected(stage, ALPHA, BETA, {"id": "c/3"})
    assert done.code == 0
    assert "“Work” is connected as ana@example.com." in done.out
    assert "Choose which site calls are for, with “oauth-desk place Work VALUE”:" in done.err
    assert "a-1    alpha.example" in done.err
    assert "b-2    beta[31m.example" in done.err
    assert "1 site is left out" in done.err
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err
    assert stage.stored[0].place is None


@pytest.mark.parametrize("wanted", ["b-2", "alpha.example"])
async def test_a_place_named_at_once(stage: Stage, wanted: str) -> None:
    """--place takes a value or a name."""
    done = await connected(stage, ALPHA, BETA, extra=("--place", wanted))
    assert done.code == 0
    place = stage.stored[0].place
    assert place is not None
    assert place.id == ("b-2" if wanted == "b-2" else "a-1")


async def test_a_place_that_is_not_there(stage: Stage) -> None:
    """The connection stays and is told; the exit code says that the choice was not made."""
    done = await connected(stage, ALPHA, BETA, extra=("--place", "gamma", "--json"))
    assert (done.code, done.error["code"]) == (7, "no_such_place")
    assert "“Work” is connected." in done.err
    assert "“oauth-desk place Work” lists what can be chosen." in done.err
    assert stage.stored[0].place is None


async def test_a_list_that_does_not_come(stage: Stage) -> None:
    """Connected all the same, exit 0, with what to do later."""
    done = await connected(stage, status=503)
    assert done.code == 0
    assert "Sited did not say which site can be chosen." in done.err
    assert "No site is chosen yet: “oauth-desk place Work” lists what can be chosen." in done.err


async def test_nothing_to_choose(stage: Stage) -> None:
    """A note, and it works without."""
    done = await connected(stage)
    assert done.code == 0
    assert done.err.count("Sited offers no site with this sign-in.") == 1


async def test_a_place_of_a_service_without_places_is_refused_before_anything(stage: Stage) -> None:
    """No browser is opened for what could not be."""
    done = await stage.run("connect", "acme", "--place", "x", "--json")
    assert (done.code, done.error["code"]) == (2, "no_places")
    assert stage.browser.opened == []


async def test_listing_and_choosing_later(stage: Stage) -> None:
    """The command lists with a mark at what is chosen, and chooses by value or name."""
    await connected(stage, ALPHA, BETA)
    stage.http.always(SITES, json_response([ALPHA, BETA]))
    listed = await stage.run("place", "Work")
    assert [line.split() for line in listed.out.splitlines()[:2]] == [["VALUE", "NAME"], ["a-1", "alpha.example"]]
    chosen = await stage.run("place", "work", "alpha.example")
    assert (chosen.code, chosen.out) == (0, "Calls of “Work” are for the site alpha.example now.\n")
    assert (await stage.run("place", "Work")).out.splitlines()[1].startswith("* ")
    told = (await stage.run("place", "Work", "b-2", "--json")).json
    assert told["chosen"]["value"] == "b-2"
    assert [place["value"] for place in told["places"]] == ["a-1", "b-2"]
    assert (told["name"], told["label"], told["left_out"], told["more"]) == ("Work", "Site", 0, 0)


@pytest.mark.parametrize(("value", "code"), [("gamma", 7), ("", 7)])
async def test_choosing_what_is_not_there(stage: Stage, value: str, code: int) -> None:
    """Nothing is changed."""
    await connected(stage, ALPHA)
    stage.http.always(SITES, json_response([ALPHA, BETA]))
    done = await stage.run("place", "Work", value)
    assert (done.code, stage.stored[0].place) == (code, Place("a-1", "alpha.example"))


async def test_place_of_nothing(stage: Stage) -> None:
    """An unknown connection, and one whose service has no places."""
    assert (await stage.run("place", "Nobody")).code == 7
    stage.http.reply(TOKEN_URL, granted("A0", "R0"))
    stage.http.always(ME_URL, json_response({"email": "ana@example.com", "id": 7}))
    await stage.sign_in("connect", "acme", "--name", "Plain")
    assert (await stage.run("place", "Plain", "--json")).error["code"] == "no_places"


async def test_a_list_that_does_not_come_later(stage: Stage) -> None:
    """An empty list is told; none is an error."""
    await connected(stage, ALPHA)
    stage.http.reply(SITES, json_response([]), json_response({}, 503))
    assert "Sited offers no site" in (await stage.run("place", "Work")).out
    assert (await stage.run("place", "Work")).code == 1
    assert stage.stored[0].place == Place("a-1", "alpha.example")


async def test_show_tells_the_place(stage: Stage) -> None:
    """What is chosen, or the command that lists what can be."""
    await connected(stage, ALPHA, BETA)
    shown = await stage.run("show", "Work")
    assert "No site is chosen yet: “oauth-desk place Work” lists what can be chosen." in shown.out
    assert (await stage.run("show", "Work", "--json")).json["place"] == {"label": "Site", "value": None, "name": None}
    stage.http.always(SITES, json_response([ALPHA, BETA]))
    await stage.run("place", "Work", "a-1")
    told = (await stage.run("show", "Work", "--json")).json
    assert told["place"] == {"label": "Site", "value": "a-1", "name": "alpha.example"}
    assert "place.name" in (await stage.run("show", "Work")).out


async def test_a_request_before_the_choice(stage: Stage) -> None:
    """Exit 2 with the command; afterwards it goes where it belongs."""
    await connected(stage, ALPHA, BETA)
    done = await stage.run("request", "Work", "GET", "/me", "--json")
    assert (done.code, done.error["code"], done.error["remedy"]) == (2, "place_needed", "choose_place")
    assert "“oauth-desk place Work” lists what can be chosen." in done.err
    stage.http.always(SITES, json_response([ALPHA, BETA]))
    await stage.run("place", "Work", "a-1")
    stage.http.reply("https://api.example/ex/a-1/me", json_response({}))
    assert (await stage.run("request", "Work", "GET", "/me")).code == 0


async def test_reconnect_keeps_the_place_or_says_that_it_is_gone(stage: Stage) -> None:
    """What is still offered stays without a question; what is not is told with the list."""
    await connected(stage, ALPHA, BETA, extra=("--place", "a-1"))
    stage.http.reply(TOKEN_URL, granted("A1", "R1"), granted("A2", "R2"), granted("A3", "R3"))
    stage.http.reply(SITES, json_response([ALPHA, BETA]), json_response([BETA]), json_response([ALPHA, BETA]))
    kept = await stage.sign_in("reconnect", "Work", "--json")
    assert (kept.code, kept.json["place"]["value"]) == (0, "a-1")
    gone = await stage.sign_in("reconnect", "Work")
    assert gone.code == 0
    assert "The site alpha.example is not offered any more." in gone.err
    assert "with “oauth-desk place Work VALUE”" in gone.err
    assert stage.stored[0].place is None
    again = await stage.sign_in("reconnect", "Work", "--place", "a-1")
    assert (again.code, stage.stored[0].place) == (0, Place("a-1", "alpha.example"))


async def test_a_shared_profile_holds_the_table_and_no_choice(stage: Stage) -> None:
    """A colleague is asked, too; which site is mine is nobody's business."""
    await connected(stage, {"id": "my-own-site-id", "url": "https://mine.example"})
    made = await stage.run("profile", "Work")
    assert "[place]" in made.out
    assert 'url = "https://sites.example/all"' in made.out
    assert "{place.id}" in made.out
    assert "mine" not in made.out
    assert "my-own-site-id" not in made.out


async def test_an_export_carries_the_choice(stage: Stage) -> None:
    """Another computer's calls are for the same place."""
    await connected(stage, ALPHA)
    secret = stage.folder / "passphrase"
    secret.write_text("a long passphrase\n")
    parcel = str(stage.folder / "all.sealed")
    await stage.run("export", parcel, "--move", "--export-passphrase-file", str(secret))
    assert stage.stored == []
    await stage.run("import", parcel, "--export-passphrase-file", str(secret))
    assert stage.stored[0].place == Place("a-1", "alpha.example")
    assert stage.stored[0].service.api_base_urls == ("https://api.example/ex/a-1",)
