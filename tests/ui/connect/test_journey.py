"""The way through the wizard, without a window."""

from dataclasses import replace

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client
from oauth_desk.services.demo_service import service_profile
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.journey import Journey
from oauth_desk.ui.connect.steps import Step
from tests.ui.connect.test_steps import BARE, BY_HAND, OPENID, READY

ID_AND_SECRET = {Detail.CLIENT_ID: "mine", Detail.CLIENT_SECRET: "s"}


def test_walks_forward_and_back_over_the_steps_shown() -> None:
    """Every step leads to the next and back to the one before; before the first there is nothing."""
    journey = Journey()
    assert journey.place == "Step 1 of 4"
    journey.choose(BARE)
    walked = [journey.step]
    journey.forward()
    journey.forward()
    walked.append(journey.step)
    assert journey.place == "Step 4 of 4"
    while journey.back():
        walked.append(journey.step)
    assert walked == [Step.DETAILS, Step.WAITING, Step.PERMISSIONS, Step.DETAILS, Step.CHOOSE]
    assert journey.place == "Step 1 of 4"


def test_the_demo_goes_straight_to_waiting() -> None:
    """There is nothing to choose, nothing to count, and nothing to go back to."""
    journey = Journey()
    journey.choose(service_profile("http://127.0.0.1"))
    assert (journey.step, journey.place) == (Step.WAITING, "")
    assert not journey.back()


def test_back_and_another_service_lose_nothing() -> None:
    """What was typed and ticked for a service is there again when it is chosen again."""
    journey = Journey()
    journey.choose(BARE)
    journey.keep(ID_AND_SECRET)
    journey.forward()
    journey.tick("read", on=False)
    journey.tick("write", on=True)
    while journey.back():
        pass
    journey.choose(READY)
    assert journey.draft.typed == {}
    while journey.back():
        pass
    journey.choose(BARE)
    assert journey.draft.typed == ID_AND_SECRET
    plan = journey.plan()
    assert plan.scopes == ("openid", "offline_access", "write")
    assert plan.service.client.client_id == "mine"
    assert plan.service.client.client_secret == Secret("s")


def test_a_discovered_provider_keeps_the_client_that_was_typed() -> None:
    """Discovery brings addresses and permissions, the person brings the client."""
    journey = Journey()
    journey.choose(OPENID)
    journey.keep({Detail.ISSUER: "https://a.example", **ID_AND_SECRET})
    found = replace(READY, client=Client(redirect_uri="http://localhost/cb"), scopes=("openid", "api"))
    assert journey.settle(found) == {}
    journey.forward()
    plan = journey.plan()
    assert plan.service.client.client_id == "mine"
    assert plan.service.client.redirect_uri == "http://localhost/cb"
    assert plan.scopes == ("openid", "api")


def test_a_provider_that_registers_nobody_asks_for_a_client() -> None:
    """Without registration and without a client the way does not go on, and the field says why."""
    journey = Journey()
    journey.choose(OPENID)
    journey.keep({Detail.ISSUER: "https://a.example"})
    assert set(journey.settle(BARE)) == {Detail.CLIENT_ID}
    registers = replace(BARE, endpoints=replace(BARE.endpoints, registration="https://a.example/register"))
    assert journey.settle(registers) == {}


def test_typed_permissions_are_asked_for_and_not_shown_again() -> None:
    """Who lists the permissions by hand is not asked about each."""
    journey = Journey()
    journey.choose(BY_HAND)
    typed = {
        Detail.AUTHORIZATION: "https://a.example/authorize",
        Detail.TOKEN: "https://a.example/token",
        Detail.SCOPES: "read write",
        **ID_AND_SECRET,
    }
    journey.keep(typed)
    journey.forward()
    assert journey.step is Step.WAITING
    assert journey.place == "Step 3 of 3"
    assert journey.plan().scopes == ("read", "write")


def test_details_typed_anew_make_another_service() -> None:
    """A corrected client is used, not the one of the try before."""
    journey = Journey()
    journey.choose(BARE)
    journey.keep(ID_AND_SECRET)
    journey.forward()
    journey.tick("read", on=False)
    journey.back()
    journey.keep({Detail.CLIENT_ID: "corrected", Detail.CLIENT_SECRET: ""})
    assert journey.plan().service.client.client_id == "corrected"
