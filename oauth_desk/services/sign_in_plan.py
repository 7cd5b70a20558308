"""What a person wants of a sign-in."""

from dataclasses import dataclass

from oauth_desk.domain.browser_choice import BrowserChoice
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.services.overrides import locked_scopes

LONGEST_WAIT = 300.0
"""Seconds that a sign-in waits for the person (NORMS C20)."""


@dataclass(frozen=True, slots=True)
class SignInPlan:
    """A sign-in to come.

    ``scopes`` None asks for what the connection, or else the service, asks by
    default. ``name`` None takes the service's name, made free; ``reconnect`` is
    the id of the connection to sign in again. ``timeout`` in seconds. ``key_passphrase``
    opens the files with the client's own key. ``register`` makes a new registration where
    the program made its own. ``source`` is the name of the connection to go through where
    its access is exchanged; None takes what the profile, or the connection, names.
    ``browser`` None takes the one that the connection signs in with, or else the usual one.
    """

    service: Service
    scopes: tuple[str, ...] | None = None
    name: str | None = None
    reconnect: str | None = None
    replace_account: bool = False
    open_browser: bool = True
    device: bool = False
    timeout: float = LONGEST_WAIT
    register: bool = False
    key_passphrase: Secret | None = None
    source: str | None = None
    browser: BrowserChoice | None = None


def scopes_of(plan: SignInPlan, service: Service, old: Connection | None) -> tuple[str, ...]:
    """Return the permissions to ask for; raise DeskError where an administrator has fixed others."""
    fixed = locked_scopes(service, plan.scopes)
    if fixed is not None:
        return fixed
    if plan.scopes is not None:
        return plan.scopes
    return old.scopes_asked if old is not None and old.scopes_asked else service.scopes


def hint_of(plan: SignInPlan, scopes: tuple[str, ...], old: Connection | None) -> str | None:
    """Tell an OpenID provider whom to expect, unless the person wants to change accounts."""
    if old is None or plan.replace_account or "openid" not in scopes:
        return None
    return old.account.label or None
