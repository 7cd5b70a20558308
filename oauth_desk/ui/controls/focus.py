"""Who sees a focus ring: those who came by keyboard."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

_KEYS: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_RETURNS: Final = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


def by_keyboard(event: QFocusEvent, *, before: bool) -> bool:
    """Tell whether the focus that ``event`` brings is to be shown; a window that comes back keeps what was."""
    return before if event.reason() in _RETURNS else event.reason() in _KEYS
