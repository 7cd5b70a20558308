"""The way out of a failure: where to go back to, what to look at there, and whether trying again makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.errors import DeskError, Remedy
from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.detail import Detail
from oauth_desk.ui.connect.steps import Step

_PROOF: Final = (Detail.KEY_FILE, Detail.CERTIFICATE, Detail.CLIENT_ID, Detail.CLIENT_SECRET)
_DETAILS: Final[Mapping[str, tuple[Detail, ...]]] = MappingProxyType(
    {
        # what a service called it
        "invalid_client": _PROOF,
        "incorrect_client_credentials": _PROOF,
        "unauthorized_client": _PROOF,
        "invalid_redirect_uri": (Detail.REDIRECT, Detail.CLIENT_ID),
        "redirect_uri_mismatch": (Detail.REDIRECT, Detail.CLIENT_ID),
        "invalid_scope": (Detail.SCOPES, *_PROOF),  # where they were typed, and not ticked
        # what this program calls it
        "settings_problem": _PROOF,
        "client_needed": _PROOF,
        "registration_failed": _PROOF,
        "bad_client_id": (Detail.CLIENT_ID,),
        "bad_redirect_uri": (Detail.REDIRECT,),
        "bad_client_file": (Detail.KEY_FILE, Detail.CERTIFICATE),
        "passphrase_for_key_needed": (Detail.KEY_PASSPHRASE,),
        "certificate_ended": (Detail.CERTIFICATE,),
        "key_refused": (Detail.KEY, Detail.KEY_FILE),
        "key_over": (Detail.KEY,),
        "bad_key": (Detail.KEY,),
        "source_needed": (Detail.SOURCE,),
        "source_gone": (Detail.SOURCE,),
        "source_circle": (Detail.SOURCE,),
        "source_empty": (Detail.SOURCE,),
        "source_refused": (Detail.SOURCE,),
        "answer_needed": (),
    }
)
"""What is mended in the settings, and where the keyboard goes: to the first of these that is asked for."""
_PERMISSIONS: Final = frozenset({"invalid_scope"})
_ELSEWHERE: Final = frozenset(
    {"no_endpoints", "unsafe_address", "client_document", "bad_request", "usage", "locked_field", "no_such_service"}
)
"""What nobody mends here: another service, or another file, is the way on."""
_BY_HAND: Final = frozenset({"client_needed", "registration_failed"})
"""What an own registration mends, also where the service should have needed none."""
_LABELS: Final = MappingProxyType(
    {
        Step.CHOOSE: "Choose another service",
        Step.DETAILS: "Back to the settings",
        Step.PERMISSIONS: "Back to the permissions",
    }
)
_ADVICE: Final = MappingProxyType(
    {
        Step.CHOOSE: "Choose another service, or ask whoever gave you this one.",
        Step.DETAILS: "Look at the settings once more.",
        Step.PERMISSIONS: "Untick what the service does not allow.",
        Step.WAITING: "Try again in a moment.",
    }
)


@dataclass(frozen=True, slots=True)
class WayOut:
    """``step`` is where Back leads; ``first`` whether that, and not trying again, is what most want.

    ``details`` are looked at there. ``own_client``: a registration is asked for though none
    seemed needed. ``browser``: trying again goes through the browser. ``page``: the
    service's own page helps. ``advice`` stands where the error has none, or with
    ``adds`` behind the error's own.
    """

    step: Step
    back: str
    retry: str = "Try again"
    first: bool = False
    details: tuple[Detail, ...] = ()
    own_client: bool = False
    browser: bool = False
    page: bool = False
    advice: str = ""
    adds: bool = False


def way_out(error: DeskError, steps: tuple[Step, ...], service: Service) -> WayOut:
    """Return the way out of a failed way through these steps."""
    if error.said in _PERMISSIONS and Step.PERMISSIONS in steps:
        return _to(Step.PERMISSIONS, first=True)
    details = _DETAILS.get(error.said, _DETAILS.get(error.code))
    if details is not None:
        return _by_settings(error, steps, service, details)
    if error.code in _ELSEWHERE and Step.CHOOSE in steps:
        return _to(Step.CHOOSE, first=True)
    before = _before(steps)
    if error.code == "no_device_flow":
        return WayOut(before, _LABELS.get(before, "Back"), retry="Use this computer’s browser", browser=True)
    if error.code == "timed_out" and Step.DETAILS in steps:
        return WayOut(Step.DETAILS, _LABELS[Step.DETAILS], details=_PROOF, page=True, advice=_NO_PAGE, adds=True)
    return WayOut(before, _LABELS.get(before, "Back"), advice=_ADVICE[Step.WAITING])


def _by_settings(error: DeskError, steps: tuple[Step, ...], service: Service, details: tuple[Detail, ...]) -> WayOut:
    """Return the way to settings that do not fit; where nothing was asked, somebody else has made them."""
    before = _before(steps)
    if error.remedy is Remedy.REGISTER_AGAIN:
        return WayOut(before, _LABELS.get(before, "Back"), retry="Register again")
    if Step.DETAILS in steps:
        return _to(Step.DETAILS, first=True, details=details, page=True)
    if error.code in _BY_HAND and not service.asks_by_itself and "client.client_id" not in service.locked:
        return WayOut(Step.DETAILS, "Register it by hand", first=True, details=details, own_client=True, page=True)
    return WayOut(before, _LABELS.get(before, "Back"), advice=_PREPARED, adds=True)


def _before(steps: tuple[Step, ...]) -> Step:
    return steps[-2] if len(steps) > 1 else Step.WAITING


def _to(step: Step, *, first: bool, details: tuple[Detail, ...] = (), page: bool = False) -> WayOut:
    return WayOut(step, _LABELS[step], first=first, details=details, page=page, advice=_ADVICE[step])


_NO_PAGE: Final = (
    "If the browser showed a mistake instead of a page to sign in, look whether the client ID is right, and the "
    "redirect address registered."
)
_PREPARED: Final = "Whoever prepared this service for you can correct it."
