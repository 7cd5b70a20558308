"""What ``token`` prints."""

from collections.abc import Sequence

from oauth_desk.cli.output import DONE, Output, timestamp
from oauth_desk.domain.secret import Secret


def tell_token(
    out: Output, name: str, access_token: Secret, *, token_type: str, expires_at: float | None, scopes: Sequence[str]
) -> int:
    """Print a live access token and nothing else; return the exit code."""
    if not out.json:
        out.exact(access_token.reveal())
        if token_type.lower() == "dpop":
            out.note("This access token is bound to a key (DPoP). Only “oauth-desk request” can use it.")
    out.value(
        {
            "name": name,
            "access_token": access_token.reveal(),
            "token_type": token_type,
            "expires_at": timestamp(expires_at),
            "scopes": list(scopes),
        }
    )
    return DONE
