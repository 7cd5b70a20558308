"""Looking for new versions: off by default, once a week, nothing identifying, and only told."""

import asyncio
import json
from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.release import Release
from oauth_desk.protocol.http import Response
from oauth_desk.services.choices import Chosen
from oauth_desk.services.company import Company
from oauth_desk.services.ports import TransportFault
from oauth_desk.services.releases import FORBIDDEN, NO_FEED, ROUND, WEEK, Releases, barrier
from tests.fakes.clock import FakeClock, settle
from tests.fakes.http import FakeHttp, failure, json_response
from tests.fakes.managed import FakePlaces
from tests.fakes.presence import MemoryChoices

FEED = "https://updates.example/desk.json"
NEWER = Release("1.3.0", "https://updates.example/1.3.0", "Mends two things.")
WITH_FEED = {"locked": {"update_feed": FEED}}


def told(release: Release) -> Response:
    """Return what a feed says of a release."""
    return json_response({"version": release.version, "url": release.url, "notes": release.notes})


class Desk:
    """A desk of version 1.2.0, on which the person wants to know of new versions unless a test says otherwise."""

    def __init__(self, managed: dict[str, object] | None = None, *, wanted: bool = True) -> None:
        self.clock, self.http, self.memory = FakeClock(), FakeHttp(), MemoryChoices()
        self.managed = FakePlaces(managed)
        self.choices = MemoryChoices(**({"look_for_versions": True} if wanted else {}))
        self.heard: list[Release] = []
        self.start()

    def start(self, running: str = "1.2.0") -> None:
        """Start the program, on what it remembers."""
        company = Company(self.managed)
        self.releases = Releases(
            chosen=Chosen(self.choices, company),
            company=company,
            http=self.http,
            memory=self.memory,
            clock=self.clock,
            running=running,
        )

    async def during(self, seconds: float) -> None:
        """Let the window be open for a while."""
        running = asyncio.ensure_future(self.releases.run(self.heard.append))
        await settle()
        left = seconds
        while left > 0:
            await self.clock.advance(min(left, ROUND))
            left -= ROUND
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_nothing_is_asked_by_default() -> None:
    """Without the person's wish, or without an address, no request is ever sent: no build of ours has an address."""
    for desk in (Desk(WITH_FEED, wanted=False), Desk(None)):
        await desk.during(3 * WEEK)
        assert desk.http.requests == []


async def test_a_bare_get_and_nothing_more() -> None:
    """The request has no body, no query, no cookie and no version of ours: nothing tells who asks."""
    desk = Desk(WITH_FEED)
    desk.http.reply(FEED, told(NEWER))
    assert await desk.releases.look() == NEWER
    (request,) = desk.http.requests
    assert (request.method, request.url, request.body) == ("GET", FEED, None)
    assert dict(request.headers) == {"Accept": "application/json", "User-Agent": "OAuthDesk"}


async def test_once_a_week_at_most() -> None:
    """However long the window is open and however often it is started, a week lies between two requests."""
    desk = Desk(WITH_FEED)
    desk.http.always(FEED, told(NEWER))
    await desk.during(WEEK - ROUND)
    desk.start()
    await desk.during(0)
    assert len(desk.http.requests) == 1
    await desk.during(ROUND * 2)
    assert len(desk.http.requests) == 2
    desk.clock.jump(-10 * WEEK)
    await desk.during(0)
    assert len(desk.http.requests) == 3


async def test_a_newer_version_is_told_once_and_again_at_the_next_start() -> None:
    """It is said until somebody waves it away; then not before there is another one."""
    desk = Desk(WITH_FEED)
    desk.http.always(FEED, told(NEWER))
    await desk.during(3 * WEEK)
    assert desk.heard == [NEWER]
    await desk.during(0)
    assert desk.heard == [NEWER, NEWER]
    await desk.releases.dismiss(NEWER)
    await desk.during(2 * WEEK)
    assert len(desk.heard) == 2
    another = replace(NEWER, version="1.4.0")
    desk.http.always(FEED, told(another))
    await desk.during(2 * WEEK)
    assert desk.heard[-1] == another


