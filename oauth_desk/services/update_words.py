"""The words for newer settings of a connection."""

import shlex

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.profile_update import Update, told_keys
from oauth_desk.services.whose import Whose

_BY = {
    Whose.PROGRAM: "by a new version of this program",
    Whose.COMPANY: "by your company",
    Whose.OWN: "in your own service file",
}


def title_words(connection: Connection, whose: Whose) -> str:
    """Say that there are newer settings, and whose."""
    return f"{connection.service.name}’s settings were updated {_BY[whose]}."


def change_words(update: Update, name: str) -> str:
    """Say what changes, which hosts are new, and what becomes of the sign-in."""
    if update.asks:
        return f"They ask for more: {listed(list(update.asks))}. This connection goes on with the settings it has."
    parts = [f"What changes: {listed(list(told_keys(update.changed)))}."]
    if update.hosts:
        belongs = "that belongs" if len(update.hosts) == 1 else "they belong"
        parts.append(f"It then also talks to {listed(list(update.hosts))}. Use them only if {belongs} to {name}.")
    if update.service.key is not None or update.service.asks_by_itself:
        parts.append("Access is asked for anew with them." if update.signs_in else "It stays connected.")
    else:
        parts.append("You sign in again for that." if update.signs_in else "You stay signed in.")
    return " ".join(parts)


def updated_words(update: Update) -> str:
    """Say in the activity log what was changed."""
    return f"Settings updated: {listed(list(told_keys(update.changed)))}."


def listed(things: list[str]) -> str:
    """Return things as one would say them."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def nothing_to_update(connection: Connection) -> DeskError:
    """Return the error for a connection that is up to date."""
    return DeskError("nothing_to_update", f"“{connection.name}” has the newest settings.", kind=Kind.USAGE)


def asks_more(connection: Connection, update: Update) -> DeskError:
    """Return the error for settings that ask what nobody has answered for this connection."""
    return DeskError(
        "asks_more",
        f"The new settings of “{connection.name}” ask for more: {listed(list(update.asks))}.",
        kind=Kind.USAGE,
        detail="Nothing was changed; it goes on with the settings it has.",
        advice=f"To use them, connect {connection.service.name} once more and answer, then disconnect this one.",
    )


def sign_in_for(connection: Connection) -> DeskError:
    """Return the error for settings that its tokens do not fit."""
    by_itself = connection.asks_by_itself
    return DeskError(
        "sign_in_for_update",
        f"The new settings of “{connection.name}” need {'access asked for anew' if by_itself else 'a new sign-in'}.",
        kind=Kind.SIGN_IN_NEEDED,
        detail="Nothing was changed; until then it goes on as it is.",
        advice="Ask anew." if by_itself else "Sign in again.",
        terminal_advice=f"Use: oauth-desk reconnect {shlex.quote(connection.name)} --update.",
        remedy=Remedy.SIGN_IN,
    )


def changed_once_more(connection: Connection) -> DeskError:
    """Return the error for settings that are not the ones that were read."""
    return DeskError(
        "changed_once_more",
        f"The new settings of “{connection.name}” have just changed once more.",
        kind=Kind.USAGE,
        detail="Nothing was changed.",
        advice="Read what changes now.",
    )


def hosts_unseen(connection: Connection, update: Update) -> DeskError:
    """Return the error for hosts that nobody said yes to."""
    return DeskError(
        "new_hosts",
        f"The new settings of “{connection.name}” send to hosts that it did not use before.",
        kind=Kind.USAGE,
        detail=f"They are {listed(list(update.hosts))}. Nothing was changed.",
        terminal_advice="If they belong to the service, add --accept-hosts.",
    )
