"""Renewed, but not saved yet: a command waits for it, as its end would have to anyway, and then tells how it ended."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from oauth_desk.cli.output import Output
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk

LONGEST: Final = 60.0
"""Seconds; what cannot be saved for so long is told as not saved."""

Result = TypeVar("Result")


async def patiently(
    desk: Desk,
    connection_id: str,
    out: Output,
    call: Callable[[], Awaitable[Result]],
    afterwards: Callable[[], Awaitable[Result]] | None = None,
) -> Result:
    """Return what ``call`` gives, asked again (or ``afterwards``) once new tokens are saved; raise DeskError."""
    try:
        return await call()
    except DeskError as error:
        if error.code != "not_saved":
            raise
        out.note(f"oauth-desk: {error.title} Trying again…")
        if not await desk.renewer.saved(connection_id, LONGEST):
            raise
    return await (afterwards or call)()
