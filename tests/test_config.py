"""Where things are on each system."""

from pathlib import Path, PurePosixPath

import pytest

from oauth_desk.config import Settings, machine_profiles


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


def test_windows_has_one_machine_wide_folder() -> None:
    """What the system itself calls the folder for all users; only asked for there, so only its form is seen here."""
    (folder,) = machine_profiles({}, "win32")
    assert folder.parts[-2:] == ("oauth-desk", "services")


def test_the_open_window_is_found_in_the_data_folder() -> None:
    """Two data folders have two windows."""
    assert Settings(Path("/data")).window == Path("/data/window")
