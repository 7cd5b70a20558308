"""Every shipped service in the hands of a server that behaves like it."""

from tests.quirks.shipped.code import CODE
from tests.quirks.shipped.company import COMPANY
from tests.quirks.shipped.design import DESIGN
from tests.quirks.shipped.entry import Shipped
from tests.quirks.shipped.health import HEALTH
from tests.quirks.shipped.media import MEDIA
from tests.quirks.shipped.messages import MESSAGES
from tests.quirks.shipped.money import MONEY
from tests.quirks.shipped.office import OFFICE
from tests.quirks.shipped.sales import SALES
from tests.quirks.shipped.social import SOCIAL
from tests.quirks.shipped.tasks import TASKS

SHIPPED = (
    *OFFICE,
    *MESSAGES,
    *TASKS,
    *SALES,
    *MONEY,
    *CODE,
    *DESIGN,
    *MEDIA,
    *SOCIAL,
    *HEALTH,
    *COMPANY,
)


def line(name: str) -> Shipped:
    """Return the line of one service."""
    return next(manner for manner in SHIPPED if manner.name == name)
