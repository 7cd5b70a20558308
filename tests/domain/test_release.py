"""What a feed of versions says."""

import pytest

from oauth_desk.domain.release import Release, is_newer, release_from

PAGE = "https://example.com/desk"


def test_a_release_is_version_page_and_a_sentence() -> None:
    """What else a feed says is left alone; notes become one line that no terminal obeys, and stay short."""
    assert release_from({"version": "2.0", "url": PAGE, "more": [1]}) == Release("2.0", PAGE)
    notes = release_from({"version": "2", "url": PAGE, "notes": "Mends\n\x1b[31m two  things. " + "x" * 900}).notes
    assert notes.startswith("Mends [31m two things. xxx")
    assert len(notes) <= 500


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "“version” must be numbers"),
        ({"version": 2, "url": PAGE}, "“version” must be numbers"),
        ({"version": "2.0rc1", "url": PAGE}, "“version” must be numbers"),
        ({"version": "9" * 7, "url": PAGE}, "“version” must be numbers"),
        ({"version": "2"}, "“url” must be an address"),
        ({"version": "2", "url": "http://127.0.0.1/x"}, "“url” must be an address that starts with https://"),
        ({"version": "2", "url": "javascript:alert(1)"}, "“url” must be an address"),
        ({"version": "2", "url": "https://a b"}, "must not hold spaces"),
        ({"version": "2", "url": PAGE, "notes": 1}, "“notes” must be a text"),
    ],
)
def test_what_makes_no_sense_is_refused(content: dict[str, object], words: str) -> None:
    """A version has numbers alone, and a page is https: whoever writes the feed leads nobody elsewhere."""
    with pytest.raises(ValueError, match=words):
        release_from(content)


@pytest.mark.parametrize(
    ("offered", "running", "newer"),
    [
        ("1.2.1", "1.2.0", True),
        ("1.10", "1.9.9", True),
        ("2", "1.99", True),
        ("1.2", "1.2.0", False),
        ("1.2.0", "1.2", False),
        ("1.1.9", "1.2.0", False),
        ("1.2.1", "1.2.0.dev3+local", True),
        ("1.2.0", "1.2.0rc1", False),
        ("0.1", "unknown", True),
    ],
)
def test_newer_is_by_numbers(offered: str, running: str, newer: bool) -> None:
    """Ten comes after nine, and zeros at the end mean nothing."""
    assert is_newer(offered, running) is newer
