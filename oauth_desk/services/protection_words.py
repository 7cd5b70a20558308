"""The words for what protects the connections, shared by window and command line."""

from typing import Final

from oauth_desk.services.ports import KeyringState, Protection
from oauth_desk.services.protector import Standing
from oauth_desk.services.vault_session import VaultSession

_KEYRING: Final = {
    KeyringState.ABSENT: "it cannot be reached",
    KeyringState.LOCKED: "it is locked",
    KeyringState.REFUSED: "it refuses",
    KeyringState.DISALLOWED: "it cannot be used",
    KeyringState.HANGING: "it does not answer",
}


def protected_by(standing: Standing) -> str:
    """Say in a sentence what protects the connections."""
    if standing.protection is None:
        return "There are no connections yet, so nothing needs protection."
    if standing.protection is Protection.PASSPHRASE:
        return "A passphrase protects your connections."
    return (
        f"The keyring ({standing.keyring}) protects your connections."
        if standing.keyring
        else ("The keyring protects your connections.")
    )


def still_to_do(standing: Standing) -> list[str]:
    """Say what a change has not finished; empty where nothing is left."""
    lines = []
    if standing.key_left is not None:
        lines.append(f"The keyring may still have the key of before: {_KEYRING[standing.key_left]}.")
    if standing.copies_left == 1:
        lines.append("One backup could not be changed and still opens as before.")
    elif standing.copies_left:
        lines.append(f"{standing.copies_left} backups could not be changed and still open as before.")
    return [*lines, "The next start tries again."] if lines else []


def locked_words(session: VaultSession) -> str:
    """Say what became of the key when the window was locked; never more than is true."""
    if session.renews_while_locked:
        return "Your connections are renewed behind the lock, so the key stays in use."
    if session.key_is_kept:
        return "A renewal is still being saved. The key is dropped as soon as it is."
    return "The key and everything decrypted were dropped. Nothing is renewed until you unlock."
