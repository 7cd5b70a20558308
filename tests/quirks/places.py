"""Services whose calls are for a site, an organisation or an account that a person chooses after signing in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.adapters.web_server import Seen
from tests.quirks.accounts import bearer
from tests.quirks.answers import BEARER
from tests.quirks.manner import Manner, Reply
from tests.quirks.requests import AGAIN, GOOD

SCOPES = """
[scopes]
default = ["read"]
"""


@dataclass(frozen=True)
class Choosing:
    """A manner with places. ``path`` is where ``call`` arrives for the second of them, with ``headers``."""

    manner: Manner
    listing: str
    names: tuple[str, ...]
    value: str
    call: str
    path: str
    at_home: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0


def choosing(name: str, profile: str, listing: str, body: object, **ways: object) -> Manner:
    """Return a manner that lists its places at ``listing`` for whoever brings a token."""
    table: dict[str, object] = {"first": GOOD, "again": AGAIN, "expires_in": 3600, **ways}
    others = {listing: Reply(body)}  # type: ignore[arg-type]
    return Manner(
        name,
        f"{profile}{SCOPES}",
        others=others,
        call=lambda seen: "" if bearer(seen) else "no token",
        **table,  # type: ignore[arg-type]
    )


ATLASSIAN = Choosing(
    choosing(
        "atlassian: the answer is the list; two API addresses with the site's id",
        """
api_base_urls = ["BASE/ex/jira/{place.id}", "BASE/ex/confluence/{place.id}"]
[place]
label = "Site"
url = "BASE/oauth/token/accessible-resources"
value = "id"
name = "url"
""",
        "/oauth/token/accessible-resources",
        [
            {"id": "11-aa", "url": "https://acme.atlassian.example", "name": "acme", "scopes": ["read:jira-work"]},
            {"id": "22-bb", "url": "https://north.atlassian.example", "name": "north", "scopes": ["read:jira-work"]},
        ],
    ),
    "/oauth/token/accessible-resources",
    ("acme.atlassian.example", "north.atlassian.example"),
    "22-bb",
    "/rest/api/3/myself",
    "/ex/jira/22-bb/rest/api/3/myself",
)
XERO = Choosing(
    choosing(
        "xero: the organisation goes as a header of each call",
        """
api_base_urls = ["BASE/api.xro/2.0"]
[place]
label = "Organisation"
url = "BASE/connections"
items = "$"
value = "tenantId"
name = "tenantName"
[api.headers]
Xero-tenant-id = "{place.id}"
""",
        "/connections",
        [
            {"id": "c1", "tenantId": "t-1", "tenantType": "ORGANISATION", "tenantName": "Acme"},
            {"id": "c2", "tenantId": "t-2", "tenantType": "ORGANISATION", "tenantName": "North"},
        ],
    ),
    "/connections",
    ("Acme", "North"),
    "t-2",
    "/Invoices",
    "/api.xro/2.0/Invoices",
    headers={"xero-tenant-id": "t-2"},
)
ME = {
    "response": {
        "id": 5,
        "email": "ana@example.com",
        "business_memberships": [
            {"id": 1, "role": "owner", "business": {"id": 9, "name": "Acme", "account_id": "xZ1"}},
            {"id": 2, "role": "owner", "business": {"id": 8, "name": "No books", "account_id": None}},
            {"id": 3, "role": "client", "business": {"id": 7, "name": "North", "account_id": "yA2"}},
        ],
    }
}
FRESHBOOKS = Choosing(
    choosing(
        "freshbooks: deep in the answer about the account; the value stands in paths that a person writes",
        """
api_base_urls = ["BASE"]
[account]
url = "BASE/auth/api/v1/users/me"
label = "response.email"
subject = "response.id"
[place]
label = "Business"
url = "BASE/auth/api/v1/users/me"
items = "response.business_memberships"
value = "business.account_id"
name = "business.name"
""",
        "/auth/api/v1/users/me",
        ME,
        account=("ana@example.com", "5"),
    ),
    "/auth/api/v1/users/me",
    ("Acme", "North"),
    "yA2",
    "/accounting/account/{place.id}/users/clients",
    "/accounting/account/yA2/users/clients",
    left_out=1,
)
CLICKUP = Choosing(
    choosing(
        "clickup: no renewals, workspaces below the API itself",
        """
api_base_urls = ["BASE/api/v2"]
[place]
label = "Workspace"
url = "BASE/api/v2/team"
items = "teams"
value = "id"
name = "name"
""",
        "/api/v2/team",
        {"teams": [{"id": "101", "name": "Acme", "members": []}, {"id": 102, "name": "North", "members": []}]},
        first=Reply({**BEARER, "access_token": "access-1"}),
        expires_in=None,
        renews=False,
    ),
    "/api/v2/team",
    ("Acme", "North"),
    "102",
    "/team/{place.id}/space",
    "/api/v2/team/102/space",
)
DOCUSIGN = Choosing(
    choosing(
        "docusign: the item names the API's host, which counts within the allowed ones",
        """
api_base_urls = ["{place.base_uri}/restapi/v2.1/accounts/{place.id}"]
allowed_hosts = ["ABROAD"]
[place]
label = "Account"
url = "BASE/oauth/userinfo"
items = "accounts"
value = "account_id"
name = "account_name"
keep = ["base_uri"]
""",
        "/oauth/userinfo",
        {
            "sub": "u-1",
            "email": "ana@example.com",
            "accounts": [
                {"account_id": "a-1", "is_default": True, "account_name": "Acme", "base_uri": "https://ABROAD"},
                {"account_id": "a-2", "is_default": False, "account_name": "North", "base_uri": "https://ABROAD"},
                {"account_id": "a-3", "is_default": False, "account_name": "Evil", "base_uri": "https://ELSEWHERE"},
            ],
        },
    ),
    "/oauth/userinfo",
    ("Acme", "North"),
    "a-2",
    "/envelopes",
    "/restapi/v2.1/accounts/a-2/envelopes",
    at_home=False,
    left_out=1,
)

PLACES = (ATLASSIAN, XERO, FRESHBOOKS, CLICKUP, DOCUSIGN)


def seen_by(requests: list[Seen], path: str) -> list[Seen]:
    """Return the requests to a path, oldest first."""
    return [each for each in requests if each.target.partition("?")[0] == path]
