"""JSON of exactly the size that was asked for, made piece by piece."""

from collections.abc import Iterator
from typing import Final

LARGEST: Final = 1 << 30
_HEAD: Final = b'{"items":['
_MIDDLE: Final = b'],"padding":"'
_TAIL: Final = b'"}'
_FIXED: Final = len(_HEAD) + len(_MIDDLE) + len(_TAIL)
_AT_ONCE: Final = 512


def _item(number: int) -> bytes:
    return b'{"id":"item-%010d","name":"A demo item, one of many","even":%s,"value":"%010d"}' % (
        number,
        b"true " if number % 2 == 0 else b"false",
        number * 7919 % 10**10,
    )


_ITEM_SIZE: Final = len(_item(0))


def pieces(size: int) -> Iterator[bytes]:
    """Yield ``size`` bytes of JSON; below the smallest object a string, a digit or nothing."""
    if size < _FIXED:
        yield b"" if size == 0 else b"1" if size == 1 else b'"%s"' % (b"x" * (size - 2))
        return
    count = max(0, (size - _FIXED + 1) // (_ITEM_SIZE + 1))
    yield _HEAD
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        yield (b"," if first else b"") + b",".join(_item(number) for number in numbers)
    taken = _FIXED + count * (_ITEM_SIZE + 1) - (1 if count else 0)
    yield _MIDDLE + b"x" * (size - taken) + _TAIL
