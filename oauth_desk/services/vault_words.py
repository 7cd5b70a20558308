"""The words for vaults and keyrings that do not open or cannot be written."""

from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.services.ports import KeyringError, KeyringState, VaultError, VaultFault

_VAULT: Final = {
    VaultFault.READ_ONLY: (
        "vault_read_only",
        "The folder of your connections cannot be written.",
        "Make it writable for you, or choose another folder with --data-dir.",
        Kind.FAILURE,
    ),
    VaultFault.FULL: (
        "disk_full",
        "The disk is full, so nothing can be saved.",
        "Free some space and try again; what was saved before is intact.",
        Kind.FAILURE,
    ),
    VaultFault.BUSY: (
        "vault_busy",
        "Another program is holding the file of your connections.",
        "Wait a moment and try again.",
        Kind.FAILURE,
    ),
    VaultFault.NEWER: (
        "vault_newer",
        "Your connections were saved by a newer version of this program.",
        "Install that version again; nothing was changed.",
        Kind.LOCKED,
    ),
    VaultFault.WRONG_KEY: (
        "wrong_key",
        "This key does not open your connections.",
        "Check the passphrase, or unlock the keyring of the account that made them; nothing was changed.",
        Kind.LOCKED,
    ),
    VaultFault.ANOTHER: (
        "another_vault",
        "This copy is of other connections than those kept here.",
        "Go back to it in an empty folder (--data-dir), then export from there and import here.",
        Kind.USAGE,
    ),
    VaultFault.OTHER: (
        "vault_error",
        "The file of your connections cannot be used.",
        "Try again; if it stays so, run “oauth-desk doctor”.",
        Kind.FAILURE,
    ),
}


def vault_trouble(error: VaultError) -> DeskError:
    """Word a fault of the vault file."""
    if error.fault is VaultFault.DAMAGED:
        return _damaged(error)
    if error.fault is VaultFault.GONE:
        return _gone(error)
    code, title, advice, kind = _VAULT[error.fault]
    remedy = Remedy.UNLOCK if kind is Kind.LOCKED else Remedy.RETRY
    return DeskError(code, title, kind=kind, detail=error.detail, advice=advice, remedy=remedy)


def _damaged(error: VaultError) -> DeskError:
    kept = f"The file was kept as {error.set_aside}." if error.set_aside else "The file was left as it is."
    advice = (
        f"“oauth-desk restore” goes back to the newest copy, {error.backup}."
        if error.backup
        else "There is no backup; connect your accounts anew, or bring back a copy of your own."
    )
    return DeskError(
        "vault_damaged",
        "The file of your connections is damaged.",
        kind=Kind.LOCKED,
        detail=kept,
        advice=advice,
        remedy=Remedy.FIX_SETTINGS,
    )


def _gone(error: VaultError) -> DeskError:
    return DeskError(
        "vault_gone",
        "The file of your connections is gone.",
        kind=Kind.LOCKED,
        detail=f"The newest copy of it is {error.backup}.",
        advice="Bring it back if it was moved. Or go back to the copy, or start with an empty list "
        "(command line: restore, restore --empty).",
        remedy=Remedy.FIX_SETTINGS,
    )


OLDER_COPY: Final = (
    "The file of your connections is older than the last one seen here: a copy seems to have been put in its place.",
    "If this was not meant, “oauth-desk restore” goes back to the newest copy.",
)


_KEYRING: Final = {
    KeyringState.ABSENT: (
        "keyring_absent",
        "This system has no keyring that could keep the key of your connections.",
        "Install and start one (GNOME Keyring, KWallet), or use --passphrase-file.",
    ),
    KeyringState.LOCKED: (
        "keyring_locked",
        "The keyring is locked.",
        "Unlock it and try again.",
    ),
    KeyringState.REFUSED: (
        "keyring_refused",
        "The keyring was not unlocked.",
        "Try again and allow access when the system asks.",
    ),
    KeyringState.DISALLOWED: (
        "keyring_disallowed",
        "The keyring set up here does not protect anything, so it is not used.",
        "Set up a real keyring, or use --passphrase-file.",
    ),
    KeyringState.HANGING: (
        "keyring_hanging",
        "The keyring does not answer.",
        "Look for a window that asks to unlock it, then try again.",
    ),
}


_KEY_IS_ELSEWHERE: Final = {
    KeyringState.ABSENT: (
        "The keyring that has the key of your connections is not running.",
        "Start it (GNOME Keyring, KWallet) or log in to your desktop, then try again; your connections are kept.",
    ),
    KeyringState.DISALLOWED: (
        "The keyring set up here does not protect anything, so it is not used.",
        "Set up the keyring from before, which has the key, then try again; your connections are kept.",
    ),
}
"""What is said instead where there are connections already: a passphrase would not open them."""


def keyring_trouble(error: KeyringError, *, new: bool = False) -> DeskError:
    """Word a keyring that gave no key, or took none for ``new`` connections: those may have a passphrase instead."""
    code, title, advice = _KEYRING[error.state]
    if not new:
        title, advice = _KEY_IS_ELSEWHERE.get(error.state, (title, advice))
    remedy = Remedy.FIX_SETTINGS if new else Remedy.UNLOCK
    return DeskError(code, title, kind=Kind.LOCKED, detail=error.detail, advice=advice, remedy=remedy)


def key_missing() -> DeskError:
    """Return the error for a vault whose key is not in this keyring: never replaced by a new vault."""
    return DeskError(
        "key_missing",
        "The keyring does not have the key of your connections.",
        kind=Kind.LOCKED,
        detail="The connections are still saved, encrypted, and were not touched.",
        advice="Log in as the user who made them, or bring back that user’s keyring. Or start with an empty list "
        "(command line: restore --empty); the old file is kept.",
        remedy=Remedy.UNLOCK,
    )
