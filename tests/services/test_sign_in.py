"""Signing in through the browser, as stories."""

import asyncio

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints
from oauth_desk.protocol import pkce
from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from tests.fakes.clock import settle
from tests.fakes.http import failure, form_of, json_response, text_response
from tests.services.stage import ME_URL, Stage, acme, answer, asked, on_stage, plain
from tests.services.world import TOKEN_URL, World, connection, error, granted


@pytest.fixture
async def stage(world: World) -> Stage:
    """Set the stage with no connection."""
    return await on_stage(world)


async def refused(waiting: "asyncio.Task[object]") -> DeskError:
    """Return the error that a sign-in ends with."""
    with pytest.raises(DeskError) as caught:
        await waiting
    return caught.value


async def test_the_whole_story_from_the_browser_to_a_stored_connection(stage: Stage) -> None:
    """C03, C06, C09: the address asks with state and S256; the exchange proves it with the same redirect URI."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    question = asked(session)
    assert stage.browser.opened == [session.url]
    assert (question["response_type"], question["code_challenge_method"]) == ("code", "S256")
    assert question["redirect_uri"] == session.redirect_uri == stage.loopback.last.redirect_uri
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session))
    connected = await waiting
    form = form_of(stage.http.requests[0])
    assert (form["code"], form["redirect_uri"]) == ("C1", session.redirect_uri)
    assert pkce.challenge(Secret(form["code_verifier"])) == question["code_challenge"]
    assert stage.stored == [connected]
    assert (connected.name, connected.generation, connected.tokens.access_token) == ("Acme", 1, Secret("A1"))
    assert page.result().title == "Connected, you can close this tab"
    assert stage.loopback.last.closed
    assert stage.outcomes == ["connected"]


async def test_the_port_is_bound_before_the_browser_opens(stage: Stage) -> None:
    """C20: the browser could come back at once."""
    bound: list[int] = []

    async def visit(_url: str) -> None:
        bound.append(len(stage.loopback.listeners))

    stage.browser.visit = visit
    session = await stage.begin()
    assert bound == [1]
    await session.cancel()


async def test_the_browser_reads_the_answer_only_once_the_tokens_are_saved(stage: Stage) -> None:
    """ "Connected" is said when it is true: after the exchange and after the durable commit."""
    stage.http.reply(TOKEN_URL, granted())
    stage.world.file.writes_held = asyncio.Event()
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session))
    await settle()
    assert len(stage.http.requests) == 1
    assert not page.done()
    stage.world.file.writes_held.set()
    await waiting
    assert page.result().good


async def test_tokens_are_saved_before_anybody_asks_who_it_is(stage: Stage) -> None:
    """A slow account page cannot lose a sign-in: tokens first, the name of the account afterwards."""
    stage.http.reply(TOKEN_URL, granted())
    probe = stage.http.gate(ME_URL)
    session = await stage.begin(acme())
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session))
    request = await probe.arrived()
    assert ("Authorization", "Bearer A1") in request.headers
    assert stage.stored[0].account.label == ""
    assert page.result().good
    probe.open(json_response({"id": 7, "email": "ana@example.com"}))
    connected = await waiting
    assert (connected.account.label, connected.account.subject) == ("ana@example.com", "7")
    assert stage.stored == [connected]
    assert connected.generation == 1


@pytest.mark.parametrize(
    "probe",
    [
        failure(TransportFault.TIMEOUT, sent=True),
        text_response("<html>busy", 503),
        json_response(["nobody"]),
        json_response({"error": "invalid_token"}, 401),
    ],
)
async def test_an_account_page_that_fails_does_not_fail_the_sign_in(stage: Stage, probe: object) -> None:
    """Who it is can be learned another time."""
    stage.http.reply(TOKEN_URL, granted())
    stage.http.reply(ME_URL, probe)
    session = await stage.begin(acme())
    stage.loopback.last.hit(answer(session))
    connected = await session.wait()
    assert (connected.account.label, stage.outcomes) == ("", ["connected"])


async def test_the_account_page_gets_five_seconds(stage: Stage) -> None:
    """The person waits for it, so it is kept short."""
    stage.http.reply(TOKEN_URL, granted())
    stage.http.reply(ME_URL, json_response({}))
    session = await stage.begin(acme())
    stage.loopback.last.hit(answer(session))
    await session.wait()
    assert stage.http.calls[-1][1].total == 5.0


# --- answers that are not ours, or not good --------------------------------------


@pytest.mark.parametrize("query", ["code=C9&state=wrong", "code=C9", "error=access_denied&state=wrong", ""])
async def test_a_wrong_state_keeps_the_flow_waiting(stage: Stage, query: str) -> None:
    """C25: a stranger's answer, even a denial, gets a neutral page and ends nothing."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    strange = stage.loopback.last.hit(query)
    await settle()
    assert (strange.result().good, waiting.done(), stage.http.requests) == (False, False, [])
    assert "Nothing to do" in strange.result().title
    stage.loopback.last.hit(answer(session))
    assert (await waiting).name == "Acme"


