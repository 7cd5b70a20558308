"""The list of places: how it is asked for, and what of it can be used."""

from dataclasses import replace

import pytest

from oauth_desk.domain.place import Place, Places
from oauth_desk.domain.service import AccountProbe
from oauth_desk.protocol.address import UnsafeUrl
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.moved import moved
from oauth_desk.protocol.places import (
    MOST,
    Offered,
    UnreadablePlaces,
    in_place,
    judge_places,
    places_request,
)
from oauth_desk.protocol.resource import allowed
from tests.protocol.samples import acme, answer, header_of

URL = "https://sites.acme.example/all"
SITES = Places("Site", URL, value="id", name="url")
SITED = acme(places=SITES, api_templates=("https://api.acme.example/ex/{place.id}",), api_base_urls=())


def offered(body: object, places: Places = SITES, **changes: object) -> Offered:
    """Return what is made of an answer."""
    return judge_places(answer(body), replace(SITED, places=places, **changes), ())


def test_the_request() -> None:
    """The profile's own headers go along, gaps filled; the credential is not yet in it."""
    places = replace(SITES, headers=(("Client-Id", "{client_id}"), ("X-Team", "{token.team}"), ("X-No", "{token.no}")))
    request = places_request(acme(places=places), (("token.team", "7"),))
    assert request is not None
    assert (request.method, request.url) == ("GET", URL)
    assert request.headers == (("Client-Id", "desk-123"), ("X-Team", "7"), ("Accept", "application/json"))
    own = places_request(acme(places=replace(SITES, headers=(("accept", "text/json"),))), ())
    assert own is not None
    assert header_of(own, "Accept") == "text/json"


def test_a_service_without_places() -> None:
    """Nothing is asked, and nothing is made of an answer."""
    assert places_request(acme(), ()) is None
    assert judge_places(answer([{"id": "1"}]), acme(), ()) == Offered()


def test_the_access_token_may_go_to_the_list() -> None:
    """C100: the address of the list is the profile's own, like that of the account; no other host is."""
    assert allowed(SITED, URL)
    assert not allowed(SITED, "https://other.acme.example/all")


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ([{"id": "4f", "url": "https://acme.example/"}], SITES),
        ([{"id": "4f", "url": "https://acme.example/"}], replace(SITES, items="$")),
        ({"a": {"b": [{"id": "4f", "url": "acme.example"}]}}, replace(SITES, items="a.b")),
        ({"a": [{"x": {"id": "4f", "n": ["acme.example"]}}]}, replace(SITES, items="a", value="x.id", name="x.n[0]")),
    ],
)
def test_a_list_wherever_it_stands(body: object, places: Places) -> None:
    """Paths lead to the list, and in each item to its value and name; an address is shown by its host."""
    assert offered(body, places) == Offered((Place("4f", "acme.example"),))


def test_what_an_item_tells_beside() -> None:
    """Whole numbers count as texts, further values are kept under their names, and a name may be missing."""
    places = replace(SITES, keep=("base_uri", "team.id", "none"))
    body = [{"id": 7, "base_uri": "https://eu.acme.example", "team": {"id": 3}}]
    beside = (("place.base_uri", "https://eu.acme.example"), ("place.team.id", "3"))
    assert offered(body, places).places == (Place("7", "", beside),)
    assert offered([{"id": "4f"}], replace(SITES, name="")).places[0].shown == "4f"


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", " ", " 4f", "4f ", True, 1.5, [], {}, "a/b", "..", "a/../b", "a?b", "a#b", "a b", "%2e"),
        *("a\nb", "\x00", "\u202e4f", "ü", "x" * 501),
    ],
)
def test_a_value_that_cannot_be_used_is_left_out_and_counted(value: object) -> None:
    """C100: only what stands in the addresses of the API as it is can be chosen; the others can."""
    found = offered([{"id": value, "url": "bad"}, {"id": "4f", "url": "good"}, "no item", None])
    assert found == Offered((Place("4f", "good"),), left_out=3)


def test_a_value_for_a_header_may_hold_more() -> None:
    """Where no address is completed, any plain text can be chosen."""
    assert offered([{"id": "a/b c"}], api_templates=()).places == (Place("a/b c"),)


@pytest.mark.parametrize(
    ("host", "counts"),
    [
        ("https://eu.acme.example", 1),
        ("https://evil.example", 0),
        ("https://eu.acme.example.evil.example", 0),
        ("http://eu.acme.example", 0),
        ("https://eu.acme.example@evil.example", 0),
        ("https://127.0.0.1", 0),
    ],
)
def test_a_host_that_an_item_names_counts_within_the_allowed_ones(host: str, counts: int) -> None:
    """C100: a place whose API would be elsewhere is not offered."""
    found = offered(
        [{"id": "1", "base": host}],
        replace(SITES, keep=("base",)),
        api_templates=("{place.base}/v1",),
        allowed_hosts=("*.acme.example",),
    )
    assert (len(found.places), found.left_out) == (counts, 1 - counts)


