"""What the person chose about locking and the network: read by the window and by commands alike."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from oauth_desk.domain.managed import CHOICES
from oauth_desk.domain.proxy import SYSTEM
from oauth_desk.services.company import Company
from oauth_desk.services.ports import ChoiceStore


@dataclass(frozen=True, slots=True)
class Choices:
    """By default nothing locks by itself: a locked program renews nothing, and connections would run out unseen.

    ``lock_after_minutes`` 0 is never. ``renew_while_locked`` keeps the key with the
    background while the window is locked. ``proxy``: see ``domain.proxy``; it is judged
    where it is used, so that a mistake in the file is told and not passed over.
    """

    lock_after_minutes: int = 0
    lock_with_screen: bool = False
    lock_with_sleep: bool = False
    renew_while_locked: bool = False
    proxy: str = SYSTEM
    look_for_versions: bool = False

    @property
    def lock_by_itself(self) -> bool:
        """Tell whether anything but the person locks."""
        return bool(self.lock_after_minutes or self.lock_with_screen or self.lock_with_sleep)


def choices_from(saved: Mapping[str, Any]) -> Choices:
    """Return what was saved; a value that makes no sense is the default's."""
    return Choices(**_sound(saved))


def _sound(saved: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: saved[each.name] for each in fields(Choices) if _is_sound(each.name, saved.get(each.name))}


def _is_sound(name: str, value: object) -> bool:
    if name == "proxy":
        return type(value) is str
    try:
        CHOICES[name](value)
    except ValueError:
        return False
    return True


class ManagedChoices:
    """A ChoiceStore: the person's own between the defaults and the locks of the company."""

    def __init__(self, store: ChoiceStore, company: Company) -> None:
        self._store = store
        self._company = company

    async def load(self) -> dict[str, Any]:
        """Return what counts."""
        managed = await self._company.look()
        return {**managed.defaults, **_sound(await self._store.load()), **managed.locked}

    async def save(self, values: dict[str, Any]) -> None:
        """Save what the person chose; raise DeskError."""
        await self._store.save(values)


class Chosen:
    """The choices as they stand. ``now`` is the default until ``load``; so is ``locked``, what the company set."""

    def __init__(self, store: ChoiceStore, company: Company | None = None) -> None:
        self._company = company or Company()
        self._store = ManagedChoices(store, self._company)
        self._listeners: list[Callable[[], None]] = []
        self.now = Choices()

    @property
    def locked(self) -> frozenset[str]:
        """Return the names of the choices that are not the person's."""
        return frozenset(each.name for each in fields(Choices) if each.name in self._company.now.locked)

    async def load(self) -> Choices:
        """Read what was saved."""
        self.now = choices_from(await self._store.load())
        self._tell()
        return self.now

    async def change(self, **changes: Any) -> Choices:
        """Choose otherwise from now on, and save that alone.

        Raise DeskError where the company chose, or where it cannot be saved: nothing changed.
        """
        for name in changes:
            await self._company.demand_choice(name)
        changed = choices_from(asdict(replace(self.now, **changes)))
        if changed != self.now:
            before = asdict(self.now)
            await self._store.save({name: value for name, value in asdict(changed).items() if value != before[name]})
            self.now = changed
            self._tell()
        return changed

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each change."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