async def test_a_denial_is_told_in_both_places_and_stores_nothing(stage: Stage) -> None:
    """Denied: a page in the browser, an error here, no connection, no name taken, no trace in the log."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session, error="access_denied", error_description="No, thanks"))
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == ("denied", Kind.FAILURE)
    assert "No, thanks" in problem.detail
    assert page.result().title == "Not connected"
    assert "No, thanks" not in page.result().text
    assert (stage.stored, stage.outcomes, stage.process.book.free_name("Acme")) == ([], [], "Acme")
    assert stage.loopback.last.closed


async def test_an_error_about_the_registration_is_a_settings_problem(stage: Stage) -> None:
    """An unknown permission is for whoever set the service up, not for the person."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session, error="invalid_scope"))
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == ("settings_problem", Kind.SETTINGS)


@pytest.mark.parametrize(
    "parameters",
    [
        {"code": "C1", "iss": "https://evil.example"},
        {"access_token": "A9"},
        {"session_state": "1"},
    ],
)
async def test_an_answer_that_is_ours_and_wrong_ends_the_flow(stage: Stage, parameters: dict[str, str]) -> None:
    """C26, C31: another issuer, a token in the address or no code at all; nothing is exchanged."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session, **parameters))
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == ("bad_callback", Kind.FAILURE)
    assert (page.result().good, stage.http.requests, stage.stored) == (False, [], [])


# --- the exchange ------------------------------------------------------------------


async def test_a_lost_answer_is_not_asked_for_twice(stage: Stage) -> None:
    """C40: a code that may have been seen is never sent again."""
    stage.http.reply(TOKEN_URL, failure(TransportFault.DISCONNECTED, sent=True), granted())
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session))
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == ("unreachable", Kind.UNREACHABLE)
    assert (len(stage.http.requests), stage.stored, page.result().good) == (1, [], False)


async def test_a_connection_that_never_came_about_is_tried_again(stage: Stage) -> None:
    """C40: the exception: no byte of the code has left."""
    stage.http.reply(TOKEN_URL, failure(TransportFault.DNS, sent=False), granted())
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await stage.clock.advance(1)
    assert (await waiting).name == "Acme"
    assert len(stage.http.requests) == 2


async def test_it_gives_up_after_three_tries_to_connect(stage: Stage) -> None:
    """C40: with no network there is no sign-in, and the person is told so within seconds."""
    stage.http.always(TOKEN_URL, failure(TransportFault.REFUSED, sent=False))
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await stage.clock.advance(4)
    assert (await refused(waiting)).kind is Kind.UNREACHABLE
    assert len(stage.http.requests) == 3


@pytest.mark.parametrize(
    ("response", "code", "kind"),
    [
        (error("invalid_client", 401), "settings_problem", Kind.SETTINGS),
        (error("unauthorized_client"), "settings_problem", Kind.SETTINGS),
        (error("invalid_grant"), "exchange_failed", Kind.FAILURE),
        (error("server_error", 500), "exchange_failed", Kind.FAILURE),
        (text_response("<html>Welcome to the hotel</html>"), "exchange_failed", Kind.FAILURE),
        (json_response({"token_type": "Bearer"}), "exchange_failed", Kind.FAILURE),
        (json_response({"access_token": "A1", "token_type": "Bearer", "error": "x"}), "exchange_failed", Kind.FAILURE),
    ],
)
async def test_a_refused_exchange_stores_nothing(stage: Stage, response: object, code: str, kind: Kind) -> None:
    """C45, C56: what is no success is an error; the registration's faults are told apart."""
    stage.http.reply(TOKEN_URL, response)
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session))
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == (code, kind)
    assert (stage.stored, page.result().good) == ([], False)
    assert "C1" not in str(problem)


