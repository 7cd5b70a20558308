"""Signing in again on an existing connection, as stories."""

import asyncio
from dataclasses import replace

import pytest

from oauth_desk.domain.connection import Account, Connection, History, InFlight
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Service
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.services.ports import TransportFault
from oauth_desk.services.sign_in import WrongAccount
from tests.fakes.http import failure, form_of, json_response
from tests.services.stage import ME_URL, REGISTER_URL, Stage, acme, answer, asked, on_stage, plain, unregistered
from tests.services.world import TOKEN_URL, World, connection, granted

ANA = {"id": "1", "email": "ana@example.com"}
BEN = {"id": "2", "email": "ben@example.com"}


async def again(stage: Stage, wanted: Service | None = None, **plan: object) -> Connection:
    """Sign in again on the first connection and come back with a code."""
    session = await stage.begin(wanted or acme(), reconnect="c0", **plan)
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    return await waiting


async def test_the_same_person_gets_new_tokens_on_the_same_connection(world: World) -> None:
    """Name, creation and history stay; tokens, condition and generation are new."""
    old = connection(world.clock, condition=Condition(Status.SIGN_IN_NEEDED, Cause.REJECTED), history=History(5))
    stage = await on_stage(world, replace(old, name="Work", tokens=old.tokens.without_access(), generation=4))
    stage.http.reply(TOKEN_URL, granted("A9", "R9"))
    stage.http.reply(ME_URL, json_response(ANA))
    await world.clock.advance(100)
    connected = await again(stage)
    assert (connected.id, connected.name, connected.created_at) == ("c0", "Work", old.created_at)
    assert (connected.tokens.access_token, connected.tokens.refresh_token) == (Secret("A9"), Secret("R9"))
    assert (connected.condition, connected.generation) == (Condition(), 5)
    assert (connected.signed_in_at, connected.history.renewals_in_a_row) == (world.clock.now(), 0)
    assert (stage.stored, stage.outcomes) == ([connected], ["reconnected"])


async def test_what_was_known_of_the_old_sign_in_does_not_count_any_more(world: World) -> None:
    """Copies of the old sign-in, and whether its end moved, say nothing of the new one."""
    known = connection(world.clock, copied_at=world.clock.now(), history=History(5, end_moves=True))
    stage = await on_stage(world, known)
    stage.http.reply(TOKEN_URL, granted("A9"))
    stage.http.reply(ME_URL, json_response(ANA))
    connected = await again(stage)
    assert (connected.copied_at, connected.history.end_moves) == (None, None)


async def test_a_renewal_that_was_cut_off_is_over(world: World) -> None:
    """The in-flight mark belongs to the refresh token that was replaced."""
    now = world.clock.now()
    marked = connection(world.clock, in_flight=InFlight(now), unanswered_since=now)
    stage = await on_stage(world, marked)
    stage.http.reply(TOKEN_URL, granted("A9"))
    stage.http.reply(ME_URL, json_response(ANA))
    connected = await again(stage)
    assert (connected.in_flight, connected.unanswered_since) == (None, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Account("ana@example.com", "1"), BEN),
        (Account("ana@example.com", "1"), {"id": "2", "email": "ana@example.com"}),
        (Account("ana@example.com", ""), {"email": "ben@example.com"}),
    ],
)
async def test_somebody_else_is_told_and_changes_nothing(world: World, before: Account, after: dict[str, str]) -> None:
    """Never silently swapped: the subject decides, the label where there is none; the old tokens stay."""
    old = connection(world.clock, account=before)
    stage = await on_stage(world, old)
    stage.http.reply(TOKEN_URL, granted("A9"))
    stage.http.reply(ME_URL, json_response(after))
    session = await stage.begin(acme(), reconnect="c0")
    page = stage.loopback.last.hit(answer(session))
    with pytest.raises(WrongAccount) as caught:
        await session.wait()
    problem = caught.value
    assert (problem.code, problem.kind) == ("wrong_account", Kind.FAILURE)
    assert (problem.expected, problem.found) == (before.label, after["email"])
    assert before.label in problem.title
    assert after["email"] in problem.title
    assert page.result().title == "Another account"
    assert stage.stored == [old]
    assert stage.outcomes == ["wrong_account"]


async def test_a_new_label_of_the_same_person_is_taken_over(world: World) -> None:
    """Somebody may change their address and stay the same person."""
    stage = await on_stage(world, connection(world.clock))
    stage.http.reply(TOKEN_URL, granted("A9"))
    stage.http.reply(ME_URL, json_response({"id": "1", "email": "ana@new.example"}))
    assert (await again(stage)).account == Account("ana@new.example", "1")


async def test_replacing_the_account_is_possible_when_asked_for(world: World) -> None:
    """``replace_account`` accepts whoever signs in."""
    stage = await on_stage(world, connection(world.clock))
    stage.http.reply(TOKEN_URL, granted("A9"))
    stage.http.reply(ME_URL, json_response(BEN))
    connected = await again(stage, replace_account=True)
    assert (connected.account, connected.tokens.access_token) == (Account("ben@example.com", "2"), Secret("A9"))


async def test_an_account_page_that_fails_does_not_fail_signing_in_again(world: World) -> None:
    """The account from before stays, with a note that nobody could check."""
    stage = await on_stage(world, connection(world.clock))
    stage.http.reply(TOKEN_URL, granted("A9"))
    stage.http.reply(ME_URL, failure(TransportFault.TIMEOUT, sent=True))
    connected = await again(stage)
    assert (connected.account.label, connected.tokens.access_token) == ("ana@example.com", Secret("A9"))
    assert "could not be looked up" in connected.notes[0]


