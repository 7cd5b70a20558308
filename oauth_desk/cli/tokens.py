"""``token`` and ``refresh``."""

import argparse

from oauth_desk.cli.connections import find, opened, outcome_row, standing
from oauth_desk.cli.output import DONE, Output
from oauth_desk.cli.token_answer import tell_token
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.services.desk import Desk


async def token(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Print a live access token and nothing else; any that lives will do, whatever the last renewal said."""
    await opened(desk, args)
    connection = await desk.renewer.ensure_fresh(find(desk, args.name).id, min_valid=args.min_valid)
    tokens = connection.tokens
    if tokens.access_token is None:
        raise DeskError(
            "sign_in_needed",
            f"“{connection.name}” has no access token.",
            kind=Kind.SIGN_IN_NEEDED,
            advice=f"Sign in again on “{connection.name}”.",
            remedy=Remedy.SIGN_IN,
        )
    return tell_token(
        out,
        connection.name,
        tokens.access_token,
        token_type=tokens.token_type,
        expires_at=tokens.expires_at,
        scopes=tokens.scopes,
    )


async def refresh(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Renew now."""
    await opened(desk, args)
    result = await desk.renewer.renew(find(desk, args.name).id)
    connection = result.connection
    by = " by another copy of the program" if result.outcome == "adopted" else ""
    out.line(f"“{connection.name}” was renewed{by}. {standing(desk, connection)}")
    out.value(outcome_row(desk, connection, result.outcome))
    return DONE
