"""The papers of a folder build: licences and the bill of materials."""

import shutil
from pathlib import Path
from typing import Final

from shipping import bill, licences
from shipping.parts import Origins, parts

PROJECT: Final = Path(__file__).resolve().parents[2]


def add_papers(folder: Path, origins: Path, *, version: str, epoch: int) -> None:
    """Put the papers into the folder; ``origins`` tells where its files came from.

    Raise OSError, LookupError, Unknown, NotValid.
    """
    known = Origins.read(folder, origins)
    found = parts(known, PROJECT / "packaging" / "requirements-build.txt")
    shutil.copy(PROJECT / "LICENSE", folder / "LICENSE")
    licences.write(found, folder)
    text = bill.bill_of_materials(found, version=version, epoch=epoch, folder=folder / "_internal")
    bill.validate(text)
    (folder / bill.FILE).write_text(text, encoding="utf-8")
