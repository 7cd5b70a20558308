"""The building blocks of a saved form: typed, checked both ways, independent of attribute defaults."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

from oauth_desk.domain.secret import Secret

Value = TypeVar("Value")
Json = Any


class BadForm(Exception):
    """Saved data does not have the shape of its schema; the message holds no value."""


class Codec(Generic[Value]):
    """How one kind of value is written to JSON and read back."""

    __slots__ = ("load", "save")

    def __init__(self, save: Callable[[Value], Json], load: Callable[[Json], Value]) -> None:
        self.save = save
        self.load = load


def _checked(kind: type | tuple[type, ...], *, bools: bool = False) -> Codec[Any]:
    def load(saved: Json) -> Any:
        if not isinstance(saved, kind) or (isinstance(saved, bool) and not bools):
            raise BadForm(f"not a {kind}")
        return saved

    return Codec(lambda value: value, load)


TEXT: Codec[str] = _checked(str)
WHOLE: Codec[int] = _checked(int)
NUMBER: Codec[float] = _checked((int, float))
YES_NO: Codec[bool] = _checked(bool, bools=True)
SECRET: Codec[Secret] = Codec(lambda secret: secret.reveal(), lambda saved: Secret(TEXT.load(saved)))


def maybe(inner: Codec[Value]) -> Codec[Value | None]:
    """Return the codec of a value that may be absent."""
    return Codec(
        lambda value: None if value is None else inner.save(value),
        lambda saved: None if saved is None else inner.load(saved),
    )


def row_of(inner: Codec[Value]) -> Codec[tuple[Value, ...]]:
    """Return the codec of a tuple."""

    def load(saved: Json) -> tuple[Value, ...]:
        if not isinstance(saved, list):
            raise BadForm("not a list")
        return tuple(inner.load(item) for item in saved)

    return Codec(lambda value: [inner.save(item) for item in value], load)


def one_of(kind: type[StrEnum]) -> Codec[Any]:
    """Return the codec of an enumeration, saved by value."""

    def load(saved: Json) -> StrEnum:
        try:
            return kind(saved)
        except ValueError:
            raise BadForm(f"not a {kind.__name__}") from None

    return Codec(lambda value: value.value, load)


def _load_pair(saved: Json) -> tuple[str, str]:
    if not isinstance(saved, list) or len(saved) != 2:  # noqa: PLR2004 - a pair
        raise BadForm("not a pair")
    return TEXT.load(saved[0]), TEXT.load(saved[1])


PAIRS: Codec[tuple[tuple[str, str], ...]] = row_of(Codec(list, _load_pair))


class Schema:
    """The members of a saved object, each under its own name.

    A member that the saved data lacks takes the dataclass's default, one that the
    schema lacks is ignored: both happen between two releases of one record version.
    """

    def __init__(self, members: Mapping[str, Codec[Any]]) -> None:
        self.members = members
        self._table = tuple(members.items())

    def save(self, value: object) -> dict[str, Json]:
        """Return the saved form of an object that has these attributes."""
        return {name: codec.save(getattr(value, name)) for name, codec in self._table}

    def load(self, saved: Json) -> dict[str, Any]:
        """Return the attributes that the saved form holds; raise BadForm."""
        if not isinstance(saved, dict):
            raise BadForm("not an object")
        return {name: codec.load(saved[name]) for name, codec in self._table if name in saved}


def record_of(kind: Callable[..., Value], members: Mapping[str, Codec[Any]]) -> Codec[Value]:
    """Return the codec of a dataclass."""
    schema = Schema(members)

    def load(saved: Json) -> Value:
        attributes = schema.load(saved)
        try:
            return kind(**attributes)
        except TypeError:
            raise BadForm("a member is missing") from None

    return Codec(schema.save, load)
