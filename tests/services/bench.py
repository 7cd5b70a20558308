"""A bench for console stories: one copy of the program, one connection, a scripted API."""

import asyncio
from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.services.console import ApiAnswer, ApiCall, Console
from tests.fakes.http import json_response
from tests.services.world import TOKEN_URL, Process, World, connection

ME = "https://api.example/v1/me"
OK = json_response({"name": "Ana"})
EXPIRED = json_response({}, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


class Bench:
    """One copy of the program with a console and one connection, c0."""

    def __init__(self, world: World, process: Process) -> None:
        self.world = world
        self.process = process
        self.http = world.http
        self.console = Console(book=process.book, renewer=process.renewer, http=world.http, clock=world.clock)

    async def get(self, url: str = ME, **options: object) -> ApiAnswer:
        """Send a GET."""
        return await self.console.send("c0", ApiCall("GET", url, **options))  # type: ignore[arg-type]

    async def post(self, url: str = ME, body: bytes = b"{}", **options: object) -> ApiAnswer:
        """Send a POST with a body."""
        return await self.console.send("c0", ApiCall("POST", url, body=body, **options))  # type: ignore[arg-type]

    @property
    def tokens(self) -> list[str | None]:
        """Return the Authorization header of every call to the API."""
        calls = [request for request in self.http.requests if request.url != TOKEN_URL]
        return [dict(request.headers).get("Authorization") for request in calls]


async def bench(world: World, **changes: object) -> Bench:
    """Return a bench whose connection has an hour to live."""
    return Bench(world, await world.process(replace(connection(world.clock), **changes)))


async def old_bench(world: World, lifetime: float = 3600.0, age: float = 3601.0) -> Bench:
    """Return a bench whose token A0 ran out."""
    made = Bench(world, await world.process(connection(world.clock, lifetime=lifetime)))
    await world.clock.advance(age)
    return made


async def refused(call: "asyncio.Future[ApiAnswer] | object") -> DeskError:
    """Return the error that a call ends with."""
    with pytest.raises(DeskError) as caught:
        await call  # type: ignore[misc]
    return caught.value
