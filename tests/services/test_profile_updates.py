"""Newer profiles: found, asked about once, taken or declined; nothing goes to a host that nobody said yes to."""

import asyncio
from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import ActivityKind, UpdatesFound
from oauth_desk.domain.place import Place
from oauth_desk.domain.profile_update import origin_of
from oauth_desk.domain.service import Service
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.ports import VaultError, VaultFault
from oauth_desk.services.profile_updates import LOOKS_EVERY, ProfileUpdates
from oauth_desk.services.update_words import change_words, title_words
from oauth_desk.services.whose import Whose
from tests.fakes.clock import settle
from tests.fakes.profile_folder import MemoryProfileFolder
from tests.services.test_catalogue import profile
from tests.services.world import Process, World, connection

OLD = {
    "service__authorization_endpoint": "https://login.example/authorize",
    "service__token_endpoint": "https://login.example/token",
    "service__api_base_urls": ["https://api.example/v1"],
    "client__client_id": "desk",
    "scopes__default": ["read"],
}
FILES = ("shipped", "company", "own")


class Office:
    """A copy of the program with one connection, and the folders its profile comes from."""

    def __init__(self, world: World, process: Process, folders: dict[str, MemoryProfileFolder]) -> None:
        self.world = world
        self.process = process
        self.folders = folders
        self.catalogue = Catalogue(folders=tuple(folders.values()), http=world.http)
        self.updates = ProfileUpdates(book=process.book, catalogue=self.catalogue, clock=world.clock)

    def write(self, whose: str = "company", **changes: object) -> None:
        """Put a profile into a folder."""
        self.folders[whose].files.clear()
        keys = {**OLD, **changes}
        text = profile(**{name: value for name, value in keys.items() if value is not None})
        self.folders[whose].files[self.path] = text

    @property
    def path(self) -> object:
        """Return where a profile lies."""
        return next(iter(MemoryProfileFolder({"acme.toml": ""}).files))

    @property
    def connection(self) -> Connection:
        """Return the connection as it is."""
        return self.process["c0"]


@pytest.fixture
async def office(world: World) -> Office:
    """Return an office whose connection was made from the company's profile as it is now."""
    folders = {whose: MemoryProfileFolder() for whose in FILES}
    first = Office(world, await world.process(), folders)
    first.write()
    catalogue = Catalogue(folders=tuple(folders.values()), http=world.http)
    await catalogue.load()
    service = catalogue.get("acme")
    assert service is not None
    made = connection(world.clock, service=service)
    await first.process.book.add(made)
    return first


async def test_what_stayed_is_not_asked_about(office: Office) -> None:
    """Looking at a profile that did not change finds nothing, and says that it looked."""
    await office.updates.look()
    assert office.updates.waiting("c0") is None
    assert UpdatesFound() in office.process.events


async def test_a_changed_profile_waits_to_be_asked_about(office: Office) -> None:
    """The connection stays as it is until somebody answers; the words say whose change it is and what changes."""
    before = office.connection
    office.write(quirks__rejected_errors=["dead"])
    await office.updates.look()
    found = office.updates.to_ask("c0")
    assert found is not None
    assert office.connection == before
    assert title_words(before, office.updates.whose(before)) == "Acme’s settings were updated by your company."
    assert change_words(found, "Acme") == "What changes: how the service is spoken to. You stay signed in."


@pytest.mark.parametrize(
    ("whose", "said"), [("shipped", Whose.PROGRAM), ("company", Whose.COMPANY), ("own", Whose.OWN)]
)
async def test_whose_change_it_is(office: Office, whose: str, said: Whose) -> None:
    """The folder that counts tells; a locked field is the company's whoever wrote the rest."""
    office.folders["company"].files.clear()
    office.write(whose, quirks__rejected_errors=["dead"])
    await office.updates.look()
    assert office.updates.whose(office.connection) is said


async def test_a_lock_is_the_company_s(office: Office) -> None:
    """What an administrator fixes is said to be theirs, also where a person's own file counts for the rest."""
    office.write("company", client__client_id="corp", policy__locked=["client.client_id"])
    office.write("own")
    await office.updates.look()
    assert office.updates.whose(office.connection) is Whose.COMPANY


