"""The words for sign-ins that cannot begin, or do not come back by themselves."""

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.services.way_back import comes_back_here


def port_taken(port: int, redirect_uri: str) -> DeskError:
    """Return the error for a port that another program uses."""
    return DeskError(
        "port_taken",
        f"Another program uses port {port}, which this sign-in needs.",
        detail=f"The service sends the browser back to {redirect_uri}.",
        advice="End that program, or wait for the other sign-in to finish; then try again.",
        remedy=Remedy.RETRY,
    )


def cannot_listen(redirect_uri: str, error: OSError | ValueError) -> DeskError:
    """Return the error for an address that nothing can be waited for at."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return DeskError(
        "cannot_listen",
        "This computer cannot wait for the browser to come back.",
        kind=Kind.SETTINGS,
        detail=f"{redirect_uri}: {reason or 'no reason given'}.",
        advice="Check the address to come back to in the service’s profile.",
        remedy=Remedy.FIX_SETTINGS,
    )


def paste_words(redirect_uri: str) -> str:
    """Say in a terminal what to do where the browser does not come back by itself."""
    if comes_back_here(redirect_uri):
        return "If the browser runs on another computer, paste the address it ends on here."
    return (
        f"The browser ends at {redirect_uri}, perhaps on a page that does not load. That is expected: paste the "
        "whole address it ends on here."
    )


def no_device_flow(service: Service) -> DeskError:
    """Return the error for a service without the device flow."""
    return DeskError(
        "no_device_flow",
        f"{service.name} does not offer signing in with a code on another device.",
        kind=Kind.USAGE,
        advice="Sign in with the browser instead.",
    )


def sign_in_first() -> DeskError:
    """Return the error for something that comes along while somebody signs in."""
    return DeskError(
        "sign_in_first",
        "This sign-in is still under way.",
        kind=Kind.USAGE,
        advice="Finish or cancel it; then open the other one again.",
    )
