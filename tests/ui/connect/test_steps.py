"""The steps of the wizard."""

from dataclasses import fields, replace

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Endpoints, Service
from oauth_desk.services.demo_service import service_profile
from oauth_desk.services.foreign_hosts import foreign_hosts
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.draft import Draft, missing_details
from oauth_desk.ui.connect.steps import Step, place_words, steps_for

READY = Service(
    id="acme",
    name="Acme",
    endpoints=Endpoints(authorization="https://a.example/authorize", token="https://a.example/token"),
    client=Client(client_id="desk"),
    scopes=("openid", "read", "offline_access"),
    scope_meaning=(("read", "See contacts"), ("write", "Change contacts")),
)
BARE = replace(READY, client=Client())
OPENID = Service(id="openid", name="Any OpenID provider", scopes=("openid", "email"))
BY_HAND = Service(id="oauth", name="Any other service")


@pytest.mark.parametrize(
    ("service", "steps"),
    [
        (None, (Step.CHOOSE, Step.DETAILS, Step.PERMISSIONS, Step.WAITING)),
        (BARE, (Step.CHOOSE, Step.DETAILS, Step.PERMISSIONS, Step.WAITING)),
        (READY, (Step.CHOOSE, Step.PERMISSIONS, Step.WAITING)),
        (replace(READY, scopes=()), (Step.CHOOSE, Step.WAITING)),
        (service_profile("http://127.0.0.1:9"), (Step.WAITING,)),
    ],
)
def test_counts_only_the_steps_really_shown(service: Service | None, steps: tuple[Step, ...]) -> None:
    """A step that asks nothing is neither shown nor counted."""
    assert steps_for(service) == steps


def test_says_the_place_in_words() -> None:
    """The place is told among the steps shown; a way of one step tells none."""
    assert place_words(Step.CHOOSE, steps_for(None)) == "Step 1 of 4"
    assert place_words(Step.PERMISSIONS, steps_for(READY)) == "Step 2 of 3"
    assert place_words(Step.WAITING, steps_for(service_profile("http://127.0.0.1:9"))) == ""


def test_hosts_of_two_organisations_are_shown_before_the_first_use() -> None:
    """C81: sign-in page and access at different organisations are a step of their own, if only to be seen."""
    far = replace(READY, endpoints=replace(READY.endpoints, token="https://elsewhere.example.net/token"), scopes=())
    assert foreign_hosts(far) == ("a.example", "elsewhere.example.net")
    assert Step.PERMISSIONS in steps_for(far)
    near = replace(READY, endpoints=replace(READY.endpoints, authorization="https://login.a.example/authorize"))
    assert foreign_hosts(near) == ()
    british = Endpoints(authorization="https://login.one.co.uk/a", token="https://two.co.uk/t")
    assert foreign_hosts(replace(READY, endpoints=british)) == ("login.one.co.uk", "two.co.uk")


def test_the_program_vouches_for_no_address_that_somebody_typed() -> None:
    """C81: hosts typed into a profile that came with the program are shown, too: the program knows none of them."""
    typed = {Detail.AUTHORIZATION: "https://login.acme.example/a", Detail.TOKEN: "https://evil.example/t"}
    made = Draft(replace(BY_HAND, vouched=True), typed | {Detail.CLIENT_ID: "desk"}).complete_service()
    assert foreign_hosts(made) == ("login.acme.example", "evil.example")
    assert Step.PERMISSIONS in steps_for(replace(BY_HAND, vouched=True), made)
    found = Draft(replace(OPENID, vouched=True), {Detail.ISSUER: "https://login.acme.example"}).complete_service()
    assert foreign_hosts(replace(found, endpoints=made.endpoints)) == ("login.acme.example", "evil.example")


@pytest.mark.parametrize("name", sorted(field.name for field in fields(Endpoints) if field.name != "authorization"))
def test_no_endpoint_hides_at_another_organisation(name: str) -> None:
    """C81: whatever endpoint a document puts elsewhere is shown before the first use, and where the issuer is."""
    far = replace(READY.endpoints, **{name: "https://x.elsewhere.example.net/e"})
    assert foreign_hosts(replace(READY, endpoints=far)) == ("a.example", "x.elsewhere.example.net")
    moved = replace(READY, issuer="https://honest.example.org", endpoints=far)
    assert foreign_hosts(moved)[0] == "a.example"
    assert set(foreign_hosts(moved)[1:]) == {"honest.example.org", "x.elsewhere.example.net"}


