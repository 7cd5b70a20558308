"""The walk at services that send nobody back to this computer: sign in, copy an address, paste it here."""

from typing import Final

from oauth_desk.services.browsers import gone_words
from oauth_desk.services.sign_in import SignInSession
from oauth_desk.services.way_back import comes_back_here


def is_wanted(session: SignInSession) -> bool:
    """Tell whether nothing goes on before the address that the browser ends on is pasted."""
    return bool(session.redirect_uri) and not comes_back_here(session.redirect_uri)


TITLE: Final = "Sign in, then paste an address here"


def steps(session: SignInSession) -> tuple[str, ...]:
    """Return the walk, step by step."""
    return (
        _first(session),
        "At the end the browser comes to a page that does not load, or that has nothing to tell you. That is expected.",
        "Copy that page’s address from the address bar, all of it, and paste it here.",
    )


def _first(session: SignInSession) -> str:
    name = session.service.name
    if session.browser_failed:
        return f"Copy the link, open it in a browser and sign in to {name} there; no browser could be started."
    if session.browser_gone is not None:
        return f"Sign in to {name}. {gone_words(session.browser_gone)}"
    return f"Sign in to {name} in the browser. We opened its page."
