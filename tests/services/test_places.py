"""Choosing the place that calls are for: after a sign-in, later, and while tokens are renewed."""

import asyncio
import json
from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection, History
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.place import Place, Places
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.places import LONGEST
from oauth_desk.services.console import ApiCall, Console
from oauth_desk.services.place_words import kind_of
from oauth_desk.services.places import PlaceBook, Settled
from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from oauth_desk.services.watch import Watch
from tests.fakes.http import failure, json_response
from tests.services.stage import ME_URL, Stage, acme, answer
from tests.services.world import TOKEN_URL, Process, World, connection, granted, service

SITES = "https://sites.example/all"
API = "https://api.example/ex/{place.id}"
TABLE = Places("Site", SITES, value="id", name="url", headers=(("X-Desk", "{client_id}"),))
SITED = service(places=TABLE, api_templates=(API,), api_base_urls=())
ALPHA, BETA = {"id": "a-1", "url": "https://alpha.example"}, {"id": "b-2", "url": "https://beta.example"}
A, B = Place("a-1", "alpha.example"), Place("b-2", "beta.example")


def sited(world: World, place: Place | None = None, **changes: object) -> Connection:
    """Return a connection of a service with places."""
    urls = () if place is None else (API.replace("{place.id}", place.id),)
    return connection(world.clock, service=replace(SITED, api_base_urls=urls), place=place, **changes)


def book_of(world: World, process: Process) -> PlaceBook:
    """Return what lists and chooses in one copy of the program."""
    console = Console(book=process.book, renewer=process.renewer, http=world.http, clock=world.clock)
    return PlaceBook(book=process.book, console=console, clock=world.clock)


async def desk(world: World, place: Place | None = None, **changes: object) -> tuple[Process, PlaceBook]:
    """Start a copy of the program with such a connection."""
    process = await world.process(sited(world, place, **changes))
    return process, book_of(world, process)


def stored(world: World) -> Connection:
    """Return the record in the file."""
    return world.file.records["c0"]


# --- the list ------------------------------------------------------------------------


async def test_the_list_is_asked_for_with_the_access_token(world: World) -> None:
    """C100: one request where the profile says, with the token in its header and the profile's own headers."""
    _, places = await desk(world)
    world.http.reply(SITES, json_response([ALPHA, BETA]))
    offer = await places.offer("c0")
    assert offer.offered.places == (A, B)
    sent = world.http.sent_to(SITES)[0]
    assert (sent.method, sent.body) == ("GET", None)
    assert dict(sent.headers) == {"X-Desk": "desk", "Accept": "application/json", "Authorization": "Bearer A0"}


async def test_a_401_renews_once_and_asks_again(world: World) -> None:
    """C65: as for any call, with the new token."""
    _, places = await desk(world)
    world.http.reply(SITES, json_response({}, 401), json_response([ALPHA]))
    world.http.reply(TOKEN_URL, granted("A1", "R1"))
    assert (await places.offer("c0")).offered.places == (A,)
    tokens = [dict(request.headers)["Authorization"] for request in world.http.sent_to(SITES)]
    assert tokens == ["Bearer A0", "Bearer A1"]
    assert stored(world).tokens.access_token == Secret("A1")


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (json_response([ALPHA], 503), "places_not_listed"),
        (json_response({"error": "no"}), "places_not_listed"),
        (Response(200, (), b"<!doctype html>"), "places_not_listed"),
        (Response(200, (), b"[" + b" " * LONGEST + b"]"), "places_not_listed"),
        (failure(TransportFault.DNS, sent=False), "unreachable"),
    ],
)
async def test_a_list_that_is_none_is_told_and_changes_nothing(world: World, outcome: object, code: str) -> None:
    """C52: not JSON, far too much, an error, no network: a clear sentence, and the record stays as it is."""
    _, places = await desk(world, A)
    world.http.reply(SITES, outcome)  # type: ignore[arg-type]
    with pytest.raises(DeskError) as caught:
        await places.offer("c0")
    assert caught.value.code == code
    assert stored(world).place == A


async def test_a_list_that_does_not_end_is_given_up(world: World) -> None:
    """A server that drips keeps nobody for an hour."""
    _, places = await desk(world)

    async def slow(_request: object) -> Response:
        await world.clock.advance(31)
        return json_response([ALPHA])

    world.http.reply(SITES, slow)
    with pytest.raises(DeskError) as caught:
        await places.offer("c0")
    assert "a list that does not end" in caught.value.detail


