"""More permission for ``request``: named with the exact command, or signed in for with ``--step-up``."""

import shlex
from typing import Final

from oauth_desk.cli.connect import signed_in
from oauth_desk.cli.output import EXIT_CODES, FAILED, Output
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import Kind
from oauth_desk.services.api_call import ApiAnswer
from oauth_desk.services.desk import Desk
from oauth_desk.services.sign_in_plan import SignInPlan
from oauth_desk.services.step_up import is_the_same_again, wanted

SIGN_IN_NEEDED: Final = EXIT_CODES[Kind.SIGN_IN_NEEDED]


async def allowed(connection: Connection, answer: ApiAnswer, desk: Desk, out: Output) -> None:
    """Sign in for what the request lacks, in the browser; raise DeskError."""
    missing = answer.missing_scopes or ()
    out.note(f"oauth-desk: {connection.service.name} asks for another permission: {' '.join(missing)}.")
    plan = SignInPlan(service=connection.service, scopes=wanted(connection, missing), reconnect=connection.id)
    await signed_in(plan, desk, out, print_url=False)


def told(connection: Connection, answer: ApiAnswer, asked: tuple[str, ...], out: Output) -> int:
    """Say what the request lacks and what to do; return the exit code. ``asked``: signed in for just now."""
    missing = answer.missing_scopes or ()
    service = connection.service.name
    how, who = ("asked for", "this program") if connection.asks_by_itself else ("signed in for", "this account")
    if asked and is_the_same_again(asked, missing):
        out.note(
            f"oauth-desk: {service} still refuses: {' '.join(asked)} was {how} just now. Perhaps {who} may not do it; "
            "whoever runs the service can tell."
        )
        return FAILED
    if not missing:
        out.note(
            f"oauth-desk: {service} asks for another permission and does not name it. Its documentation may; then "
            f'{_reconnect(connection)} --scope "…" asks for it.'
        )
        return SIGN_IN_NEEDED
    command = f"{_reconnect(connection)} --scope {shlex.quote(' '.join(wanted(connection, missing)))}"
    out.note(
        f"oauth-desk: {service} asks for another permission: {' '.join(missing)}. Allow it with: {command} – then send "
        "the request again, or let --step-up do both."
    )
    return SIGN_IN_NEEDED


def _reconnect(connection: Connection) -> str:
    return f"oauth-desk reconnect {shlex.quote(connection.name)}"
