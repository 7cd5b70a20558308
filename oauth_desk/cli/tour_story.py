"""The steps of the tour. Each does something real, checks what came of it, and tells it in a sentence."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Final

from oauth_desk.cli.page_walker import PageWalker
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.events import ConnectionChanged, Event
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Status
from oauth_desk.protocol.http import Request
from oauth_desk.services.console import ApiCall
from oauth_desk.services.demo_service import service_profile
from oauth_desk.services.desk import Desk
from oauth_desk.services.sign_in import SignInPlan

NAME: Final = "My demo notes"
NOTE: Final = "Written during the tour"
SIGN_IN_LIMIT: Final = 15.0
SUCCESS: Final = 200

Step = tuple[str, Callable[[], Awaitable[str]]]


class WentWrong(Exception):
    """A step did something else than it should."""


def check(fact: object, otherwise: str) -> None:
    """Raise WentWrong unless ``fact`` holds."""
    if not fact:
        raise WentWrong(otherwise)


class Story:
    """One connection from its first sign-in to its end."""

    def __init__(self, desk: Desk, walker: PageWalker) -> None:
        self._desk = desk
        self._walker = walker
        self._issuer = ""
        self._id = ""

    def steps(self) -> list[Step]:
        """Return the steps with their titles, in order."""
        return [
            ("Start the demo service, and make a vault with a passphrase", self.prepare),
            ("Connect: sign in on the service's own page", self.connect),
            ("Token: hand one out for a script", self.token),
            ("Renewal: wait until the program renews by itself", self.renewal),
            ("Call: write a note and read it back", self.call),
            ("Rejected renewal: the service no longer accepts the connection", self.rejection),
            ("Reconnect: sign in again on the same connection", self.reconnect),
            ("Disconnect: revoke, then delete", self.disconnect),
        ]

    async def prepare(self) -> str:
        """Bring up what the story needs."""
        self._issuer = await self._desk.demo.start()
        await self._desk.session.open()
        return f"The demo listens at {self._issuer}, on this computer alone."

    async def connect(self) -> str:
        """Sign in as a person would."""
        connection = await self._signed_in(SignInPlan(service_profile(self._issuer), name=NAME, timeout=SIGN_IN_LIMIT))
        self._id = connection.id
        check(connection.account.label, "The service did not say who signed in.")
        check(connection.renews, "The connection cannot be renewed.")
        lifetime = connection.tokens.lifetime or 0.0
        return f"“{NAME}” is connected as {connection.account.label}. Its token lives {lifetime:.0f} s."

    async def token(self) -> str:
        """Get a live token, as ``oauth-desk token`` does."""
        connection = await self._desk.renewer.ensure_fresh(self._id)
        left = connection.tokens.remaining(self._desk.clock.now()) or 0.0
        status = await self._status_with(connection.tokens.access_token)
        check(status == SUCCESS, f"The service answered {status} to the token.")
        return f"The service accepts it; {left:.1f} s are left. (The token itself is not shown here.)"

    async def renewal(self) -> str:
        """Let the background renew ahead of time."""
        before = self._connection()
        renewed: asyncio.Queue[Connection] = asyncio.Queue()

        def on_event(event: Event) -> None:
            if isinstance(event, ConnectionChanged) and event.connection.generation > before.generation:
                renewed.put_nowait(event.connection)

        unsubscribe = self._desk.book.subscribe(on_event)
        keeping = self._desk.tasks.start(self._desk.keeper.run(), "keeper of the tour")
        try:
            after = await renewed.get()
        finally:
            keeping.cancel()
            unsubscribe()
        check(_text(after.tokens.access_token) != _text(before.tokens.access_token), "The token is the old one.")
        check(_text(after.tokens.refresh_token) != _text(before.tokens.refresh_token), "The service did not rotate.")
        early = (before.tokens.expires_at or 0.0) - self._desk.clock.now()
        check(early > 0, "The renewal came too late: the old token had ended.")
        return f"Renewed {early:.1f} s before the old token ended, and saved. Generation {after.generation}."

    async def call(self) -> str:
        """Use the API with the renewed token."""
        written = await self._answer("POST", "notes", json.dumps({"text": NOTE}).encode())
        read = await self._answer("GET", f"notes/{written['id']}")
        check(read["text"] == NOTE, "The note came back as another.")
        return f"The API kept note {written['id']} and gave it back: “{NOTE}”."

    async def rejection(self) -> str:
        """Have the service refuse the next renewal."""
        await self._switch("reject_next_renewal")
        try:
            await self._desk.renewer.renew(self._id)
        except DeskError as error:
            check(error.kind is Kind.SIGN_IN_NEEDED, f"Told as something else: {error.title}")
            told = error.title
        else:
            raise WentWrong("The renewal went through.")
        connection = self._connection()
        check(connection.condition.status is Status.SIGN_IN_NEEDED, "The connection does not ask for a sign-in.")
        check(connection.tokens.access_token is None, "The rejected token was kept.")
        return f"Told at once: “{told}” Name and history are kept."

    async def reconnect(self) -> str:
        """Sign in again; it stays the same connection."""
        before = self._connection()
        plan = SignInPlan(before.service, reconnect=self._id, timeout=SIGN_IN_LIMIT)
        after = await self._signed_in(plan)
        check((after.id, after.name) == (before.id, before.name), "It became another connection.")
        check(after.account == before.account, "Somebody else signed in.")
        me = await self._answer("GET", "me")
        check(me["email"] == after.account.label, "The API knows somebody else.")
        return f"“{after.name}” works again for {after.account.label}. Generation {after.generation}."

    async def disconnect(self) -> str:
        """End it on both sides."""
        token = (await self._desk.renewer.ensure_fresh(self._id)).tokens.access_token
        result = await self._desk.disconnector.disconnect(self._id)
        check(result.revoked == "yes", f"The service could not be told: {result.detail}")
        check(self._desk.book.get(self._id) is None, "The connection is still there.")
        status = await self._status_with(token)
        check(status == 401, f"The service still answers {status} to the old token.")  # noqa: PLR2004 - RFC 6750 §3.1
        return "The service was told and refuses the old token; here it is deleted."

    # --- what the steps are made of ------------------------------------------------

    async def _signed_in(self, plan: SignInPlan) -> Connection:
        """Run a sign-in with the page walker in the browser's place."""
        session = await self._desk.sign_in.begin(plan)
        waiting = self._desk.tasks.start(session.wait(), "sign-in of the tour")
        try:
            page = await self._walker.landed()
            connection = await waiting
        except BaseException:
            await session.cancel()
            raise
        check(page.status == SUCCESS, f"The last page of the sign-in answered {page.status}.")
        check(page.url.startswith(session.redirect_uri), "The sign-in ended on another page than it should.")
        return connection

    async def _answer(self, method: str, path: str, body: bytes | None = None) -> dict[str, object]:
        """Make one API call and return its JSON."""
        headers = () if body is None else (("Content-Type", "application/json"),)
        answer = await self._desk.console.send(self._id, ApiCall(method, path, headers, body))
        status = answer.response.status
        check(status in (SUCCESS, 201), f"The API answered {status}.")
        read: dict[str, object] = json.loads(answer.response.body)
        return read

    async def _status_with(self, token: Secret | None) -> int:
        """Ask the API who it is with a token held by hand, as a script would."""
        headers = (("Authorization", f"Bearer {_text(token)}"),)
        response = await self._desk.http.send(Request("GET", f"{self._issuer}/api/me", headers))
        return response.status

    async def _switch(self, name: str) -> None:
        """Tell the demo to misbehave."""
        body = json.dumps({"switch": name}).encode()
        headers = (("Content-Type", "application/json"),)
        response = await self._desk.http.send(Request("POST", f"{self._issuer}/demo/switches", headers, body))
        check(response.status == SUCCESS, "The demo does not take orders.")

    def _connection(self) -> Connection:
        return self._desk.book.require(self._id)


def _text(secret: Secret | None) -> str:
    return "" if secret is None else secret.reveal()
