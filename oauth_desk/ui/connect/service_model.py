"""The services to choose from, for Qt's views."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from oauth_desk.domain.service import Service

Index = QModelIndex | QPersistentModelIndex
_NOTHING: Index = QModelIndex()
SERVICE = int(Qt.ItemDataRole.UserRole)


class ServiceModel(QAbstractListModel):
    """Hands out services in the order given."""

    def __init__(self) -> None:
        super().__init__()
        self._services: Sequence[Service] = ()

    def show(self, services: Sequence[Service]) -> None:
        """Offer other services."""
        self.beginResetModel()
        self._services = services
        self.endResetModel()

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """Return how many are offered."""
        return 0 if parent.isValid() else len(self._services)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the service, its name, and its name with what it is for."""
        if not index.isValid():
            return None
        service = self._services[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return service.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (service.name, service.summary) if part)
        return service if role == SERVICE else None
