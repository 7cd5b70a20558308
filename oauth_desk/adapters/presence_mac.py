"""Screen, sleep and idling on macOS. Written from Apple's documentation and never run.

The distributed notification centre tells of the screen, on the main thread's run
loop, which Qt runs. Sleep is only noticed afterwards, by the clock: announcing it
takes a run-loop source that this program does not have.
"""

import ctypes
from typing import Any, Final

from oauth_desk.adapters.signs import Tell
from oauth_desk.services.ports import Sign

_FOUNDATION: Final = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_GRAPHICS: Final = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_SIGNS: Final = {
    "com.apple.screenIsLocked": Sign.SCREEN_LOCKED,
    "com.apple.screenIsUnlocked": Sign.SCREEN_UNLOCKED,
}
_UTF8: Final = 0x08000100
_DELIVER_IMMEDIATELY: Final = 4
_HID_STATE: Final = 1
_ANY_INPUT: Final = 0xFFFFFFFF
_CALLBACK: Final = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class MacSignals:
    """A Signals on notifications."""

    def __init__(self) -> None:
        self._foundation: Any = ctypes.CDLL(_FOUNDATION)
        self._graphics: Any = ctypes.CDLL(_GRAPHICS)
        self._foundation.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        self._foundation.CFStringCreateWithCString.restype = ctypes.c_void_p
        self._foundation.CFStringCreateWithCString.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
        self._graphics.CGEventSourceSecondsSinceLastEventType.restype = ctypes.c_double
        self._graphics.CGEventSourceSecondsSinceLastEventType.argtypes = (ctypes.c_int32, ctypes.c_uint32)
        self._callbacks: list[Any] = []

    def start(self, tell: Tell) -> None:
        """Listen from now on."""
        add = self._foundation.CFNotificationCenterAddObserver
        add.argtypes = (*(ctypes.c_void_p,) * 2, _CALLBACK, *(ctypes.c_void_p,) * 2, ctypes.c_long)
        for name, sign in _SIGNS.items():
            callback = _CALLBACK(lambda *_, sign=sign: tell(sign, _nothing))
            self._callbacks.append(callback)
            text = self._foundation.CFStringCreateWithCString(None, name.encode(), _UTF8)
            add(self._centre(), id(self), callback, text, None, _DELIVER_IMMEDIATELY)

    def stop(self) -> None:
        """Listen no more."""
        remove = self._foundation.CFNotificationCenterRemoveEveryObserver
        remove.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        remove(self._centre(), id(self))
        self._callbacks.clear()

    def idle_seconds(self) -> float | None:
        """Return the age of the last input event."""
        return float(self._graphics.CGEventSourceSecondsSinceLastEventType(_HID_STATE, _ANY_INPUT))

    def _centre(self) -> Any:
        return self._foundation.CFNotificationCenterGetDistributedCenter()


def _nothing() -> None:
    """Nobody waits."""
