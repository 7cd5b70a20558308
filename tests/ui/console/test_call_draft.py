"""The request as written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.service import AccountProbe, Service
from oauth_desk.ui.console.call_draft import CallDraft, Pair, first_draft


@pytest.mark.parametrize(
    ("address", "query", "url"),
    [
        ("/me", (), "/me"),
        (" /me ", (Pair("a", "1 2"), Pair("b", "x&y", on=False), Pair(" ", "z")), "/me?a=1%202"),
        ("/me?x=1", (Pair("a", "ä=&"),), "/me?x=1&a=%C3%A4%3D%26"),
        ("/me?", (Pair("a"),), "/me?a="),
        ("/me#top", (Pair("a", "1"),), "/me?a=1#top"),
    ],
)
def test_adds_the_table_to_the_address(address: str, query: tuple[Pair, ...], url: str) -> None:
    """Ticked rows with a name are added, encoded, behind what the address has already."""
    assert CallDraft(address=address, query=query).url() == url


@given(st.text(), st.text())
def test_no_value_breaks_out_of_its_parameter(name: str, value: str) -> None:
    """Whatever is typed stays one parameter."""
    url = CallDraft(address="/x", query=(Pair("n" + name, value),)).url()
    assert url.count("?") + url.count("&") <= 1 + name.count("?") + value.count("?")
    assert "#" not in url
    assert " " not in url


def test_a_body_tells_its_type_unless_a_header_does() -> None:
    """The chosen type is sent with a body; a header of the person's own wins; no body, no type."""
    assert CallDraft(body="{}").call().headers == (("Content-Type", "application/json"),)
    own = CallDraft(body="x", headers=(Pair("content-type", " text/csv "),)).call()
    assert own.headers == (("content-type", "text/csv"),)
    assert own.body == b"x"
    empty = CallDraft().call()
    assert (empty.headers, empty.body) == ((), None)


def test_the_first_request_asks_who_am_i() -> None:
    """The address to start with is one that answers."""
    probe = AccountProbe(url="https://a.example/me")
    api = ("https://a.example/api",)
    assert first_draft(Service("a", "A", account=probe, api_base_urls=api)).address == "https://a.example/me"
    assert first_draft(Service("a", "A", api_base_urls=api)).address == api[0]
    assert first_draft(Service("a", "A")).address == ""