async def test_taking_keeps_the_tokens(office: Office) -> None:
    """The newer settings are stored with the tokens there are, once, and the log says so; nothing is sent."""
    office.write(quirks__rejected_errors=["dead"])
    await office.updates.look()
    tokens = office.connection.tokens
    await office.updates.take("c0")
    assert office.connection.service.quirks.rejected_errors == ("dead",)
    assert (office.connection.tokens, office.world.http.requests) == (tokens, [])
    assert office.updates.waiting("c0") is None
    entry = office.world.file.entries[-1]
    assert (entry.kind, entry.outcome) == (ActivityKind.PROGRAM, "settings_updated")
    assert entry.detail == "Settings updated: how the service is spoken to."
    await office.updates.look()
    assert office.updates.to_ask("c0") is None
    with pytest.raises(DeskError) as caught:
        await office.updates.take("c0")
    assert caught.value.code == "nothing_to_update"


@pytest.mark.parametrize(
    "changes", [{"client__client_id": "other"}, {"service__token_endpoint": "https://evil.example/token"}]
)
async def test_tokens_never_go_to_another_client_or_server(office: Office, changes: dict[str, object]) -> None:
    """Where the tokens do not fit, nothing is changed: the person signs in with the newer settings instead."""
    before = office.connection
    office.write(**changes)
    await office.updates.look()
    with pytest.raises(DeskError) as caught:
        await office.updates.take("c0")
    assert (caught.value.kind, office.connection) == (Kind.SIGN_IN_NEEDED, before)
    assert office.updates.accepted("c0") is None
    office.updates.accept("c0")
    accepted = office.updates.accepted("c0")
    assert accepted is not None
    assert accepted.service != before.service


async def test_declining_loses_nothing_and_is_remembered(office: Office) -> None:
    """The same settings are not asked about again; the next ones are; both can still be taken."""
    office.write(quirks__rejected_errors=["dead"])
    await office.updates.look()
    before = office.connection
    await office.updates.decline("c0")
    assert replace(office.connection, declined="") == before
    await office.updates.look()
    assert (office.updates.to_ask("c0"), office.updates.waiting("c0") is None) == (None, False)
    office.write(quirks__rejected_errors=["deader"])
    await office.updates.look()
    assert office.updates.to_ask("c0") is not None
    await office.updates.take("c0")
    assert (office.connection.service.quirks.rejected_errors, office.connection.declined) == (("deader",), "")


async def test_locked_fields_are_taken_without_asking(office: Office) -> None:
    """What an administrator locks is taken at the next look; what is not locked waits."""
    locked = {"policy__locked": ["quirks.rejected_errors"]}
    office.write(quirks__rejected_errors=["dead"], client__redirect_uri="http://127.0.0.1/other", **locked)
    await office.updates.look()
    assert office.connection.service.quirks.rejected_errors == ("dead",)
    found = office.updates.to_ask("c0")
    assert found is not None
    assert found.changed == ("client.redirect_uri",)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"service__api_base_urls": ["https://evil.example/v1"]}, "service.api_base_urls"),
        ({"service__token_endpoint": "https://evil.example/token"}, "service.token_endpoint"),
        ({"client__client_id": "other"}, "client.client_id"),
    ],
)
async def test_a_lock_sends_nothing_to_a_new_host(office: Office, changes: dict[str, object], key: str) -> None:
    """A locked field that would send a token anywhere new, or make it useless, is asked about like any other."""
    before = office.connection
    office.write(**changes, policy__locked=[key])
    await office.updates.look()
    assert office.connection == before
    assert office.updates.to_ask("c0") is not None


async def test_a_host_that_came_after_the_question_is_not_added(office: Office) -> None:
    """A profile that changed once more since it was asked about is asked about again, not taken."""
    office.write(quirks__rejected_errors=["dead"], service__api_base_urls=["https://new.example/v1"])
    await office.updates.look()
    before = office.connection
    office.write(quirks__rejected_errors=["dead"], service__api_base_urls=["https://newer.example/v1"])
    await office.catalogue.load()
    with pytest.raises(DeskError) as caught:
        await office.updates.take("c0")
    assert (caught.value.code, office.connection) == ("changed_once_more", before)
    found = office.updates.to_ask("c0")
    assert found is not None
    assert found.hosts == ("newer.example",)
    await office.updates.take("c0")
    assert office.connection.service.api_base_urls == ("https://newer.example/v1",)


