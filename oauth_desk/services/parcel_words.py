"""The words for files with connections that cannot be read or written, and what to know of two computers."""

from typing import Final

from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.services.archive import file_exists
from oauth_desk.services.ports import Parcel, ParcelError, ParcelFault

_PARCEL: Final = {
    ParcelFault.NOT_A_PARCEL: (
        "not_an_export",
        "This file was not made by exporting connections.",
        "Choose the file that “Export” made.",
        Kind.USAGE,
    ),
    ParcelFault.DAMAGED: (
        "export_damaged",
        "This file is damaged.",
        "Export once more on the other computer.",
        Kind.FAILURE,
    ),
    ParcelFault.NEWER: (
        "export_newer",
        "This file was made by a newer version of this program.",
        "Install that version here, too.",
        Kind.FAILURE,
    ),
    ParcelFault.WRONG_PASSPHRASE: (
        "wrong_passphrase",
        "This passphrase does not open the file.",
        "Use the one that was chosen when it was exported; if it is the right one, the file was damaged on its way.",
        Kind.LOCKED,
    ),
    ParcelFault.MISSING: (
        "no_such_file",
        "This file cannot be read.",
        "Check its name, and that it is yours to read.",
        Kind.NOT_FOUND,
    ),
    ParcelFault.NOT_WRITTEN: (
        "cannot_write",
        "The file cannot be written.",
        "Choose another folder, or free some space.",
        Kind.FAILURE,
    ),
}

TWO_COMPUTERS: Final = "Two computers must not both keep the same sign-in renewed: many services then end it for both."


def parcel_trouble(error: ParcelError, parcel_path: object) -> DeskError:
    """Word a fault of a file with connections; nothing was changed."""
    if error.fault is ParcelFault.EXISTS:
        return file_exists(parcel_path)  # type: ignore[arg-type]
    code, title, advice, kind = _PARCEL[error.fault]
    return DeskError(
        code,
        title,
        kind=kind,
        detail=f"{error.detail}." if error.detail else "",
        advice=advice,
        terminal_advice="Choose the file that “oauth-desk export” made." if code == "not_an_export" else "",
        remedy=Remedy.RETRY,
    )


def stays_on_both(names: list[str]) -> str:
    """Say, after an export that was no move, what these connections need; empty where there are none."""
    if not names:
        return ""
    what = "“" + "”, “".join(names) + "”"
    return f"{TWO_COMPUTERS} Keep {what} on one of them only: remove the other without telling the service."


def came_from(parcel: Parcel) -> str:
    """Say where a file comes from."""
    return parcel.sender or "another computer"
