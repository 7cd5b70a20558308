"""Asking for a file without waiting for the answer."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[Path], object]


def ask_where_to_save(parent: QWidget, title: str, name: str, filters: list[str], chosen: Chosen) -> QFileDialog:
    """Ask for a place to write to; ``chosen`` is called once, or never."""
    dialog = _dialog(parent, title, filters, chosen, "save_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)
    dialog.open()
    return dialog


def ask_which_to_open(parent: QWidget, title: str, filters: list[str], chosen: Chosen) -> QFileDialog:
    """Ask for a file to read; ``chosen`` is called once, or never."""
    dialog = _dialog(parent, title, filters, chosen, "open_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, filters: list[str], chosen: Chosen, name: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilters(filters)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    return dialog
