"""The page of switches, the same for programs, and the log of token requests."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from oauth_desk.demo.answers import json_answer
from oauth_desk.demo.context import Demo
from oauth_desk.demo.forms import FORM_TYPE, form_of, json_of, media_type
from oauth_desk.demo.pages import front_page, switches_page


class Control:
    """How the demo is told to misbehave, and how one sees what it did."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            Route("/", self.front, methods=["GET"]),
            Route("/demo", self.page, methods=["GET"]),
            Route("/demo/switches", self.states, methods=["GET"]),
            Route("/demo/switches", self.flip, methods=["POST"]),
            Route("/demo/log", self.log, methods=["GET"]),
        ]

    async def front(self, _request: Request) -> Response:
        """Say what this is."""
        return front_page()

    async def page(self, _request: Request) -> Response:
        """Show the switches."""
        return switches_page(self._demo.switches.states(self._demo.now()), self._demo.log.entries())

    async def states(self, _request: Request) -> Response:
        """Return every switch with its state."""
        return json_answer(self._demo.switches.states(self._demo.now()))

    async def flip(self, request: Request) -> Response:
        """Obey an order as JSON, or as a form from the page."""
        from_page = media_type(request) == FORM_TYPE
        order: dict[str, object] = dict((await form_of(request)).as_mapping()) if from_page else await json_of(request)
        if from_page and order.get("on") in ("true", "false"):
            order["on"] = order["on"] == "true"
        if order.get("switch") == "revoke_everything":
            self._demo.grants.end_all()
            await self._demo.save()
        else:
            self._demo.switches.flip(order, self._demo.now())
        return RedirectResponse("/demo", 303) if from_page else await self.states(request)

    async def log(self, _request: Request) -> Response:
        """Return every token request that is kept, oldest first."""
        return json_answer({"requests": [entry.shown() for entry in self._demo.log.entries()]})
