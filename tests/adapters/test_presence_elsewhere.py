"""The ways of Windows and macOS, as far as they can be looked at from here: neither was ever run."""

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from oauth_desk.adapters.presence import SystemPresence
from oauth_desk.adapters.presence_mac import MacSignals
from oauth_desk.adapters.presence_windows import WindowsSignals
from oauth_desk.services.ports import Sign


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="here they are at home")
@pytest.mark.parametrize("signals", [WindowsSignals, MacSignals])
async def test_on_the_wrong_system_they_are_silent(signals: Callable[[], Any]) -> None:
    """What this system does not have is no error: nothing is told."""
    assert await SystemPresence(signals).idle_seconds() is None


class User32:
    """The one call that the message procedure makes."""

    def DefWindowProcW(self, *_: object) -> int:  # noqa: N802 - Windows' name
        """Do what Windows does."""
        return 0


def listening() -> tuple[WindowsSignals, list[Sign]]:
    """Return signals that tell into a list, without Windows."""
    heard: list[Sign] = []
    signals = WindowsSignals.__new__(WindowsSignals)
    signals._user = User32()

    def tell(sign: Sign, done: Callable[[], None]) -> None:
        heard.append(sign)
        threading.Timer(0.01, done).start()

    signals._tell = tell
    return signals, heard


@pytest.mark.parametrize(
    ("message", "word", "signs"),
    [
        (0x02B1, 0x7, [Sign.SCREEN_LOCKED]),
        (0x02B1, 0x8, [Sign.SCREEN_UNLOCKED]),
        (0x02B1, 0x2, [Sign.SCREEN_LOCKED]),
        (0x02B1, 0x5, []),
        (0x0218, 0x4, [Sign.SLEEPING]),
        (0x0218, 0x12, [Sign.WOKE]),
        (0x0218, 0xA, []),
        (0x0010, 0x7, []),
    ],
)
def test_what_windows_says(message: int, word: int, signs: list[Sign]) -> None:
    """Session and power messages by their documented numbers; others are left to Windows."""
    signals, heard = listening()
    assert signals._on_message(1, message, word, 0) == 0
    assert heard == signs