async def test_tokens_that_cannot_be_saved_are_no_sign_in(stage: Stage) -> None:
    """A full disk is told to the person, in the browser too."""
    stage.http.reply(TOKEN_URL, granted())
    stage.world.file.fault = VaultError(VaultFault.FULL, "no space left")
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    page = stage.loopback.last.hit(answer(session))
    assert (await refused(waiting)).code == "disk_full"
    assert not page.result().good


# --- waiting -------------------------------------------------------------------------


async def test_five_minutes_and_no_longer(stage: Stage) -> None:
    """C20: the flow ends by itself, and the port is free again."""
    session = await stage.begin()
    assert session.deadline - stage.clock.monotonic() == 300
    waiting = asyncio.create_task(session.wait())
    await stage.clock.advance(299)
    assert not waiting.done()
    await stage.clock.advance(1)
    problem = await refused(waiting)
    assert (problem.code, problem.kind) == ("timed_out", Kind.FAILURE)
    assert "5 min" in problem.title
    assert stage.loopback.last.closed


async def test_the_deadline_is_the_persons_not_the_exchanges(stage: Stage) -> None:
    """Who comes back in the last second is not turned away because the service is slow."""
    exchange = stage.http.gate(TOKEN_URL)
    session = await stage.begin(timeout=10.0)
    waiting = asyncio.create_task(session.wait())
    await stage.clock.advance(9)
    stage.loopback.last.hit(answer(session))
    await exchange.arrived()
    await stage.clock.advance(20)
    exchange.open(granted())
    assert (await waiting).name == "Acme"


async def test_cancelling_ends_the_wait_and_frees_the_port(stage: Stage) -> None:
    """C20: closed after cancel."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await settle()
    await session.cancel()
    assert (await refused(waiting)).code == "cancelled"
    assert stage.loopback.last.closed
    assert stage.clock.sleepers == 0


async def test_cancelling_before_anybody_waits_frees_the_port_too(stage: Stage) -> None:
    """A wizard may be closed between two of its steps."""
    session = await stage.begin()
    await session.cancel()
    assert stage.loopback.last.closed
    with pytest.raises(DeskError) as caught:
        await session.wait()
    assert caught.value.code == "cancelled"


async def test_cancelling_during_the_exchange_stores_nothing(stage: Stage) -> None:
    """What "cancelled" says has to be true."""
    exchange = stage.http.gate(TOKEN_URL)
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await exchange.arrived()
    await session.cancel()
    assert (await refused(waiting)).code == "cancelled"
    assert stage.stored == []


async def test_cancelling_when_it_is_done_comes_too_late(stage: Stage) -> None:
    """The connection is stored already; only the look-up of the account is left out."""
    stage.http.reply(TOKEN_URL, granted())
    probe = stage.http.gate(ME_URL)
    session = await stage.begin(acme())
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    await probe.arrived()
    await session.cancel()
    assert (await waiting) == stage.stored[0]


async def test_a_waiter_that_dies_frees_the_port(stage: Stage) -> None:
    """C20: closed at the end of the program too."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await settle()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert stage.loopback.last.closed


