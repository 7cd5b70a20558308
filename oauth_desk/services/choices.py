"""What the person chose about locking and the network: read by the window and by commands alike."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from oauth_desk.domain.proxy import SYSTEM
from oauth_desk.services.ports import ChoiceStore

LONGEST_MINUTES: Final = 24 * 60


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

    @property
    def lock_by_itself(self) -> bool:
        """Tell whether anything but the person locks."""
        return bool(self.lock_after_minutes or self.lock_with_screen or self.lock_with_sleep)


def choices_from(saved: Mapping[str, Any]) -> Choices:
    """Return what was saved; a value that makes no sense is the default's."""
    sound = {each.name: saved[each.name] for each in fields(Choices) if _is_sound(each.name, saved.get(each.name))}
    return Choices(**sound)


def _is_sound(name: str, value: object) -> bool:
    if name == "lock_after_minutes":
        return type(value) is int and 0 <= value <= LONGEST_MINUTES
    if name == "proxy":
        return type(value) is str
    return type(value) is bool


class Chosen:
    """The choices as they stand. ``now`` is the default until ``load``."""

    def __init__(self, store: ChoiceStore) -> None:
        self._store = store
        self._listeners: list[Callable[[], None]] = []
        self.now = Choices()

    async def load(self) -> Choices:
        """Read what was saved."""
        self.now = choices_from(await self._store.load())
        self._tell()
        return self.now

    async def change(self, **changes: Any) -> Choices:
        """Choose otherwise from now on, and save it; raise DeskError where it cannot be saved: nothing changed."""
        changed = choices_from(asdict(replace(self.now, **changes)))
        if changed != self.now:
            await self._store.save(asdict(changed))
            self.now = changed
            self._tell()
        return changed

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each change."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
