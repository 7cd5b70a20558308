"""Pages and dialogs that most starts never show: imported and made when first wanted."""

# ruff: noqa: PLC0415 - late imports are what this module is for

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.connection import Connection
from oauth_desk.services.desk import Desk
from oauth_desk.ui.bridge import Bridge
from oauth_desk.ui.preferences import Preferences
from oauth_desk.ui.theme import Theme


def wizard(desk: Desk, bridge: Bridge, theme: Theme) -> Any:
    """Make the wizard that connects a service."""
    from oauth_desk.ui.connect.wizard import ConnectWizard

    return ConnectWizard(desk, bridge, theme)


def reconnect_queue(
    desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget, requests_waiting: Callable[[str], int]
) -> Any:
    """Make the one dialog for all connections that need their owner."""
    from oauth_desk.ui.reconnect.dialog import ReconnectQueue

    return ReconnectQueue(desk, bridge, theme, parent, requests_waiting=requests_waiting)


def console_page(desk: Desk, bridge: Bridge, theme: Theme) -> Any:
    """Make the page to try requests on."""
    from oauth_desk.ui.console.page import ConsolePage

    return ConsolePage(desk, bridge, theme)


def activity_page(desk: Desk, bridge: Bridge, theme: Theme) -> Any:
    """Make the page of what happened."""
    from oauth_desk.ui.activity.page import ActivityPage

    return ActivityPage(desk, bridge, theme)


def details_page(desk: Desk, bridge: Bridge, theme: Theme) -> Any:
    """Make the page for developers."""
    from oauth_desk.ui.connections.details import DetailsPage

    return DetailsPage(desk, bridge, theme)


def replace_key_sheet(connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> Any:
    """Make the sheet that puts another key in place."""
    from oauth_desk.ui.connections.replace_key import ReplaceKeySheet

    return ReplaceKeySheet(connection, desk, bridge, theme, parent)


def mend_sheet(connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> Any:
    """Make the sheet that mends a connection that nobody signs in to."""
    from oauth_desk.ui.connections.mend_sheet import MendSheet

    return MendSheet(connection, desk, bridge, theme, parent)


def settings_page(desk: Desk, bridge: Bridge, theme: Theme, preferences: Preferences, *, tray: bool) -> Any:
    """Make the page of all choices."""
    from oauth_desk.ui.settings.page import SettingsPage

    return SettingsPage(desk, bridge, theme, preferences, tray=tray)


def backup_flow(desk: Desk, bridge: Bridge, theme: Theme, window: QWidget) -> Any:
    """Make what opens the sheets of copies and moves."""
    from oauth_desk.ui.backup.flow import BackupFlow

    return BackupFlow(desk, bridge, theme, window)


def rename_sheet(connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> Any:
    """Make the sheet that asks for another name."""
    from oauth_desk.ui.connections.rename import RenameSheet

    return RenameSheet(connection, desk, bridge, theme, parent)


def end_sheet(connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> Any:
    """Make the sheet that asks until when a secret or a key is good."""
    from oauth_desk.ui.connections.end_sheet import EndSheet

    return EndSheet(connection, desk, bridge, theme, parent)


def disconnect_sheet(connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> Any:
    """Make the sheet that asks before a connection ends."""
    from oauth_desk.ui.connections.disconnect import DisconnectSheet

    return DisconnectSheet(connection, desk, bridge, theme, parent)


def place_sheet(connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> Any:
    """Make the sheet that chooses the place that calls are for."""
    from oauth_desk.ui.places.place_sheet import PlaceSheet

    return PlaceSheet(connection, desk, bridge, theme, parent)


def share_sheet(connection: Connection, desk: Desk, bridge: Bridge, theme: Theme, parent: QWidget) -> Any:
    """Make the sheet that writes a service file for a colleague."""
    from oauth_desk.ui.connections.share_sheet import ShareSheet

    return ShareSheet(connection, desk, bridge, theme, parent)
