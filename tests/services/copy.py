"""One copy of the program with a vault session of its own, for stories about locking."""

from dataclasses import dataclass

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import Event
from oauth_desk.domain.secret import Secret
from oauth_desk.services.book import Book
from oauth_desk.services.keeper import Keeper
from oauth_desk.services.night_shift import Crew, NightShift
from oauth_desk.services.protector import Protector
from oauth_desk.services.renewer import Renewer
from oauth_desk.services.tasks import TaskScope
from oauth_desk.services.vault_session import VaultSession
from tests.fakes.chance import FakeChance
from tests.fakes.keystore import MemoryKeyStore
from tests.services.world import World


@dataclass
class Copy:
    """Everything of one process; ``nights`` are the crews that renewed behind its lock."""

    world: World
    keys: MemoryKeyStore
    crew: Crew
    night: NightShift
    nights: list[Crew]
    session: VaultSession
    protector: Protector
    events: list[Event]

    @property
    def book(self) -> Book:
        """Return what the window sees."""
        return self.crew.book

    async def put(self, *connections: Connection) -> None:
        """Put connections into the vault, which is made and opened first."""
        await self.session.open()
        for each in connections:
            await self.book.add(each)

    async def close(self) -> None:
        """End the process."""
        await self.crew.tasks.close()
        await self.session.end()


def a_copy(world: World, keys: MemoryKeyStore | None = None, passphrase: str | None = None) -> Copy:
    """Start a copy of the program on the world's vault."""
    keys = keys or MemoryKeyStore()
    nights: list[Crew] = []

    def crew() -> Crew:
        book, tasks, chance = Book(), TaskScope("test"), FakeChance()
        renewer = Renewer(book=book, http=world.http, locks=world.locks, clock=world.clock, chance=chance, tasks=tasks)
        keeper = Keeper(book=book, renewer=renewer, clock=world.clock, chance=chance, tasks=tasks)
        return Crew(book, renewer, keeper, tasks)

    def hire() -> Crew:
        nights.append(crew())
        return nights[-1]

    async def read_passphrase() -> Secret | None:
        return None if passphrase is None else Secret(passphrase)

    day = crew()

    async def renewals_end() -> None:
        while not await day.renewer.finish(65):
            pass

    events: list[Event] = []
    day.book.subscribe(events.append)
    night = NightShift(hire, day)
    session = VaultSession(
        file=world.file,
        keys=keys,
        locks=world.locks,
        book=day.book,
        read_passphrase=read_passphrase,
        renewals_end=renewals_end,
        night=night,
    )
    protector = Protector(file=world.file, keys=keys, locks=world.locks, session=session)
    return Copy(world, keys, day, night, nights, session, protector, events)
