"""Registrations that the program makes for itself: they end, services forget them, and they are made anew."""

import asyncio
import json
from dataclasses import replace

import pytest

from oauth_desk.domain.ends import REGISTRATION_AHEAD as AHEAD
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints, Offer, Security
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.phrases import DAY
from oauth_desk.services.renewal_words import trouble
from oauth_desk.services.wording import Tone, list_line, sentence
from tests.fakes.http import json_response
from tests.services.stage import REGISTER_URL, TOKEN_URL, answer, asked, on_stage, refused, unregistered
from tests.services.test_reconnect import new_registration, registered
from tests.services.world import World, connection, error, granted

PUSHED_URL = "https://login.example/par"
FORGOTTEN = Condition(Status.SETTINGS_PROBLEM, Cause.CLIENT, "invalid_client")


def old(world: World, client: Client, **changes: object):
    """Return a connection of a program that registered itself."""
    return replace(connection(world.clock), service=unregistered(client=client), **changes)


def secret(world: World, lasts: float | None) -> Client:
    """Return a registration with a secret that lasts so many seconds."""
    end = None if lasts is None else world.clock.now() + lasts
    return registered(client_secret=Secret("s3cret-12"), auth_method=AuthMethod.BASIC, secret_expires_at=end)


# --- told ahead -----------------------------------------------------------------


@pytest.mark.parametrize("lasts", [None, AHEAD + DAY])
async def test_nothing_is_said_long_before_the_end(world: World, lasts: float | None) -> None:
    """C84: a registration without an end, or with one far away, is nobody's business."""
    known = old(world, secret(world, lasts))
    now = world.clock.now()
    assert list_line(known, now, now + 60).text.startswith("Renews in")
    assert "regist" not in sentence(known, now).text


@pytest.mark.parametrize(("lasts", "line"), [(3 * DAY, "Sign in again before"), (0.0, "Sign in again soon")])
async def test_the_end_of_a_registration_is_told_ahead(world: World, lasts: float, line: str) -> None:
    """C84: the expiry is watched: list and page say a week ahead what to do, and nothing is red."""
    known = old(world, secret(world, lasts))
    now = world.clock.now()
    shown = list_line(known, now, now + 60)
    assert shown.text.startswith(line)
    assert shown.tone is Tone.ATTENTION
    assert "registration" in sentence(known, now).text or "is registered with" in sentence(known, now).text
    assert "token" not in sentence(known, now).text


async def test_a_persons_own_registration_is_theirs_to_renew(world: World) -> None:
    """C84: of a secret that somebody else made the end is told, and signing in again is not offered for it."""
    known = old(world, replace(secret(world, DAY), registered_dynamically=False))
    assert list_line(known, world.clock.now(), None).text.startswith("Its secret ends")


@pytest.mark.parametrize(("lasts", "client_id"), [(AHEAD - 60, "made-2"), (-1.0, "made-2"), (AHEAD + 60, "made-1")])
async def test_the_next_sign_in_registers_anew(world: World, lasts: float, client_id: str) -> None:
    """C84: a registration that ends soon, or has ended, is made anew with the next sign-in, and not lost before it."""
    stage = await on_stage(world, old(world, secret(world, lasts)))
    stage.http.always(REGISTER_URL, new_registration())
    session = await stage.begin(stage.stored[0].service, reconnect="c0")
    assert asked(session)["client_id"] == client_id
    assert stage.stored[0].service.client.client_id == "made-1"
    await session.cancel()


async def test_what_came_with_a_registration_is_kept(world: World) -> None:
    """C84: secret, expiry and the registration's own key are stored with the connection."""
    stage = await on_stage(world)
    end = world.clock.now() + 90 * DAY
    made = {
        "client_id": "made-2",
        "client_secret": "s3cret-12",
        "client_secret_expires_at": end,
        "registration_access_token": "manage-me",
    }
    stage.http.reply(REGISTER_URL, json_response(made, 201))
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(unregistered())
    stage.loopback.last.hit(answer(session))
    client = (await session.wait()).service.client
    assert client.client_secret == Secret("s3cret-12")
    assert (client.secret_expires_at, client.registration_token) == (end, Secret("manage-me"))