async def test_ten_thousand_places_are_read_beside_the_loop(world: World) -> None:
    """Most are only counted; what is offered can be chosen."""
    _, places = await desk(world)
    world.http.reply(SITES, json_response([{"id": f"s-{number}", "url": f"Site {number}"} for number in range(10_000)]))
    offer = await places.offer("c0")
    assert (len(offer.offered.places), offer.offered.more) == (1000, 9000)


async def test_a_service_without_places_is_not_asked(world: World) -> None:
    """There is nothing to list and nothing to choose."""
    process = await world.process(connection(world.clock))
    places = book_of(world, process)
    with pytest.raises(DeskError) as caught:
        await places.offer("c0")
    assert caught.value.code == "no_places"
    with pytest.raises(DeskError):
        await places.settle("c0", "alpha")
    assert await places.settle("c0") == Settled(process["c0"])
    assert world.http.requests == []


# --- after a sign-in -------------------------------------------------------------------


async def settled(world: World, body: object, before: Place | None = None, wanted: str | None = None) -> Settled:
    """Look which places there are."""
    _, places = await desk(world, before)
    world.http.reply(SITES, json_response(body))
    return await places.settle("c0", wanted)


async def test_the_only_one_is_taken(world: World) -> None:
    """It stands in the record, in the API's address and in the log."""
    done = await settled(world, [ALPHA])
    assert (done.connection.place, done.asks, done.problem) == (A, False, None)
    assert stored(world).place == A
    assert stored(world).service.api_base_urls == ("https://api.example/ex/a-1",)
    entry = world.file.entries[-1]
    assert (entry.outcome, entry.detail) == ("place_chosen", "Site: alpha.example.")
    assert stored(world).generation == 1


async def test_of_several_a_person_chooses(world: World) -> None:
    """Nothing is written before that."""
    done = await settled(world, [ALPHA, BETA])
    assert (done.asks, done.connection.place, stored(world).place) == (True, None, None)


async def test_the_only_usable_one_of_too_many_is_not_taken(world: World) -> None:
    """A single one that is left because others cannot be used is still the only one that can."""
    done = await settled(world, [ALPHA, {"id": "b/2"}])
    assert (done.asks, done.connection.place) == (False, A)


async def test_none_is_noted_and_the_note_goes_with_a_choice(world: World) -> None:
    """The connection works without; where one comes later the note is not true any more."""
    _, places = await desk(world)
    world.http.reply(SITES, json_response([]), json_response([]), json_response([ALPHA]))
    done = await places.settle("c0")
    note = "Acme offers no site with this sign-in. What needs none works."
    assert (done.asks, stored(world).notes) == (False, (note,))
    await places.settle("c0")
    assert stored(world).notes == (note,)
    await places.settle("c0")
    assert (stored(world).place, stored(world).notes) == (A, ())


async def test_what_was_chosen_before_stays_where_it_is_still_offered(world: World) -> None:
    """Nothing is asked and nothing written; a new name of it is taken over."""
    done = await settled(world, [ALPHA, BETA], B)
    assert (done.asks, done.connection.place, world.file.entries[-1].outcome) == (False, B, "200")
    world.http.reply(SITES, json_response([ALPHA, {"id": "b-2", "url": "https://new.example"}]))
    await book_of(world, world.processes[0]).settle("c0")
    assert stored(world).place == Place("b-2", "new.example")


async def test_what_is_not_offered_any_more_is_let_go_and_asked_about(world: World) -> None:
    """Calls do not go on to a place that is gone, nor to another one that nobody chose."""
    done = await settled(world, [ALPHA], B)
    assert (done.asks, done.gone, stored(world).place) == (True, B, None)
    assert stored(world).service.api_base_urls == ()
    assert world.file.entries[-1].outcome == "place_gone"


@pytest.mark.parametrize("seen", [True, False])
async def test_what_was_chosen_while_the_list_came_is_not_let_go(world: World, *, seen: bool) -> None:
    """Another process chose one that is offered, while this one learns, with or without seeing it, that B is gone."""
    now = world.clock.now()
    history = History() if seen else History(last_used_at=now)  # the call to the list writes the record, or does not
    process, places = await desk(world, B, history=history)
    other = await world.process()
    gate = world.http.gate(SITES)
    looking = asyncio.ensure_future(places.settle("c0"))
    await gate.arrived()
    await other.book.amend("c0", lambda current: replace(current, place=A))
    gate.open(json_response([ALPHA]))
    done = await looking
    assert (done.gone, done.asks, stored(world).place) == (None, False, A)
    assert process["c0"].place == A


