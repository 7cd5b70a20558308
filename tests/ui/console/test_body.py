"""What came back."""

import pytest

from oauth_desk.protocol.http import Response
from oauth_desk.ui.console.body import Form, judge_body, size_words, time_words, utf8_pieces


def response(body: bytes, media_type: str = "") -> Response:
    """Return an answer."""
    return Response(200, (("content-type", media_type),) if media_type else (), body)


@pytest.mark.parametrize(
    ("body", "media_type", "form"),
    [
        (b"", "application/json", Form.EMPTY),
        (b"{}", "application/json; charset=utf-8", Form.JSON),
        (b"{}", "application/vnd.api+json", Form.JSON),
        (b' {"a":1}', "", Form.JSON),
        (b"[1]", "text/plain", Form.JSON),
        (b"<p>", "text/html", Form.TEXT),
        (b"hello", "", Form.TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0", "", Form.BINARY),
        (b"GIF", "image/gif", Form.BINARY),
        (b"<svg/>", "image/svg+xml", Form.TEXT),
        ("{}".encode("utf-16"), "application/json", Form.JSON),
    ],
)
def test_tells_json_from_text_from_bytes(body: bytes, media_type: str, form: Form) -> None:
    """The type decides where there is one; else the first bytes do."""
    assert judge_body(response(body, media_type)).form is form


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "shift_jis", "utf-8-sig", "nonsense"])
def test_turns_every_charset_into_utf8(charset: str) -> None:
    """Text of any charset, with or without a byte order mark, is shown in its own letters."""
    text = "ab\n" if charset == "nonsense" else {"shift_jis": "日本"}.get(charset, "größe")
    body = text.encode("utf-8" if charset == "nonsense" else charset)
    answer = response(body, f"text/plain; charset={charset}")
    assert b"".join(utf8_pieces(answer.body, judge_body(answer))).decode() == text


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (4100, "4.1 KB"),
        (25_000_000, "25 MB"),
        (999_600, "1.0 MB"),
        (3_200_000_000, "3.2 GB"),
    ],
)
def test_says_sizes(size: float, words: str) -> None:
    """Sizes have at most three digits."""
    assert size_words(int(size)) == words


@pytest.mark.parametrize(("milliseconds", "words"), [(312.4, "312 ms"), (1100, "1.1 s"), (65_000, "1 min 5 s")])
def test_says_times(milliseconds: float, words: str) -> None:
    """Times are in the unit people think in."""
    assert time_words(milliseconds) == words
