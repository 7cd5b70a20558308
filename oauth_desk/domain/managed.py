"""What an administrator set for everybody on a machine: defaults, and settings that hold whatever a person chooses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from oauth_desk.domain.proxy import check_proxy
from oauth_desk.domain.web_address import check_endpoint

DEFAULTS: Final = "defaults"
LOCKED: Final = "locked"
LONGEST_MINUTES: Final = 24 * 60

DEMO: Final = "demo"
OWN_SERVICES: Final = "own_services"
SHARING: Final = "sharing"
EXPORTS: Final = "exports"
START_AT_LOGIN: Final = "start_at_login"
UPDATE_FEED: Final = "update_feed"

_TWICE: Final = "stands there twice"

Path = tuple[str, ...]
Reading = Callable[[object], object]
"""Returns a value as the program uses it; raises ValueError that says what is wrong with it."""


def _switch(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("must be true or false")
    return value


def _minutes(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LONGEST_MINUTES:
        raise ValueError(f"must be a whole number from 0 to {LONGEST_MINUTES}")
    return value


def _proxy(value: object) -> str:
    if type(value) is not str:
        raise ValueError("must be a text")
    return check_proxy(value)


def _feed(value: object) -> str:
    if type(value) is not str:
        raise ValueError("must be a text")
    if not value.lower().startswith("https://"):
        raise ValueError("must start with https://")
    return check_endpoint(value)


CHOICES: Final[Mapping[str, Reading]] = {
    "lock_after_minutes": _minutes,
    "lock_with_screen": _switch,
    "lock_with_sleep": _switch,
    "renew_while_locked": _switch,
    "proxy": _proxy,
    "look_for_versions": _switch,
}
"""What a person may choose, too: here a default or a lock."""

RULES: Final[Mapping[str, Reading]] = {
    DEMO: _switch,
    OWN_SERVICES: _switch,
    SHARING: _switch,
    EXPORTS: _switch,
    START_AT_LOGIN: _switch,
    UPDATE_FEED: _feed,
}
"""What nobody but an administrator sets; only a lock makes sense."""

SWITCHES: Final = frozenset(name for name, reading in {**CHOICES, **RULES}.items() if reading is _switch)


@dataclass(frozen=True, slots=True)
class Source:
    """One place an administrator wrote to. ``problem``: why nothing of it counts.

    ``lines`` are its keys with their lines, where it has lines; ``content`` is anything before it is judged.
    """

    name: str
    content: object = None
    lines: tuple[tuple[Path, int], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Managed:
    """What holds on this machine.

    ``locked_in`` names the place of each lock, ``places`` all that were found; ``mistakes`` are plain sentences.
    """

    defaults: Mapping[str, object] = field(default_factory=dict)
    locked: Mapping[str, object] = field(default_factory=dict)
    locked_in: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()

    def allows(self, rule: str) -> bool:
        """Tell whether something is allowed; everything is unless it was forbidden."""
        return self.locked.get(rule) is not False

    @property
    def update_feed(self) -> str:
        """Return the address that tells of new versions; empty where there is none."""
        return str(self.locked.get(UPDATE_FEED, ""))


def managed_from(sources: Sequence[Source]) -> Managed:
    """Combine places, the strongest first: what an earlier one says of a key holds. A mistake costs its key alone."""
    tables: dict[str, dict[str, object]] = {DEFAULTS: {}, LOCKED: {}}
    locked_in: dict[str, str] = {}
    mistakes: list[str] = []
    for source in sources:
        if source.problem:
            mistakes.append(f"{source.name}: {source.problem}")
            continue
        judged = _Judged(source)
        for table, name, value in judged.values():
            tables[table].setdefault(name, value)
            if table == LOCKED:
                locked_in.setdefault(name, source.name)
        mistakes += judged.mistakes
    places = tuple(source.name for source in sources)
    return Managed(tables[DEFAULTS], tables[LOCKED], locked_in, places, tuple(mistakes))


class _Judged:
    """One place's values, and the mistakes among them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.mistakes: list[str] = []

    def values(self) -> Iterator[tuple[str, str, object]]:
        """Yield table, key and value of what makes sense; note the rest."""
        content = self._source.content
        if not isinstance(content, Mapping):
            self.mistakes.append(f"{self._source.name}: it must hold “{DEFAULTS}”, “{LOCKED}” or both, in braces")
            return
        for table, inside in content.items():
            if table not in {DEFAULTS, LOCKED}:
                self._note((str(table),), f"must stand under “{DEFAULTS}” or “{LOCKED}”")
            elif self._is_twice((table,)):  # the parser kept the last one: what the first locked must not go unseen
                self._note((table,), _TWICE)
            elif not isinstance(inside, Mapping):
                self._note((table,), "must hold settings, in braces")
            else:
                yield from self._inside(table, inside)

    def _inside(self, table: str, inside: Mapping[object, object]) -> Iterator[tuple[str, str, object]]:
        for key, value in inside.items():
            name, path = str(key), (table, str(key))
            reading = CHOICES.get(name) or RULES.get(name)
            if reading is None:
                self._note(path, "there is no such setting")
            elif table == DEFAULTS and name in RULES:
                self._note(path, f"nobody chooses it, so it must stand under “{LOCKED}”")
            elif self._is_twice(path):
                self._note(path, _TWICE)
            else:
                try:
                    yield table, name, reading(value)
                except ValueError as error:
                    self._note(path, str(error).removesuffix("."))

    def _is_twice(self, path: Path) -> bool:
        return len(self._lines(path)) > 1

    def _lines(self, path: Path) -> list[int]:
        return [line for each, line in self._source.lines if each == path]

    def _note(self, path: Path, words: str) -> None:
        lines = self._lines(path)
        where = f", line {lines[-1]}" if lines else ""
        self.mistakes.append(f"{self._source.name}{where}, “{'.'.join(path)}”: {words}")
