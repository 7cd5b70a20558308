"""Ways to tell who signed in, and headers of calls, that no shipped service has."""

from tests.adapters.web_server import Seen
from tests.quirks.answers import BASE
from tests.quirks.manner import SECRET, Manner, Reply, form_of
from tests.quirks.requests import AGAIN, GOOD

CLIENT = """
[client]
client_id = "desk-1"
client_secret = "secret-of-the-client"
auth_method = "client_secret_post"
"""


def telling(name: str, table: str, me: Reply, who: tuple[str, str], **ways: object) -> Manner:
    """Return a service that tells who it is by ``me``; ``ways`` say the rest."""
    profile = f"{ways.pop('head', BASE)}{CLIENT}{table}\n"
    others = {"/me": me}
    return Manner(
        name,
        profile,
        **{"first": GOOD, "again": AGAIN, "expires_in": 3600, "others": others, "account": who, **ways},  # type: ignore[arg-type]
    )


def bearer(seen: Seen) -> bool:
    """Tell whether the token came as usual."""
    return (seen.header("authorization") or "").startswith("Bearer access-")


EMPTY = telling(
    "empty-header: one with a gap that nothing fills is left out",
    """
[api.headers]
Client-Id = "{client_id}"
X-None = "{token.none}"
[answer]
keep = ["none"]
[account]
url = "BASE/me"
label = "name"
subject = "id"
""",
    Reply({"id": "44", "name": "Ana"}),
    ("Ana", "44"),
    call=lambda seen: (
        "" if bearer(seen) and seen.header("client-id") == "desk-1" and seen.header("x-none") is None else "header"
    ),
)
CLIENT_ASKS = telling(
    "introspection: the client asks about the token",
    """
[account]
url = "BASE/me"
method = "POST"
auth = "client"
labels = ["none", "user"]
subject = "user_id"
[account.parameters]
token = "{access_token}"
token_type_hint = "access_token"
""",
    Reply({"active": True, "user": "ana@example.com", "user_id": 77}),
    ("ana@example.com", "77"),
    call=lambda seen: (
        ""
        if bearer(seen) or (form_of(seen).get("token"), form_of(seen).get("client_secret")) == ("access-1", SECRET)
        else "client"
    ),
)

ACCOUNTS = (EMPTY, CLIENT_ASKS)
