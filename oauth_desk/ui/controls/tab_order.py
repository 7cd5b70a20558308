"""The way that Tab takes through a page."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def tab_as_it_reads(page: QWidget) -> None:
    """Let Tab go through a page in the order of its layouts; Qt takes the order in which widgets were made."""
    for before, after in pairwise(_reached(page)):
        QWidget.setTabOrder(before, after)


def _reached(widget: QWidget) -> Iterator[QWidget]:
    inside: QWidget | None = widget.widget() if isinstance(widget, QScrollArea) else None
    if inside is not None:
        yield from _reached(inside)
        return  # itself it holds what it contains: Qt would go round in there
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner, row = (None, None) if item is None else (item.widget(), item.layout())
        if inner is not None:
            yield from _reached(inner)
        elif row is not None:
            yield from _laid_out(row)
