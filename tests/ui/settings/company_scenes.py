"""Pictures of a window whose company set something."""

from PySide6.QtWidgets import QWidget

from oauth_desk.domain.release import Release
from oauth_desk.ui.main_window import MainWindow
from oauth_desk.ui.version_notice import VersionNotice
from tests.ui.connect.rig import wizard
from tests.ui.screenshots import scene
from tests.ui.settings.scenes import settings
from tests.ui.stage import Stage
from tests.ui.window_scenes import filled, window

FEED = "https://updates.example.com/oauth-desk.json"
NEWER = Release("1.3.0", "https://updates.example.com/1.3.0", "Mends two things and knows four services more.")
LOCKED: dict[str, object] = {
    "proxy": "http://proxy.example.com:3128",
    "lock_after_minutes": 15,
    "lock_with_screen": True,
    "renew_while_locked": False,
    "look_for_versions": True,
    "update_feed": FEED,
}


def managed(stage: Stage, **locked: object) -> None:
    """Let the company lock something, as the program knows it once it has looked."""
    stage.managed.content = {"locked": locked}
    stage.run(stage.desk.company.look())


def told(stage: Stage) -> MainWindow:
    """Show a window that tells of a newer version."""
    made = filled(stage)
    VersionNotice(stage.desk, stage.bridge, stage.theme, window=made)
    stage.act(lambda: stage.bridge.release_found.emit(NEWER))
    return made


@scene("settings_company")
def company(stage: Stage) -> QWidget:
    """Show settings that the company chose."""
    managed(stage, **LOCKED)
    return settings(stage, height=1640)


@scene("settings_company_narrow")
def company_narrow(stage: Stage) -> QWidget:
    """Show them in the narrowest window."""
    managed(stage, **LOCKED)
    return settings(stage, 420, 1900)


@scene("settings_versions")
def versions(stage: Stage) -> QWidget:
    """Show the person's own choice to look for new versions."""
    managed(stage, update_feed=FEED)
    return settings(stage, height=1500)


@scene("settings_versions_forbidden")
def versions_forbidden(stage: Stage) -> QWidget:
    """Show that the company lets nobody look."""
    managed(stage, look_for_versions=False)
    return settings(stage, height=1400)


@scene("version_notice")
def version_notice(stage: Stage) -> QWidget:
    """Show that there is a newer version."""
    return told(stage)


@scene("empty_without_demo")
def empty_without_demo(stage: Stage) -> QWidget:
    """Show the first page where the company does not offer the demo service."""
    managed(stage, demo=False)
    return window(stage)


@scene("connect_only_the_list")
def only_the_list(stage: Stage) -> QWidget:
    """Show the services where the company allows no others."""
    managed(stage, demo=False, own_services=False)
    return wizard(stage)
