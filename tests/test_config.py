"""Where things are on each system."""

from pathlib import Path, PurePosixPath

import pytest

from oauth_desk.config import Settings, machine_profiles, managed_files, managed_preferences


@pytest.mark.parametrize(
    ("environment", "platform", "folders"),
    [
        ({}, "linux", ["/etc/xdg"]),
        ({"XDG_CONFIG_DIRS": ""}, "linux", ["/etc/xdg"]),
        # As Ubuntu's desktop sets it: its own folder before the one that administrators know.
        ({"XDG_CONFIG_DIRS": "/etc/xdg/xdg-ubuntu:/etc/xdg"}, "linux", ["/etc/xdg", "/etc/xdg/xdg-ubuntu"]),
        ({"XDG_CONFIG_DIRS": "/a:relative:/b"}, "linux", ["/etc/xdg", "/b", "/a"]),
        ({"XDG_CONFIG_DIRS": "/a"}, "freebsd14", ["/etc/xdg", "/a"]),
        ({"XDG_CONFIG_DIRS": "/a"}, "darwin", ["/Library/Application Support"]),
    ],
)
def test_machine_wide_folders(environment: dict[str, str], platform: str, folders: list[str]) -> None:
    """All folders of the system count, the most important last, and /etc/xdg whatever the environment says."""
    expected = [PurePosixPath(folder) / "oauth-desk" / "services" for folder in folders]
    assert [PurePosixPath(path) for path in machine_profiles(environment, platform)] == expected


def test_managed_settings_are_beside_the_profiles() -> None:
    """The same folders hold them; /etc/xdg is the strongest, then the order is that of the environment."""
    found = managed_files({"XDG_CONFIG_DIRS": "/a:relative:/b:/etc/xdg"}, "linux")
    assert [str(PurePosixPath(path)) for path in found] == [
        f"{home}/oauth-desk/settings.json" for home in ("/etc/xdg", "/a", "/b")
    ]
    assert managed_files({}, "darwin") == (Path("/Library/Application Support/oauth-desk/settings.json"),)
    (on_windows,) = managed_files({}, "win32")
    assert on_windows.parts[-2:] == ("oauth-desk", "settings.json")


def test_managed_preferences_are_those_of_macos() -> None:
    """The file is named after the bundle; elsewhere there is none."""
    found = managed_preferences("darwin")
    assert found is not None
    assert str(PurePosixPath(found)) == "/Library/Managed Preferences/org.oauthdesk.OAuthDesk.plist"
    assert managed_preferences("win32") is managed_preferences("linux") is None


def test_windows_has_one_machine_wide_folder() -> None:
    """What the system itself calls the folder for all users; only asked for there, so only its form is seen here."""
    (folder,) = machine_profiles({}, "win32")
    assert folder.parts[-2:] == ("oauth-desk", "services")


def test_the_open_window_is_found_in_the_data_folder() -> None:
    """Two data folders have two windows."""
    assert Settings(Path("/data")).window == Path("/data/window")