@pytest.mark.parametrize("wanted", ["b-2", "beta.example", " BETA.example "])
async def test_a_wanted_one_is_taken_by_value_or_name(world: World, wanted: str) -> None:
    """In whatever case it is written."""
    assert (await settled(world, [ALPHA, BETA], A, wanted)).connection.place == B


async def test_a_value_counts_before_a_name(world: World) -> None:
    """A place that is called like another one's value does not take its place."""
    odd = {"id": "b-2", "url": "a-1"}
    assert (await settled(world, [ALPHA, odd], None, "a-1")).connection.place == A


@pytest.mark.parametrize("wanted", ["gamma", "", "a"])
async def test_a_wanted_one_that_is_not_there_is_an_error(world: World, wanted: str) -> None:
    """The connection is as it was."""
    with pytest.raises(DeskError) as caught:
        await settled(world, [ALPHA, BETA], A, wanted)
    assert (caught.value.code, caught.value.kind) == ("no_such_place", Kind.NOT_FOUND)
    assert stored(world).place == A


@pytest.mark.parametrize("before", [None, A])
async def test_without_the_list_everything_stays(world: World, before: Place | None) -> None:
    """The sign-in is good; the trouble is handed on to be told."""
    _, places = await desk(world, before)
    world.http.reply(SITES, failure(TransportFault.TIMEOUT, sent=True))
    done = await places.settle("c0")
    assert (done.connection.place, done.asks) == (before, False)
    assert done.problem is not None
    assert stored(world).place == before


async def test_a_choice_that_cannot_be_saved_is_told(world: World) -> None:
    """A full disk loses the choice and nothing else."""
    _, places = await desk(world)
    world.http.reply(SITES, json_response([ALPHA]))
    world.file.fault = VaultError(VaultFault.FULL, "full")
    done = await places.settle("c0")
    assert done.problem is not None
    assert stored(world).place is None


async def test_the_sign_in_is_stored_before_anything_is_asked(stage: Stage) -> None:
    """Whoever closes the window while the list is on its way has the connection."""
    stage.http.reply(TOKEN_URL, granted("A1", "R1"))
    stage.http.reply(ME_URL, json_response({"email": "ana@example.com", "id": 7}))
    session = await stage.begin(acme(places=TABLE))
    waiting = asyncio.ensure_future(session.wait())
    await asyncio.sleep(0)
    stage.loopback.last.hit(answer(session))
    made = await waiting
    assert stage.stored == [made]
    assert stage.http.sent_to(SITES) == []
    gate = stage.http.gate(SITES)
    looking = asyncio.ensure_future(book_of(stage.world, stage.process).settle(made.id))
    await gate.arrived()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert stage.stored[0].tokens == made.tokens


# --- signing in again --------------------------------------------------------------------


async def sign_in_again(stage: Stage, known: Connection, **plan: object) -> Connection:
    """Sign in on a connection that is there."""
    stage.http.reply(TOKEN_URL, granted("A2", "R2"))
    session = await stage.begin(known.service, reconnect=known.id, **plan)
    waiting = asyncio.ensure_future(session.wait())
    await asyncio.sleep(0)
    stage.loopback.last.hit(answer(session))
    return await waiting


async def chosen_on(stage: Stage) -> Connection:
    """Put a connection with a chosen place on the stage."""
    probe = AccountProbe(ME_URL, "email", "id")
    known = sited(stage.world, B)
    known = replace(known, service=replace(known.service, account=probe, metadata=acme().metadata))
    await stage.process.book.add(known)
    return known


async def test_signing_in_again_keeps_the_choice(stage: Stage) -> None:
    """Calls go on as before, while the list is looked at."""
    known = await chosen_on(stage)
    stage.http.reply(ME_URL, json_response({"email": "ana@example.com", "id": 1}))
    again = await sign_in_again(stage, known)
    assert (again.place, again.service.api_base_urls) == (B, ("https://api.example/ex/b-2",))


async def test_another_person_s_choice_is_dropped(stage: Stage) -> None:
    """Who replaces the account chooses anew: a place of the one before may not be theirs."""
    known = await chosen_on(stage)
    stage.http.reply(ME_URL, json_response({"email": "bob@example.com", "id": 2}))
    again = await sign_in_again(stage, known, replace_account=True)
    assert (again.place, again.service.api_base_urls) == (None, ())


async def test_a_choice_by_other_settings_is_dropped(stage: Stage) -> None:
    """A sign-in with newer settings that list something else: a value of before would mean another thing."""
    known = await chosen_on(stage)
    stage.http.reply(ME_URL, json_response({"email": "ana@example.com", "id": 1}))
    newer = replace(known, service=replace(known.service, places=replace(TABLE, value="key")))
    again = await sign_in_again(stage, newer)
    assert (again.place, again.service.api_base_urls) == (None, ())


