"""Where a program under test keeps its files: nowhere that belongs to a person."""

from pathlib import Path


def private_folders(root: Path) -> dict[str, str]:
    """Return the variables that keep a program's files below ``root``, on every system; the folders are made."""
    folders = {
        "HOME": root / "home",
        "XDG_DATA_HOME": root / "data",
        "XDG_CONFIG_HOME": root / "config",
        "XDG_CACHE_HOME": root / "cache",
        "XDG_STATE_HOME": root / "state",
        "XDG_RUNTIME_DIR": root / "run",
        "XDG_DATA_DIRS": root / "shared-data",
        "XDG_CONFIG_DIRS": root / "shared-config",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    return {name: str(folder) for name, folder in folders.items()}
