"""The words for calls that failed: below HTTP, at the token endpoint, at the sign-in page."""

from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services.ports import TransportError, TransportFault, Trust
from oauth_desk.services.registration_words import forgotten, too_narrow

SETTINGS_ERRORS: Final = frozenset(
    {
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
        "invalid_scope",
        "invalid_target",
        "invalid_redirect_uri",
    }
)
"""Errors that blame this program's registration, not the person (NORMS C56)."""

_OF_GITHUB: Final = frozenset({"redirect_uri_mismatch", "incorrect_client_credentials"})
"""What GitHub calls two of these, at a sign-in alone."""

_REGISTRATION: Final = (
    "{name} refuses this program’s registration.",
    "Check the client ID, its secret and the permissions against what the service shows for your app.",
)
_ANOTHER_ADDRESS: Final = (
    "{name} does not know the address that the browser comes back to.",
    "Register exactly the address that is shown in the settings, also whether it ends with a slash.",
)
_WRONG_CLIENT: Final = (
    "{name} refuses this program’s registration.",
    "Copy the client ID and the secret once more from the page of {name}; one of them is wrong, or was renewed there.",
)
_REFUSALS: Final = {
    "invalid_client": _WRONG_CLIENT,
    "incorrect_client_credentials": _WRONG_CLIENT,
    "invalid_scope": (
        "{name} does not allow one of the permissions asked for.",
        "Ask for fewer, or allow them for your app on the page of {name} first.",
    ),
    "invalid_redirect_uri": _ANOTHER_ADDRESS,
    "redirect_uri_mismatch": _ANOTHER_ADDRESS,
}
"""Title and advice, where more is known than that the settings do not fit."""

_TRY_AGAIN: Final = "Check the network and try again."

_UNREACHABLE: Final = {
    TransportFault.DNS: ("{name} cannot be reached: its address was not found.", _TRY_AGAIN),
    TransportFault.REFUSED: ("{name} cannot be reached: nothing answers at its address.", _TRY_AGAIN),
    TransportFault.TLS: (
        "The connection to {name} is not safe, so nothing was sent.",
        "Check this computer’s date, and whether the network asks you to log in first.",
    ),
    TransportFault.PROXY: (
        "{name} cannot be reached: the proxy on the way does not pass it on.",
        "Check the proxy in the settings of this program or of this computer.",
    ),
    TransportFault.PROXY_SIGN_IN: (
        "{name} cannot be reached: the proxy on the way wants a user name and password.",
        "Ask whoever runs the proxy to let this computer through; the README says how to give a password.",
    ),
    TransportFault.TIMEOUT: ("{name} did not answer in time.", "Try again in a moment."),
    TransportFault.DISCONNECTED: ("{name} cut the connection off.", "Try again in a moment."),
    TransportFault.TOO_LARGE: ("{name} answered with far more than expected.", ""),
    TransportFault.OTHER: ("{name} cannot be reached.", _TRY_AGAIN),
}


def trust_of(service: Service) -> Trust | None:
    """Return the TLS settings of a service; None for the system's."""
    security = service.security
    trust = Trust(
        ca_file=security.ca_file if security.authorities is None else None,
        client_certificate=security.client_certificate if security.certificate is None else None,
        authorities=security.authorities,
        certificate=security.certificate,
        told=service.told,
    )
    return None if trust == Trust() else trust


def unreachable(service: Service, error: TransportError) -> DeskError:
    """Word a call to a service that got no answer."""
    return no_answer(service.name, error)


def no_answer(name: str, error: TransportError) -> DeskError:
    """Word a call to ``name``, a service or a host, that got no answer."""
    if error.fault is TransportFault.NOT_PUBLIC:
        return unsafe_place(error.detail)
    if error.fault is TransportFault.BAD_REQUEST:
        return DeskError("bad_request", "This cannot be sent.", kind=Kind.USAGE, detail=sentence(error.detail))
    if error.fault is TransportFault.CERTIFICATE:
        return _certificate_refused(name, error)
    title, advice = _UNREACHABLE[error.fault]
    return DeskError(
        "unreachable",
        title.format(name=name),
        kind=Kind.UNREACHABLE,
        detail=sentence(error.detail),
        advice=advice,
        remedy=Remedy.RETRY,
    )


