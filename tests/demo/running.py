"""A real demo in a thread, a plain client for it, and a person who clicks through its pages."""

import base64
import contextlib
import hashlib
import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from oauth_desk.demo.server import DemoService
from oauth_desk.demo.stopping import Stopper
from oauth_desk.services.demo_service import DEMO_CLIENT_ID, DEMO_MEANINGS

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CALLBACK = "http://127.0.0.1:54321/callback"
ALL_SCOPES = " ".join(scope for scope, _ in DEMO_MEANINGS)
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()

    def json(self):
        """Return the body read as JSON."""
        return json.loads(self.body)


@dataclass
class Visitor:
    """Sends plain requests and walks through the pages as a browser would."""

    issuer: str
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request on a connection of its own."""
        parts = urlsplit(self.issuer)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(method, path, body, {**self.headers, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())

    def get(self, path: str, **parameters: str) -> Answer:
        """Send a GET with a query."""
        return self.send("GET", f"{path}?{urlencode(parameters)}" if parameters else path)

    def post(self, path: str, _headers: dict[str, str] | None = None, **form: str) -> Answer:
        """Send a form."""
        return self.send("POST", path, urlencode(form).encode(), {"Content-Type": FORM, **(_headers or {})})

    def post_json(self, path: str, payload: object, headers: dict[str, str] | None = None) -> Answer:
        """Send JSON."""
        body = json.dumps(payload).encode()
        return self.send("POST", path, body, {"Content-Type": "application/json", **(headers or {})})

    def call(self, method: str, path: str, token: str, payload: object = None) -> Answer:
        """Call the API with a token."""
        headers = {"Authorization": f"Bearer {token}"}
        if payload is None:
            return self.send(method, path, None, headers)
        return self.send(method, path, json.dumps(payload).encode(), {**headers, "Content-Type": "application/json"})

    def authorize(self, **changes: str | None) -> Answer:
        """Open the authorization page; a change of None leaves the parameter out."""
        parameters = {
            "response_type": "code",
            "client_id": DEMO_CLIENT_ID,
            "redirect_uri": CALLBACK,
            "scope": ALL_SCOPES,
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
        return self.get("/authorize", **{key: value for key, value in parameters.items() if value is not None})

    def sign_in(self, page: Answer, user: str = "ana") -> Answer:
        """Choose a person on the sign-in page."""
        return self.post("/sign-in", ticket=ticket_in(page), user=user)

    def decide(self, page: Answer, decision: str = "allow", scopes: list[str] | None = None) -> Answer:
        """Press a button on the consent page."""
        offered = [unescape(value) for value in re.findall(r'name="scope"\s+id="[^"]*" value="([^"]*)"', page.text)]
        pairs = [("ticket", ticket_in(page)), ("decision", decision)]
        pairs += [("scope", scope) for scope in (offered if scopes is None else scopes)]
        return self.send("POST", "/consent", urlencode(pairs).encode(), {"Content-Type": FORM})

    def code(self, *, user: str = "ana", scopes: list[str] | None = None, **changes: str | None) -> str:
        """Walk the whole way and return the code."""
        answer = self.decide(self.sign_in(self.authorize(**changes), user), scopes=scopes)
        return landed(answer)["code"]

    def redeem(self, code: str, /, **changes: str) -> Answer:
        """Exchange a code."""
        form = {
            "grant_type": "authorization_code",
            "client_id": DEMO_CLIENT_ID,
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            **changes,
        }
        return self.post("/token", **form)

    def tokens(self, **changes: str | None) -> dict[str, str]:
        """Sign in and return the token answer."""
        return self.redeem(self.code(**changes)).json()

    def renew(self, refresh_token: str, **changes: str) -> Answer:
        """Send a renewal."""
        form = {"grant_type": "refresh_token", "client_id": DEMO_CLIENT_ID, "refresh_token": refresh_token, **changes}
        return self.post("/token", **form)

    def switch(self, name: str, **more: object) -> Answer:
        """Flip a switch."""
        return self.post_json("/demo/switches", {"switch": name, **more})

    def log(self) -> list[dict]:
        """Return what reached the token endpoint."""
        return self.get("/demo/log").json()["requests"]


@dataclass
class RunningDemo(Visitor):
    """A demo whose clock can be moved on."""

    service: DemoService | None = None
    ahead: float = 0.0

    def pass_time(self, seconds: float) -> None:
        """Move the demo's clock on."""
        self.ahead += seconds


@contextlib.contextmanager
def running(*, access_ttl: float = 90.0, port: int | None = 0, state_file: Path | None = None) -> Iterator[RunningDemo]:
    """Run a demo on a real port."""
    demo = RunningDemo("")
    service = DemoService(port=port, access_ttl=access_ttl, state_file=state_file, now=lambda: time.time() + demo.ahead)
    demo.issuer, demo.service = service.issuer, service
    stopper, ready = Stopper(), threading.Event()
    thread = threading.Thread(target=service.run, args=(lambda _issuer: ready.set(), stopper))
    thread.start()
    try:
        assert ready.wait(10)
        yield demo
    finally:
        stopper.stop()
        thread.join(10)


def ticket_in(page: Answer) -> str:
    """Return the ticket that a page's form carries."""
    match = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert match is not None, page.text
    return match.group(1)


def landed(answer: Answer) -> dict[str, str]:
    """Return the parameters of the address a redirect goes to."""
    assert answer.status == 303, answer.text
    return {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