def test_the_trouble_of_another_address_is_no_place_s() -> None:
    """An address that a token answer spoilt leaves every place as good as it was."""
    service = replace(SITED, api_templates=(*SITED.api_templates, "https://api.acme.example/{token.bad}"))
    found = judge_places(answer([{"id": "4f"}]), service, (("token.bad", "a/b"),))
    assert [place.id for place in found.places] == ["4f"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Acme\n\x1b[31m\x07Ltd", "Acme"),
        ("\u202eemcA \u2066x", "emcA"),
        ("https://acme.example/", "acme.example"),
        (12, "12"),
        (None, "4f"),
        (["x"], "4f"),
    ],
)
def test_names_are_cleaned_for_showing(name: object, shown: str) -> None:
    """C102: no control and no direction character of a service's words is shown."""
    text = offered([{"id": "4f", "url": name}]).places[0].shown
    assert text.isprintable()
    assert shown in text
    assert "\u202e" not in text
    assert len(text) <= 250


def test_one_value_twice_is_one_place_and_one_name_twice_is_told_apart() -> None:
    """The first of two equal values counts; two of one name are shown with their values."""
    found = offered([{"id": "1", "url": "Acme"}, {"id": "1", "url": "Other"}, {"id": "2", "url": "ACME"}, {"id": "3"}])
    assert [place.shown for place in found.places] == ["Acme (1)", "ACME (2)", "3"]


def test_ten_thousand_are_cut_and_counted() -> None:
    """The first thousand are offered, and how many more there are is said."""
    found = offered([{"id": number, "url": f"site-{number}.example", "scopes": ["a", "b"]} for number in range(10_000)])
    assert (len(found.places), found.more, found.left_out) == (MOST, 10_000 - MOST, 0)
    assert offered([{"id": number % (MOST + 5)} for number in range(3 * MOST)]).more == 5


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (answer([{"id": "4f"}], 404), "it answered with status 404"),
        (answer([{"id": "4f"}], 204), "it answered with status 204"),
        (Response(200, (), b"<!doctype html>"), "its answer cannot be read (not JSON)"),
        (Response(200, (), b""), "its answer cannot be read (not JSON)"),
        (Response(200, (), b'{"a": 1, "a": 2}'), "its answer cannot be read (the same key twice)"),
        (Response(200, (), b"[" * 100_000), "its answer cannot be read (nested deeper than 20)"),
        (Response(200, (), b"[" + b"0," * 400_001 + b"0]"), "its answer cannot be read (too many values)"),
        (answer({"error": "secret words"}), "it answered with an error"),
        (answer({"id": "4f"}), "its answer holds no list where one was expected"),
        (answer('"4f"'), "its answer holds no list where one was expected"),
        (answer(None), "its answer holds no list where one was expected"),
    ],
)
def test_what_is_no_list(response: Response, reason: str) -> None:
    """C52: the reason is said in our own words."""
    with pytest.raises(UnreadablePlaces) as caught:
        judge_places(response, SITED, ())
    assert str(caught.value) == reason


def test_an_empty_list_is_a_list() -> None:
    """There is nothing to choose, which is no failure."""
    assert offered([]) == Offered()


def test_the_address_of_a_call() -> None:
    """What was chosen stands where a person wrote its gap; other braces stay."""
    known = Place("4f", "acme", (("place.region", "eu"),)).kept
    assert in_place("/team/{place.id}/{place.region}?q={token.x}&r={a}", known) == "/team/4f/eu?q={token.x}&r={a}"
    assert in_place("/team", ()) == "/team"


@pytest.mark.parametrize(("text", "value"), [("/{place.other}", "4f"), ("/{place.id}", "a/b"), ("/{place.id}", "..")])
def test_a_call_that_cannot_be_completed(text: str, value: str) -> None:
    """C100: a value never adds a step to an address."""
    with pytest.raises(ValueError, match=r"known of the place|cannot stand there"):
        in_place(text, (("place.id", value),))


def test_a_service_that_moves_takes_its_list_along() -> None:
    """C82: where the answer names the server, the list is asked for there, if it was at the token endpoint's."""
    home = "https://login.acme.example"
    service = acme(places=replace(SITES, url=f"{home}/sites?all=1"), allowed_hosts=("login.acme.eu",))
    there = moved(service, "https://login.acme.eu").places
    assert there is not None
    assert there.url == "https://login.acme.eu/sites?all=1"
    assert moved(replace(service, places=SITES), "https://login.acme.eu").places == SITES
    with pytest.raises(UnsafeUrl):
        moved(replace(service, account=AccountProbe("")), "https://evil.example")
