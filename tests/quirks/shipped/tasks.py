"""Shipped services for tasks."""

import json
from collections.abc import Mapping

from tests.adapters.web_server import Seen
from tests.quirks.manner import Reply
from tests.quirks.shipped.entry import BY_HAND, FIXED, LOCALHOST, Answers, Wants, renewing, shipped

PEOPLE = {"id": "u-1", "email": "ana@example.com", "name": "Ana"}
NO_PKCE = "PKCE was left out: the profile says that it disturbs this service."


def asks_graphql(seen: Seen, _form: Mapping[str, str]) -> str:
    """Demand a question in GraphQL that names an address."""
    good = seen.method == "POST" and seen.header("content-type") == "application/json"
    return "" if good and "email" in json.loads(seen.body)["query"] else "no question"


TASKS = (
    shipped(
        "todoist",
        ("todoist.com/oauth/authorize", "todoist.com/oauth/access_token"),
        Wants(LOCALHOST, "data:read", separator=","),
        renewing(None),  # tells no end: renewed when it is refused
        who={**PEOPLE, "full_name": "Ana"},
        api="api.todoist.com/api/v1",
        optional=True,
    ),
    shipped(
        "asana",
        ("app.asana.com/-/oauth_authorize", "app.asana.com/-/oauth_token"),
        Wants(FIXED, "default"),
        renewing(3600, rotates=False, data={"id": 7, "gid": "7", "name": "Ana"}),
        who={"data": {"gid": "7", "name": "Ana", "email": "ana@example.com"}},
        account=("ana@example.com", "7"),
        api="app.asana.com/api/1.0",
    ),
    shipped(
        "atlassian",
        ("auth.atlassian.com/authorize", "auth.atlassian.com/oauth/token"),
        Wants(FIXED, "read:me offline_access", asks={"audience": "api.atlassian.com", "prompt": "consent"}),
        renewing(3600, scope="read:me offline_access"),
        who={"account_id": "u-1", "email": "ana@example.com", "name": "Ana"},
        others={
            "/api.atlassian.com/oauth/token/accessible-resources": Reply(
                [
                    {"id": f"{name}-1", "url": f"https://{name}.atlassian.net", "name": name}
                    for name in ("acme", "north")
                ]
            )
        },
        api="api.atlassian.com/ex/jira/north-1",
        ends=BY_HAND,
        gone=Reply({"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."}, 403),
    ),
    shipped(
        "clickup",
        ("app.clickup.com/api", "api.clickup.com/api/v2/oauth/token"),
        Wants(LOCALHOST),
        Answers({"access_token": "access-1"}),
        who={"user": {"id": 7, "username": "Ana", "email": "ana@example.com"}},
        account=("ana@example.com", "7"),
        others={
            "/api.clickup.com/api/v2/team": Reply({"teams": [{"id": "101", "name": "A"}, {"id": "102", "name": "B"}]})
        },
        api="api.clickup.com/api/v2",
        ends=BY_HAND,
    ),
    shipped(
        "linear",
        ("linear.app/oauth/authorize", "api.linear.app/oauth/token"),
        Wants(LOCALHOST, "read", asks={"prompt": "consent"}, separator=","),
        renewing(86_399, scope="read"),
        who={"data": {"viewer": PEOPLE}},
        asking=asks_graphql,
        api="api.linear.app/graphql",
        optional=True,
    ),
    shipped(
        "monday",
        ("auth.monday.com/oauth2/authorize", "auth.monday.com/oauth2/token"),
        Wants(
            LOCALHOST,
            "me:read",
            pkce="",
            asks={"response_type": None, "code_challenge": None, "force_install_if_needed": "true"},
        ),
        Answers({"access_token": "access-1", "scope": "me:read"}),
        who={"data": {"me": PEOPLE}},
        asking=asks_graphql,
        api="api.monday.com/v2",
        ends=BY_HAND,
        notes=(NO_PKCE,),
    ),
)
