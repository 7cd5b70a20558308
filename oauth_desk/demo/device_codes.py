"""The device flow's codes as a state machine (RFC 8628): time is an argument."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from oauth_desk.demo.clients import digest_of
from oauth_desk.demo.grants import Permission
from oauth_desk.demo.refusal import Refusal

DEVICE_CODE_LIFE: Final = 600.0
INTERVAL: Final = 2.0
SLOWER: Final = 5.0
WAITING_LIMIT: Final = 200
_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels: no words; all easy to tell apart (RFC 8628 §6.1)."""


@dataclass(slots=True)
class DeviceCode:
    """One device that waits. ``permission`` or ``denied`` is set by the person."""

    user_code: str
    client_id: str
    scopes: tuple[str, ...]
    expires_at: float
    interval: float = INTERVAL
    last_poll: float | None = None
    permission: Permission | None = None
    denied: bool = False

    @property
    def decided(self) -> bool:
        """Tell whether the person has answered."""
        return self.denied or self.permission is not None


class DeviceCodes:
    """All devices that wait."""

    def __init__(self, mint: Callable[[], str]) -> None:
        self._mint = mint
        self._waiting: dict[str, DeviceCode] = {}

    def open(self, client_id: str, scopes: tuple[str, ...], now: float) -> tuple[str, DeviceCode]:
        """Return a new device code and its record."""
        self._waiting = {key: code for key, code in self._waiting.items() if now < code.expires_at}
        if len(self._waiting) >= WAITING_LIMIT:
            raise Refusal("temporarily_unavailable", "Too many devices are waiting.", status=503)
        secret = self._mint()
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        code = DeviceCode(f"{letters[:4]}-{letters[4:]}", client_id, scopes, now + DEVICE_CODE_LIFE)
        self._waiting[digest_of(secret)] = code
        return secret, code

    def find(self, typed: str, now: float) -> DeviceCode | None:
        """Return the undecided device with that user code, however it was typed (RFC 8628 §6.1)."""
        wanted = "".join(letter for letter in typed.upper() if letter in _LETTERS)
        for code in self._waiting.values():
            if code.user_code.replace("-", "") == wanted and now < code.expires_at and not code.decided:
                return code
        return None

    def poll(self, device_code: str, client_id: str, now: float) -> Permission:
        """Return what was allowed, once; else raise the refusal to answer with (RFC 8628 §3.5)."""
        key = digest_of(device_code)
        code = self._waiting.get(key)
        if code is None or code.client_id != client_id:
            raise Refusal("invalid_grant", "This device code is not known.")
        if now >= code.expires_at:
            raise Refusal("expired_token", "The device code ran out.")
        if code.denied:
            del self._waiting[key]
            raise Refusal("access_denied", "The person said no.")
        if code.permission is not None:
            del self._waiting[key]
            return code.permission
        if code.last_poll is not None and now - code.last_poll < code.interval:
            code.last_poll = now
            code.interval += SLOWER
            raise Refusal("slow_down", "Polled too often: five seconds more from now on.")
        code.last_poll = now
        raise Refusal("authorization_pending", "The person has not answered yet.")
