"""Lays an answer out on a worker thread, a batch at a time, so that the window never waits."""

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

from oauth_desk.protocol.http import Response
from oauth_desk.ui.console.body import Body, Form, utf8_pieces
from oauth_desk.ui.console.json_lines import JsonLines, NotJson
from oauth_desk.ui.console.json_path import PathSearch, Step
from oauth_desk.ui.console.lines import Lines
from oauth_desk.ui.console.marked import Marked
from oauth_desk.ui.console.plain_lines import DumpLines, MatchLines, TextLines

Grown = Callable[[Lines], object]
"""Told, on the caller's thread, whenever there are more lines to show."""

L = TypeVar("L", bound=Lines)


async def _work(steps: Iterator[object], after_each: Callable[[], object]) -> None:
    """Run ``steps`` to their end on a worker thread, handing control back after every one.

    A step holds the interpreter for some 10 ms; between two of them the loop, and
    with it the window, has its turn.
    """

    def step() -> bool:
        return next(steps, steps) is not steps

    while await asyncio.to_thread(step):
        after_each()


async def _scanned(lines: L, grown: Grown) -> L:
    """Scan ``lines``; tell about growth at the first batch, then whenever it has doubled, then at the end."""
    told = 0

    def tell() -> None:
        nonlocal told
        if len(lines) >= 2 * told:
            told = len(lines)
            grown(lines)

    await _work(lines.scan(), tell)
    grown(lines)
    return lines


def _ignored(_lines: Lines) -> None:
    """Take no notice of lines that are only looked through."""


class Formatter:
    """Makes the lines of one answer, each kind once, and keeps them."""

    def __init__(self, response: Response, body: Body) -> None:
        self._response = response
        self._body = body
        self._utf8: bytes | None = None
        self._pretty: JsonLines | None = None
        self._raw: TextLines | DumpLines | None = None

    async def pretty(self, grown: Grown) -> Lines:
        """Lay out; raise NotJson where the answer only claims to be JSON."""
        if self._body.form is not Form.JSON:
            return await self.raw(grown)
        if self._pretty is None:
            self._pretty = await _scanned(JsonLines(await self._text()), grown)
        else:
            grown(self._pretty)
        return self._pretty

    async def raw(self, grown: Grown) -> Lines:
        """Show the answer as it came."""
        if self._raw is None and self._body.form is not Form.BINARY:
            self._raw = await _scanned(TextLines(await self._text()), grown)
            return self._raw
        if self._raw is None:
            self._raw = DumpLines(self._response.body)
        grown(self._raw)
        return self._raw

    async def follow(self, steps: tuple[Step, ...], grown: Grown) -> int:
        """Show only what lies at the end of a path; return how many values that are; raise NotJson."""
        await self.pretty(_ignored)
        if self._pretty is None:
            raise NotJson(0)
        search = PathSearch(self._pretty, steps)
        await _work(search.run(), lambda: None)
        await _scanned(JsonLines(search.result()), grown)
        return search.found

    async def matching(self, wanted: str, grown: Grown) -> int:
        """Show only the lines of a text that hold ``wanted``; return how many."""
        lines = await self.raw(_ignored)
        if not isinstance(lines, TextLines):
            return 0
        found = await _scanned(MatchLines(lines, wanted), grown)
        return len(found)

    async def collect(self, marked: Marked, lines: Lines) -> str:
        """Return what is marked, however much it is."""
        pieces: list[str] = []
        await _work(marked.collect(lines, pieces), lambda: None)
        return "".join(pieces)

    async def _text(self) -> bytes:
        if self._utf8 is None:
            pieces: list[bytes] = []

            def turned() -> Iterator[None]:
                for piece in utf8_pieces(self._response.body, self._body):
                    pieces.append(piece)
                    yield

            await _work(turned(), lambda: None)
            self._utf8 = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return self._utf8