def _certificate_refused(name: str, error: TransportError) -> DeskError:
    return DeskError(
        "settings_problem",
        f"{name} does not accept this program’s certificate.",
        kind=Kind.SETTINGS,
        detail=sentence(error.detail),
        advice="Check the client certificate of the service: whether it has ended, and whether the service knows it.",
        remedy=Remedy.FIX_SETTINGS,
    )


def unsafe_place(reason: str) -> DeskError:
    """Word an address that a document told and that must not be used (NORMS C82)."""
    return DeskError(
        "unsafe_address",
        "The sign-in information at this address is not safe to use.",
        kind=Kind.SETTINGS,
        detail=sentence(reason),
        advice="Nothing was sent there. Tell whoever runs the service.",
    )


def exchange_refused(service: Service, error: TokenError) -> DeskError:
    """Word a service that did not let a sign-in come to its end."""
    if error.error == "invalid_client" and service.client.registered_dynamically:
        return forgotten(service, _reason(error.error, error.description))
    if error.error in SETTINGS_ERRORS | _OF_GITHUB:
        return registration_refused(service, error.error, error.description)
    return DeskError(
        "exchange_failed",
        f"{service.name} did not complete the sign-in.",
        detail=_reason(error.error, error.description) or f"It answered with status {error.status}.",
        advice="Nothing was stored; try again.",
        remedy=Remedy.RETRY,
    )


def sign_in_declined(service: Service, error: str, description: str, scopes: tuple[str, ...] = ()) -> DeskError:
    """Word an error that the service's sign-in page sent back; ``scopes`` were asked for."""
    more = not frozenset(scopes) <= frozenset(service.scopes)
    if error == "invalid_scope" and more and service.client.registered_dynamically:
        return too_narrow(service, _reason(error, description))
    if error == "invalid_client" and service.client.registered_dynamically:
        return forgotten(service, _reason(error, description))
    if error in SETTINGS_ERRORS | _OF_GITHUB:
        return registration_refused(service, error, description)
    if error in {"access_denied", *service.quirks.denied_errors}:
        return DeskError(
            "denied",
            "The sign-in was declined.",
            detail=_reason(error, description),
            advice="Nothing was stored; try again if this was not meant.",
            remedy=Remedy.RETRY,
        )
    return DeskError(
        "denied",
        f"{service.name} did not complete the sign-in.",
        detail=_reason(error, description),
        advice="Nothing was stored; try again.",
        remedy=Remedy.RETRY,
    )


def registration_refused(service: Service, error: str, description: str) -> DeskError:
    """Word a service that does not accept how this program is registered with it."""
    title, advice = _REFUSALS.get(error, _REGISTRATION)
    return DeskError(
        "settings_problem",
        title.format(name=service.name),
        kind=Kind.SETTINGS,
        detail=_reason(error, description),
        advice=advice.format(name=service.name),
        remedy=Remedy.FIX_SETTINGS,
        said=error,
    )


def unusable_client(service: Service, error: UnusableClient) -> DeskError:
    """Word a registration that this program cannot prove itself with."""
    return DeskError(
        "settings_problem",
        f"This program’s registration with {service.name} cannot be used.",
        kind=Kind.SETTINGS,
        detail=sentence(str(error)),
        advice="Correct the client settings of the service.",
        remedy=Remedy.FIX_SETTINGS,
    )


def _reason(error: str, description: str) -> str:
    """Join what the service said; both parts are cleaned already (NORMS C30)."""
    return sentence(": ".join(part for part in (error, description) if part))


def sentence(text: str) -> str:
    """Return ``text`` with a capital and a full stop, unless it starts with a code such as ``invalid_grant``."""
    text = text.strip()
    if not text:
        return ""
    first = text.partition(" ")[0]
    if "_" not in first:
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" else f"{text}."