# --- the choice and everything else that happens --------------------------------------------


async def test_a_choice_while_tokens_are_renewed_loses_neither(world: World) -> None:
    """The renewal was sent with the old record and is saved onto the new one: tokens and place are both there."""
    process, places = await desk(world, A)
    world.http.reply(SITES, json_response([ALPHA, BETA]))
    offer = await places.offer("c0")
    gate = world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(process.renewer.renew("c0"))
    await gate.arrived()
    chosen = await places.choose(offer, B)
    assert chosen.in_flight is not None
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await renewing
    record = stored(world)
    assert (record.place, record.tokens.access_token, record.tokens.refresh_token) == (B, Secret("A1"), Secret("R1"))
    assert record.service.api_base_urls == ("https://api.example/ex/b-2",)
    assert (record.generation, record.in_flight) == (2, None)


async def test_a_renewal_that_another_copy_makes_loses_no_choice(world: World) -> None:
    """The same with two copies of the program on one file; each sees the other's write at its next look."""
    here, places = await desk(world, A)
    there = await world.process()
    world.http.reply(SITES, json_response([ALPHA, BETA]))
    offer = await places.offer("c0")
    gate = world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(there.renewer.renew("c0"))
    await gate.arrived()
    await places.choose(offer, B)
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await renewing
    await here.book.sync()
    await there.book.sync()
    for process in (here, there):
        assert process["c0"].place == B
        assert process["c0"].tokens.access_token == Secret("A1")


async def test_another_copy_of_the_program_sees_a_choice_within_two_seconds(world: World) -> None:
    """A window that is looked at shows what another process chose, without being told."""
    _, places = await desk(world)
    there = await world.process()
    there.tasks.start(Watch(there.book, world.clock).run(), "watch")
    await world.clock.advance(0)
    world.http.reply(SITES, json_response([ALPHA]))
    await places.settle("c0")
    assert there["c0"].place is None
    await world.clock.advance(2)
    assert there["c0"].place == A


async def test_tokens_that_could_not_be_saved_keep_a_choice_made_meanwhile(world: World) -> None:
    """What is held in memory is saved onto the record as it is then."""
    process, places = await desk(world, A)
    world.http.reply(SITES, json_response([ALPHA, BETA]))
    offer = await places.offer("c0")
    gate = world.http.gate(TOKEN_URL)
    renewing = asyncio.ensure_future(process.renewer.renew("c0"))
    await gate.arrived()
    world.file.fail_next.append(VaultError(VaultFault.FULL, "full"))
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    with pytest.raises(DeskError):
        await renewing
    await places.choose(offer, B)
    await world.clock.advance(60)
    assert (stored(world).place, stored(world).tokens.access_token) == (B, Secret("A1"))


async def test_a_list_of_an_older_sign_in_counts_no_more(world: World) -> None:
    """Another process signed in meanwhile, perhaps as somebody else: nothing is changed."""
    process, places = await desk(world, A)
    world.http.reply(SITES, json_response([ALPHA, BETA]))
    offer = await places.offer("c0")
    await process.book.amend("c0", lambda current: replace(current, signed_in_at=current.signed_in_at + 1))
    with pytest.raises(DeskError) as caught:
        await places.choose(offer, B)
    assert (caught.value.code, caught.value.remedy) == ("list_is_old", Remedy.CHOOSE_PLACE)
    assert stored(world).place == A


async def test_a_list_of_an_older_profile_counts_no_more(world: World) -> None:
    """A newer profile may ask elsewhere, or for something else."""
    process, places = await desk(world)
    world.http.reply(SITES, json_response([ALPHA]))
    offer = await places.offer("c0")
    other = replace(SITED, places=replace(TABLE, value="key"))
    await process.book.amend("c0", lambda current: replace(current, service=other))
    with pytest.raises(DeskError):
        await places.choose(offer, A)


# --- calls that need it ----------------------------------------------------------------------


def console(world: World, process: Process) -> Console:
    """Return what makes calls."""
    return Console(book=process.book, renewer=process.renewer, http=world.http, clock=world.clock)


