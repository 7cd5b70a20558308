"""The choice after a sign-in, at services that answer the way the real ones do: asked, chosen, used, kept, traced."""

from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.api_call import ApiCall
from oauth_desk.services.places import PlaceBook, Settled
from tests.quirks.manner import SECRET, Reply
from tests.quirks.places import ATLASSIAN, DOCUSIGN, PLACES, XERO, Choosing, seen_by
from tests.quirks.stand import Stand, stand_of


def named(choosing: Choosing) -> str:
    """Return a name for the list of tests."""
    return choosing.manner.name.partition(":")[0]


def place_book(stand: Stand) -> PlaceBook:
    """Return what lists and chooses."""
    return PlaceBook(book=stand.stage.process.book, console=stand.console, clock=stand.world.clock)


async def second_chosen(stand: Stand) -> tuple[Connection, Settled]:
    """Sign in, and choose the second place."""
    connection, places = await stand.sign_in(), place_book(stand)
    done = await places.settle(connection.id)
    assert done.offer is not None
    return await places.choose(done.offer, done.offer.offered.places[1]), done


@pytest.mark.parametrize("choosing", PLACES, ids=named)
async def test_the_choice_after_a_sign_in(choosing: Choosing, tmp_path: Path) -> None:
    """The list comes as the service tells it, calls wait for the choice, and then are for it."""
    async with stand_of(choosing.manner, tmp_path) as stand:
        connection = await stand.sign_in()
        with pytest.raises(DeskError) as caught:
            await stand.console.send(connection.id, ApiCall("GET", choosing.call))
        assert caught.value.code == "place_needed"
        done = await place_book(stand).settle(connection.id)
        assert done.asks
        assert done.offer is not None
        offered = done.offer.offered
        assert tuple(place.name for place in offered.places) == choosing.names
        assert offered.left_out == choosing.left_out
        chosen = await place_book(stand).choose(done.offer, offered.places[1])
        assert chosen.place is not None
        assert chosen.place.id == choosing.value
        assert (await stand.console.send(connection.id, ApiCall("GET", choosing.call))).response.status == 200
        server = stand.home if choosing.at_home else stand.abroad
        [seen] = seen_by(server.requests, choosing.path)
        assert seen.header("authorization") == "Bearer access-1"
        for name, value in choosing.headers.items():
            assert seen.header(name) == value


@pytest.mark.parametrize("choosing", [each for each in PLACES if each.manner.renews], ids=named)
async def test_the_choice_outlives_renewals_and_sign_ins(choosing: Choosing, tmp_path: Path) -> None:
    """Neither new tokens nor another sign-in of the same person take it away."""
    async with stand_of(choosing.manner, tmp_path) as stand:
        chosen, _ = await second_chosen(stand)
        renewed = await stand.renew(chosen)
        assert renewed.place == chosen.place
        again = await stand.sign_in_again(renewed)
        assert (again.place, again.service.api_base_urls) == (chosen.place, chosen.service.api_base_urls)
        done = await place_book(stand).settle(again.id)
        assert (done.asks, done.connection.place) == (False, chosen.place)


@pytest.mark.parametrize("choosing", PLACES, ids=named)
async def test_the_only_place_is_taken(choosing: Choosing, tmp_path: Path) -> None:
    """An account with one site is asked nothing."""
    async with stand_of(choosing.manner, tmp_path) as stand:
        done = await place_book(stand).settle((await stand.sign_in()).id)
        assert done.offer is not None
        only = Reply(_only(choosing.manner.others[choosing.listing].body, choosing))
        stand.manner = replace(choosing.manner, others={choosing.listing: only})
        done = await place_book(stand).settle(done.connection.id)
        assert done.connection.place is not None
        assert done.connection.place.id == choosing.value


async def test_a_list_that_is_refused_once_is_asked_for_with_the_next_token(tmp_path: Path) -> None:
    """C65: a 401 renews once, and the list is the next token's."""
    others = {**ATLASSIAN.manner.others, ATLASSIAN.listing: Reply({"message": "Unauthorized"}, 401)}
    async with stand_of(replace(ATLASSIAN.manner, others=others), tmp_path) as stand:
        connection = await stand.sign_in()
        done = await place_book(stand).settle(connection.id)
        assert done.problem is not None
        assert done.problem.code == "places_not_listed"
        sent = [seen.header("authorization") for seen in seen_by(stand.home.requests, ATLASSIAN.listing)]
        assert sent == ["Bearer access-1", "Bearer access-2"]
        stand.manner = ATLASSIAN.manner
        assert (await place_book(stand).settle(connection.id)).asks


async def test_a_host_that_is_not_allowed_is_never_asked(tmp_path: Path) -> None:
    """C100: an account whose API would be at another organisation's host cannot be chosen, by no name."""
    async with stand_of(DOCUSIGN.manner, tmp_path) as stand:
        connection = await stand.sign_in()
        for wanted in ("a-3", "Evil"):
            with pytest.raises(DeskError) as caught:
                await place_book(stand).settle(connection.id, wanted)
            assert caught.value.code == "no_such_place"
        assert stand.elsewhere.requests == []


async def test_another_organisation_from_now_on(tmp_path: Path) -> None:
    """A change of the choice holds for the next call."""
    async with stand_of(XERO.manner, tmp_path) as stand:
        chosen, done = await second_chosen(stand)
        assert done.offer is not None
        await place_book(stand).choose(done.offer, done.offer.offered.places[0])
        await stand.console.send(chosen.id, ApiCall("GET", "/Invoices"))
        assert seen_by(stand.home.requests, XERO.path)[-1].header("xero-tenant-id") == "t-1"


@pytest.mark.parametrize("choosing", PLACES, ids=named)
async def test_a_trace_of_a_choice_shows_no_token(choosing: Choosing, tmp_path: Path) -> None:
    """C102: neither what a developer watches nor the activity log, which tells of the list, holds a secret."""
    async with stand_of(choosing.manner, tmp_path) as stand:
        with stand.tracer.recording() as trace:
            chosen, _ = await second_chosen(stand)
            if choosing.manner.renews:
                await stand.renew(chosen)
        assert "/token" in trace.text
        logged = "".join(f"{entry}" for entry in stand.world.file.entries)
        assert choosing.listing in logged
        for secret in ("access-1", "access-2", "refresh-1", "refresh-2", SECRET):
            assert secret not in trace.text
            assert secret not in logged


def _only(body: object, choosing: Choosing) -> object:
    """Return a list's answer with the second of its places alone."""
    if isinstance(body, list):
        return [item for item in body if choosing.value in map(str, _leaves(item))]
    assert isinstance(body, dict)
    return {key: _only(value, choosing) if isinstance(value, list | dict) else value for key, value in body.items()}


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in _leaves(member)]
    return [value]
