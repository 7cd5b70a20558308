"""Connections on their way to another computer: nothing overwritten, nothing renewed on both sides."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.connection import Account, Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Grant, Source
from oauth_desk.domain.secret import Secret
from oauth_desk.services.company import Company
from oauth_desk.services.mover import Item, Known, Mover, Outcome, Taken, at_risk
from oauth_desk.services.ports import Parcel, ParcelFault, VaultError, VaultFault
from oauth_desk.services.sources import users_of
from tests.fakes.clock import settle
from tests.fakes.managed import FakePlaces
from tests.fakes.parcels import MemoryParcelFiles
from tests.services.test_archive import Shelf
from tests.services.world import World, connection, service

FILE = Path("/usb/moving")
PASSPHRASE = Secret("correct horse battery")


class Computer:
    """One computer with the program on it; both share the stick that carries the file."""

    def __init__(self, shelf: Shelf, stick: MemoryParcelFiles, name: str) -> None:
        self.book, self.world, self.archive = shelf.process.book, shelf.world, shelf.archive
        self.copies = shelf.copies
        self.managed = FakePlaces()
        self.mover = Mover(
            book=self.book,
            files=stick,
            archive=self.archive,
            locks=self.world.locks,
            clock=self.world.clock,
            sender=name,
            company=Company(self.managed),
        )

    async def take(self, known: Known = Known.SKIP) -> list[Taken]:
        """Import everything."""
        parcel = await self.mover.open(FILE, PASSPHRASE)
        return await self.mover.take(parcel, self.mover.plan(parcel), lambda _: known)

    @property
    def names(self) -> dict[str, str]:
        """Return name and access token of every connection."""
        return {each.name: each.tokens.access_token.reveal() for each in self.book.all() if each.tokens.access_token}


async def computer(stick: MemoryParcelFiles, *connections: Connection, name: str = "Desk One") -> Computer:
    """Set up a computer with these connections."""
    world = World()
    made = [replace(each) for each in connections]
    return Computer(Shelf(world, await world.process(*made)), stick, name)


def named(number: int, **changes: object) -> Connection:
    """Return a connection of an account of its own."""
    made = connection(World().clock, number=number, account=Account(f"ana{number}@example.com", str(number)))
    return replace(made, **changes)


def ids(computer: Computer) -> list[str]:
    """Return the ids of all connections."""
    return [each.id for each in computer.book.all()]


async def test_there_and_back_again() -> None:
    """All connections arrive on an empty computer, with everything they had."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1), named(2, notes=("a note",)))
    there = await computer(stick, name="Desk Two")
    sent = await here.mover.send(FILE, ids(here), PASSPHRASE)
    taken = await there.take()
    assert [each.outcome for each in taken] == [Outcome.IMPORTED] * 2
    assert there.book.all() == here.book.all()
    assert sent.at_risk == ("Acme 1", "Acme 2")