async def test_a_record_that_moved_meanwhile_is_compared_anew(office: Office) -> None:
    """What another copy of the program wrote between the look and the answer is not overwritten unseen."""
    office.write(quirks__rejected_errors=["dead"], service__api_base_urls=["https://new.example/v1"])
    await office.updates.look()
    elsewhere = replace(office.connection.service, api_base_urls=("https://mine.example/v1",), told=("x",))
    other = await office.world.process()
    await other.book.amend("c0", lambda current: replace(current, service=elsewhere))
    await office.updates.take("c0")
    assert office.connection.service.quirks.rejected_errors == ("dead",)
    assert office.connection.service.told == ("x",)


async def test_tokens_of_a_record_that_moved_meanwhile_stay_with_their_server(office: Office) -> None:
    """Where another copy has moved the connection to another server since, nothing is changed."""
    office.write(quirks__rejected_errors=["dead"])
    await office.updates.look()
    endpoints = replace(office.connection.service.endpoints, token="https://elsewhere.example/token")
    moved = replace(office.connection.service, endpoints=endpoints, client=replace(office.connection.service.client))
    other = await office.world.process()
    await other.book.amend("c0", lambda current: replace(current, service=moved))
    office.write(quirks__rejected_errors=["dead"], service__token_endpoint="https://third.example/token")
    await office.updates._store(office.process["c0"], locked_alone=False)
    assert office.connection.service.endpoints.token == "https://elsewhere.example/token"


async def test_a_question_that_nobody_answered_is_told_once(office: Office) -> None:
    """The connection goes on as it was; its owner hears what is asked, and may leave it at that."""
    before = office.connection
    office.write()
    office.folders["company"].files[office.path] += '\n[questions.region]\nlabel = "Region"\n'
    await office.updates.look()
    found = office.updates.to_ask("c0")
    assert found is not None
    assert change_words(found, "Acme") == "They ask for more: Region. This connection goes on with the settings it has."
    with pytest.raises(DeskError) as caught:
        await office.updates.take("c0")
    assert (caught.value.code, office.connection) == ("asks_more", before)
    await office.updates.decline("c0")
    await office.updates.look()
    assert office.updates.to_ask("c0") is None
    assert office.updates.waiting("c0") is not None


async def test_the_log_tells_only_what_was_taken(office: Office) -> None:
    """Where another copy has taken the newer settings meanwhile, nothing was done here, and nothing is logged."""
    office.write(quirks__rejected_errors=["dead"])
    await office.updates.look()
    await office.updates.take("c0")
    logged = list(office.world.file.entries)
    await office.updates._store(office.process["c0"], locked_alone=False)
    assert office.world.file.entries == logged


async def test_what_cannot_be_saved_does_not_stop_the_look(office: Office) -> None:
    """A full disk is no reason not to look at the other connections; it is tried again at the next look."""
    office.write(quirks__rejected_errors=["dead"], policy__locked=["quirks.rejected_errors"])
    office.world.file.fault = VaultError(VaultFault.FULL, "")
    before = office.connection
    await office.updates.look()
    assert office.connection == before


async def test_it_looks_every_hour_and_only_once(office: Office) -> None:
    """One loop looks, however often it is started."""
    first = office.process.tasks.start(office.updates.run(), "updates")
    await settle()
    await office.updates.run()
    office.write(quirks__rejected_errors=["dead"])
    await office.world.clock.advance(LOOKS_EVERY + 1)
    await settle()
    assert office.updates.waiting("c0") is not None
    assert not first.done()


async def test_locking_forgets_what_was_found(office: Office) -> None:
    """Settings may hold a client secret: with the key they go."""
    office.write(quirks__rejected_errors=["dead"])
    await office.updates.look()
    office.updates.accept("c0")
    await office.process.book.detach()
    assert (office.updates._waiting, office.updates._accepted) == ({}, {})