async def test_the_old_tokens_work_until_the_new_ones_are_there(world: World) -> None:
    """A sign-in that is given up loses nothing, and leaves one line in the log."""
    old = connection(world.clock)
    stage = await on_stage(world, old)
    session = await stage.begin(acme(), reconnect="c0")
    waiting = asyncio.create_task(session.wait())
    await world.clock.advance(300)
    with pytest.raises(DeskError):
        await waiting
    assert (stage.stored, stage.outcomes) == ([old], ["timed_out"])


async def test_a_connection_that_is_gone_is_told_before_the_browser_opens(world: World) -> None:
    """Somebody may have disconnected it elsewhere."""
    stage = await on_stage(world)
    with pytest.raises(DeskError) as caught:
        await stage.begin(acme(), reconnect="c0")
    assert (caught.value.kind, stage.browser.opened) == (Kind.NOT_FOUND, [])


async def test_what_was_asked_for_before_is_asked_for_again(world: World) -> None:
    """The connection's own permissions win over the service's defaults; a plan's win over both."""
    stage = await on_stage(world, connection(world.clock, scopes_asked=("read", "write")))
    session = await stage.begin(acme(), reconnect="c0")
    assert asked(session)["scope"] == "read write"
    await session.cancel()
    session = await stage.begin(acme(), reconnect="c0", scopes=("read", "delete"))
    assert asked(session)["scope"] == "read delete"
    await session.cancel()


@pytest.mark.parametrize(("replace_account", "hint"), [(False, "ana@example.com"), (True, None)])
async def test_an_openid_provider_is_told_whom_to_expect(
    world: World, hint: str | None, *, replace_account: bool
) -> None:
    """It saves the person from picking the wrong account, unless that is what they want."""
    stage = await on_stage(world, connection(world.clock))
    session = await stage.begin(acme(), reconnect="c0", scopes=("openid",), replace_account=replace_account)
    assert asked(session).get("login_hint") == hint
    await session.cancel()


# --- registrations that the program made itself ---------------------------------------------


def registered(**changes: object) -> Client:
    """Return a client that was registered on port 50000."""
    made = Client(
        "made-1",
        auth_method=AuthMethod.NONE,
        redirect_uri="http://127.0.0.1:50000/callback",
        registered_dynamically=True,
    )
    return replace(made, **changes)


def new_registration() -> object:
    """Return the answer to a registration."""
    return json_response({"client_id": "made-2", "token_endpoint_auth_method": "none"}, 201)


async def test_a_registered_client_keeps_its_redirect_uri(world: World) -> None:
    """C84: what was registered is used as it was registered."""
    stage = await on_stage(world, connection(world.clock))
    session = await stage.begin(unregistered(client=registered()), reconnect="c0")
    assert (session.redirect_uri, asked(session)["client_id"]) == ("http://127.0.0.1:50000/callback", "made-1")
    await session.cancel()


@pytest.mark.parametrize("reason", ["port", "expired", "refused"])
async def test_a_registration_that_is_of_no_use_is_made_anew(world: World, reason: str) -> None:
    """C84: its port is taken, its secret has run out, or the service does not know it any more."""
    condition = Condition(Status.SETTINGS_PROBLEM, Cause.CLIENT) if reason == "refused" else Condition()
    stage = await on_stage(world, connection(world.clock, condition=condition))
    stage.loopback.taken = {50000} if reason == "port" else set()
    client = registered(secret_expires_at=world.clock.now() - 1 if reason == "expired" else None)
    stage.loopback._next_port = 50001
    stage.http.reply(REGISTER_URL, new_registration())
    session = await stage.begin(unregistered(client=client), reconnect="c0")
    assert (asked(session)["client_id"], stage.loopback.last.redirect_uri) == ("made-2", session.redirect_uri)
    assert "50000" not in session.redirect_uri
    await session.cancel()


async def test_a_new_service_is_registered_with_the_port_that_was_bound(world: World) -> None:
    """The redirect URI is known only once the port is bound."""
    stage = await on_stage(world)
    stage.http.reply(REGISTER_URL, new_registration())
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(unregistered())
    assert session.redirect_uri in (stage.http.requests[0].body or b"").decode()
    stage.loopback.last.hit(answer(session))
    connected = await session.wait()
    assert (connected.service.client.client_id, form_of(stage.http.requests[1])["client_id"]) == ("made-2", "made-2")


async def test_a_service_that_cannot_name_itself_gets_a_path_of_its_own(world: World) -> None:
    """C11: without an issuer, the redirect path tells one service's answers from another's."""
    stage = await on_stage(world)
    stage.http.always(REGISTER_URL, new_registration())
    first = await stage.begin(unregistered(issuer=None))
    second = await stage.begin(unregistered(issuer=None))
    paths = {session.redirect_uri.rpartition("/")[2] for session in (first, second)}
    assert len(paths) == 2
    assert all("/cb/" in session.redirect_uri for session in (first, second))
    await first.cancel()
    await second.cancel()


async def test_a_path_registered_by_hand_stays(world: World) -> None:
    """C11: only where the service allows it."""
    stage = await on_stage(world)
    session = await stage.begin(plain(issuer=None))
    assert session.redirect_uri.endswith("/callback")
    await session.cancel()
