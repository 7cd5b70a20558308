"""What a parser is tried with, and what it may cost."""

import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from hypothesis import strategies as st

FOUND: Final = Path(__file__).parent / "found"
"""Inputs that once broke something, each named after its target: tried in every run."""

LONGEST_SECONDS: Final = 2.0
"""Of processor time for one input, whatever it holds."""

LARGEST_FACTOR: Final = 60
LARGEST_FLOOR: Final = 16 << 20
"""Memory at the worst moment: so many times the input, and a floor."""

LARGEST_GROWTH: Final = 48 << 20
"""What is still held after all inputs."""


Result = TypeVar("Result")


def only(error: type[Exception], call: Callable[[], Result]) -> Result | None:
    """Return what ``call`` gives, None where it raises the one documented error, with a text that can be shown."""
    try:
        return call()
    except error as told:
        text = str(told)
    assert text.isprintable()
    return None


@dataclass(frozen=True)
class Target:
    """A parser. ``look`` lets nothing but its documented errors happen.

    ``large`` makes inputs of about a size that try to keep it busy; ``largest`` is the most it is ever handed.
    """

    name: str
    look: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    large: Callable[[int], tuple[bytes, ...]] = lambda _size: ()
    largest: int = 0

    def found(self) -> list[bytes]:
        """Return the inputs that once broke it."""
        return [path.read_bytes() for path in sorted(FOUND.glob(f"{self.name}-*"))]

    def inputs(self) -> st.SearchStrategy[bytes]:
        """Return any bytes, and seeds with pieces changed, put in, taken out and repeated."""
        seeds = st.sampled_from(self.seeds)
        piece = st.binary(max_size=6) | st.sampled_from((*self.words, b"\0", b'"', b"\\", b"\xff", b"[", b"{"))
        edit = st.tuples(st.sampled_from("=+-*"), st.integers(0, 4000), st.integers(0, 12), piece)
        mutated = st.builds(_mutated, seeds, st.lists(edit, min_size=1, max_size=5))
        spliced = st.builds(_spliced, seeds, seeds, st.integers(0, 4000), st.integers(0, 4000))
        return mutated | spliced | st.binary(max_size=200) | st.lists(piece, max_size=12).map(b"".join)


def _mutated(seed: bytes, edits: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, place, length, piece in edits:
        start = place % (len(seed) + 1)
        head, cut, tail = seed[:start], seed[start : start + length], seed[start + length :]
        middle = {"=": piece, "+": piece + cut, "-": b"", "*": cut * 3}[kind]
        seed = head + middle + tail
    return seed


def _spliced(one: bytes, other: bytes, end: int, start: int) -> bytes:
    return one[: end % (len(one) + 1)] + other[start % (len(other) + 1) :]


@dataclass
class Trial:
    """Counts what a target was tried with, and what that cost."""

    target: Target
    tried: int = 0
    last: float = 0.0
    slowest: float = 0.0
    slowest_input: bytes = b""
    _began_with: int = 0

    def __post_init__(self) -> None:
        self._began_with = peak_memory()

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        self.tried += 1
        began = time.thread_time()
        self.target.look(data)
        self.last = time.thread_time() - began
        if self.last > self.slowest:
            self.slowest, self.slowest_input = self.last, data

    def weigh(self, data: bytes) -> int:
        """Return the bytes held at the worst moment of one input; it takes much longer while they are counted."""
        tracemalloc.start()
        try:
            self.target.look(data)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    @property
    def growth(self) -> int:
        """Return by how many bytes the process's highest memory grew."""
        return peak_memory() - self._began_with


def peak_memory() -> int:
    """Return the most memory this process has had at once, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
