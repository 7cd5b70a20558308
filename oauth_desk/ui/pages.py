"""What the window expects of a page about one connection."""

from typing import Protocol

from PySide6.QtWidgets import QWidget


class ConnectionPage(Protocol):
    """A tab of the right side. It is a QWidget, made with ``(desk, bridge, theme)`` when first shown."""

    def show_connection(self, connection_id: str | None) -> None:
        """Show another connection; None shows nothing."""
        ...

    def head_actions(self) -> list[QWidget]:
        """Return the buttons that stand at the right of the page's head while this tab is current."""
        ...
