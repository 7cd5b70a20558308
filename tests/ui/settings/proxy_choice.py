"""Choosing a proxy as a person does."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from tests.ui.stage import Stage


def choose_proxy(stage: Stage, within: QWidget, number: int, address: str | None = None) -> None:
    """Choose one of the ways, and type an address."""
    ways = within.findChild(QComboBox, "proxy_way")
    line = within.findChild(QLineEdit, "proxy_address")
    assert ways is not None
    assert line is not None
    ways.setCurrentIndex(number)
    stage.act(lambda: ways.activated.emit(number))
    if address is not None:
        line.setText(address)
        stage.act(line.editingFinished.emit)
