"""The places that a service offers after a sign-in."""

from dataclasses import replace
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.place import Places
from oauth_desk.protocol import api_place, places
from oauth_desk.protocol.address import read
from oauth_desk.protocol.http import Response
from tests.protocol.properties.answers import answers, judged, values
from tests.protocol.properties.test_own_ways import KEPT, PATHS, TEMPLATES, TOLD, WIDE
from tests.protocol.samples import answer

TABLES = st.builds(
    Places,
    label=st.just("Site"),
    url=st.just("https://sites.acme.org/all"),
    items=st.sampled_from(["", "$", "data"]),
    value=PATHS,
    name=st.just("") | PATHS,
    keep=st.lists(PATHS, max_size=2).map(tuple),
    headers=st.sampled_from([(), (("X", "{token.a}"),), (("Accept", "text/json"),)]),
)
HERE = TEMPLATES.map(lambda template: template.replace("{token.a}", "{place.id}"))


@given(TABLES, KEPT)
def test_the_list_is_asked_for_where_the_profile_says(table: Places, held: tuple[tuple[str, str], ...]) -> None:
    """C100: nothing that was told changes the address, and no header has a gap."""
    request = places.places_request(replace(WIDE, places=table), held)
    assert request is not None
    assert (request.method, request.url, request.body) == ("GET", table.url, None)
    assert all("{" not in value or dict(held).get("token.a") == value for _, value in request.headers)


@given(answers() | st.lists(values(), max_size=4).map(answer), TABLES)
def test_any_answer_is_a_list_or_none(response: Response, table: Places) -> None:
    """C52: whatever comes is a list of places that can be shown and used, or is refused in our own words."""
    service = replace(WIDE, places=table)
    found = judged(places.UnreadablePlaces, lambda: places.judge_places(response, service, ()))
    if isinstance(found, places.Offered):
        _check(found)


@given(st.lists(st.fixed_dictionaries({"id": TOLD | values()}), max_size=6), HERE)
def test_a_place_that_is_offered_completes_the_address(items: list[object], template: str) -> None:
    """C100: what can be chosen leads to a host that the profile names, encrypted; the rest is counted."""
    service = replace(WIDE, places=Places("Site", "https://sites.acme.org/all", value="id"), api_templates=(template,))
    found = places.judge_places(answer(items), service, ())
    _check(found)
    assert len(found.places) + found.left_out <= len(items)
    for place in found.places:
        made, notes = api_place.placed(service, place.kept)
        assert notes == ()
        address = read(made.api_base_urls[0])
        assert address.scheme == "https"
        assert address.host in {"login.acme.eu", "acme.eu"} or address.host.endswith(".acme.org")


@given(TOLD)
def test_a_step_of_a_path_is_one_step(told: str) -> None:
    """C100: a value in a call's address adds no step, no query and no way up."""
    try:
        step = api_place.fitting_step(told)
    except ValueError:
        return
    url = places.in_place("https://acme.eu/{place.id}/x", (("place.id", told),))
    assert step == told
    assert urlsplit(url).path == f"/{told}/x"
    assert ".." not in url


def _check(found: places.Offered) -> None:
    ids = [place.id for place in found.places]
    assert len(set(ids)) == len(ids) <= places.MOST
    for place in found.places:
        assert place.id == place.id.strip() != ""
        assert place.id.isascii()
        assert place.id.isprintable()
        assert place.shown.isprintable()
        assert all(value.isascii() and value.isprintable() for _, value in place.beside)