async def test_without_a_browser_the_person_copies_the_link(stage: Stage) -> None:
    """A browser that does not start is no end: the session goes on."""
    stage.browser.fails = True
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    assert session.browser_failed
    with pytest.raises(DeskError) as caught:
        await session.open_again()
    assert caught.value.code == "no_browser"
    stage.loopback.last.hit(answer(session))
    assert (await session.wait()).name == "Acme"


async def test_the_link_is_opened_again_on_demand_and_never_unasked(stage: Stage) -> None:
    """``open_browser=False`` opens nothing; "Open again" opens the same address."""
    session = await stage.begin(open_browser=False)
    assert stage.browser.opened == []
    await session.open_again()
    assert stage.browser.opened == [session.url]
    await session.cancel()


# --- pasting ---------------------------------------------------------------------------


async def test_a_pasted_address_does_what_the_callback_does(stage: Stage) -> None:
    """For a browser on another machine, which ends on a page that does not load."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await session.paste(f"  {session.redirect_uri}?{answer(session)}\n")
    assert (await waiting).name == "Acme"


@pytest.mark.parametrize("text", ["", "hello", "https://other.example/?code=C1", "code=C1&state=wrong"])
async def test_a_pasted_address_of_something_else_is_told_at_once(stage: Stage, text: str) -> None:
    """The wait goes on, and the text is not quoted: it may hold a code."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    with pytest.raises(DeskError) as caught:
        await session.paste(text)
    await settle()
    assert (caught.value.code, caught.value.kind, waiting.done()) == ("bad_paste", Kind.USAGE, False)
    assert "C1" not in str(caught.value)
    await session.cancel()
    await refused(waiting)


async def test_a_pasted_denial_ends_the_wait(stage: Stage) -> None:
    """Pasted or not, the answer is judged the same."""
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    await session.paste(answer(session, error="access_denied"))
    assert (await refused(waiting)).code == "denied"


@pytest.mark.parametrize("redirect_uri", ["https://desk.example/landed", "com.example.desk:/landed"])
async def test_where_no_callback_is_possible_pasting_is_the_way_back(stage: Stage, redirect_uri: str) -> None:
    """A service that refuses plain http gets the redirect URI it knows, and nothing listens."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(plain(client=Client("desk", auth_method=AuthMethod.NONE, redirect_uri=redirect_uri)))
    assert (stage.loopback.listeners, asked(session)["redirect_uri"]) == ([], redirect_uri)
    waiting = asyncio.create_task(session.wait())
    await session.paste(f"{redirect_uri}?{answer(session)}")
    assert (await waiting).name == "Acme"


# --- what fails before the browser opens -------------------------------------------------


async def test_a_fixed_port_in_use_is_named(stage: Stage) -> None:
    """C10: a clear error and no other port."""
    stage.loopback.taken = {8910}
    client = Client("desk", auth_method=AuthMethod.NONE, redirect_uri="http://localhost:8910/cb")
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(client=client))
    assert (caught.value.code, "8910" in caught.value.title) == ("port_taken", True)
    assert (stage.browser.opened, stage.loopback.listeners) == ([], [])


async def test_a_fixed_port_and_the_name_localhost_are_used_as_they_are(stage: Stage) -> None:
    """C08, C10: what is registered at the service stands, byte for byte."""
    client = Client("desk", auth_method=AuthMethod.NONE, redirect_uri="http://localhost:8910/cb")
    session = await stage.begin(plain(client=client))
    assert asked(session)["redirect_uri"] == session.redirect_uri == "http://localhost:8910/cb"
    await session.cancel()


async def test_a_taken_name_is_told_before_the_browser_opens(world: World) -> None:
    """An existing name is a usage error that points to reconnect."""
    stage = await on_stage(world, connection(world.clock))
    with pytest.raises(DeskError) as caught:
        await stage.begin(name=" acme ")
    assert (caught.value.code, caught.value.kind) == ("name_taken", Kind.USAGE)
    assert "reconnect" in caught.value.advice
    assert (stage.browser.opened, stage.loopback.listeners) == ([], [])


@pytest.mark.parametrize("name", ["", "  ", "a\x07b"])
async def test_a_name_has_to_be_readable(stage: Stage, name: str) -> None:
    """An empty or unprintable name is told before the browser opens."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(name=name)
    assert (caught.value.kind, stage.browser.opened) == (Kind.USAGE, [])


