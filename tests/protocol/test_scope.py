"""Lists of permissions on the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.protocol import scope
from tests.protocol.samples import acme

ASKED = ("read", "write")


@pytest.mark.parametrize(
    ("told", "granted"),
    [
        (None, ASKED),
        ("read", ("read",)),
        ("read write admin", ("read", "write", "admin")),
        ("", ()),
        ("  ", ()),
        ("read,write", ("read", "write")),
        ("read, write", ("read", "write")),
        (["read", "write"], ("read", "write")),
        (["read", 7, None], ("read",)),
        ([], ()),
        ("read read", ("read",)),
        (7, ASKED),
        (True, ASKED),
        ({"read": True}, ASKED),
        ("read \x07bell", ("read",)),
    ],
)
def test_granted(told: object, granted: tuple[str, ...]) -> None:
    """C50: missing means as asked, an empty string nothing; narrower, wider, comma and list are all read."""
    assert scope.granted(told, ASKED, acme()) == granted


def test_a_comma_inside_a_scope() -> None:
    """A comma separates nothing where scopes with commas were asked for."""
    assert scope.granted("a,b c", ("a,b",), acme()) == ("a,b", "c")


@pytest.mark.parametrize("separator", [" ", ",", "+", ";", "|"])
def test_join_and_split_with_the_services_separator(separator: str) -> None:
    """What is joined with the service's separator is split by it again."""
    service = acme(scope_separator=separator)
    assert scope.joined(ASKED, service) == f"read{separator}write"
    assert scope.granted(scope.joined(ASKED, service), ASKED, service) == ASKED


@given(
    st.one_of(
        st.text(), st.lists(st.text() | st.integers()), st.none(), st.floats(), st.dictionaries(st.text(), st.text())
    )
)
def test_nothing_told_crashes(told: object) -> None:
    """C50: whatever a server says of its scopes, the result is printable words."""
    for name in scope.granted(told, ASKED):
        assert name.isprintable()


def test_no_answer_grants_a_million_permissions() -> None:
    """C50: what no honest service grants is cut, in a text and in an array."""
    many = [f"s{number}" for number in range(100_000)]
    for told in (" ".join(many), many):
        assert scope.granted(told, ()) == tuple(many[: scope.MOST])