# --- forgotten by the service -------------------------------------------------------


async def test_a_renewals_invalid_client_asks_to_register_again(world: World) -> None:
    """C84, C56: tokens and name stay; what helps is to register again, and that is what is offered."""
    process = await world.process(old(world, registered()))
    world.http.reply(TOKEN_URL, error("invalid_client", 401))
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    assert (caught.value.code, caught.value.kind) == ("settings_problem", Kind.SETTINGS)
    assert caught.value.remedy is Remedy.REGISTER_AGAIN
    assert "oauth-desk reconnect" in caught.value.terminal_advice
    kept = process["c0"]
    assert kept.condition.status is Status.SETTINGS_PROBLEM
    assert kept.tokens.refresh_token is not None
    now = world.clock.now()
    assert list_line(kept, now, None).text == sentence(kept, now).title == "Register again"


async def test_a_persons_own_registration_is_theirs_to_mend(world: World) -> None:
    """C56: a client that the person brought is not registered again."""
    known = old(world, replace(registered(), registered_dynamically=False), condition=FORGOTTEN)
    assert trouble(known, world.clock.now()).remedy is Remedy.FIX_SETTINGS


async def test_registering_again_keeps_name_and_history(world: World) -> None:
    """C84: after a renewal's invalid_client the next sign-in registers anew, on the same connection."""
    before = old(world, registered(), condition=FORGOTTEN)
    stage = await on_stage(world, before)
    stage.http.reply(REGISTER_URL, new_registration())
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(before.service, reconnect="c0")
    stage.loopback.last.hit(answer(session))
    after = await session.wait()
    assert (after.id, after.name, after.created_at) == (before.id, before.name, before.created_at)
    assert (after.service.client.client_id, after.condition.status) == ("made-2", Status.VALID)


async def test_a_forgotten_registration_is_made_anew_before_the_browser_opens(world: World) -> None:
    """C84: where the announced sign-in meets invalid_client, nothing is lost: register once more, and go on."""
    stage = await on_stage(world)
    endpoints = Endpoints("https://login.example/authorize", TOKEN_URL, registration=REGISTER_URL)
    endpoints = replace(endpoints, pushed_authorization_request=PUSHED_URL)
    service = unregistered(client=registered(), endpoints=endpoints, security=Security(pushed=Offer.REQUIRED))
    taken = json_response({"request_uri": "urn:ietf:params:oauth:request_uri:1", "expires_in": 60}, 201)
    stage.http.reply(PUSHED_URL, error("invalid_client", 401), taken)
    stage.http.reply(REGISTER_URL, new_registration())
    session = await stage.begin(service)
    assert session.service.client.client_id == "made-2"
    assert len(stage.browser.opened) == 1
    await session.cancel()


async def test_registering_anew_happens_once(world: World) -> None:
    """C84: a service that forgets at once is told about, not asked for ever."""
    stage = await on_stage(world)
    endpoints = Endpoints("https://login.example/authorize", TOKEN_URL, registration=REGISTER_URL)
    endpoints = replace(endpoints, pushed_authorization_request=PUSHED_URL)
    service = unregistered(client=registered(), endpoints=endpoints, security=Security(pushed=Offer.REQUIRED))
    stage.http.always(PUSHED_URL, error("invalid_client", 401))
    stage.http.always(REGISTER_URL, new_registration())
    with pytest.raises(DeskError) as caught:
        await stage.begin(service)
    assert caught.value.remedy is Remedy.REGISTER_AGAIN
    assert len(stage.http.sent_to(REGISTER_URL)) == 1
    assert stage.browser.opened == []


