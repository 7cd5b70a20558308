"""An HTTP client that adds what has to be new in each request: proofs of possession, statements of the client.

RFC 9449; RFC 7523 §3.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.tokens import Instant
from oauth_desk.protocol import dpop_use
from oauth_desk.protocol.address import read
from oauth_desk.protocol.http import ClientProof, Possession, Request, Response
from oauth_desk.services.ports import (
    BACK_CHANNEL,
    Chance,
    Clock,
    HttpClient,
    Limits,
    StreamedAnswer,
    TransportError,
    TransportFault,
    Trust,
)

NONCES_KEPT: Final = 256

_Place = tuple[Secret, tuple[str, str, int]]
"""A key and a server's origin: a nonce is good for one key at one server (NORMS C91)."""


class ProvingHttp:
    """An HttpClient around another one. A request that needs a newer nonce is sent once more, never a third time."""

    def __init__(self, inner: HttpClient, *, clock: Clock, chance: Chance) -> None:
        self._inner = inner
        self._clock = clock
        self._chance = chance
        self._nonces: OrderedDict[_Place, str] = OrderedDict()

    async def send(self, request: Request, *, limits: Limits = BACK_CHANNEL, trust: Trust | None = None) -> Response:
        """Return the whole answer or raise TransportError."""
        if request.possession is None:
            return await self._inner.send(await self._stated(request), limits=limits, trust=trust)
        response = await self._inner.send(await self._proved(request, request.possession), limits=limits, trust=trust)
        if not self._learned(request, request.possession, response) or not dpop_use.wants_nonce(response):
            return response
        response = await self._inner.send(await self._proved(request, request.possession), limits=limits, trust=trust)
        self._learned(request, request.possession, response)
        return response

    @asynccontextmanager
    async def stream(
        self, request: Request, *, limits: Limits, trust: Trust | None = None
    ) -> AsyncIterator[StreamedAnswer]:
        """Open an answer for reading in pieces; raise TransportError."""
        possession = request.possession
        if possession is None:
            async with self._inner.stream(request, limits=limits, trust=trust) as answer:
                yield answer
            return
        async with self._inner.stream(await self._proved(request, possession), limits=limits, trust=trust) as answer:
            head = Response(answer.status, answer.headers)
            again = self._learned(request, possession, head) and dpop_use.wants_nonce(head)
            if not again:
                yield answer
        if again:
            sent = await self._proved(request, possession)
            async with self._inner.stream(sent, limits=limits, trust=trust) as answer:
                self._learned(request, possession, Response(answer.status, answer.headers))
                yield answer

    async def close(self) -> None:
        """Close all connections."""
        await self._inner.close()

    async def _proved(self, request: Request, possession: Possession) -> Request:
        """Return the request with a proof of its own (NORMS C90)."""
        request = await self._stated(request)
        nonce = self._nonces.get(_place(request, possession))
        made = await asyncio.to_thread(_proof, request, possession, self._clock.now(), self._chance.token(), nonce)
        return replace(request, headers=(*request.headers, ("DPoP", made)), possession=None)

    async def _stated(self, request: Request) -> Request:
        """Return the request with a statement of its own where the client is to make one (NORMS C85)."""
        if request.client_proof is None:
            return request
        try:
            proof, now, jti = request.client_proof, self._clock.now(), self._chance.token()
            return await asyncio.to_thread(_stated, request, proof, now, jti)
        except ValueError:
            what = "this program's own key cannot be used"
            raise TransportError(TransportFault.BAD_REQUEST, what, sent=False) from None

    def _learned(self, request: Request, possession: Possession, response: Response) -> bool:
        """Keep the server's nonce for the next proof, whatever else it answered; tell whether it is a new one."""
        told, place = dpop_use.nonce_of(response), _place(request, possession)
        if told is None or self._nonces.get(place) == told:
            return False
        self._nonces[place] = told
        self._nonces.move_to_end(place)
        while len(self._nonces) > NONCES_KEPT:
            self._nonces.popitem(last=False)
        return True


def _place(request: Request, possession: Possession) -> _Place:
    return possession.key, read(request.url).origin


def _stated(request: Request, proof: ClientProof, now: Instant, jti: str) -> Request:
    from oauth_desk.protocol import client_assertion  # noqa: PLC0415 - few services need it

    return client_assertion.attached(request, client_assertion.assertion(proof, now=now, jti=jti))


def _proof(request: Request, possession: Possession, now: Instant, jti: str, nonce: str | None) -> str:
    from oauth_desk.protocol import dpop  # noqa: PLC0415 - loads slowly, and few services need it

    return dpop.proof(
        possession.key,
        request.method,
        request.url,
        now=now,
        jti=jti,
        access_token=possession.access_token,
        nonce=nonce,
    )
