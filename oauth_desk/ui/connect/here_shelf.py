"""What an administrator put in front: the services that are used here, above all the others."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.service_grid import ServiceGrid
from oauth_desk.ui.connect.service_model import ServiceModel
from oauth_desk.ui.controls import Text
from oauth_desk.ui.theme import Theme, Type

_MOST_ROWS: Final = 2


class HereShelf(QWidget):
    """Two headings with a grid between them; hidden where nothing is recommended."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("here_shelf")
        self._model = ServiceModel()
        self.grid = ServiceGrid(self._model, theme, name="here_grid", most_rows=_MOST_ROWS)
        self.grid.setAccessibleName("What we use here")
        self.grid.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(8))
        column.setSpacing(theme.px(8))
        column.addWidget(Text("What we use here", theme, role=Type.GROUP, colour="third", name="here_title"))
        column.addWidget(self.grid)
        column.addSpacing(theme.px(8))
        column.addWidget(Text("All other services", theme, role=Type.GROUP, colour="third", name="others_title"))
        self.hide()

    def show_services(self, services: Sequence[Service]) -> None:
        """Offer these; nothing where there are none."""
        self._model.show(services)
        self.setVisible(bool(services))
