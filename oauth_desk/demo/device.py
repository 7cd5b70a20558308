"""The device flow: the endpoint a program calls and the page a person types the code into (RFC 8628)."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from oauth_desk.demo.answers import json_answer
from oauth_desk.demo.authorize import known_scopes
from oauth_desk.demo.client_auth import authenticate
from oauth_desk.demo.context import Demo
from oauth_desk.demo.device_codes import DEVICE_CODE_LIFE
from oauth_desk.demo.forms import form_of, query_of
from oauth_desk.demo.pages import device_page, sign_in_page
from oauth_desk.demo.refusal import Refusal
from oauth_desk.demo.tickets import Asked
from oauth_desk.demo.token import DEVICE_GRANT


class Device:
    """Codes for programs without a browser."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            Route("/device_authorization", self.authorize, methods=["POST"]),
            Route("/device", self.show, methods=["GET"]),
            Route("/device", self.typed, methods=["POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Hand out a device code and the short code that a person types (RFC 8628 §3.2)."""
        form = await form_of(request)
        client = authenticate(request, form, self._demo.clients)
        if DEVICE_GRANT not in client.grant_types:
            raise Refusal("unauthorized_client", "This program did not register for the device flow.")
        device_code, code = self._demo.devices.open(client.id, known_scopes(form), self._demo.now())
        where = f"{self._demo.issuer}/device"
        return json_answer(
            {
                "device_code": device_code,
                "user_code": code.user_code,
                "verification_uri": where,
                "verification_uri_complete": f"{where}?{urlencode({'user_code': code.user_code})}",
                "expires_in": int(DEVICE_CODE_LIFE),
                "interval": int(code.interval),
            }
        )

    async def show(self, request: Request) -> Response:
        """Ask for the code; one that came with the address is filled in and still has to be confirmed."""
        return device_page(user_code=query_of(request).one("user_code") or "")

    async def typed(self, request: Request) -> Response:
        """Look the code up and go on to sign-in."""
        user_code = (await form_of(request)).one("user_code") or ""
        now = self._demo.now()
        code = self._demo.devices.find(user_code, now)
        client = None if code is None else self._demo.clients.get(code.client_id)
        if code is None or client is None:
            return device_page(user_code=user_code, problem="No program waits with this code.")
        asked = Asked(client.id, client.name, code.scopes, user_code=code.user_code)
        return sign_in_page(self._demo.tickets.issue(asked, now))
