"""``token`` and ``refresh``."""

import argparse
from functools import partial

from oauth_desk.cli.connections import find, opened, outcome_row, standing
from oauth_desk.cli.output import DONE, Output
from oauth_desk.cli.patience import patiently
from oauth_desk.cli.token_answer import tell_token
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.services.desk import Desk
from oauth_desk.services.renewal_wish import RenewalResult


async def token(args: argparse.Namespace, desk: Desk, out: Output) -> int:
    """Print a live access token and nothing else; any that lives will do, whatever the last renewal said."""
    await opened(desk, args)
    wanted = find(desk, args.name).id
    ensure_fresh = partial(desk.renewer.ensure_fresh, wanted, min_valid=args.min_valid)
    connection = await patiently(desk, wanted, out, ensure_fresh)
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
    wanted = find(desk, args.name).id

    async def saved_later() -> RenewalResult:
        return RenewalResult(desk.book.require(wanted), "renewed")

    result = await patiently(desk, wanted, out, partial(desk.renewer.renew, wanted), saved_later)
    connection = result.connection
    by = " by another copy of the program" if result.outcome == "adopted" else ""
    out.line(f"“{connection.name}” was renewed{by}. {standing(desk, connection)}")
    out.value(outcome_row(desk, connection, result.outcome))
    return DONE
