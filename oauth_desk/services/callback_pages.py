"""What the browser shows when a sign-in ends: fixed words, nothing from the request (NORMS C29)."""

from typing import Final

from oauth_desk.services.ports import CallbackPage

CONNECTED: Final = CallbackPage("Connected, you can close this tab", "OAuth Desk has what it needs.", good=True)

NOT_OURS: Final = CallbackPage(
    "Nothing to do here",
    "This address belongs to no sign-in that OAuth Desk is waiting for. You can close this tab.",
    good=False,
)

_FAILED: Final = {
    "denied": CallbackPage(
        "Not connected", "The sign-in was declined, and nothing was stored. You can close this tab.", good=False
    ),
    "wrong_account": CallbackPage(
        "Another account",
        "This is not the account of the connection; nothing was changed. OAuth Desk tells you what you can do.",
        good=False,
    ),
}

_OTHERWISE: Final = CallbackPage(
    "Not connected", "The sign-in did not work. OAuth Desk tells you why; you can close this tab.", good=False
)


def failed(code: str) -> CallbackPage:
    """Return the page for a sign-in that ended with the error ``code``."""
    return _FAILED.get(code, _OTHERWISE)