async def test_a_connection_that_is_gone_waits_for_nothing(office: Office) -> None:
    """Neither a removed connection nor one that signed in with the newer settings is asked about."""
    office.write(quirks__rejected_errors=["dead"])
    await office.updates.look()
    found = office.updates.waiting("c0")
    assert found is not None
    await office.process.book.amend("c0", lambda current: replace(current, service=found.service))
    assert office.updates.to_ask("c0") is None
    await office.process.book.remove("c0")
    assert (office.updates.to_ask("c0"), office.updates.accepted("c0")) == (None, None)
    await office.updates.decline("gone")


async def test_a_service_without_a_profile_is_left_alone(office: Office) -> None:
    """A profile that was taken away, the demo, and a connection from before profiles were remembered stay."""
    office.folders["company"].files.clear()
    await office.updates.look()
    assert office.updates.waiting("c0") is None
    office.write(quirks__rejected_errors=["dead"])
    for change in ({"is_demo": True}, {"origin": None}):
        service: Service = replace(office.connection.service, **change)
        await office.process.book.amend("c0", lambda current, service=service: replace(current, service=service))
        await office.updates.look()
        assert office.updates.waiting("c0") is None


async def test_locks_of_now_hold_for_signing_in_again(office: Office) -> None:
    """A lock that came after the sign-in holds; without a profile the locks of then do."""
    office.write(policy__locked=["client.redirect_uri"])
    await office.updates.look()
    service = replace(office.connection.service, locked=())
    assert office.updates.with_locks_of_now(service).locked == ("client.redirect_uri",)
    assert office.updates.with_locks_of_now(replace(service, origin=None)).locked == ()


async def test_an_opened_file_is_compared_with_the_catalogue_of_then(office: Office) -> None:
    """A file that differs from the catalogue was chosen like that: only what changes later is asked about."""
    folder = office.folders["own"]
    path = office.path.with_name("opened.toml")  # type: ignore[attr-defined]
    folder.elsewhere[path] = profile(**{**OLD, "client__client_id": "of-the-file"})
    catalogue = Catalogue(folders=tuple(office.folders.values()), http=office.world.http)
    opened = await catalogue.from_file(path)
    known = catalogue.get("acme")
    assert known is not None
    assert (opened.origin, opened.client.client_id) == (origin_of(known), "of-the-file")
    await office.process.book.amend("c0", lambda current: replace(current, service=opened))
    await office.updates.look()
    assert office.updates.waiting("c0") is None
    folder.elsewhere[path] = profile(service__id="elsewhere")
    alone = await catalogue.from_file(path)
    assert alone.origin == origin_of(alone)


async def test_addresses_that_a_sign_in_completes_are_completed_anew(office: Office) -> None:
    """C100: other API addresses with gaps are filled from what the connection keeps, within the allowed hosts."""
    old = {"answer__keep": ["base"], "service__allowed_hosts": ["*.acme.example"]}
    office.write(**old, service__api_base_urls=["{token.base}/v1"])
    await office.updates.look()
    kept = (("token.base", "https://eu.acme.example"),)
    await office.process.book.amend("c0", lambda now: replace(now, tokens=replace(now.tokens, kept=kept)))
    await office.updates.take("c0")
    assert office.connection.service.api_base_urls == ("https://eu.acme.example/v1",)
    office.write(**old, service__api_base_urls=["{token.base}/v2"])
    await office.updates.look()
    await office.updates.take("c0")
    assert office.connection.service.api_base_urls == ("https://eu.acme.example/v2",)


async def test_new_hosts_are_named_in_the_question(office: Office) -> None:
    """One or several: each is named, with what to look at."""
    office.write(service__api_base_urls=["https://a.example", "https://b.example"], client__client_id="other")
    await office.updates.look()
    found = office.updates.to_ask("c0")
    assert found is not None
    assert change_words(found, "Acme") == (
        "What changes: the registration of this program and where access may be used. It then also talks to a.example "
        "and b.example. Use them only if they belong to Acme. You sign in again for that."
    )


