"""The places that calls are for."""

from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.place import Place, Places
from oauth_desk.domain.profile_update import update_of
from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens
from tests.domain.test_profile_update import connected, found, profile

SITES = Places("Site", "https://api.acme.example/sites", "data", "id", "url", ("base",), (("X", "1"),))
ACME = Connection("c", "Acme", Service("acme", "Acme"), Tokens(None, 0.0, kept=(("token.team", "7"),)), 0.0, 0.0)
TABLE: dict[str, object] = {
    "place__label": "Site",
    "place__url": "https://api.acme.example/sites",
    "place__value": "id",
}


def test_what_is_known_for_requests() -> None:
    """What answers told and what was chosen stand side by side; without a choice there is only the first."""
    assert ACME.kept == (("token.team", "7"),)
    chosen = replace(ACME, place=Place("4f", "acme.example", (("place.base", "https://eu.example"),)))
    assert chosen.kept == (("token.team", "7"), ("place.id", "4f"), ("place.base", "https://eu.example"))


def test_a_place_that_is_not_chosen_yet() -> None:
    """Only a service that has places lacks one."""
    assert not ACME.lacks_place
    sited = replace(ACME, service=replace(ACME.service, places=SITES))
    assert sited.lacks_place
    assert not replace(sited, place=Place("4f")).lacks_place


def test_a_place_is_called_by_its_name_or_its_value() -> None:
    """A list that tells no names is shown with the values."""
    assert (Place("4f", "acme.example").shown, Place("4f").shown) == ("acme.example", "4f")


def test_a_choice_by_other_settings() -> None:
    """Settings that list the same places leave the choice; others, or none, take it."""
    chosen = replace(ACME, service=replace(ACME.service, places=SITES), place=Place("4f"))
    assert chosen.place_at(replace(ACME.service, places=replace(SITES, label="Place"))) == Place("4f")
    assert chosen.place_at(replace(ACME.service, places=replace(SITES, value="key"))) is None
    assert chosen.place_at(ACME.service) is None


@pytest.mark.parametrize("change", [{"url": "https://b.example"}, {"items": ""}, {"value": "key"}, {"keep": ()}])
def test_another_list_is_another_choice(change: dict[str, object]) -> None:
    """What was chosen by one list is no choice of another; words and headers make no difference."""
    assert not replace(SITES, **change).offers_the_same(SITES)  # type: ignore[arg-type]
    assert not SITES.offers_the_same(None)
    assert SITES.offers_the_same(replace(SITES, label="Place", name="", headers=()))


def test_a_newer_profile_brings_the_choice() -> None:
    """The table arrives with its host named, and no sign-in is needed; another word for it is no question."""
    update = found(profile(**TABLE))
    assert update.service.places == Places("Site", "https://api.acme.example/sites", value="id")
    assert (update.hosts, update.signs_in) == ((), False)
    elsewhere = found(profile(**{**TABLE, "place__url": "https://sites.example/all"}))
    assert elsewhere.hosts == ("sites.example",)
    here = connected(profile(**TABLE))
    assert update_of(here, ("read", "write"), profile(**{**TABLE, "place__label": "Workspace"})) is None
