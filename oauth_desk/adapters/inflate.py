"""Decompression that never makes more than a small piece at a time, whatever the ratio (NORMS C39)."""

import zlib
from collections.abc import Iterator
from typing import Final

ACCEPTED: Final = "gzip, deflate"
"""What a request offers; any other encoding is passed on as it came."""

PIECE: Final = 1 << 16
_GZIP: Final = 16 + zlib.MAX_WBITS
_HEAD_BYTES: Final = 2


class BadCompression(Exception):
    """The body is not what its Content-Encoding says."""


class Inflater:
    """Undoes one Content-Encoding (RFC 9110 §8.4); two in a row are refused as no honest server needs them."""

    def __init__(self, encoding: str | None) -> None:
        names = [name.strip().lower() for name in (encoding or "").split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if len(names) > 1:
            raise BadCompression
        coding = names[0] if names else ""
        self._gzip = coding in ("gzip", "x-gzip")
        self._plain = not self._gzip and coding != "deflate"
        self._inflater: zlib._Decompress | None = None
        self._head = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what ``data`` holds, in pieces of at most 64 KiB; raise BadCompression."""
        if self._plain:
            if data:
                yield data
            return
        if self._inflater is None:
            data = self._head + data
            if len(data) < _HEAD_BYTES:
                self._head = data
                return
            self._inflater = zlib.decompressobj(_GZIP if self._gzip else _deflate_window(data))
        yield from _pieces(self._inflater, data)

    def check_end(self) -> None:
        """Raise BadCompression where the body was cut off; an empty one is whole."""
        whole = not self._head if self._inflater is None else self._inflater.eof
        if not self._plain and not whole:
            raise BadCompression


def _deflate_window(data: bytes) -> int:
    """Return how deflate is read: with the header it should have, or without as some servers send it (RFC 1950)."""
    headed = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:_HEAD_BYTES], "big") % 31 == 0
    return zlib.MAX_WBITS if headed else -zlib.MAX_WBITS


def _pieces(inflater: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    more = bool(data)
    while more:
        try:
            piece = inflater.decompress(data, PIECE)
        except zlib.error:
            raise BadCompression from None
        data = inflater.unconsumed_tail
        # A full piece may have more behind it though all input is taken; what
        # stands behind the end is not part of the body.
        more = not inflater.eof and (bool(data) or len(piece) == PIECE)
        if piece:
            yield piece
