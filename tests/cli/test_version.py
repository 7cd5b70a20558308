"""``version``."""

from oauth_desk.services.ports import Check
from tests.cli.stage import Stage
from tests.fakes.http import json_response

FEED = "https://updates.example/desk.json"
NEWER = {"version": "1.3.0", "url": "https://updates.example/1.3.0", "notes": "Mends two things."}


async def test_which_version_this_is(stage: Stage) -> None:
    """Without --check nobody is asked, whatever was set."""
    stage.managed.content = {"locked": {"update_feed": FEED, "look_for_versions": True}}
    done = await stage.run("version", "--json")
    assert (done.code, done.json) == (0, {"version": "1.2.0", "newer": None})
    assert stage.http.requests == []


async def test_a_newer_one_is_told_when_asked(stage: Stage) -> None:
    """--check asks once and tells page and notes; from then on ``version`` and ``doctor`` know without asking."""
    stage.managed.content = {"locked": {"update_feed": FEED}}
    stage.http.reply(FEED, json_response(NEWER))
    done = await stage.run("version", "--check")
    assert done.out == "oauth-desk 1.2.0\n1.3.0 is there: https://updates.example/1.3.0 (Mends two things.)\n"
    assert (await stage.run("version", "--json")).json["newer"] == NEWER
    stage.checks.results = [Check("vault", ok=True, detail="it is there")]
    assert "1.3.0 is there: https://updates.example/1.3.0" in (await stage.run("doctor")).out
    assert len(stage.http.requests) == 1


async def test_the_newest_says_so(stage: Stage) -> None:
    """Where there is nothing newer, that is an answer, too."""
    stage.managed.content = {"locked": {"update_feed": FEED}}
    stage.http.reply(FEED, json_response({**NEWER, "version": "1.2"}))
    assert (await stage.run("version", "--check")).out == "oauth-desk 1.2.0\nThat is the newest one.\n"


async def test_no_address_and_a_company_that_forbids(stage: Stage) -> None:
    """Both are settings problems that say why, and nothing is sent."""
    done = await stage.run("version", "--check")
    assert done.code == 6
    assert "knows no address that tells of new versions" in done.err
    stage.managed.content = {"locked": {"update_feed": FEED, "look_for_versions": False}}
    done = await stage.run("version", "--check", "--json")
    assert (done.code, done.error["code"]) == (6, "set_by_company")
    assert stage.http.requests == []
