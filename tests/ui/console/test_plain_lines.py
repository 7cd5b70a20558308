"""Text as it came, bytes as a dump."""

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.ui.console.lines import Lines
from oauth_desk.ui.console.plain_lines import DumpLines, MatchLines, TextLines, WordLines, header_lines


def scanned(lines: TextLines | MatchLines) -> Lines:
    """Return lines after their scan."""
    for _ in lines.scan():
        pass
    return lines


def joined(lines: Lines) -> str:
    """Put rows together as copying does."""
    return "".join(lines.whole(row) + ("" if lines.broken(row) else "\n") for row in range(len(lines)))


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])), st.integers(4, 9))
def test_long_lines_are_broken_between_characters_and_copied_whole(text: str, longest: int) -> None:
    """Whatever the width of a row, no letter is torn and nothing is added to what is copied."""
    lines = scanned(TextLines(text.encode(), longest=longest))
    assert joined(lines).removesuffix("\n") == text.removesuffix("\n")


def test_control_characters_do_not_disturb_the_view() -> None:
    """A bell or an escape is shown as a dot; what is copied keeps it."""
    lines = scanned(TextLines(b"a\x07b\tc\r\n"))
    assert lines.text(0) == "a·b c"
    assert lines.whole(0) == "a\x07b\tc"


def test_a_dump_shows_place_values_and_letters() -> None:
    """Bytes that are no text are shown sixteen in a row, without being read beforehand."""
    lines = DumpLines(bytes(range(64, 84)))
    assert len(lines) == 2
    assert lines.text(1).startswith("00000010  50 51 52 53 ")
    assert lines.text(1).endswith("PQRS")
    assert len(lines.text(0)) <= lines.columns


def test_finds_rows_that_hold_a_text() -> None:
    """The filter of a plain text keeps the rows with the words, whatever their case."""
    text = TextLines(b"One\ntwo\nONE more\n")
    scanned(text)
    assert joined(scanned(MatchLines(text, "one"))) == "One\nONE more\n"


def test_headers_have_coloured_names() -> None:
    """A header's name is inked as a key."""
    lines = WordLines(header_lines([("Content-Type", "text/plain")]))
    (start, length, _ink) = lines.spans(0)[0]
    assert lines.text(0)[start : start + length] == "Content-Type"
