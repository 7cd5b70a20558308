"""The device flow's codes, with time as an argument (RFC 8628)."""

import itertools

import pytest

from oauth_desk.demo.device_codes import DEVICE_CODE_LIFE, INTERVAL, SLOWER, DeviceCodes
from oauth_desk.demo.grants import Permission
from oauth_desk.demo.refusal import Refusal


@pytest.fixture
def codes() -> DeviceCodes:
    """Begin with no device."""
    numbers = itertools.count()
    return DeviceCodes(lambda: f"device-{next(numbers)}")


def refused(codes: DeviceCodes, secret: str, now: float, client: str = "app") -> str:
    """Poll and return the error."""
    with pytest.raises(Refusal) as caught:
        codes.poll(secret, client, now)
    return caught.value.error


def test_pending_then_allowed_once(codes: DeviceCodes) -> None:
    """A device waits until the person allows it, and gets the answer once."""
    secret, code = codes.open("app", ("openid",), 0.0)
    assert refused(codes, secret, 1.0) == "authorization_pending"
    code.permission = Permission("app", "ana", ("openid",), 1.0)
    assert codes.poll(secret, "app", 4.0).subject == "ana"
    assert refused(codes, secret, 7.0) == "invalid_grant"


def test_polling_too_fast_slows_down_for_good(codes: DeviceCodes) -> None:
    """A poll before the interval is over adds five seconds to it."""
    secret, code = codes.open("app", (), 0.0)
    assert refused(codes, secret, 0.0) == "authorization_pending"
    assert refused(codes, secret, INTERVAL / 2) == "slow_down"
    assert code.interval == INTERVAL + SLOWER
    assert refused(codes, secret, INTERVAL / 2 + INTERVAL + 1) == "slow_down"


def test_denied(codes: DeviceCodes) -> None:
    """A refusal of the person ends the wait."""
    secret, code = codes.open("app", (), 0.0)
    code.denied = True
    assert refused(codes, secret, 1.0) == "access_denied"


def test_runs_out(codes: DeviceCodes) -> None:
    """A code that nobody typed in ten minutes is over, for the device and for the person."""
    secret, code = codes.open("app", (), 0.0)
    assert refused(codes, secret, DEVICE_CODE_LIFE) == "expired_token"
    assert codes.find(code.user_code, DEVICE_CODE_LIFE) is None


def test_other_client_learns_nothing(codes: DeviceCodes) -> None:
    """A device code belongs to the program that asked for it."""
    secret, _ = codes.open("app", (), 0.0)
    assert refused(codes, secret, 1.0, client="other") == "invalid_grant"


def test_user_code_is_found_as_people_type(codes: DeviceCodes) -> None:
    """Case, spaces and dashes do not matter."""
    _, code = codes.open("app", (), 0.0)
    typed = f" {code.user_code.lower().replace('-', ' ')} "
    assert codes.find(typed, 1.0) is code
    assert codes.find("", 1.0) is None
    code.denied = True
    assert codes.find(typed, 1.0) is None
