"""The style sheet: only what Qt paints by itself. Our own controls paint themselves."""

from collections.abc import Callable
from pathlib import Path

from oauth_desk.ui.palette import Palette

_SHEET = """
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {hairline}; padding: {p4}px {p8}px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {{
    background: {panel}; color: {text}; border: 1px solid {hairline}; border-radius: {p8}px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit, QComboBox, QSpinBox {{ min-height: {p34}px; padding: 0 {p10}px; }}
QPlainTextEdit, QTextEdit {{ padding: {p8}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
    border: 2px solid {accent};
}}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {third}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ min-height: {p32}px; padding: 0 {p9}px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: {p7}px; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ color: {third}; background: {neutral_soft}; }}
QLineEdit[invalid="true"] {{ border: 2px solid {bad}; min-height: {p32}px; padding: 0 {p9}px; }}
QComboBox::drop-down {{ border: none; width: {p24}px; }}
QComboBox::down-arrow {{ image: url({chevron}); width: {p12}px; height: {p12}px; }}
QComboBox QAbstractItemView {{
    background: {panel}; color: {text}; border: 1px solid {hairline}; outline: none;
    selection-background-color: {accent_soft}; selection-color: {text};
}}
QMenu {{ background: {panel}; color: {text}; border: 1px solid {hairline}; padding: {p4}px; }}
QMenu::item {{ padding: {p8}px {p24}px {p8}px {p12}px; border-radius: {p4}px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {third}; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: {p4}px {p8}px; }}
QMenu::icon {{ padding-left: {p8}px; }}
QScrollArea, QStackedWidget {{ background: transparent; border: none; }}
QSplitter::handle {{ background: {hairline}; }}
QHeaderView {{ background: {panel}; border: none; }}
QHeaderView::section {{
    background: {panel}; color: {second}; border: none; border-bottom: 1px solid {hairline};
    padding: {p4}px {p8}px;
}}
QTableView, QTreeView, QListView {{
    background: {panel}; color: {text}; border: 1px solid {hairline}; border-radius: {p8}px;
    gridline-color: {hairline}; selection-background-color: {accent_soft}; selection-color: {text};
}}
QTableView:focus, QTreeView:focus, QListView:focus {{ border: 1px solid {accent}; }}
#place_list {{ outline: none; }}
#place_list::item {{ padding-left: {p10}px; border: none; }}
#place_list::item:hover {{ background: {neutral_soft}; color: {text}; }}
#place_list::item:selected {{ background: {accent_soft}; color: {text}; }}
#connections_list, #connections_list:focus {{ background: transparent; border: none; border-radius: 0; }}
QScrollBar:vertical {{ background: transparent; width: {p12}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {p12}px; margin: 0; }}
QScrollBar::handle {{ background: {hairline}; border-radius: {p4}px; margin: 2px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {third}; }}
QScrollBar::handle:vertical {{ min-height: {p32}px; }}
QScrollBar::handle:horizontal {{ min-width: {p32}px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; width: 0; height: 0;
}}
"""

_SIZES = (4, 7, 8, 9, 10, 12, 24, 32, 34)


def stylesheet(palette: Palette, px: Callable[[float], int], chevron: Path) -> str:
    """Return the sheet for a palette; ``px`` scales a length with the system's font."""
    colours = {name: getattr(palette, name).name() for name in Palette.__slots__}
    sizes = {f"p{size}": px(size) for size in _SIZES}
    return _SHEET.format(**colours, **sizes, chevron=chevron.as_posix())