async def test_newer_settings_that_change_once_more_are_not_accepted(office: Office) -> None:
    """C81: who said yes, and did not sign in, has said nothing about what the profile says by then."""
    office.write(client__client_id="other")
    await office.updates.look()
    office.updates.accept("c0")
    await office.updates.look()
    assert office.updates.accepted("c0") is not None
    office.write(client__client_id="other", service__token_endpoint="https://evil.example/token")
    await office.updates.look()
    assert office.updates.accepted("c0") is None
    assert office.updates.to_ask("c0") is not None


async def test_who_declines_takes_back_a_yes(office: Office) -> None:
    """After a no the next sign-in is as before."""
    office.write(client__client_id="other")
    await office.updates.look()
    office.updates.accept("c0")
    await office.updates.decline("c0")
    assert office.updates.accepted("c0") is None


@pytest.mark.parametrize("locked", [False, True])
async def test_addresses_that_a_sign_in_completed_stay_complete(office: Office, *, locked: bool) -> None:
    """C100: what the service told at the sign-in fills the newer settings as well."""
    api: dict[str, object] = {"answer__keep": ["org"], "service__api_base_urls": ["https://api.example/{token.org}"]}
    office.write("company", **api)
    await office.updates.look()
    profile = office.catalogue.get("acme")
    assert profile is not None
    placed = replace(profile, api_base_urls=("https://api.example/7",))
    await office.process.book.amend(
        "c0",
        lambda current: replace(current, service=placed, tokens=replace(current.tokens, kept=(("token.org", "7"),))),
    )
    locks = ["quirks.rejected_errors"] if locked else []
    office.write("company", **api, quirks__rejected_errors=["dead"], policy__locked=locks)
    await office.updates.look()
    if not locked:
        await office.updates.take("c0")
    assert office.connection.service.quirks.rejected_errors == ("dead",)
    assert office.connection.service.api_base_urls == ("https://api.example/7",)


async def test_looking_at_many_connections_lets_others_work(office: Office) -> None:
    """The window goes on while thousands of connections are compared, also where fields are locked."""
    office.write(policy__locked=["quirks.rejected_errors"])
    await office.updates.look()
    profile = office.catalogue.get("acme")
    assert profile is not None
    for number in range(1, 200):
        other = connection(office.world.clock, number=number, service=profile)
        await office.process.book.add(replace(other, id=f"c{number}"))
    office.write(quirks__rejected_errors=["dead"])
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.ensure_future(count())
    await office.catalogue.load()
    before = turns
    await office.updates.look()
    loading = turns - before
    counting.cancel()
    assert office.updates.waiting("c199") is not None
    assert loading > 199 // 50


PLACE = {
    "service__api_base_urls": ["https://api.example/{place.id}"],
    "place__label": "Site",
    "place__url": "https://api.example/sites",
    "place__value": "id",
}


@pytest.mark.parametrize(
    ("change", "place", "urls"),
    [
        ({"quirks__rejected_errors": ["dead"]}, Place("4f"), ("https://api.example/4f",)),
        (
            {"service__api_base_urls": ["https://api.example/v3/{place.id}"]},
            Place("4f"),
            ("https://api.example/v3/4f",),
        ),
        ({"place__value": "key"}, None, ()),
    ],
)
async def test_a_chosen_place_stays_where_it_is_still_one(
    office: Office, change: dict[str, object], place: Place | None, urls: tuple[str, ...]
) -> None:
    """Newer settings complete their addresses with it; another list makes it no choice any more."""
    office.write(**PLACE)
    await office.updates.look()
    await office.updates.take("c0")
    assert office.connection.lacks_place
    chosen = replace(office.connection.service, api_base_urls=("https://api.example/4f",))
    await office.process.book.amend("c0", lambda current: replace(current, place=Place("4f"), service=chosen))
    await office.updates.look()
    assert office.updates.waiting("c0") is None
    office.write(**{**PLACE, **change})
    await office.updates.look()
    await office.updates.take("c0")
    assert (office.connection.place, office.connection.service.api_base_urls) == (place, urls)
