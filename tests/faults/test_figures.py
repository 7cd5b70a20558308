"""The table of figures itself."""

from tests.faults.figures import Figure, table


def test_a_broken_promise_is_seen() -> None:
    """A fault that was not survived each time stands out."""
    text = table([Figure("killed", 200, 199), Figure("disk full", 20, 20, "told in 0.1 s")])
    assert [line.split() for line in text.splitlines()[1:]] == [
        ["disk", "full", "20", "20", "told", "in", "0.1", "s"],
        ["killed", "200", "199", "BROKEN"],
    ]
