"""Shipped services for selling."""

from tests.quirks.shipped.entry import BY_HAND, FIXED, LOCALHOST, Wants, lasting, renewing, shipped

SALES = (
    shipped(
        "hubspot",
        Wants(LOCALHOST, "oauth"),
        renewing(1800, rotates=False, hub_id=62),
        who={"portalId": 62, "accountType": "STANDARD"},
        account=("62", "62"),
        api="api.hubapi.com",
    ),
    shipped(
        "eventbrite",
        Wants(FIXED),
        lasting(),
        who={"id": "u-1", "name": "Ana", "emails": [{"email": "ana@example.com", "primary": True}]},
        api="www.eventbriteapi.com/v3",
        ends=BY_HAND,
    ),
)
