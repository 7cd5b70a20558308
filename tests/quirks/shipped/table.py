"""Every shipped service in the hands of a server that behaves like it."""

from tests.quirks.shipped.health import HEALTH
from tests.quirks.shipped.tasks import TASKS

SHIPPED = (*TASKS, *HEALTH)