async def test_a_company_that_wants_no_exports() -> None:
    """Where exports are forbidden no file is written and nothing leaves the list, also by a move."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(0))
    here.managed.content = {"locked": {"exports": False}}
    for move in (False, True):
        with pytest.raises(DeskError) as caught:
            await here.mover.send(FILE, ["c0"], PASSPHRASE, move=move)
        assert caught.value.code == "set_by_company"
    assert (len(here.names), stick.files) == (1, {})


async def test_those_that_nobody_signs_in_to_travel_as_well() -> None:
    """One that goes through another still does so there, and neither computer ends it for the other."""
    stick = MemoryParcelFiles()
    through = named(2, service=service(grant=Grant.TOKEN_EXCHANGE), source=Source("c1", "Acme 1"))
    alone = replace(through, tokens=replace(through.tokens, refresh_token=None))
    here = await computer(stick, named(1), alone)
    there = await computer(stick, name="Desk Two")
    sent = await here.mover.send(FILE, ids(here), PASSPHRASE)
    await there.take()
    assert there.book.all() == here.book.all()
    assert [each.id for each in users_of(there.book, "c1")] == ["c2"]
    assert sent.at_risk == ("Acme 1",)


async def test_a_copy_is_remembered_on_both_sides() -> None:
    """Two computers may renew it from now on: a rejection is then explained by that. A move leaves one of them."""
    stick = MemoryParcelFiles()
    here, there = await computer(stick, named(1), named(2)), await computer(stick, name="Desk Two")
    now = here.world.clock.now()
    await here.mover.send(FILE, ["c1"], PASSPHRASE)
    await there.take()
    assert [each.copied_at for each in (*here.book.all(), *there.book.all())] == [now, None, now]
    stick.files.clear()
    await here.mover.send(FILE, ["c2"], PASSPHRASE, move=True)
    await there.take()
    assert there.book.require("c2").copied_at is None


@pytest.mark.parametrize("move", [False, True])
async def test_a_browser_is_of_one_computer(*, move: bool) -> None:
    """What a connection signs in with is not in the file, and an import leaves what was chosen there."""
    stick, firefox, edge = MemoryParcelFiles(), BrowserChoice("firefox", "Firefox"), BrowserChoice("edge", "Edge")
    here = await computer(stick, named(1, browser=firefox, generation=9), named(2, browser=firefox))
    there = await computer(stick, named(1, browser=edge), name="Desk Two")
    sent = await here.mover.send(FILE, ids(here), PASSPHRASE, move=move)
    assert [each.browser for each in sent.connections] == [None, None]
    assert [each.browser for each in here.book.all()] == ([] if move else [firefox, firefox])
    await there.take(Known.REPLACE)
    assert [(each.generation, each.browser) for each in there.book.all()] == [(10, edge), (1, None)]


async def test_a_browser_in_a_file_is_nobodys() -> None:
    """A file from elsewhere that names one all the same decides nothing here."""
    there = await computer(MemoryParcelFiles(), name="Desk Two")
    parcel = Parcel((named(1, browser=BrowserChoice("firefox", "Firefox")),), 0.0, moved=True, sender="Desk One")
    await there.mover.take(parcel, there.mover.plan(parcel), lambda _: Known.SKIP)
    assert there.book.require("c1").browser is None


async def test_a_move_lets_go() -> None:
    """After a move this computer has them no more, renews them never, and a copy from before is kept."""
    stick = MemoryParcelFiles()
    here, there = await computer(stick, named(1), named(2)), await computer(stick, name="Desk Two")
    await here.world.clock.advance(1)
    sent = await here.mover.send(FILE, ["c1"], PASSPHRASE, move=True)
    assert (ids(here), sent.at_risk) == (["c2"], ())
    assert sent.copy is not None
    assert sent.copy.connections == 2
    assert (await here.archive.find()).connections == 1
    assert [entry.outcome for entry in here.world.file.entries] == ["moved"]
    parcel = await there.mover.open(FILE, PASSPHRASE)
    assert (parcel.moved, parcel.sender) == (True, "Desk One")
    assert [each.name for each in await there.take()] == ["Acme 1"]


async def test_a_move_that_cannot_be_written_lets_nothing_go() -> None:
    """A full stick, a file that is there, a copy that cannot be made: everything stays."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1))
    for fault in (ParcelFault.NOT_WRITTEN, ParcelFault.EXISTS):
        stick.fault = fault
        with pytest.raises(DeskError):
            await here.mover.send(FILE, ["c1"], PASSPHRASE, move=True)
    stick.fault = None
    here.copies.fault = VaultError(VaultFault.FULL, "no space left")
    with pytest.raises(DeskError) as caught:
        await here.mover.send(FILE, ["c1"], PASSPHRASE, move=True)
    assert caught.value.code == "disk_full"
    assert ids(here) == ["c1"]
    assert stick.files == {}


async def test_an_export_waits_for_a_renewal() -> None:
    """The file gets the tokens after a renewal under way, not those that it makes old."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1))
    foreign = await here.world.locks.taken_elsewhere("c1")
    sending = asyncio.ensure_future(here.mover.send(FILE, ["c1"], PASSPHRASE))
    await settle()
    assert not sending.done()
    tokens = replace(named(1).tokens, access_token=Secret("A9"))
    await here.book.change("c1", lambda current: replace(current, tokens=tokens, generation=2))
    foreign.release()
    await sending
    assert stick.files[FILE][0].connections[0].tokens.access_token == Secret("A9")


async def test_unsaved_tokens_are_not_exported() -> None:
    """While new tokens are only in memory, what the vault holds is spent."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1))
    here.book.hold(here.book.require("c1"), "the disk is full")
    with pytest.raises(DeskError) as caught:
        await here.mover.send(FILE, ["c1"], PASSPHRASE)
    assert caught.value.code == "not_saved"


