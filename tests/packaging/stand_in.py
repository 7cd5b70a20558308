"""A folder build in miniature: a script in the program's place."""

from pathlib import Path

from linux.release import Release

EPOCH = 1_790_000_000
PROGRAM = """\
#!/bin/sh
echo "stand-in: $*"
"""
ROOT = Path(__file__).parents[2]


def stand_in(folder: Path, version: str = "1.2.3", **more: str) -> Release:
    """Make the folder with ``more`` files, name and text, and return the release of it."""
    made = folder / f"build-{version}" / "oauth-desk"
    inside = made / "_internal"
    inside.mkdir(parents=True)
    (made / "oauth-desk").write_text(PROGRAM, encoding="utf-8")
    (made / "oauth-desk").chmod(0o775)
    (made / "LICENSE").write_text((ROOT / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
    (inside / "libsmall.so.1").write_bytes(b"no library")
    (inside / "libsmall.so.1").chmod(0o777)
    (inside / "libsmall.so").symlink_to("libsmall.so.1")
    for name, text in more.items():
        (inside / name).write_text(text, encoding="utf-8")
    return Release(made, version, EPOCH, "x86_64")
