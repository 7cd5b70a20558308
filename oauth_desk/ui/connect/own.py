"""Services that nobody signs in to, as the wizard makes them: what was given, and what that makes."""

from collections.abc import Mapping

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.service import Service
from oauth_desk.services.overrides import Overrides, overridden
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.proof import path_of


def with_key(service: Service, typed: Mapping[Detail, str]) -> Service:
    """Return the service with the key that was chosen, and on whose behalf it asks; raise DeskError."""
    given = Overrides(
        private_key_file=path_of(typed.get(Detail.KEY_FILE)),
        key_id=typed.get(Detail.KEY_ID) or None,
        subject=typed.get(Detail.SUBJECT) or None,
    )
    return overridden(service, given)


def may_stand_for_somebody(service: Service) -> bool:
    """Tell whether the statement may still say on whose behalf it is made."""
    said = service.assertion
    return service.grant is Grant.JWT_BEARER and said.subject is None and "assertion.subject" not in service.locked


def heading(service: Service) -> tuple[str, str]:
    """Return title and words of the page that asks for it."""
    if service.grant is Grant.TOKEN_EXCHANGE:
        return (
            f"Go through another connection to {service.name}",
            "Nobody signs in here: you are known already from a service where you are signed in.",
        )
    what = "a key" if service.grant is Grant.JWT_BEARER else "what it was given there"
    return f"Let this program in to {service.name}", f"Nobody signs in here: the program shows {what}."


def steps(service: Service) -> tuple[str, ...]:
    """Return what to do, in plain words, where the profile has no words of its own."""
    match service.grant:
        case Grant.JWT_BEARER:
            return (
                "Open the service’s page for developers, and make an account for programs there, with a key.",
                "The page gives you the key as a file, once. Choose that file here.",
                "Delete the file when this program is connected: it keeps the key, encrypted.",
            )
        case Grant.TOKEN_EXCHANGE:
            return (
                "Connect the service that you sign in to, if it is not in your list yet.",
                f"Choose that connection here. {service.name} has to trust it; whoever runs {service.name} knows.",
            )
    return (
        "Ask whoever runs the service for access for a program, or make it on the page for developers.",
        "Copy the client ID and the secret into the fields here.",
    )
