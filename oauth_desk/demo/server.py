"""The demo service as a whole: builds its parts and runs it until it is told to stop."""

import math
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect

from oauth_desk.demo.api import Api
from oauth_desk.demo.authorize import Authorize
from oauth_desk.demo.clients import Clients
from oauth_desk.demo.context import Demo
from oauth_desk.demo.control import Control
from oauth_desk.demo.device import Device
from oauth_desk.demo.device_codes import DeviceCodes
from oauth_desk.demo.faults import answer_gone, answer_http, answer_refusal
from oauth_desk.demo.gate import Gate
from oauth_desk.demo.grants import Grants
from oauth_desk.demo.inspection import Inspection
from oauth_desk.demo.keys import Keys
from oauth_desk.demo.listening import LOOPBACK, ListeningServer, bind
from oauth_desk.demo.metadata import Metadata
from oauth_desk.demo.notes import Notes
from oauth_desk.demo.refusal import Refusal
from oauth_desk.demo.request_log import RequestLog
from oauth_desk.demo.state import Saved, StateFile
from oauth_desk.demo.stopping import Stopper
from oauth_desk.demo.switches import Switches
from oauth_desk.demo.tickets import Tickets
from oauth_desk.demo.token import TokenEndpoint
from oauth_desk.demo.turn import Turn
from oauth_desk.services.ports import PortTaken

ACCESS_TTL: Final = 90.0
LONGEST_TTL: Final = 365 * 86_400.0


def serve(
    port: int | None,
    access_ttl: float,
    state_file: Path | None,
    announce: Callable[[str], None],
    stop_on_stdin_eof: bool,  # noqa: FBT001
) -> None:
    """Run the demo until a signal, or the end of standard input where that is wanted.

    ``port`` None takes the one of last time where it is free, else any; 0 any; a
    number exactly that one, or PortTaken is raised. ``announce`` gets the issuer
    once requests are answered.
    """
    stopper = Stopper()
    if stop_on_stdin_eof:
        stopper.watch_stdin()
    with stopper.signals():
        _serve_in_turn(port, access_ttl, state_file, _each_once(announce), stopper)


def _serve_in_turn(
    port: int | None, access_ttl: float, state_file: Path | None, announce: Callable[[str], None], stopper: Stopper
) -> None:
    """Serve with the state file where no other copy has it; a copy without a port of its own stands by."""
    turn = None if state_file is None else Turn(state_file)
    if turn is not None and not turn.take():
        if port is not None:
            turn, state_file = None, None
        elif not turn.stand_by(lambda running: announce(_issuer(running)), stopper):
            return
    try:
        DemoService(port=port, access_ttl=access_ttl, state_file=state_file).run(announce, stopper)
    finally:
        if turn is not None:
            turn.give_up()


def _each_once(announce: Callable[[str], None]) -> Callable[[str], None]:
    """Keep quiet about the address that was announced last: a copy that stood by takes it over."""
    last: list[str] = []

    def announce_new(issuer: str) -> None:
        if last[-1:] != [issuer]:
            last.append(issuer)
            announce(issuer)

    return announce_new


def _issuer(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"


class DemoService:
    """One demo, bound to its port from the start. ``now`` is the wall clock."""

    def __init__(
        self,
        *,
        port: int | None = 0,
        access_ttl: float = ACCESS_TTL,
        state_file: Path | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not (math.isfinite(access_ttl) and 0 < access_ttl <= LONGEST_TTL):
            raise ValueError("The lifetime of access tokens must be between 0 seconds and a year.")
        self._state = StateFile(state_file)
        saved = self._state.load()
        self._listener = _bound(port, saved)
        self._port: int = self._listener.getsockname()[1]
        self.issuer = _issuer(self._port)
        self.demo = self._built(access_ttl, saved, now)
        self._state.write(self._snapshot())

    def _built(self, access_ttl: float, saved: Saved | None, now: Callable[[], float]) -> Demo:
        mint = _mint
        keys = Keys(self.issuer, mint)
        demo = Demo(
            issuer=self.issuer,
            clients=Clients(mint),
            grants=Grants(access_ttl=access_ttl, mint=mint, mint_access=keys.access_token),
            devices=DeviceCodes(mint),
            tickets=Tickets(mint),
            switches=Switches(),
            log=RequestLog(),
            notes=Notes(),
            keys=keys,
            now=now,
            save=self._save,
        )
        if saved is not None:
            demo.clients.restore(saved.clients)
            demo.grants.restore(list(saved.families), dict(saved.accesses))
            demo.notes.restore(saved.notes)
        return demo

    async def _save(self) -> None:
        await self._state.save(self._snapshot)

    def _snapshot(self) -> Saved:
        grants = self.demo.grants
        return Saved(
            port=self._port,
            clients=self.demo.clients.registered(),
            families=tuple(grants.families.values()),
            accesses=tuple(grants.accesses.items()),
            notes=self.demo.notes.everyone(),
        )

    def app(self) -> Starlette:
        """Return the application."""
        demo = self.demo
        parts = (Control(demo), Metadata(demo), Authorize(demo), TokenEndpoint(demo), Device(demo))
        return Starlette(
            routes=[route for part in (*parts, Inspection(demo), Api(demo)) for route in part.routes()],
            middleware=[Middleware(Gate, demo=demo)],
            exception_handlers={
                Refusal: answer_refusal,
                HTTPException: answer_http,
                ClientDisconnect: answer_gone,
            },
        )

    def run(self, announce: Callable[[str], None], stopper: Stopper) -> None:
        """Serve until ``stopper`` says so."""
        server = ListeningServer(self.app(), started=lambda: announce(self.issuer))

        def leave() -> None:
            server.should_exit = True

        stopper.on_stop(leave)
        server.run_until_stopped(self._listener)


def _mint() -> str:
    """Return 32 random bytes as text."""
    return secrets.token_urlsafe(32)


def _bound(port: int | None, saved: Saved | None) -> socket.socket:
    """Bind the chosen port, or that of last time, or any."""
    if port is not None:
        return bind(LOOPBACK, port)
    if saved is not None:
        try:
            return bind(LOOPBACK, saved.port)
        except PortTaken:
            pass
    return bind(LOOPBACK, 0)
