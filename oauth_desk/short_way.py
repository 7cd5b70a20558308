"""The short way to a fresh token: a look at one connection, for scripts that ask often.

It needs no event loop, no parser of all commands and no log, and it does nothing
but read. Whatever is not plain, an error above all, is left to the program.
"""

# Imports stand in functions here: what is not needed is not loaded.
# ruff: noqa: PLC0415

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from oauth_desk.adapters.vault.glance import HeldToken
    from oauth_desk.cli.output import Output
    from oauth_desk.cli.plain_token import PlainToken

KEYRING_SECONDS: Final = 3.0
"""How long the keyring may take to answer here; the program gives it longer."""


def answered(argv: Sequence[str]) -> int | None:
    """Print the token that was asked for and return the exit code; None where nothing was said or done."""
    if "token" not in argv:
        return None
    from oauth_desk.cli.plain_token import plain_token

    asked = plain_token(argv, os.environ)
    if asked is None:
        return None
    from oauth_desk.cli.endings import ended, make_streams_safe
    from oauth_desk.cli.output import Output

    make_streams_safe()
    out = Output(json=asked.json)
    return ended(lambda: _told(asked, out), out, "token")


def _told(asked: "PlainToken", out: "Output") -> int | None:
    try:
        held = _held(asked)
    except Exception:  # noqa: BLE001 - whatever it is, the program finds it too, and has words for it
        return None
    if held is None:
        return None
    from oauth_desk.cli.token_answer import tell_token

    return tell_token(
        out,
        held.name,
        held.access_token,
        token_type=held.token_type,
        expires_at=held.expires_at,
        scopes=held.scopes,
    )


def _held(asked: "PlainToken") -> "HeldToken | None":
    """Return the token if it is fresh by the rule that the renewer has."""
    import time

    from oauth_desk.adapters.keyring_choice import secret_service_is_meant
    from oauth_desk.adapters.vault.glance import NotPlain, glance
    from oauth_desk.data_home import linux_data_dir
    from oauth_desk.domain.freshness import outlasts

    folder = asked.data_dir or linux_data_dir()
    if folder is None or folder.startswith("~") or not secret_service_is_meant():
        return None
    # pathlib takes longer to load than all this takes.
    path = os.path.join(os.getcwd(), folder, "vault.db")  # noqa: PTH109, PTH118
    try:
        held = glance(path, asked.name, _key)
    except NotPlain:
        return None
    return held if outlasts(held.obtained_at, held.expires_at, time.time(), asked.min_valid) else None


def _key(vault_id: str) -> bytes | None:
    """Return the vault's key from an unlocked keyring; None where that asks for more."""
    from oauth_desk.adapters.ring import attributes_of, key_in
    from oauth_desk.adapters.unlocked_secret import NotAtHand, unlocked_secret

    try:
        secret = unlocked_secret(attributes_of(vault_id), within=KEYRING_SECONDS)
    except NotAtHand:
        return None
    return None if secret is None else key_in(secret)
