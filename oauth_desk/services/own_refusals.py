"""The words for connecting where nobody signs in, when it does not work the first time."""

from dataclasses import dataclass
from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.service import Service
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services.faults import exchange_refused, sentence

_CLIENT_ERRORS: Final = range(400, 500)
_PASSING: Final = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_NOT_LIKE_THIS: Final = frozenset({"unauthorized_client", "unsupported_grant_type"})


@dataclass(frozen=True, slots=True)
class _Needed:
    """What only a person can bring: in words, and as an option of the command line."""

    words: str
    terminal: str


def access_refused(service: Service, error: TokenError) -> DeskError:
    """Word a service that gives the program no access: what it refuses is a matter of settings (NORMS C56)."""
    said = sentence(": ".join(part for part in (error.error, error.description) if part))
    if error.error in _NOT_LIKE_THIS:
        title = f"{service.name} does not let programs in by themselves, or not this one."
        return _settings(title, said, "Whoever runs the service can allow it.")
    if error.error == "invalid_scope":
        title = f"{service.name} does not give this program one of the permissions asked for."
        return _settings(title, said, "Ask whoever runs the service to allow them, or ask for fewer.", error.error)
    told = exchange_refused(service, error)
    if told.code != "exchange_failed":
        return told
    told.title = f"{service.name} gave no access."
    if error.error and error.status in _CLIENT_ERRORS and error.error not in _PASSING:
        # Nobody but this program asked: whatever the service calls it, it is about how it is set up.
        return _settings(told.title, said, "Check at the service what this program may ask for, and how.")
    return told


def _settings(title: str, detail: str, advice: str, code: str = "") -> DeskError:
    return DeskError(
        "settings_problem",
        title,
        kind=Kind.SETTINGS,
        detail=detail,
        advice=advice,
        remedy=Remedy.FIX_SETTINGS,
        said=code,
    )


def proof_needed(service: Service) -> DeskError:
    """Return the error for a service that has to know the program first, or to see something that proves it."""
    known = service.client.client_id is not None
    if service.grant is Grant.JWT_BEARER:
        needed = _Needed("a key to sign with", terminal="--client-key-file FILE")
    elif known:
        needed = _Needed("a secret or a key for this program", terminal="--client-secret-file FILE")
    else:
        needed = _Needed("a client ID, and what goes with it", terminal="--client-id ID and --client-secret-file FILE")
    advice = "Whoever runs the service hands it out."
    return DeskError(
        "client_needed",
        f"{service.name} needs {needed.words}.",
        kind=Kind.SETTINGS,
        detail="Nobody signs in here: the program itself proves what it is.",
        advice=f"{advice} Enter it, or put it into a profile file.",
        terminal_advice=f"{advice} Give {needed.terminal}, or put it into a profile file.",
        remedy=Remedy.FIX_SETTINGS,
    )


def key_refused(service: Service, said: str) -> DeskError:
    """Word a service that does not take what was signed with the key."""
    return DeskError(
        "key_refused",
        f"{service.name} refuses the key.",
        kind=Kind.SETTINGS,
        detail=f"It said: {said}" if said else "",
        advice="Check at the service whether the key still exists, and who may use it.",
        remedy=Remedy.FIX_SETTINGS,
    )


def clock_refused(service: Service, apart: str, said: str) -> DeskError:
    """Word a service whose clock is another one."""
    return DeskError(
        "clock_apart",
        f"{service.name} refuses what was signed at a wrong time: {apart}.",
        detail=f"It said: {said}" if said else "",
        advice="Set this computer’s date and time, and try again.",
        remedy=Remedy.RETRY,
    )


def source_refused(service: Service, source: str, said: str) -> DeskError:
    """Word a service that does not take the other connection's token."""
    return DeskError(
        "source_refused",
        f"{service.name} does not accept what “{source}” gives.",
        kind=Kind.SETTINGS,
        detail=f"It said: {said}" if said else "",
        advice="Look whether it belongs to a service that this one trusts, or go through another one.",
        remedy=Remedy.FIX_SETTINGS,
    )


def nothing_to_paste() -> DeskError:
    """Return the error for pasting where no browser takes part."""
    return DeskError("bad_paste", "There is nothing to paste: no browser is needed here.", kind=Kind.USAGE)
