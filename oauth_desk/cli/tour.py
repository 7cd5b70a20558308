"""``tour``: plays the life of a connection against the demo service, with no window and no browser."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from oauth_desk.cli.output import DONE, FAILED, Output
from oauth_desk.cli.page_walker import PageWalker
from oauth_desk.cli.tour_settings import OpenTour, TourSettings
from oauth_desk.cli.tour_story import Story, WentWrong
from oauth_desk.domain.errors import DeskError
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import BrowserError, TransportError

LONGEST_STEP: Final = 20.0


async def run_tour(open_desk: OpenTour, out: Output) -> int:
    """Play every step in order; return 0 only if each did what it should."""
    out.line("OAuth Desk tour: the life of a connection, played against a demo service on this computer.")
    out.line("It uses a folder of its own, which is deleted afterwards. Nothing of yours is touched.")
    walker = PageWalker()
    began = asyncio.get_running_loop().time()
    async with _own_folder(walker) as settings, open_desk(settings) as desk:
        steps = Story(desk, walker).steps()
        for number, (title, step) in enumerate(steps, start=1):
            out.line()
            out.line(f"{number}. {title}")
            if not await _played(step, desk, out):
                out.line()
                out.line(f"The tour ended at step {number} of {len(steps)}.")
                return FAILED
    seconds = asyncio.get_running_loop().time() - began
    out.line()
    out.line(f"All {len(steps)} steps did what they should, in {seconds:.1f} s.")
    return DONE


async def _played(step: Callable[[], Awaitable[str]], desk: Desk, out: Output) -> bool:
    """Play one step and tell what came of it."""
    began = desk.clock.monotonic()
    try:
        async with asyncio.timeout(LONGEST_STEP):
            told, mark = await step(), "✓"
    except (WentWrong, BrowserError, DeskError, TransportError) as error:
        told, mark = str(error), "✗"
    except TimeoutError:
        told, mark = f"Nothing came of it within {LONGEST_STEP:.0f} s.", "✗"
    out.line(f"   {mark} {desk.clock.monotonic() - began:5.2f} s  {told}")
    return mark == "✓"


@asynccontextmanager
async def _own_folder(walker: PageWalker) -> AsyncIterator[TourSettings]:
    """Make a folder with a passphrase, and delete it at the end."""
    with tempfile.TemporaryDirectory(prefix="oauth-desk-tour-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        passphrase_file = folder / "passphrase"
        await asyncio.to_thread(passphrase_file.write_text, secrets.token_urlsafe(24), encoding="utf-8")
        yield TourSettings(folder / "data", passphrase_file, walker)
