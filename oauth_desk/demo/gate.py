"""What every request passes first: the right host, no foreign page, and the switch that plays dead."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from oauth_desk.demo.answers import LostAnswer
from oauth_desk.demo.context import Demo

_ALWAYS_UP = ("/demo", "/demo/switches", "/demo/log")


class Gate:
    """Middleware around the whole demo."""

    def __init__(self, app: ASGIApp, demo: Demo) -> None:
        self._app = app
        self._demo = demo
        host = demo.issuer.removeprefix("http://")
        self._hosts = (host, f"localhost:{host.rpartition(':')[2]}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through or answer."""
        answer = self._objection(scope)
        if answer is not None:
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _objection(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("The demo answers to its own address only.", 400)
        origin = headers.get("origin")
        if origin is not None and scope["method"] not in ("GET", "HEAD") and origin not in self._origins():
            return PlainTextResponse("The demo takes orders from its own pages only.", 403)
        if scope["path"] not in _ALWAYS_UP and self._demo.switches.down(self._demo.now()):
            if self._demo.switches.down_how == "drop":
                return LostAnswer()
            return PlainTextResponse("The demo was told to be down.", 503)
        return None

    def _origins(self) -> tuple[str, ...]:
        return tuple(f"http://{host}" for host in self._hosts)