@pytest.mark.parametrize(
    ("service", "asked"),
    [
        (READY, ()),
        (BARE, (Detail.CLIENT_ID, Detail.CLIENT_SECRET)),
        (replace(READY, client_secret_needed=True), (Detail.CLIENT_ID, Detail.CLIENT_SECRET)),
        (replace(BARE, endpoints=replace(BARE.endpoints, registration="https://a.example/register")), ()),
        (replace(READY, client_secret_needed=True, locked=("client.client_id",)), (Detail.CLIENT_SECRET,)),
        (OPENID, (Detail.ISSUER, Detail.CLIENT_ID, Detail.CLIENT_SECRET)),
        (
            BY_HAND,
            (Detail.AUTHORIZATION, Detail.TOKEN, Detail.CLIENT_ID, Detail.CLIENT_SECRET, Detail.SCOPES),
        ),
    ],
)
def test_asks_only_for_what_is_missing(service: Service, asked: tuple[Detail, ...]) -> None:
    """What the profile knows, or the server registers by itself, is not asked of a person."""
    assert missing_details(service) == asked


def test_a_draft_says_what_is_wrong_with_each_field() -> None:
    """An empty or unusable field gets a sentence of its own."""
    draft = Draft(
        BY_HAND, {Detail.AUTHORIZATION: "http://evil.example", Detail.TOKEN: "ftp://x", Detail.CLIENT_ID: " "}
    )
    problems = draft.problems()
    assert set(problems) == {Detail.AUTHORIZATION, Detail.TOKEN, Detail.CLIENT_ID}
    assert all(text.endswith(".") for text in problems.values())
    assert Detail.CLIENT_ID in Draft(BARE).problems()
    assert Detail.CLIENT_SECRET in Draft(replace(BARE, client_secret_needed=True)).problems()
    assert Detail.CLIENT_ID not in Draft(OPENID).problems()


def test_a_complete_draft_makes_a_service() -> None:
    """What was typed completes the profile; spaces around it are not part of it."""
    typed = {
        Detail.AUTHORIZATION: " https://a.example/authorize ",
        Detail.TOKEN: "https://a.example/token",
        Detail.CLIENT_ID: "id ",
        Detail.CLIENT_SECRET: "s",
        Detail.SCOPES: "read, write",
    }
    draft = Draft(BY_HAND, typed)
    assert draft.problems() == {}
    service = draft.complete_service()
    assert service.endpoints.authorization == "https://a.example/authorize"
    assert service.client.client_id == "id"
    assert service.client.client_secret == Secret("s")
    assert service.scopes == ("read", "write")
    assert service.name == "a.example"


def test_an_openid_provider_needs_its_address_alone() -> None:
    """The rest is discovered, the program registered where the provider allows it."""
    service = Draft(OPENID, {Detail.ISSUER: "https://login.example"}).complete_service()
    assert (service.issuer, service.name, service.client.client_id) == ("https://login.example", "login.example", None)


def test_permissions_are_on_by_default_and_needed_ones_stay() -> None:
    """Unticking leaves out what is not needed; ticking adds what the profile only explains."""
    draft = Draft(READY)
    assert draft.offered() == ("openid", "read", "offline_access", "write")
    assert draft.scopes() == ("openid", "read", "offline_access")
    changed = draft.tick("read", on=False).tick("openid", on=False).tick("write", on=True)
    assert changed.scopes() == ("openid", "offline_access", "write")
    assert changed.tick("read", on=True).tick("write", on=False).scopes() == draft.scopes()


def test_what_is_fixed_says_why() -> None:
    """Who it is, and that it renews: each needed permission has its reason, the others have none."""
    draft = Draft(READY)
    said = {scope: draft.why_fixed(scope) for scope in draft.offered()}
    assert said == {
        "openid": "needed to know whose account it is",
        "read": "",
        "offline_access": "needed to renew by itself",
        "write": "",
    }


def test_a_reason_does_not_say_the_permission_once_more() -> None:
    """What is called by its reason already is just said to be needed."""
    draft = Draft(replace(READY, scope_meaning=(("offline_access", "Renew by itself, for long"),)))
    assert draft.why_fixed("offline_access") == "needed"


def test_an_administrator_may_fix_all_permissions() -> None:
    """A locked list is shown, not offered."""
    draft = Draft(replace(READY, locked=("scopes.default",)))
    assert {draft.why_fixed(scope) for scope in draft.offered()} == {"decided by your administrator"}
    assert draft.tick("read", on=False).tick("write", on=True).scopes() == READY.scopes


def test_a_locked_client_id_stays_beside_a_typed_secret() -> None:
    """An administrator's client id is not asked for, and not replaced by whatever was typed."""
    locked = replace(READY, client_secret_needed=True, locked=("client.client_id",))
    made = Draft(locked, {Detail.CLIENT_ID: "mine", Detail.CLIENT_SECRET: "s"}).complete_service()
    assert made.client.client_secret == Secret("s")
    assert made.client.client_id == "desk"
