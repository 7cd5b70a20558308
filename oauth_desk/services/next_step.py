"""What is sent for a connection's next access token, and how the answer is judged: of a renewal, or asked anew."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Instant
from oauth_desk.domain.verdict import Misconfigured, Transient, Verdict
from oauth_desk.protocol.asking import Asked, asking_request, judge_asking
from oauth_desk.protocol.http import Request, Response
from oauth_desk.protocol.token_endpoint import judge_refresh, refresh_request
from oauth_desk.services.ports import Chance, Clock
from oauth_desk.services.sources import Sources, gone

_FOR_GOOD = {"source_gone": Cause.SOURCE_GONE, "source_circle": Cause.SUBJECT, "source_empty": Cause.SUBJECT}
"""Troubles with the source that no waiting mends."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request, and the judgement of its answer; the time is that of before it was sent."""

    request: Request
    judge: Callable[[Response, Instant], Verdict]


Subject = Secret | DeskError | None
"""What stands for the source of an exchange, or why there is nothing; None where nothing is exchanged."""


class NextSteps:
    """Prepares the steps of the renewal transaction."""

    def __init__(self, *, sources: Sources, clock: Clock, chance: Chance) -> None:
        self._sources = sources
        self._clock = clock
        self._chance = chance

    async def subject(self, connection: Connection) -> Subject:
        """Return what is exchanged, before the connection's lock is taken; never raise DeskError."""
        if connection.service.grant is not Grant.TOKEN_EXCHANGE or not connection.asks_by_itself:
            return None
        if connection.source is None:
            return gone("")
        try:
            return await self._sources.subject(connection.service, connection.source, user=connection.id)
        except DeskError as error:
            return error

    async def of(self, record: Connection, subject: Secret | None) -> Step:
        """Return the step for a record; raise UnusableClient."""
        service, tokens = record.service, record.tokens
        if not record.asks_by_itself:
            request = refresh_request(service, replace(tokens, kept=record.kept), dpop_key=record.dpop_key)
            shown = record.dpop_key is not None
            judge = partial(judge_refresh, tokens=tokens, service=service, key_shown=shown)
            return Step(request, lambda response, at: judge(response, sent_at=at))
        scopes, now, jti = record.scopes_asked, self._clock.now(), self._chance.token()
        asked = Asked(service, scopes, now, jti, subject, record.dpop_key)
        return Step(
            await prepared(asked), lambda response, at: judge_asking(response, asked, sent_at=at, tokens=tokens)
        )


async def prepared(asked: Asked) -> Request:
    """Return the request for an access token; a signature is made on a thread. Raise UnusableClient."""
    if asked.service.grant is Grant.JWT_BEARER:
        return await asyncio.to_thread(partial(asking_request, asked))
    return asking_request(asked)


def without_source(error: DeskError, name: str) -> Verdict:
    """Return what the source's trouble means for the connection that goes through it."""
    cause = _FOR_GOOD.get(error.code)
    if cause is not None:
        return Misconfigured(cause, "", error.title)
    return Transient(Cause.SOURCE, f"“{name}”: {error.title}")
