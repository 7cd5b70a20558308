"""The words for connections that cannot be read or changed as asked."""

from oauth_desk.domain.errors import DeskError, Kind, Remedy


def locked() -> DeskError:
    """Return the error for connections that nobody can see now."""
    return DeskError(
        "vault_locked",
        "Your connections are locked.",
        kind=Kind.LOCKED,
        advice="Unlock them first.",
        remedy=Remedy.UNLOCK,
    )


def gone() -> DeskError:
    """Return the error for a connection that does not exist (any more)."""
    return DeskError("no_such_connection", "This connection does not exist any more.", kind=Kind.NOT_FOUND)


def name_taken(name: str) -> DeskError:
    """Return the error for a name that is in use."""
    return DeskError(
        "name_taken",
        f"There is already a connection named “{name}”.",
        kind=Kind.USAGE,
        advice="Choose another name, or sign in again on that connection.",
        terminal_advice="Choose another name, or sign in again on that connection with “reconnect”.",
    )
