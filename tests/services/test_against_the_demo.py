"""The use-cases with real sockets: the demo service, the callback server and the HTTP client as they are."""

import asyncio
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.services.console import KEPT, ApiAnswer, ApiCall
from oauth_desk.services.demo_service import service_profile
from oauth_desk.services.sign_in import SignInPlan, SignInSession, WrongAccount
from tests.demo.running import Answer, RunningDemo, running
from tests.services.desk_on_sockets import DeskOnSockets


class Desk(DeskOnSockets):
    """The use-cases on real sockets, with the demo as the service."""

    def __init__(self, demo: RunningDemo) -> None:
        super().__init__()
        self.demo = demo

    async def connect(self, user: str = "ana", **plan: object) -> Connection:
        """Sign in as a person with a browser would."""
        session = await self.begin(**plan)
        return (await asyncio.gather(session.wait(), self.click_through(session, user)))[0]

    async def begin(self, **plan: object) -> SignInSession:
        """Begin a sign-in at the demo."""
        plan.setdefault("service", service_profile(self.demo.issuer))
        return await self.sign_in.begin(SignInPlan(**plan))  # type: ignore[arg-type]

    async def click_through(self, session: SignInSession, user: str = "ana", decision: str = "allow") -> str:
        """Walk the demo's pages and return what the browser shows at the end."""

        def walk() -> str:
            parts = urlsplit(session.url)
            page: Answer = self.demo.get(f"{parts.path}?{parts.query}")
            answer = self.demo.decide(self.demo.sign_in(page, user), decision)
            with urllib.request.urlopen(answer.headers["location"], timeout=10) as shown:
                return shown.read().decode()

        return await asyncio.to_thread(walk)

    async def call(self, connection: Connection, method: str, url: str, body: bytes | None = None) -> ApiAnswer:
        """Call the demo's API."""
        headers = () if body is None else (("Content-Type", "application/json"),)
        return await self.console.send(connection.id, ApiCall(method, url, headers, body))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Run the demo and a desk."""
    with running() as demo:
        async with Desk(demo) as made:
            yield made


async def test_from_the_browser_to_an_answer_and_back_to_nothing(desk: Desk) -> None:
    """Connect with a checked ID token, call, look, disconnect: the whole life of a connection."""
    session = await desk.begin()
    connected, page = await asyncio.gather(session.wait(), desk.click_through(session))
    assert "Connected, you can close this tab" in page
    assert connected.account.label.startswith("ana")
    assert connected.notes == ()
    answer = await desk.call(connected, "GET", "me")
    assert (answer.response.status, answer.renewed) == (200, False)
    assert (await desk.inspector.introspect(connected.id))["active"] is True
    assert "sub" in await desk.inspector.userinfo(connected.id)
    assert (await desk.disconnector.disconnect(connected.id)).revoked == "yes"
    assert desk.book.all() == []


async def test_a_call_after_the_token_ran_out_renews_and_repeats(desk: Desk) -> None:
    """The server's clock is ahead: it says 401, the console renews, and the note is written once."""
    connected = await desk.connect()
    desk.demo.pass_time(200)
    answer = await desk.call(connected, "POST", "notes", b'{"text": "Hello"}')
    assert (answer.response.status, answer.renewed) == (201, True)
    desk.demo.pass_time(200)
    listed = await desk.call(connected, "GET", "notes")
    assert listed.response.body.count(b"Hello") == 1


async def test_a_revoked_grant_asks_for_a_person_and_heals_by_signing_in(desk: Desk) -> None:
    """After "revoke everything" the call fails with the reason; signing in again heals the same connection."""
    connected = await desk.connect()
    desk.demo.switch("revoke_everything")
    with pytest.raises(DeskError) as caught:
        await desk.call(connected, "GET", "me")
    assert caught.value.kind is Kind.SIGN_IN_NEEDED
    again = await desk.connect(reconnect=connected.id, service=connected.service)
    assert (again.id, again.name) == (connected.id, connected.name)
    assert (await desk.call(again, "GET", "me")).response.status == 200


async def test_somebody_else_is_refused_on_the_same_connection(desk: Desk) -> None:
    """The demo has more than one person."""
    connected = await desk.connect()
    with pytest.raises(WrongAccount):
        await desk.connect("ben", reconnect=connected.id)
    replaced = await desk.connect("ben", reconnect=connected.id, replace_account=True)
    assert replaced.account != connected.account


async def test_a_refusal_on_the_consent_page_is_a_denial(desk: Desk) -> None:
    """The page says so, and nothing is stored."""
    session = await desk.begin()
    waiting = asyncio.create_task(session.wait())
    assert "declined" in await desk.click_through(session, decision="deny")
    with pytest.raises(DeskError) as caught:
        await waiting
    assert (caught.value.code, desk.book.all()) == ("denied", [])


async def test_a_program_that_registers_itself(desk: Desk) -> None:
    """Dynamic registration with the port that was bound, then the same client on the next sign-in."""
    known = service_profile(desk.demo.issuer)
    unregistered = replace(known, client=type(known.client)())
    connected = await desk.connect(service=unregistered)
    assert connected.service.client.registered_dynamically
    again = await desk.connect(service=connected.service, reconnect=connected.id)
    assert again.service.client.client_id == connected.service.client.client_id


async def test_two_sign_ins_at_once_do_not_meet(desk: Desk) -> None:
    """C06: each waits on a port of its own and hears its own state."""
    first, second = await desk.begin(), await desk.begin()
    results = await asyncio.gather(
        first.wait(), second.wait(), desk.click_through(second, "ben"), desk.click_through(first, "ana")
    )
    assert {results[0].account.label[:3], results[1].account.label[:3]} == {"ana", "ben"}
    assert results[0].account.label.startswith("ana")


async def test_a_code_typed_on_another_device(desk: Desk) -> None:
    """C93, C94: nothing listens; the program asks until the person has decided."""
    session = await desk.begin(device=True)
    waiting = asyncio.create_task(session.wait())

    def decide() -> None:
        page = desk.demo.post("/device", user_code=session.user_code or "")
        desk.demo.decide(desk.demo.sign_in(page, "ana"))

    await asyncio.to_thread(decide)
    connected = await waiting
    assert (connected.account.label[:3], session.redirect_uri) == ("ana", "")


async def test_a_long_answer_is_cut_or_saved_whole(desk: Desk) -> None:
    """Leaving an answer half-read harms no later call; a sink gets every byte."""
    connected = await desk.connect()
    size = KEPT + 1_000_000
    answer = await desk.call(connected, "GET", f"payload?size={size}")
    assert (len(answer.response.body), answer.truncated) == (KEPT, True)
    sizes: list[int] = []

    async def sink(piece: bytes) -> None:
        sizes.append(len(piece))

    await desk.console.send(connected.id, ApiCall("GET", f"payload?size={size}"), sink=sink)
    assert sum(sizes) == size