@pytest.mark.parametrize("url", ["/me", "me", "https://api.example/x/{place.id}", "/t/{place.id}"])
async def test_a_call_before_the_choice_is_refused_with_the_remedy(world: World, url: str) -> None:
    """Nothing is sent to an address that is half made; the sentence says what to do."""
    process, _ = await desk(world)
    with pytest.raises(DeskError) as caught:
        await console(world, process).send("c0", ApiCall("GET", url))
    error = caught.value
    assert (error.code, error.kind, error.remedy) == ("place_needed", Kind.USAGE, Remedy.CHOOSE_PLACE)
    assert "oauth-desk place Acme" in error.terminal_advice
    with pytest.raises(DeskError):
        console(world, process).as_curl(process["c0"], ApiCall("GET", url))
    assert world.http.requests == []


async def test_a_call_is_for_what_was_chosen(world: World) -> None:
    """Below the completed address, and wherever a person writes the gap."""
    process, _ = await desk(world, B, scopes_asked=())
    here = console(world, process)
    for url, sent in (
        ("/me", "https://api.example/ex/b-2/me"),
        ("/t/{place.id}?of={place.id}", "https://api.example/ex/b-2/t/b-2?of=b-2"),
    ):
        world.http.reply(sent, json_response({}))
        answer_ = await here.send("c0", ApiCall("GET", url))
        assert (answer_.response.status, world.http.requests[-1].url) == (200, sent)
    with pytest.raises(DeskError) as caught:
        await here.send("c0", ApiCall("GET", "/t/{place.region}"))
    assert caught.value.code == "bad_url"


IN_HEADER = service(places=TABLE, api=replace(service().api, headers=(("Tenant-Id", "{place.id}"), ("X-V", "2"))))


async def test_a_header_that_is_lacking_is_no_call(world: World) -> None:
    """Where the place goes as a header, calls to the API wait for it, however their address is written."""
    process = await world.process(connection(world.clock, service=IN_HEADER))
    here = console(world, process)
    for url in ("/me", "https://api.example/v1/me"):
        with pytest.raises(DeskError) as caught:
            await here.send("c0", ApiCall("GET", url))
        assert caught.value.code == "place_needed"
    assert world.http.requests == []


async def test_a_header_that_the_caller_gives_is_theirs(world: World) -> None:
    """Then nothing lacks; and what was chosen goes along by itself, in calls and in curl."""
    process = await world.process(connection(world.clock, service=IN_HEADER))
    here, me = console(world, process), "https://api.example/v1/me"
    world.http.always(me, json_response({}))
    await here.send("c0", ApiCall("GET", "/me", (("tenant-id", "mine"),)))
    assert dict(world.http.requests[-1].headers)["tenant-id"] == "mine"
    await process.book.amend("c0", lambda current: replace(current, place=A))
    await here.send("c0", ApiCall("GET", "/me"))
    headers = dict(world.http.requests[-1].headers)
    assert (headers["Tenant-Id"], headers["X-V"]) == ("a-1", "2")
    assert "-H 'Tenant-Id: a-1'" in here.as_curl(process["c0"], ApiCall("GET", "/me"))


async def test_the_list_below_the_api_needs_no_place(world: World) -> None:
    """What is asked for to choose from cannot wait for the choice."""
    below = replace(IN_HEADER, places=replace(TABLE, url="https://api.example/v1/sites"))
    process = await world.process(connection(world.clock, service=below))
    world.http.reply("https://api.example/v1/sites", json_response([ALPHA]))
    done = await book_of(world, process).settle("c0")
    assert done.connection.place == A


async def test_a_renewal_says_the_place_where_the_profile_wants_it(world: World) -> None:
    """``parameters.refresh`` may hold it; what is kept of the answer stays free of it."""
    parameters = replace(service().parameters, refresh=(("site", "{place.id}"),))
    process = await world.process(connection(world.clock, service=replace(SITED, parameters=parameters), place=B))
    world.http.reply(TOKEN_URL, granted("A1", "R1"))
    await process.renewer.renew("c0")
    assert b"site=b-2" in (world.http.sent_to(TOKEN_URL)[0].body or b"")
    assert stored(world).tokens.kept == ()
    assert stored(world).place == B


@pytest.mark.parametrize(("label", "kind"), [("Site", "site"), ("URL", "URL"), ("Réseau", "réseau"), ("X", "x")])
def test_what_places_are_called_in_a_sentence(label: str, kind: str) -> None:
    """An abbreviation stays as it is."""
    assert kind_of(Places(label)) == kind


async def test_no_value_of_a_list_reaches_an_error(world: World) -> None:
    """C102: what a service says in place of a list is not quoted."""
    _, places = await desk(world)
    world.http.reply(SITES, Response(200, (), json.dumps({"error": "canary"}).encode()))
    with pytest.raises(DeskError) as caught:
        await places.offer("c0")
    assert "canary" not in f"{caught.value}{caught.value.__cause__}"