@pytest.mark.parametrize("version", ["1.2.0", "1.1"])
async def test_no_newer_version_is_no_news(version: str) -> None:
    """The same version and an older one are not told of."""
    desk = Desk(WITH_FEED)
    desk.http.always(FEED, told(replace(NEWER, version=version)))
    await desk.during(WEEK)
    assert (desk.heard, await desk.releases.look(), await desk.releases.known()) == ([], None, None)


async def test_after_the_update_nothing_is_left_to_say() -> None:
    """What was told before the program was brought up to date is known no more, without asking."""
    desk = Desk(WITH_FEED)
    desk.http.reply(FEED, told(NEWER))
    await desk.releases.look()
    assert await desk.releases.known() == NEWER
    desk.start("1.3.0")
    assert await desk.releases.known() is None


async def test_forbidden_is_forbidden() -> None:
    """Where the company forbids it, nothing is asked by itself, nothing by hand, and what was known is not said."""
    desk = Desk(WITH_FEED)
    desk.http.always(FEED, told(NEWER))
    await desk.releases.look()
    desk.managed.content = {"locked": {"update_feed": FEED, "look_for_versions": False}}
    await desk.during(2 * WEEK)
    assert (len(desk.http.requests), desk.heard, await desk.releases.known()) == (1, [], None)
    with pytest.raises(DeskError) as caught:
        await desk.releases.look()
    assert (caught.value.code, caught.value.title) == ("set_by_company", FORBIDDEN)
    assert len(desk.http.requests) == 1


async def test_without_an_address_it_is_said_why() -> None:
    """Asked by hand, a copy that knows no address says so and what to do."""
    with pytest.raises(DeskError) as caught:
        await Desk().releases.look()
    assert (caught.value.code, caught.value.kind, caught.value.title) == ("no_update_feed", Kind.SETTINGS, NO_FEED)


async def test_a_company_can_switch_it_on() -> None:
    """A lock, and a default, count as the person's wish."""
    wanted: dict[str, object] = {"look_for_versions": True}
    for managed in ({"locked": {"update_feed": FEED, **wanted}}, {**WITH_FEED, "defaults": wanted}):
        desk = Desk(managed, wanted=False)
        desk.http.always(FEED, told(NEWER))
        await desk.during(0)
        assert desk.heard == [NEWER]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (failure(TransportFault.DNS, sent=False), Kind.UNREACHABLE, ""),
        (Response(404), Kind.UNREACHABLE, "It answered with 404."),
        (Response(302, (("location", "https://elsewhere.example"),)), Kind.UNREACHABLE, "It answered with 302."),
        (Response(200, body=b"<html>"), Kind.FAILURE, "not JSON"),
        (Response(200, body=json.dumps({"version": "x"}).encode()), Kind.FAILURE, "“version” must be numbers"),
    ],
)
async def test_trouble_is_said_by_hand_and_kept_quiet_by_itself(answer: object, kind: Kind, words: str) -> None:
    """A feed that does not answer or talks nonsense is a sentence for who asked; by itself it is tried again later."""
    desk = Desk(WITH_FEED)
    desk.http.always(FEED, answer)  # type: ignore[arg-type]
    with pytest.raises(DeskError) as caught:
        await desk.releases.look()
    assert (caught.value.kind, words in caught.value.detail) == (kind, True)
    assert caught.value.title == "updates.example did not tell of new versions."
    await desk.during(ROUND)
    assert (len(desk.http.requests), desk.heard) == (3, [])


async def test_a_spoiled_memory_is_no_trouble() -> None:
    """Nonsense in the file is as good as nothing."""
    desk = Desk(WITH_FEED)
    desk.memory.values = {"looked_at": "x", "version": [], "dismissed": 1}
    desk.http.always(FEED, told(NEWER))
    assert await desk.releases.known() is None
    await desk.during(0)
    assert desk.heard == [NEWER]


async def test_why_nobody_can_be_asked() -> None:
    """What the window says in place of the box to tick."""
    assert barrier(await Company(FakePlaces(WITH_FEED)).look()) == ""
    assert barrier(await Company().look()) == NO_FEED
    assert barrier(await Company(FakePlaces({"locked": {"look_for_versions": False}})).look()) == FORBIDDEN
