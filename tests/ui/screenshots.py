"""Write a picture of every page and dialog, light and dark: ``python -m tests.ui.screenshots OUTDIR``."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.stage import Stage

Scene = Callable[[Stage], QWidget]
"""Sets something up on the stage and returns the widget to take a picture of, shown."""

SCENES: Final[dict[str, Scene]] = {}


def scene(name: str) -> Callable[[Scene], Scene]:
    """Register a scene under the name of its picture."""

    def register(made: Scene) -> Scene:
        if name in SCENES:
            raise ValueError(f"two scenes are called {name}")
        SCENES[name] = made
        return made

    return register


def take(application: QApplication, name: str, scheme: str, folder: Path) -> Path:
    """Play one scene and save its picture."""
    with tempfile.TemporaryDirectory() as private:
        stage = Stage(application, Path(private), scheme=scheme)
        try:
            widget = SCENES[name](stage)
            stage.settle()
            path = folder / f"{name}_{scheme}.png"
            widget.grab().save(str(path))
        finally:
            stage.close()
    return path


def main(arguments: list[str]) -> int:
    """Take the pictures named, or all of them."""
    import tests.ui.scenes  # noqa: F401, PLC0415 - they register themselves here
    from tests.ui.screenshots import SCENES as scenes  # noqa: N811, PLC0415 - not the copy called __main__

    folder = Path(arguments[0] if arguments else "artifacts/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    application.setFont(QFont("DejaVu Sans", 10))
    from tests.ui.screenshots import take as picture  # noqa: PLC0415

    for name in arguments[1:] or sorted(scenes):
        for scheme in ("light", "dark"):
            sys.stdout.write(f"{picture(application, name, scheme, folder)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