async def test_the_same_account_is_recognised() -> None:
    """The same service, registration and subject is one account, whatever its id and name; it is left as it is."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1, name="Mail"), named(2))
    there = await computer(stick, named(1, id="other", name="Post"), name="Desk Two")
    await here.mover.send(FILE, ids(here), PASSPHRASE)
    assert [(each.outcome, each.name) for each in await there.take()] == [
        (Outcome.IMPORTED, "Acme 2"),
        (Outcome.SKIPPED, "Post"),
    ]
    assert {each.name for each in there.book.all()} == {"Acme 2", "Post"}


@pytest.mark.parametrize(
    "other",
    [
        {"account": Account("ana1@example.com", "other subject")},
        {"service": service(client=replace(service().client, client_id="another app"))},
        {"service": service(endpoints=replace(service().endpoints, token="https://elsewhere.example/token"))},
        {"account": Account()},
    ],
)
async def test_another_account_is_another(other: dict[str, object]) -> None:
    """Somebody else, another app, another place or an unknown person is not the same account."""
    stick = MemoryParcelFiles()
    here, there = await computer(stick, named(1)), await computer(stick, named(1, id="x", name="Mine", **other))
    await here.mover.send(FILE, ids(here), PASSPHRASE)
    assert [each.outcome for each in await there.take()] == [Outcome.IMPORTED]
    assert len(there.book.all()) == 2


async def test_replace_takes_the_files_sign_in_and_keeps_the_name() -> None:
    """Asked for, the file's tokens replace those here, as a newer generation; name and id here stay."""
    stick = MemoryParcelFiles()
    better = replace(named(1).tokens, access_token=Secret("FROM FILE"))
    here = await computer(stick, named(1, name="Mail", tokens=better))
    there = await computer(stick, named(1, id="other", name="Post", generation=5))
    await here.mover.send(FILE, ids(here), PASSPHRASE)
    assert [each.outcome for each in await there.take(Known.REPLACE)] == [Outcome.REPLACED]
    [found] = there.book.all()
    assert (found.id, found.name, found.generation) == ("other", "Post", 6)
    assert found.tokens.access_token == Secret("FROM FILE")


async def test_an_older_file_never_replaces_the_same_sign_in() -> None:
    """A file from last month would bring back a spent token: it is left out, whatever is asked."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1))
    await here.mover.send(FILE, ids(here), PASSPHRASE)
    await here.book.change("c1", lambda current: replace(current, generation=9))
    assert [each.outcome for each in await here.take(Known.REPLACE)] == [Outcome.NEWER_HERE]
    assert here.book.require("c1").generation == 9


async def test_a_moved_connection_that_comes_home_replaces_what_was_left() -> None:
    """The same sign-in, further on, is newer than what is here."""
    stick = MemoryParcelFiles()
    here, home = await computer(stick, named(1, generation=9)), await computer(stick, named(1))
    await here.mover.send(FILE, ids(here), PASSPHRASE)
    assert [each.outcome for each in await home.take(Known.REPLACE)] == [Outcome.REPLACED]


async def test_keep_both() -> None:
    """Asked for, the same account is there twice, each under its own id and name."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1))
    await here.mover.send(FILE, ids(here), PASSPHRASE)
    assert [(each.outcome, each.name) for each in await here.take(Known.KEEP_BOTH)] == [(Outcome.KEPT_BOTH, "Acme 1 2")]
    assert len(set(ids(here))) == 2


async def test_a_taken_name_is_no_obstacle() -> None:
    """Another account under the same name stays; the new one gets a free name."""
    stick = MemoryParcelFiles()
    here, there = await computer(stick, named(1, name="Mail")), await computer(stick, named(2, name="mail"))
    await here.mover.send(FILE, ids(here), PASSPHRASE)
    assert [each.name for each in await there.take()] == ["Mail 2"]
    assert {each.name for each in there.book.all()} == {"mail", "Mail 2"}


@pytest.mark.parametrize("fault", [each for each in ParcelFault if each is not ParcelFault.EXISTS])
async def test_every_fault_of_a_file_has_words(fault: ParcelFault) -> None:
    """What cannot be read is told, and nothing is taken."""
    stick = MemoryParcelFiles()
    here = await computer(stick, named(1))
    stick.fault = fault
    with pytest.raises(DeskError) as caught:
        await here.mover.open(FILE, PASSPHRASE)
    assert caught.value.title
    assert caught.value.advice


async def test_a_short_passphrase_is_refused() -> None:
    """A file that leaves the computer needs a real passphrase."""
    here = await computer(MemoryParcelFiles(), named(1))
    with pytest.raises(DeskError) as caught:
        await here.mover.send(FILE, ["c1"], Secret("short"))
    assert caught.value.kind is Kind.USAGE


def test_who_is_at_risk() -> None:
    """What renews may be ended by a second computer, unless renewals have shown that its key never changes."""
    first = named(1)
    kept = replace(
        first.tokens, obtained_at=first.tokens.obtained_at + 90, refresh_obtained_at=first.tokens.obtained_at
    )
    rotated = replace(kept, refresh_obtained_at=kept.obtained_at)
    assert at_risk([first]) == ("Acme 1",)
    assert at_risk([replace(first, generation=2, tokens=kept)]) == ()
    assert at_risk([replace(first, generation=2, tokens=rotated)]) == ("Acme 1",)
    assert at_risk([replace(first, tokens=replace(first.tokens, refresh_token=None))]) == ()


def test_an_item_knows_which_side_is_older() -> None:
    """Only one sign-in can be compared with itself."""
    assert Item(named(1), named(1, generation=2)).is_older
    assert not Item(named(1, generation=3), named(1, generation=2)).is_older
    assert not Item(named(1), named(1, generation=2, signed_in_at=5.0)).is_older
