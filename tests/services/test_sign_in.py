"""Signing in through the browser, as stories."""

import asyncio
from dataclasses import replace
from email.utils import formatdate

import pytest

from oauth_desk.domain.errors import Kind
from oauth_desk.domain.manners import CallbackForm
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Metadata
from oauth_desk.protocol import pkce
from oauth_desk.protocol.http import Response
from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from tests.fakes.clock import settle
from tests.fakes.http import failure, form_of, json_response, text_response
from tests.services.stage import ME_URL, Stage, acme, answer, asked, plain, refused
from tests.services.world import TOKEN_URL, error, granted


async def test_the_whole_story_from_the_browser_to_a_stored_connection(stage: Stage) -> None:
    """C03, C06, C09, C20: the address asks with state and S256; the exchange proves it with the same redirect URI."""
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


async def test_what_the_browser_brings_of_permissions_is_not_assumed(stage: Stage) -> None:
    """C50: where nothing is told, what was asked for is assumed; what the browser brings back is told."""
    told = replace(plain(), callback=CallbackForm(scope="granted"))
    for service, more, assumed in ((plain(), {}, True), (told, {"granted": "read"}, False), (told, {}, True)):
        stage.http.reply(TOKEN_URL, granted())
        session = await stage.begin(service)
        waiting = asyncio.create_task(session.wait())
        stage.loopback.last.hit(answer(session, code="C1", **more))
        assert (await waiting).tokens.scopes_assumed is assumed


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
    """The page says "Connected" when it is true: after the exchange and after the durable commit."""
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


@pytest.mark.parametrize(("methods", "noted"), [(("S256",), False), (None, True), (("plain",), True)])
async def test_a_service_that_does_not_confirm_pkce_is_noted(
    stage: Stage, methods: tuple[str, ...] | None, *, noted: bool
) -> None:
    """C04, C05: S256 is sent whatever metadata lists, and *Details* say so."""
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(plain(metadata=Metadata(challenge_methods=methods, document="{}")))
    assert asked(session)["code_challenge_method"] == "S256"
    stage.loopback.last.hit(answer(session))
    connected = await session.wait()
    assert any("PKCE not confirmed" in note for note in connected.notes) is noted


async def test_the_servers_clock_is_measured_at_the_first_answer(stage: Stage) -> None:
    """C74: the Date of the exchange's answer tells how far the clocks are apart, from the start."""
    date = formatdate(stage.clock.now() - 14_400, usegmt=True)
    good = granted()
    assert isinstance(good, Response)
    stage.http.reply(TOKEN_URL, replace(good, headers=(*good.headers, ("Date", date))))
    session = await stage.begin()
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    assert (await waiting).history.clock_skew == pytest.approx(-14_400, abs=2)
