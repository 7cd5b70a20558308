"""What came back: JSON, text or something else, and in which letters."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from oauth_desk.protocol.http import Response

_CHARSET: Final = re.compile(r'charset\s*=\s*"?([\w.:-]+)', re.IGNORECASE)
_LOOK_AT: Final = 4096
_PIECE: Final = 1 << 20
_ODD_SHARE: Final = 0.1
_TEXT_CONTROLS: Final = b"\t\n\r\x0c\x1b"
_BINARY_TYPES: Final = ("image/", "audio/", "video/", "font/")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Form(Enum):
    """How a body is shown."""

    EMPTY = "empty"
    JSON = "json"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Body:
    """A body's form and its letters. ``skip`` bytes of byte order mark come first."""

    form: Form
    charset: str = "utf-8"
    skip: int = 0


def judge_body(response: Response) -> Body:
    """Tell what a body is, from its type and its first bytes."""
    body = response.body
    if not body:
        return Body(Form.EMPTY)
    charset, skip = _letters(response)
    start = body[skip : skip + _LOOK_AT]
    media_type = response.media_type
    if charset.startswith(("utf-16", "utf-32")):
        start = start.decode(charset, "replace").encode()
    if (media_type.startswith(_BINARY_TYPES) and not media_type.endswith("+xml")) or _is_binary(start):
        return Body(Form.BINARY)
    told_json = media_type.endswith(("/json", "+json", "json-seq", "ndjson", "jsonlines"))
    looks_json = start.lstrip()[:1] in (b"{", b"[") and media_type in ("", "text/plain", "application/octet-stream")
    return Body(Form.JSON if told_json or looks_json else Form.TEXT, charset, skip)


def _letters(response: Response) -> tuple[str, int]:
    for mark, name in _BOMS:
        if response.body.startswith(mark):
            return name, len(mark)
    told = _CHARSET.search(response.header("content-type") or "")
    try:
        return codecs.lookup(told[1] if told else "utf-8").name, 0
    except LookupError:
        return "utf-8", 0


def _is_binary(start: bytes) -> bool:
    odd = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in start)  # noqa: PLR2004 - ASCII control codes
    return b"\0" in start or odd > _ODD_SHARE * len(start)


def utf8_pieces(source: bytes, body: Body) -> Iterator[bytes]:
    """Yield a text body in UTF-8, a piece at a time, so that whoever turns it has time to breathe."""
    if body.charset == "utf-8":
        yield source[body.skip :] if body.skip else source
        return
    decoder = codecs.getincrementaldecoder(body.charset)("replace")
    for start in range(body.skip, len(source), _PIECE):
        yield decoder.decode(source[start : start + _PIECE], start + _PIECE >= len(source)).encode("utf-8", "replace")


def size_words(size: int) -> str:
    """Say a number of bytes: ``312 B``, ``4.1 KB``, ``25 MB``."""
    if size < 1000:  # noqa: PLR2004 - SI
        return f"{size} B"
    amount = float(size)
    for unit in ("KB", "MB", "GB"):
        amount /= 1000
        if amount < 999.5 or unit == "GB":  # noqa: PLR2004
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"  # noqa: PLR2004
    raise AssertionError("the last unit returns")


def time_words(milliseconds: float) -> str:
    """Say how long it took: ``312 ms``, ``1.1 s``, ``1 min 5 s``."""
    if milliseconds < 1000:  # noqa: PLR2004
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    if seconds < 60:  # noqa: PLR2004
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
