"""``agent``: keeps connections renewed with no window."""

import argparse
import asyncio
import contextlib
import functools
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from oauth_desk.cli.connections import opened
from oauth_desk.cli.output import DONE, FAILED, Output, told
from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.events import (
    ActivityLogged,
    Event,
    SaveFailed,
    VaultDamaged,
    VaultFailed,
    VaultLocked,
    VaultOpened,
    VaultRecovered,
)
from oauth_desk.services.activity_words import activity_line
from oauth_desk.services.desk import Desk
from oauth_desk.services.end_words import notice
from oauth_desk.services.lookout import LOOK_EVERY, Lookout
from oauth_desk.services.ports import Protection
from oauth_desk.services.unlocking import PASSING, Unlocking

OnStop = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""Calls a function at SIGINT or SIGTERM while its block runs."""

LONGEST_RENEWAL: Final = 65.0
"""Seconds; a renewal ends by itself within 60 s."""


async def agent(args: argparse.Namespace, desk: Desk, out: Output, on_stop: OnStop) -> int:
    """Run until asked to stop, then wait for renewals in flight to be saved."""
    stopping = asyncio.Event()
    with on_stop(stopping.set):
        if not await _opened_in_time(desk, args, out, stopping):
            out.note("Stopped.")
            return DONE
        number = len(desk.book.all())
        out.note(f"Keeping {number} connection{'' if number == 1 else 's'} renewed. Ctrl-C ends it.")
        unsubscribe = desk.book.subscribe(lambda event: _tell(event, out))
        keeping = asyncio.ensure_future(desk.keeper.run())
        waiting = asyncio.ensure_future(stopping.wait())
        locking = asyncio.ensure_future(_lock_as_chosen(desk, out))
        updating = asyncio.ensure_future(desk.updates.run())
        looking = asyncio.ensure_future(_look_ahead(desk, out))
        try:
            await asyncio.wait((keeping, waiting), return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                keeping.result()
        finally:
            for task in (waiting, keeping, locking, updating, looking):
                task.cancel()
            await asyncio.gather(keeping, waiting, locking, updating, looking, return_exceptions=True)
            saved = await desk.renewer.finish(LONGEST_RENEWAL)
            unsubscribe()
    if not saved:
        return _tell_unsaved(desk, out)
    out.note("Stopped.")
    return DONE


async def _opened_in_time(desk: Desk, args: argparse.Namespace, out: Output, stopping: asyncio.Event) -> bool:
    """Open the vault, later where the keyring is not ready; tell whether that was before being stopped.

    A login starts this before it has unlocked the keyring, and nobody would start it
    again. Where there is nothing to keep renewed yet it ends, as every command does.
    """
    try:
        await opened(desk, args)
    except DeskError as error:
        if error.code not in PASSING or error.remedy is not Remedy.UNLOCK:
            raise
        if not await _waited(desk, error, out, stopping):
            return False
        await opened(desk, args)
    return True


async def _waited(desk: Desk, error: DeskError, out: Output, stopping: asyncio.Event) -> bool:
    """Wait for the keyring; raise DeskError for what waiting does not mend."""

    def tell(trouble: DeskError) -> None:
        out.note(f"oauth-desk: {trouble.title} Renewing begins as soon as it gives the key. Ctrl-C ends it.")

    tell(error)
    waiting = asyncio.ensure_future(Unlocking(desk.session, desk.clock).wait(error, tell))
    stopped = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait((waiting, stopped), return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            waiting.result()
        return waiting.done()
    finally:
        for task in (waiting, stopped):
            task.cancel()
        await asyncio.gather(waiting, stopped, return_exceptions=True)


def _tell_unsaved(desk: Desk, out: Output) -> int:
    for connection in map(desk.book.get, sorted(desk.book.unsaved())):
        if connection is not None:
            out.note(
                f"oauth-desk: “{connection.name}” was renewed, but the result could not be saved. Unless there is room "
                "within the next minute, sign in again on it."
            )
    return FAILED


async def _lock_as_chosen(desk: Desk, out: Output) -> None:
    """Drop the key while the screen is locked or the computer sleeps, where the person chose that for the window.

    There is nothing to show here, and the way to the key is known: it opens again
    by itself. With a passphrase that was typed it would not, so it stays open. What
    was left to do after a change of protection is done first.
    """
    with contextlib.suppress(DeskError):
        await desk.protector.settle()
    chosen = await desk.locking.chosen.load()
    if chosen.renew_while_locked or not (chosen.lock_with_screen or chosen.lock_with_sleep):
        return
    if desk.session.protection is Protection.PASSPHRASE and await desk.session.passphrase_given() is None:
        return
    await desk.locking.run(functools.partial(_open_again, desk, out))


async def _look_ahead(desk: Desk, out: Output) -> None:
    """Tell what ends within days, once for each run: nobody may be looking at a window."""
    lookout = Lookout(desk.book, desk.clock)
    while True:
        fresh = [each for each in lookout.due() if not lookout.is_told(each)]
        for each in fresh:
            said = notice(each.connection, each.end, desk.clock.now())
            with contextlib.suppress(OSError, ValueError):
                out.note(f"oauth-desk: {said.title}. {said.text}")
        if fresh:  # behind a lock there are no connections, and what was told is not to be forgotten
            lookout.remember(fresh)
        await desk.clock.sleep(LOOK_EVERY)


async def _open_again(desk: Desk, out: Output) -> None:
    try:
        await desk.session.open()
    except DeskError as error:
        out.note(f"oauth-desk: {told(error)}")


def _tell(event: Event, out: Output) -> None:
    """Print what happens, line by line; whoever listened may be gone, and that stops nothing."""
    with contextlib.suppress(OSError, ValueError):
        if isinstance(event, ActivityLogged):
            at = time.strftime("%H:%M:%S", time.localtime(event.entry.at))
            out.line(f"{at}  {event.entry.name}  {activity_line(event.entry).text}")
        elif isinstance(event, VaultLocked):
            out.note("Locked with the screen or for the computer’s sleep: nothing is renewed.")
        elif isinstance(event, VaultOpened):
            out.note("Open again.")
        elif isinstance(event, VaultDamaged | VaultFailed):
            out.note(f"oauth-desk: {told(event.error)}")
        elif isinstance(event, VaultRecovered):
            out.note("Saving works again.")
        elif isinstance(event, SaveFailed):
            out.note(f"oauth-desk: “{event.connection.name}” was renewed but cannot be saved: {event.detail}")
