"""What the company set, where it counts."""

from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.choices import Choices, Chosen, ManagedChoices
from oauth_desk.services.company import AllowedAutostart, AllowedDemo, Company
from tests.fakes.autostart import MemoryAutostart
from tests.fakes.clock import FakeClock
from tests.fakes.http import FakeHttp
from tests.fakes.managed import FakePlaces
from tests.fakes.presence import MemoryChoices
from tests.fakes.profile_folder import MemoryProfileFolder
from tests.services.world import connection

ACME = """\
format = 1
[service]
id = "{id}"
name = "{id}"
issuer = "https://login.{id}.example"
[client]
client_id = "desk"
"""


def places(**tables: dict[str, object]) -> FakePlaces:
    """Return a file with these tables."""
    return FakePlaces(tables)


def refused(error: DeskError) -> bool:
    """Tell whether it is the error that names the company and the place."""
    return (error.code, error.kind) == ("set_by_company", Kind.SETTINGS) and "/etc/managed.json" in error.detail


async def test_the_person_stands_between_defaults_and_locks() -> None:
    """A default counts until the person chooses; a lock counts whatever was chosen."""
    store = MemoryChoices(lock_with_sleep=False, proxy="none")
    company = Company(
        places(
            defaults={"lock_with_sleep": True, "lock_with_screen": True},
            locked={"proxy": "http://proxy.example:3128"},
        )
    )
    chosen = Chosen(store, company)
    assert await chosen.load() == Choices(lock_with_screen=True, proxy="http://proxy.example:3128")
    assert chosen.locked == {"proxy"}
    assert (await ManagedChoices(store, company).load())["proxy"] == "http://proxy.example:3128"


async def test_nonsense_of_the_person_leaves_the_default() -> None:
    """A value that makes no sense in the person's file is as good as none."""
    chosen = Chosen(MemoryChoices(lock_after_minutes="soon"), Company(places(defaults={"lock_after_minutes": 15})))
    assert (await chosen.load()).lock_after_minutes == 15


async def test_one_choice_does_not_turn_defaults_into_choices() -> None:
    """Only what the person chose is saved, so that another default of the company reaches whoever chose nothing."""
    store, file = MemoryChoices(), places(defaults={"lock_after_minutes": 15})
    chosen = Chosen(store, Company(file))
    await chosen.load()
    await chosen.change(lock_with_screen=True)
    assert store.values == {"lock_with_screen": True}
    file.content = {"defaults": {"lock_after_minutes": 5}}
    assert await chosen.load() == Choices(lock_after_minutes=5, lock_with_screen=True)


async def test_a_lock_refuses_to_be_changed() -> None:
    """A locked choice stays, and is refused by name and place: also one that was locked after the last look."""
    store, file = MemoryChoices(), FakePlaces()
    chosen = Chosen(store, Company(file))
    await chosen.load()
    file.content = {"locked": {"lock_with_screen": True}}
    for value in (True, False):
        with pytest.raises(DeskError) as caught:
            await chosen.change(lock_with_sleep=True, lock_with_screen=value)
        assert refused(caught.value)
        assert "“lock_with_screen”" in caught.value.title
    assert not store.values
    assert await chosen.load() == Choices(lock_with_screen=True)


class Demo:
    """A DemoHost that counts."""

    running = 0

    async def start(self) -> str:
        """Start."""
        self.running += 1
        return "http://127.0.0.1:1"

    async def stop(self) -> None:
        """Stop."""
        self.running = 0


async def test_the_demo_starts_where_it_is_allowed() -> None:
    """A forbidden demo service is never started, whoever asks; a running one can be stopped."""
    demo, file = Demo(), FakePlaces()
    allowed = AllowedDemo(demo, Company(file))
    assert await allowed.start() == "http://127.0.0.1:1"
    file.content = {"locked": {"demo": False}}
    with pytest.raises(DeskError) as caught:
        await allowed.start()
    assert refused(caught.value)
    assert demo.running == 1
    await allowed.stop()
    assert demo.running == 0


async def test_starting_at_login_can_be_forbidden_and_always_be_ended() -> None:
    """What was turned on before the company forbade it is turned off by its person, and not on again."""
    autostart, file = MemoryAutostart(), FakePlaces()
    allowed = AllowedAutostart(autostart, Company(file))
    await allowed.turn(on=True)
    file.content = {"locked": {"start_at_login": False}}
    assert await allowed.is_on()
    await allowed.turn(on=False)
    with pytest.raises(DeskError) as caught:
        await allowed.turn(on=True)
    assert refused(caught.value)
    assert not await autostart.is_on()


def catalogue(file: FakePlaces) -> Catalogue:
    """Return a catalogue of three folders: shipped, the company's, the person's."""
    ids = (("acme", "oauth"), ("house",), ("mine",))
    folders = [
        MemoryProfileFolder({f"{each}.toml": ACME.format(id=each) for each in several}, folder=f"/{place}")
        for place, several in enumerate(ids)
    ]
    folders[-1].elsewhere[Path("given.toml")] = ACME.format(id="given")
    return Catalogue(folders=folders, http=FakeHttp(), company=Company(file))


async def test_only_the_services_of_the_list() -> None:
    """No profile of the person's own, no file, no address and no service by hand; what the list has still connects."""
    made = catalogue(places(locked={"own_services": False}))
    await made.load()
    assert {service.id for service in made.all()} == {"acme", "house"}
    for target in ("given.toml", "https://elsewhere.example"):
        with pytest.raises(DeskError) as caught:
            await made.resolve(target)
        assert refused(caught.value)
    assert (await made.resolve("house")).id == "house"
    assert (await made.resolve("https://login.acme.example")).id == "acme"


async def test_without_that_rule_everything_is_offered() -> None:
    """The same folders without the rule give all services."""
    made = catalogue(FakePlaces())
    await made.load()
    assert {service.id for service in made.all()} == {"acme", "oauth", "house", "mine"}
    assert (await made.resolve("given.toml")).id == "given"


async def test_no_files_for_colleagues() -> None:
    """A service file is not written where the company forbids it."""
    made = catalogue(places(locked={"sharing": False}))
    with pytest.raises(DeskError) as caught:
        await made.shared(connection(FakeClock()))
    assert refused(caught.value)


def test_nothing_is_known_before_the_first_look() -> None:
    """Who asks too early is told that everything is allowed: each use looks again."""
    assert Company(places(locked={"demo": False})).now.allows("demo")