async def test_after_the_browser_the_person_is_asked(world: World) -> None:
    """C84: an exchange's invalid_client keeps the connection as it was; registering again is the person's to choose."""
    before = old(world, registered())
    stage = await on_stage(world, before)
    stage.http.reply(TOKEN_URL, error("invalid_client", 401), granted("A9", "R9"))
    session = await stage.begin(before.service, reconnect="c0")
    waiting = asyncio.ensure_future(session.wait())
    await asyncio.sleep(0)
    stage.loopback.last.hit(answer(session))
    told = await refused(waiting)
    assert told.remedy is Remedy.REGISTER_AGAIN
    assert stage.stored[0].tokens == before.tokens
    stage.http.reply(REGISTER_URL, new_registration())
    again = await stage.begin(before.service, reconnect="c0", register=True)
    stage.loopback.last.hit(answer(again))
    assert (await again.wait()).service.client.client_id == "made-2"


async def test_a_registration_that_is_too_narrow_is_made_anew_for_all_of_it(world: World) -> None:
    """C84, C65: a permission that the registration does not cover is registered for where the person says so."""
    before = replace(old(world, registered()), scopes_asked=("read",))
    before = replace(before, service=replace(before.service, scopes=("read",)))
    stage = await on_stage(world, before)
    session = await stage.begin(before.service, reconnect="c0", scopes=("read", "write"))
    waiting = asyncio.ensure_future(session.wait())
    await asyncio.sleep(0)
    stage.loopback.last.hit(answer(session, error="invalid_scope"))
    told = await refused(waiting)
    assert (told.remedy, told.code) == (Remedy.REGISTER_AGAIN, "settings_problem")
    stage.http.reply(REGISTER_URL, new_registration())
    again = await stage.begin(before.service, reconnect="c0", scopes=("read", "write"), register=True)
    assert json.loads(stage.http.sent_to(REGISTER_URL)[0].body or b"")["scope"] == "read write"
    await again.cancel()


async def test_a_permission_that_nobody_knows_is_no_matter_of_registration(world: World) -> None:
    """C56: where nothing but the usual was asked for, registering again would not help."""
    before = old(world, registered())
    stage = await on_stage(world, before)
    session = await stage.begin(before.service, reconnect="c0", scopes=before.service.scopes)
    waiting = asyncio.ensure_future(session.wait())
    await asyncio.sleep(0)
    stage.loopback.last.hit(answer(session, error="invalid_scope"))
    assert (await refused(waiting)).remedy is Remedy.FIX_SETTINGS


async def test_a_service_may_refuse_to_hear_of_permissions(world: World) -> None:
    """C84: where the request's permissions are not to its taste, the program registers without naming any, once."""
    stage = await on_stage(world)
    stage.http.reply(REGISTER_URL, error("invalid_client_metadata"), new_registration())
    session = await stage.begin(unregistered(scopes=("notes:read",)))
    assert (asked(session)["scope"], asked(session)["client_id"]) == ("notes:read", "made-2")
    sent = [json.loads(request.body or b"") for request in stage.http.sent_to(REGISTER_URL)]
    assert ["scope" in members for members in sent] == [True, False]
    await session.cancel()


async def test_another_refusal_is_final(world: World) -> None:
    """C84: what has nothing to do with permissions is not asked twice."""
    stage = await on_stage(world)
    stage.http.reply(REGISTER_URL, error("invalid_redirect_uri"))
    with pytest.raises(DeskError) as caught:
        await stage.begin(unregistered(scopes=("notes:read",)))
    assert caught.value.code == "registration_failed"


async def test_a_service_that_refuses_both_is_told(world: World) -> None:
    """C84: the last word is the service's."""
    stage = await on_stage(world)
    stage.http.always(REGISTER_URL, error("invalid_client_metadata", description="no"))
    with pytest.raises(DeskError) as caught:
        await stage.begin(unregistered(scopes=("notes:read",)))
    assert (caught.value.code, len(stage.http.sent_to(REGISTER_URL))) == ("registration_failed", 2)
