"""The connections that need their owner, worked through in order. Plain values, no widgets."""


class Line:
    """Ids in the order in which they are asked about; each stands in it once.

    ``wanted`` ones were asked for by the person, and stay until they are done
    even where nothing is wrong with them.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._wanted: set[str] = set()

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def first(self) -> str | None:
        """Return whom to ask about now; None where nobody waits."""
        return self._ids[0] if self._ids else None

    @property
    def rest(self) -> list[str]:
        """Return those that come after."""
        return self._ids[1:]

    def add(self, connection_id: str) -> None:
        """Put a connection at the end, unless it stands in line."""
        if connection_id not in self._ids:
            self._ids.append(connection_id)

    def want(self, connection_id: str) -> None:
        """Put a connection first, because the person asked for it."""
        self.drop(connection_id)
        self._ids.insert(0, connection_id)
        self._wanted.add(connection_id)

    def is_wanted(self, connection_id: str) -> bool:
        """Tell whether the person asked for it."""
        return connection_id in self._wanted

    def drop(self, connection_id: str) -> bool:
        """Take a connection out; tell whether it stood in line."""
        self._wanted.discard(connection_id)
        if connection_id not in self._ids:
            return False
        self._ids.remove(connection_id)
        return True

    def clear(self) -> None:
        """Take all out."""
        self._ids.clear()
        self._wanted.clear()
