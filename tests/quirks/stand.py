"""A service on this machine with the manners of a test, and one copy of the program with its real HTTP client."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import pytest

from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.service import Service
from oauth_desk.services.console import Console
from oauth_desk.services.disconnect import Disconnected, Disconnector
from oauth_desk.services.overrides import overridden
from oauth_desk.services.places import PlaceBook
from oauth_desk.services.sign_in import SignInPlan
from oauth_desk.services.trace import Tracer
from oauth_desk.services.tracing_http import TracingHttp
from tests.adapters.certificates import Authority, server_side
from tests.adapters.web_server import Seen, WebServer, plain, web_server
from tests.quirks.identity import Identity, Places
from tests.quirks.manner import NOTHING_GIVEN, SECRET, Manner, Reply, form_of
from tests.services.stage import Stage, asked, on_stage
from tests.services.world import World

HEAD = """\
format = 1
[service]
id = "acme"
name = "Acme"
authorization_endpoint = "BASE/authorize"
token_endpoint = "BASE/token"
"""
CODES: Final[dict[str, Any]] = {
    "device_code": "device-1",
    "user_code": "WDJB-MJHT",
    "verification_uri": "BASE/device",
    "expires_in": 900,
    "interval": 5,
}
"""What a device is given to begin with (RFC 8628 §3.2)."""
REST = """
[security]
ca_file = "CA"
"""
CLIENT = f"""
[client]
client_id = "desk-1"
client_secret = "{SECRET}"
"""


class Stand:
    """What a story plays on. ``elsewhere`` is a server that no profile allows: it must never be asked anything.

    ``abroad`` is another server of the same service.
    """

    def __init__(
        self, stage: Stage, manner: Manner, ca: Path, *, home: WebServer, abroad: WebServer, elsewhere: WebServer
    ) -> None:
        self.stage = stage
        self.world = stage.world
        self.manner = manner
        self.home = home
        self.abroad = abroad
        self.elsewhere = elsewhere
        self.tracer = Tracer(stage.clock)
        self.is_gone = False
        self.asked: dict[str, str] = {}
        self.places = Places()
        self._ca = ca
        home.script = abroad.script = self._answer

    def text(self, template: str) -> str:
        """Return a text of the manner with the server's address in it."""
        servers = {"HOST": self.home, "ABROAD": self.abroad, "ELSEWHERE": self.elsewhere}
        named = {"BASE": self.home.url, "CA": str(self._ca)}
        named |= {name: urlsplit(server.url).netloc for name, server in servers.items()}
        if "ID_TOKEN" in template:
            identity = Identity(self.home.url, self.places.issuer)
            named["ID_TOKEN"] = identity.token(self.asked.get("nonce"), now=self.world.clock.now())
        return re.sub(rf"\b(?:{'|'.join(named)})\b", lambda found: named[found[0]], template)

    def service(self) -> Service:
        """Return the manner's profile, with what the person gave by hand."""
        profile = self.manner.profile.lstrip()
        head = HEAD if "[service]" not in profile else ""
        client = CLIENT if "[client]" not in profile else ""
        rest = REST if "[security]" not in profile else ""
        service = parse_profile(self.text(head + profile + client + rest))
        if self.manner.given != NOTHING_GIVEN:
            service = overridden(service, self.manner.given)
        if not service.questions:
            self.places = self._places(service)
        return service

    # --- what a person does ------------------------------------------------------

    async def sign_in(self, service: Service | None = None, **callback: str) -> Connection:
        """Sign in as somebody who says yes; the browser comes back with the manner's parameters too."""
        return await self._signed_in(SignInPlan(service or self.service()), callback)

    async def sign_in_again(self, connection: Connection, **callback: str) -> Connection:
        """Sign in once more on the same connection."""
        return await self._signed_in(SignInPlan(connection.service, reconnect=connection.id), callback)

    async def _signed_in(self, plan: SignInPlan, callback: dict[str, str]) -> Connection:
        self.places = self._places(plan.service)
        session = await self.stage.sign_in.begin(plan)
        self.asked = asked(session)
        assert self.manner.authorization(self.asked) == ""
        if self.manner.at is not None:
            assert session.url.partition("?")[0] == self.text(self.manner.at[0])
        waiting = asyncio.ensure_future(session.wait())
        said = {name: self.text(value) for name, value in {**self.manner.callback, **callback}.items()}
        said = {"state": self.asked["state"], **({} if "error" in said else {"code": "C1"}), **said}
        query = urlencode({**self.manner.signature(said), **said})
        if session.redirect_uri.startswith("https:"):
            await session.paste(f"{session.redirect_uri}?{query}")
            return await waiting
        page = self.stage.loopback.last.hit(query)
        connection = await waiting
        await page
        return connection

    async def sign_in_elsewhere(self) -> Connection:
        """Sign in with a code on another device; the person is done when the program first asks."""
        service = self.service()
        self.places = self._places(service)
        session = await self.stage.sign_in.begin(SignInPlan(service, device=True))
        assert session.user_code == CODES["user_code"]
        waiting = asyncio.ensure_future(session.wait())
        await self.world.clock.advance(CODES["interval"])
        return await waiting

    def _places(self, service: Service) -> Places:
        return Places.of(service, None if self.manner.at is None else self.text(self.manner.at[1]))

    async def choose(self, connection: Connection) -> Connection:
        """Choose the last of the places that calls can be for, where the service has any."""
        places = PlaceBook(book=self.stage.process.book, console=self.console, clock=self.world.clock)
        done = await places.settle(connection.id)
        if done.offer is None:
            assert done.problem is None
            return done.connection
        return await places.choose(done.offer, done.offer.offered.places[-1])

    async def refused(self, **callback: str) -> DeskError:
        """Sign in in vain, and return why."""
        with pytest.raises(DeskError) as caught:
            await self.sign_in(**callback)
        assert self.stage.stored == []
        return caught.value

    async def renew(self, connection: Connection) -> Connection:
        """Renew now."""
        return (await self.stage.process.renewer.renew(connection.id)).connection

    async def disconnect(self, connection: Connection) -> Disconnected:
        """End a connection."""
        process, world = self.stage.process, self.world
        disconnector = Disconnector(
            book=process.book, http=world.http, locks=world.locks, clock=world.clock, renewer=process.renewer
        )
        return await disconnector.disconnect(connection.id)

    @property
    def console(self) -> Console:
        """Return what makes calls to the API."""
        process = self.stage.process
        return Console(book=process.book, renewer=process.renewer, http=self.world.http, clock=self.world.clock)

    def seen(self, path: str) -> list[Seen]:
        """Return the requests to a path, oldest first."""
        return [each for each in self.home.requests if each.target.partition("?")[0] == path]

    # --- what the service does ------------------------------------------------------

    async def _answer(self, seen: Seen, writer: asyncio.StreamWriter) -> None:
        told = Identity(self.home.url, self.places.issuer).told(seen.target)
        reply = self._reply(seen) if told is None else Reply()
        body = self.text(reply.encoded().decode()).encode() if told is None else json.dumps(told).encode()
        kind = "text/plain" if isinstance(reply.body, str) else "application/json"
        writer.write(plain(reply.status, body, ("Content-Type", kind)))

    def _reply(self, seen: Seen) -> Reply:
        manner, form, path = self.manner, form_of(seen), seen.target.partition("?")[0]
        form |= {f"asked:{name}": value for name, value in self.asked.items()}
        if self.places.ends(path):
            problem = manner.revocation(seen, form)
            return Reply({"error": problem}, 400) if problem else manner.revoked
        if path not in self.places.token or (path == self.places.step and "code" not in form):
            return self._about(seen, path, form)
        first = "code" in form or "device_code" in form
        problem = manner.token(seen, form) or ("" if first else manner.renewal(seen, form))
        if problem:
            return Reply({"error": "invalid_request", "error_description": problem}, 400)
        if first:
            return manner.first
        return manner.gone if self.is_gone else manner.again

    def _about(self, seen: Seen, path: str, form: dict[str, str]) -> Reply:
        """Answer what is neither about tokens nor about their end."""
        manner, places = self.manner, self.places
        reply = manner.others.get(path, Reply({"path": path}))
        problem, told = "", None
        if path == places.device:
            problem, told = manner.device(seen, form), Reply(CODES)
        elif path == places.step:
            problem, told = manner.further(seen, form), manner.step
        elif path == places.account and manner.asking is not None:
            problem, told = manner.asking(seen, form), manner.who
        else:
            problem, told = manner.call(seen), manner.who if path == places.account else None
        return Reply({"error": problem}, 400) if problem else told or reply

    @property
    def ends(self) -> list[Seen]:
        """Return the requests that end a connection, oldest first."""
        requests = [*self.home.requests, *self.abroad.requests]
        return [seen for seen in requests if self.places.ends(seen.target.partition("?")[0])]


@asynccontextmanager
async def stand_of(manner: Manner, folder: Path) -> AsyncIterator[Stand]:
    """Run the service and the program for the length of a test."""
    authority = Authority(folder)
    context = server_side(authority.issue("server"))
    world = World()
    tracer = Tracer(world.clock)
    world.http = TracingHttp(HttpxClient(), tracer)  # type: ignore[assignment]

    async def untouched(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(plain(200, b"{}"))

    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(web_server(untouched, tls=context))
        abroad = await stack.enter_async_context(web_server(untouched, tls=context))
        elsewhere = await stack.enter_async_context(web_server(untouched, tls=context))
        stack.push_async_callback(world.http.close)
        stack.push_async_callback(world.close)
        stage = await on_stage(world)
        stage.put_file(str(authority.file), authority.file.read_bytes())
        stand = Stand(stage, manner, authority.file, home=home, abroad=abroad, elsewhere=elsewhere)
        stand.tracer = tracer
        yield stand
        assert elsewhere.requests == []