async def test_a_locked_vault_is_told_before_the_browser_opens(stage: Stage) -> None:
    """Nothing could be stored at the end."""
    await stage.process.book.detach()
    with pytest.raises(DeskError) as caught:
        await stage.begin()
    assert (caught.value.kind, stage.browser.opened) == (Kind.LOCKED, [])


async def test_a_missing_client_is_told_before_the_browser_opens(stage: Stage) -> None:
    """The port that was bound for it is free again."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(client=Client()))
    assert (caught.value.kind, stage.browser.opened) == (Kind.SETTINGS, [])
    assert all(listener.closed for listener in stage.loopback.listeners)


async def test_a_client_that_cannot_prove_itself_is_told_before_the_browser_opens(stage: Stage) -> None:
    """C36: a method that is not supported would fail after the person has signed in."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(client=Client("desk", auth_method=AuthMethod.PRIVATE_KEY_JWT)))
    assert (caught.value.code, stage.browser.opened) == ("settings_problem", [])
    assert stage.loopback.last.closed


@pytest.mark.parametrize(
    "address", ["http://login.example/authorize", "file:///etc/passwd", "https://u:p@login.example/a"]
)
async def test_an_unsafe_address_is_never_opened(stage: Stage, address: str) -> None:
    """C12: only https, or http on this computer, reaches a browser."""
    endpoints = Endpoints(authorization=address, token=TOKEN_URL)
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(endpoints=endpoints))
    assert (caught.value.code, stage.browser.opened) == ("unsafe_address", [])
    assert stage.loopback.last.closed


# --- names -----------------------------------------------------------------------------------


async def test_a_second_account_gets_a_name_of_its_own(world: World) -> None:
    """Several accounts per service: the name is made free."""
    stage = await on_stage(world, connection(world.clock))
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    stage.loopback.last.hit(answer(session))
    assert (await session.wait()).name == "Acme 2"


async def test_a_name_that_another_process_took_meanwhile_is_stepped_over(world: World) -> None:
    """The default name is only a proposal, so nobody loses a sign-in over it."""
    stage = await on_stage(world)
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin()
    await world.process(connection(world.clock))
    stage.loopback.last.hit(answer(session))
    assert (await session.wait()).name == "Acme 2"


async def test_a_chosen_name_that_was_taken_meanwhile_is_an_error(world: World) -> None:
    """A name that somebody chose is never changed silently."""
    stage = await on_stage(world)
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(name="Acme")
    await world.process(connection(world.clock))
    stage.loopback.last.hit(answer(session))
    with pytest.raises(DeskError) as caught:
        await session.wait()
    assert caught.value.code == "name_taken"
    assert len(stage.stored) == 1


async def test_permissions_that_were_not_given_are_logged(stage: Stage) -> None:
    """C50: narrower is stored and told, never an error."""
    body = {"access_token": "A1", "token_type": "Bearer", "scope": "read"}
    stage.http.reply(TOKEN_URL, json_response(body))
    wanted = plain(scope_meaning=(("write", "Change your contacts"),))
    session = await stage.begin(wanted, scopes=("read", "write"))
    stage.loopback.last.hit(answer(session))
    connected = await session.wait()
    assert (connected.tokens.scopes, connected.scopes_asked) == (("read",), ("read", "write"))
    assert stage.world.file.entries[-1].detail == "Not given: Change your contacts."
