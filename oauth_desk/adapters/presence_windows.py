"""Screen, sleep and idling on Windows. Written from Microsoft's documentation and never run.

A window that is never shown gets ``WM_WTSSESSION_CHANGE`` for the session and
``WM_POWERBROADCAST`` for sleep, on a thread with a message loop of its own.
"""

import ctypes
import threading
from typing import Any, Final

from oauth_desk.adapters.signs import Tell
from oauth_desk.services.ports import Sign

_WM_QUIT: Final = 0x0012
_WM_POWERBROADCAST: Final = 0x0218
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_PBT_SUSPEND: Final = 0x0004
_PBT_RESUME: Final = (0x0007, 0x0012)
_SESSION: Final = {
    0x2: Sign.SCREEN_LOCKED,  # WTS_CONSOLE_DISCONNECT: another user's turn
    0x4: Sign.SCREEN_LOCKED,  # WTS_REMOTE_DISCONNECT
    0x7: Sign.SCREEN_LOCKED,  # WTS_SESSION_LOCK
    0x8: Sign.SCREEN_UNLOCKED,  # WTS_SESSION_UNLOCK
}
_CLASS: Final = "OAuthDeskPresence"
_SLEEP_HELD_SECONDS: Final = 1.5
"""Windows gives a program two seconds before it sleeps."""


class _LastInput(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint), ("time", ctypes.c_uint))


class WindowsSignals:
    """A Signals on a message loop."""

    def __init__(self) -> None:
        self._user: Any = ctypes.WinDLL("user32", use_last_error=True)  # type: ignore[attr-defined]
        self._kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
        self._terminal: Any = ctypes.WinDLL("wtsapi32", use_last_error=True)  # type: ignore[attr-defined]
        self._thread_id = 0
        self._tell: Tell | None = None
        self._procedure: Any = None

    def start(self, tell: Tell) -> None:
        """Listen from now on."""
        self._tell = tell
        threading.Thread(target=self._loop, name="presence", daemon=True).start()

    def stop(self) -> None:
        """End the message loop."""
        self._tell = None
        if self._thread_id:
            self._user.PostThreadMessageW(self._thread_id, _WM_QUIT, 0, 0)

    def idle_seconds(self) -> float | None:
        """Return the age of the last key or mouse event; the counter starts anew every 49 days."""
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if not self._user.GetLastInputInfo(ctypes.byref(last)):
            return None
        return float((self._kernel.GetTickCount() - last.time) & 0xFFFFFFFF) / 1000

    def _loop(self) -> None:
        from ctypes import wintypes  # noqa: PLC0415 - cannot be loaded elsewhere

        user = self._user
        word, long = ctypes.c_size_t, ctypes.c_ssize_t
        signature = ctypes.WINFUNCTYPE(long, wintypes.HWND, wintypes.UINT, word, long)  # type: ignore[attr-defined]

        class Class(ctypes.Structure):
            _fields_ = (
                ("style", wintypes.UINT),
                ("procedure", signature),
                ("class_extra", ctypes.c_int),
                ("window_extra", ctypes.c_int),
                ("instance", wintypes.HINSTANCE),
                ("icon", wintypes.HANDLE),
                ("cursor", wintypes.HANDLE),
                ("background", wintypes.HANDLE),
                ("menu", wintypes.LPCWSTR),
                ("name", wintypes.LPCWSTR),
            )

        user.DefWindowProcW.argtypes = (wintypes.HWND, wintypes.UINT, word, long)
        user.DefWindowProcW.restype = long
        user.CreateWindowExW.restype = wintypes.HWND
        self._procedure = signature(self._on_message)
        registered = Class(procedure=self._procedure, name=_CLASS)
        user.RegisterClassW(ctypes.byref(registered))
        # Hidden, but a top-level window: only those hear of sleep.
        window = user.CreateWindowExW(0, _CLASS, _CLASS, 0, 0, 0, 0, 0, None, None, None, None)
        self._thread_id = self._kernel.GetCurrentThreadId()
        self._terminal.WTSRegisterSessionNotification(wintypes.HWND(window), 0)
        message = wintypes.MSG()
        while user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            user.DispatchMessageW(ctypes.byref(message))
        self._terminal.WTSUnRegisterSessionNotification(wintypes.HWND(window))
        user.DestroyWindow(wintypes.HWND(window))

    def _on_message(self, window: Any, message: int, word: int, long: int) -> int:
        if message == _WM_WTSSESSION_CHANGE and word in _SESSION:
            self._say(_SESSION[word])
        elif message == _WM_POWERBROADCAST and word == _PBT_SUSPEND:
            acted = threading.Event()
            self._say(Sign.SLEEPING, acted)
            acted.wait(_SLEEP_HELD_SECONDS)
        elif message == _WM_POWERBROADCAST and word in _PBT_RESUME:
            self._say(Sign.WOKE)
        return int(self._user.DefWindowProcW(window, message, word, long))

    def _say(self, sign: Sign, acted: threading.Event | None = None) -> None:
        if self._tell is not None:
            self._tell(sign, (acted or threading.Event()).set)
