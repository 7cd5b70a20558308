"""The words for vaults and keyrings that do not open or cannot be written.

``advice`` is for the window, which has buttons; ``terminal_advice`` for the command line,
which has options and commands.
"""

from typing import Final, NamedTuple

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.services.ports import KeyringError, KeyringState, VaultError, VaultFault


class _Words(NamedTuple):
    code: str
    title: str
    advice: str
    kind: Kind = Kind.LOCKED
    terminal: str = ""


_VAULT: Final = {
    VaultFault.READ_ONLY: _Words(
        "vault_read_only",
        "The folder of your connections cannot be written.",
        "Make it writable for you, then try again.",
        Kind.FAILURE,
        terminal="Make it writable for you, or choose another folder with --data-dir.",
    ),
    VaultFault.FULL: _Words(
        "disk_full",
        "The disk is full, so nothing can be saved.",
        "Free some space and try again; what was saved before is intact.",
        Kind.FAILURE,
    ),
    VaultFault.BUSY: _Words(
        "vault_busy",
        "Another program is holding the file of your connections.",
        "Wait a moment and try again.",
        Kind.FAILURE,
    ),
    VaultFault.NEWER: _Words(
        "vault_newer",
        "Your connections were saved by a newer version of this program.",
        "Install that version again; nothing was changed.",
    ),
    VaultFault.WRONG_KEY: _Words(
        "wrong_key",
        "This key does not open your connections.",
        "Check the passphrase, or unlock the keyring of the account that made them; nothing was changed.",
    ),
    VaultFault.ANOTHER: _Words(
        "another_vault",
        "This copy is of other connections than those kept here.",
        "Choose another copy. This one can be gone back to where no connections are kept yet.",
        Kind.USAGE,
        terminal="Go back to it in an empty folder (--data-dir), then export from there and import here.",
    ),
    VaultFault.OTHER: _Words(
        "vault_error",
        "The file of your connections cannot be used.",
        "Try again; if it stays so, start the computer anew. Nothing was changed.",
        Kind.FAILURE,
        terminal="Try again; if it stays so, run “oauth-desk doctor”.",
    ),
}


def vault_trouble(error: VaultError) -> DeskError:
    """Word a fault of the vault file."""
    if error.fault is VaultFault.DAMAGED:
        return _damaged(error)
    if error.fault is VaultFault.GONE:
        return _gone(error)
    words = _VAULT[error.fault]
    remedy = Remedy.UNLOCK if words.kind is Kind.LOCKED else Remedy.RETRY
    return _worded(words, detail=error.detail, remedy=remedy)


def _worded(words: _Words, *, detail: str, remedy: Remedy) -> DeskError:
    return DeskError(
        words.code,
        words.title,
        kind=words.kind,
        detail=detail,
        advice=words.advice,
        terminal_advice=words.terminal,
        remedy=remedy,
    )


def _damaged(error: VaultError) -> DeskError:
    kept = f"The file was kept as {error.set_aside}." if error.set_aside else "The file was left as it is."
    no_copy = "There is no copy; connect your accounts anew, or bring back a copy of your own."
    return DeskError(
        "vault_damaged",
        "The file of your connections is damaged.",
        kind=Kind.LOCKED,
        detail=kept,
        advice="Go back to the newest copy, or start with an empty list." if error.backup else no_copy,
        terminal_advice=f"“oauth-desk restore” goes back to the newest copy, {error.backup}." if error.backup else "",
        remedy=Remedy.FIX_SETTINGS,
    )


def _gone(error: VaultError) -> DeskError:
    return DeskError(
        "vault_gone",
        "The file of your connections is gone.",
        kind=Kind.LOCKED,
        detail=f"The newest copy of it is {error.backup}.",
        advice="Bring it back if it was moved. Or go back to the copy, or start with an empty list.",
        terminal_advice="Bring it back if it was moved. Or go back to the copy with “oauth-desk restore”, or start "
        "with an empty list with “oauth-desk restore --empty”.",
        remedy=Remedy.FIX_SETTINGS,
    )


OLDER_COPY: Final = (
    "The file of your connections is older than the last one seen here: a copy seems to have been put in its place."
)


# --- keyrings -----------------------------------------------------------------


_KEYRING: Final = {
    KeyringState.ABSENT: _Words(
        "keyring_absent",
        "This system has no keyring that could keep the key of your connections.",
        "Install and start one (GNOME Keyring, KWallet), or use a passphrase instead.",
        terminal="Install and start one (GNOME Keyring, KWallet), or use --passphrase-file.",
    ),
    KeyringState.LOCKED: _Words(
        "keyring_locked",
        "The keyring is locked.",
        "Unlock it and try again.",
    ),
    KeyringState.REFUSED: _Words(
        "keyring_refused",
        "The keyring was not unlocked.",
        "Try again and allow access when the system asks.",
    ),
    KeyringState.DISALLOWED: _Words(
        "keyring_disallowed",
        "The keyring set up here does not protect anything, so it is not used.",
        "Set up a real keyring, or use a passphrase instead.",
        terminal="Set up a real keyring, or use --passphrase-file.",
    ),
    KeyringState.HANGING: _Words(
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
    words = _KEYRING[error.state]
    if not new and error.state in _KEY_IS_ELSEWHERE:
        title, advice = _KEY_IS_ELSEWHERE[error.state]
        words = _Words(words.code, title, advice)
    return _worded(words, detail=error.detail, remedy=Remedy.FIX_SETTINGS if new else Remedy.UNLOCK)


def key_missing() -> DeskError:
    """Return the error for a vault whose key is not in this keyring: never replaced by a new vault."""
    advice = "Log in as the user who made them, or bring back that user’s keyring. Or start with an empty list"
    return DeskError(
        "key_missing",
        "The keyring does not have the key of your connections.",
        kind=Kind.LOCKED,
        detail="The connections are still saved, encrypted, and were not touched.",
        advice=f"{advice}; the old file is kept.",
        terminal_advice=f"{advice} with “oauth-desk restore --empty”; the old file is kept.",
        remedy=Remedy.UNLOCK,
    )


# --- passphrases --------------------------------------------------------------


def passphrase_needed() -> DeskError:
    """Return the error for a passphrase vault without its passphrase."""
    return DeskError(
        "passphrase_needed",
        "These connections are protected by a passphrase.",
        kind=Kind.LOCKED,
        advice="Enter it.",
        terminal_advice="Enter it, or name a file that holds it with --passphrase-file.",
        remedy=Remedy.UNLOCK,
    )


def wrong_passphrase() -> DeskError:
    """Return the error for a passphrase that does not fit."""
    return DeskError(
        "wrong_passphrase",
        "This is not the passphrase of these connections.",
        kind=Kind.LOCKED,
        advice="Nothing was changed; try again.",
        remedy=Remedy.UNLOCK,
    )


def not_a_passphrase_vault() -> DeskError:
    """Return the error for a passphrase given to a vault whose key is in the keyring."""
    return DeskError(
        "not_a_passphrase_vault",
        "These connections are protected by the keyring, not by a passphrase.",
        kind=Kind.USAGE,
        advice="The program was started with a passphrase: start it without one.",
        terminal_advice="Leave out --passphrase-file, or choose another folder with --data-dir.",
    )
