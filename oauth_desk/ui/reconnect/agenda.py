"""The connections to sign in again, in order: plain values."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Item:
    """A connection on the agenda.

    ``more`` are permissions to ask for beside its own. ``wanted`` ones were asked for
    by the person, whether anything is wrong with them or not. ``done`` ones stay
    until the end, so that the list tells what was achieved.
    """

    connection_id: str
    more: tuple[str, ...] = ()
    wanted: bool = False
    done: bool = False


class Agenda:
    """Items in the order in which they came; the first that is not done is the current one."""

    def __init__(self) -> None:
        self._items: list[Item] = []

    @property
    def items(self) -> tuple[Item, ...]:
        """Return all items."""
        return tuple(self._items)

    @property
    def current(self) -> Item | None:
        """Return what is to be done now; None when all is done."""
        return next((item for item in self._items if not item.done), None)

    def add(self, connection_id: str) -> None:
        """Put a connection at the end, unless it is on the agenda."""
        self._put(Item(connection_id))

    def want(self, connection_id: str, more: tuple[str, ...] = ()) -> None:
        """Let a connection be the next, because the person asked for it."""
        self._put(Item(connection_id, more, wanted=True))
        self._items.sort(key=lambda item: item.connection_id != connection_id)

    def _put(self, new: Item) -> None:
        for place, old in enumerate(self._items):
            if old.connection_id == new.connection_id:
                more = tuple(dict.fromkeys((*old.more, *new.more)))
                self._items[place] = replace(new, more=more, wanted=old.wanted or new.wanted)
                return
        self._items.append(new)

    def finish(self, connection_id: str) -> bool:
        """Mark a connection as mended; tell whether it was on the agenda and open."""
        for place, item in enumerate(self._items):
            if item.connection_id == connection_id and not item.done:
                self._items[place] = replace(item, done=True)
                return True
        return False

    def drop(self, connection_id: str) -> bool:
        """Take a connection off; tell whether it was on."""
        before = len(self._items)
        self._items = [item for item in self._items if item.connection_id != connection_id]
        return len(self._items) < before

    def clear(self) -> None:
        """Forget everything."""
        self._items = []
