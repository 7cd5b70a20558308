"""A connection as a service file for a colleague: what is in it, in words, and what cannot be shared."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.profile import ProfileError, parse_profile
from oauth_desk.domain.profile_sharing import Shared, shared_profile
from oauth_desk.domain.service import Service


def shared(connection: Connection, known: Service | None) -> Shared:
    """Return the profile of a connection's service, with the permissions it asks for; raise DeskError."""
    service = connection.service
    if service.is_demo:
        raise DeskError(
            "demo_not_shared",
            "The demo service runs on this computer alone.",
            kind=Kind.USAGE,
            advice="A colleague can try it in the program itself.",
        )
    if connection.scopes_asked:
        service = replace(service, scopes=connection.scopes_asked)
    made = shared_profile(service, known)
    try:
        parse_profile(made.text)
    except ProfileError as error:
        raise _not_shareable(service, error) from None
    return made


def told_of(made: Shared) -> str:
    """Say what is in the file and what is not."""
    service = parse_profile(made.text)
    held = {
        "the addresses of the service": True,
        "its client ID": service.client.client_id,
        "permissions": service.scopes,
    }
    asked = f" Your colleague brings {_listed(made.missing)}." if made.missing else ""
    return (
        f"The file holds {_listed([what for what, there in held.items() if there])}. "
        f"It does not hold {_kept_back(service)}.{asked}"
    )


def _kept_back(service: Service) -> str:
    if service.asks_by_itself:
        return "any key or secret"
    return f"who you are, {'your key' if service.key else 'your sign-in'} or any secret"


def file_name(service: Service) -> str:
    """Return how the file is called unless somebody says otherwise."""
    return f"{service.id}.oauth-desk.toml"


def not_written(path: Path, error: OSError) -> DeskError:
    """Word a file that cannot be written."""
    if isinstance(error, FileExistsError):
        return DeskError(
            "file_exists",
            f"There is a file {path} already.",
            kind=Kind.USAGE,
            advice="Choose another name.",
        )
    reason = (error.strerror or "it cannot be written").lower()
    return DeskError(
        "not_written",
        f"{path.name} was not written.",
        detail=f"{reason[:1].upper()}{reason[1:]}.",
        advice="Choose another folder.",
    )


def _listed(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def _not_shareable(service: Service, error: ProfileError) -> DeskError:
    return DeskError(
        "not_shareable",
        f"What is known of {service.name} does not fit into a service file.",
        kind=Kind.SETTINGS,
        detail=f"{error.message[:1].upper()}{error.message[1:]}.",
        advice="Give your colleague the address that you connected.",
    )
