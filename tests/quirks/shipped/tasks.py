"""Shipped services for tasks."""

from tests.quirks.shipped.entry import LOCALHOST, Wants, renewing, shipped

TASKS = (
    shipped(
        "todoist",
        Wants(LOCALHOST, "data:read"),
        renewing(None),  # tells no end: renewed when it is refused
        who={"id": "u-1", "email": "ana@example.com", "full_name": "Ana"},
        api="api.todoist.com/api/v1",
    ),
)
