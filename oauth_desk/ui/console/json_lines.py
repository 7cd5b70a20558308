"""JSON laid out in lines without parsing it into objects: two numbers per line (RFC 8259).

A line is a slice of the answer's own bytes and a depth. Megabytes stay where
they are; only the lines in sight are ever decoded. The grammar is read
generously (a comma too many is shown, not refused); brackets must match.
"""

import re
from array import array
from collections.abc import Iterator
from typing import Final

from oauth_desk.ui.console.lines import BATCH, LONGEST_SHOWN, Ink, Span, cut_note

STRING: Final = rb'"[^"\\]{0,100000}+(?:\\.[^"\\]{0,10000}+){0,1000}+"'
"""A string of ordinary length. One regular expression over a longer one would hold the interpreter too long."""

_SCALAR: Final = rb"-?+[0-9]++(?:\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+|true|false|null|\[[ \t\r\n]*+\]|\{[ \t\r\n]*+\}"
_SPACE: Final = rb"[ \t\r\n]*+"
_AFTER: Final = rb"%s(?:,%s|(?=[\]}]|\Z))" % (_SPACE, _SPACE)
_LINE: Final = re.compile(
    rb"(?s)(?:%s%s:%s)?+(?:(?:%s|%s)(?:%s|(?<=[\]}])%s(?=[\[{]))|([\[{])%s)|([\]}])(?:%s|%s(?=[\[{]))"
    % (STRING, _SPACE, _SPACE, STRING, _SCALAR, _AFTER, _SPACE, _SPACE, _AFTER, _SPACE)
)
_TOKEN: Final = re.compile(rb"(?s)(%s?+)|([\[\]{},:])|([^\s\[\]{},:\"]++)" % STRING)
_BLANK: Final = re.compile(_SPACE)
_LONG_VALUE: Final = re.compile(rb'(?s)(?:%s%s:%s)?+"' % (STRING, _SPACE, _SPACE))
_AFTER_LONG: Final = re.compile(_AFTER)
_INDENT: Final = 2
_DEEPEST_INDENT: Final = 60
_OPENED: Final = 1
_CLOSED: Final = 2
_LONG: Final = 100_000
_BACKSLASH: Final = ord("\\")
_OPENER_OF: Final = {ord("]"): ord("["), ord("}"): ord("{")}


class NotJson(ValueError):
    """The text breaks the grammar at ``position`` (bytes)."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class JsonLines:
    """The lines of a JSON text, or of several that follow one another (JSON lines)."""

    def __init__(self, source: bytes) -> None:
        blank = _BLANK.match(source)
        self.source = source
        self.ends = array("Q")
        self.depths = array("H")
        self._begin = blank.end() if blank else 0
        self._longest = 0
        self._deepest = 0

    def __len__(self) -> int:
        return len(self.depths)

    def scan(self) -> Iterator[None]:
        """Find the lines; raise NotJson where the text is not JSON, with the lines before it in place."""
        source, position, longest = self.source, self._begin, 0
        opened: list[int] = []
        add_end, add_depth, match = self.ends.append, self.depths.append, _LINE.match
        while line := match(source, position) or self._long_line(position):
            end, kind = line.end(), line.lastindex
            if kind == _CLOSED and not _closes(opened, source[position]):
                raise NotJson(position)
            add_depth(min(len(opened), _DEEPEST_INDENT))
            add_end(end)
            if kind == _OPENED:
                opened.append(source[line.start(_OPENED)])
                self._deepest = min(max(self._deepest, len(opened)), _DEEPEST_INDENT)
            if end - position > longest:
                longest = self._longest = end - position
            position = end
            if not len(self.depths) % BATCH:
                yield
        if position != len(source) or opened or not self.depths:
            raise NotJson(position)

    def _long_line(self, position: int) -> re.Match[bytes] | None:
        """Match a line whose value is a string of uncommon length; the match covers what follows the string."""
        begun = _LONG_VALUE.match(self.source, position)
        if begun is None:
            return None
        quote = self.source.find(b'"', begun.end())
        while quote >= 0 and _escaped(self.source, quote):
            quote = self.source.find(b'"', quote + 1)
        return None if quote < 0 else _AFTER_LONG.match(self.source, quote + 1)

    @property
    def columns(self) -> int:
        """Return the width of the widest line so far, in characters, at most."""
        return min(self._longest, LONGEST_SHOWN + 60) + 2 + _INDENT * self._deepest

    def start(self, row: int) -> int:
        """Return where a line begins in the source."""
        return self.ends[row - 1] if row else self._begin

    def tokens(self, row: int, limit: int | None = None) -> Iterator[tuple[str, Ink]]:
        """Yield the words of one line, or of its first ``limit`` bytes, with the spacing of a pretty line."""
        start, end = self.start(row), self.ends[row]
        found = list(_TOKEN.finditer(self.source, start, end if limit is None else min(end, start + limit)))
        for number, token in enumerate(found):
            word = token[0].decode("utf-8", "replace")
            if token[1] is not None:
                is_key = number + 1 < len(found) and found[number + 1][0] == b":"
                yield word, Ink.KEY if is_key else Ink.TEXT
            elif token[2] is not None:
                yield (": " if word == ":" else word), Ink.PLAIN
            else:
                yield word, Ink.WORD if word in ("true", "false", "null") else Ink.NUMBER

    def _indent(self, row: int) -> int:
        return _INDENT * self.depths[row]

    def whole(self, row: int) -> str:
        """Return the pretty line."""
        start, end = self.start(row), self.ends[row]
        if end - start > _LONG:
            return " " * self._indent(row) + self.source[start:end].decode("utf-8", "replace").strip()
        return " " * self._indent(row) + "".join(word for word, _ in self.tokens(row))

    def text(self, row: int) -> str:
        """Return the pretty line as painted."""
        left = self.ends[row] - self.start(row) - LONGEST_SHOWN
        line = " " * self._indent(row) + "".join(word for word, _ in self.tokens(row, LONGEST_SHOWN))
        return line + cut_note(left) if left > 0 else line

    def spans(self, row: int) -> list[Span]:
        """Return the coloured words of the line."""
        spans: list[Span] = []
        at = self._indent(row)
        for word, ink in self.tokens(row, LONGEST_SHOWN):
            if ink is not Ink.PLAIN:
                spans.append((at, len(word), ink))
            at += len(word)
        return spans

    def broken(self, row: int) -> bool:
        """Return False: a pretty line is never broken."""
        del row
        return False


def _closes(opened: list[int], closer: int) -> bool:
    return bool(opened) and opened.pop() == _OPENER_OF[closer]


def _escaped(source: bytes, quote: int) -> bool:
    """Tell whether an odd number of backslashes stands before a quote."""
    first = quote
    while source[first - 1] == _BACKSLASH:
        first -= 1
    return (quote - first) % 2 == 1
