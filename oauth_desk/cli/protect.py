"""``protect``: what protects the vault's key, and changing it."""

import argparse
from typing import Final

from oauth_desk.cli.asking import ask, may_ask, new_passphrase
from oauth_desk.cli.output import DONE, Output
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import Secret
from oauth_desk.services.desk import Desk
from oauth_desk.services.ports import Protection
from oauth_desk.services.protection_words import protected_by, still_to_do
from oauth_desk.services.protector import Standing

_NOT_WRITTEN: Final = frozenset({"vault_read_only", "disk_full", "vault_busy"})


async def protect(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Say what protects the connections, or let a passphrase or the keyring do it from now on."""
    before = await desk.protector.standing()
    given = await desk.session.passphrase_given()
    if args.passphrase:
        after = await _passphrase(args, desk, before, given)
    elif args.keyring:
        after = await _keyring(desk, before, given)
    else:
        after = await _finished(desk, before)
    changed = args.passphrase or before.protection is not after.protection
    out.line(protected_by(after))
    left = " ".join(still_to_do(after))
    for line in (left, *(_from_now_on(args, before, given) if changed else ())):
        if line:
            out.note(f"oauth-desk: {line}")
    out.value(
        {
            "protection": None if after.protection is None else str(after.protection),
            "keyring": after.keyring or None,
            "changed": changed,
            "copies_left": after.copies_left,
            "key_left": None if after.key_left is None else str(after.key_left),
        }
    )
    return DONE


async def _finished(desk: Desk, before: Standing) -> Standing:
    """Finish what an earlier change left; where nothing can be written, say at least how things are."""
    try:
        return await desk.protector.settle()
    except DeskError as error:
        if error.code not in _NOT_WRITTEN:
            raise
        return before


async def _passphrase(args: argparse.Namespace, desk: Desk, before: Standing, given: Secret | None) -> Standing:
    """Take the new one from its own file; where there is no older one, the file named at the start will do."""
    if before.protection is not Protection.PASSPHRASE and args.new_passphrase_file is None and given is not None:
        new = given
    else:
        new = await new_passphrase(args.new_passphrase_file)
    if before.protection is None:
        return await desk.protector.create(new)
    return await desk.protector.use_passphrase(new, await _current(before, given))


async def _keyring(desk: Desk, before: Standing, given: Secret | None) -> Standing:
    if before.protection is None:
        return await desk.protector.create(None)
    return await desk.protector.use_keyring(await _current(before, given))


async def _current(before: Standing, given: Secret | None) -> Secret | None:
    """Return the passphrase of now: from the file named at the start, else asked for on a terminal."""
    if before.protection is Protection.PASSPHRASE and given is None and may_ask():
        return await ask("Passphrase of now: ")
    return given


def _from_now_on(args: argparse.Namespace, before: Standing, given: Secret | None) -> list[str]:
    """Say what has to change where the passphrase's file is named."""
    if given is None:
        return []
    if args.keyring:
        return ["From now on leave out --passphrase-file and OAUTH_DESK_PASSPHRASE_FILE."]
    if before.protection is Protection.PASSPHRASE:
        return ["From now on the file named with --passphrase-file has to hold the new passphrase."]
    return []
