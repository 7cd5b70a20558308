"""Services that tell in their own way who signed in, or want their token elsewhere in a call."""

import json

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


LINEAR = telling(
    "linear: a question in GraphQL",
    """
[account]
url = "BASE/me"
method = "POST"
body = '{"query":"{ viewer { id name email } }"}'
label = "data.viewer.email"
subject = "data.viewer.id"
""",
    Reply({"data": {"viewer": {"id": "u-1", "email": "ana@example.com"}}}),
    ("ana@example.com", "u-1"),
    call=lambda seen: (
        "" if bearer(seen) and (not seen.body or json.loads(seen.body)["query"].startswith("{ viewer")) else "linear"
    ),
)
TWITCH = telling(
    "twitch: the client's id in a header of every call",
    """
[api.headers]
Client-Id = "{client_id}"
X-None = "{token.none}"
[answer]
keep = ["none"]
[account]
url = "BASE/me"
label = "data[0].display_name"
subject = "data[0].id"
""",
    Reply({"data": [{"id": "44", "display_name": "Ana"}]}),
    ("Ana", "44"),
    call=lambda seen: (
        "" if bearer(seen) and seen.header("client-id") == "desk-1" and seen.header("x-none") is None else "twitch"
    ),
)
MAILCHIMP = telling(
    "mailchimp-api: another scheme; the account names the API's place",
    """
[api]
scheme = "OAuth"
[account]
url = "BASE/me"
label = "login.email"
subject = "login.login_id"
keep = ["api_endpoint"]
""",
    Reply({"api_endpoint": "https://ABROAD", "login": {"email": "ana@example.com", "login_id": 9}}),
    ("ana@example.com", "9"),
    head="""
api_base_urls = ["{account.api_endpoint}/3.0"]
allowed_hosts = ["ABROAD"]
[scopes]
default = ["read"]
""",
    call=lambda seen: "" if (seen.header("authorization") or "").startswith("OAuth access-") else "mailchimp",
    api="https://ABROAD/3.0",
    kept={"account.api_endpoint": "https://ABROAD"},
)
SHOPIFY = telling(
    "shopify-api: the bare token in a header of its own",
    """
[api]
header = "X-Shopify-Access-Token"
[account]
url = "BASE/me"
label = "shop.name"
subject = "shop.id"
""",
    Reply({"shop": {"name": "Acme", "id": 5}}),
    ("Acme", "5"),
    call=lambda seen: (
        ""
        if (seen.header("x-shopify-access-token") or "").startswith("access-") and seen.header("authorization") is None
        else "shopify"
    ),
)
HUBSPOT = telling(
    "hubspot: the client asks about the token",
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
        else "hubspot"
    ),
)
KAKAO = telling(
    "kakao: an address if there is one, else a name",
    """
[account]
url = "BASE/me"
label = "kakao_account.email"
labels = ["kakao_account.profile.nickname", "properties.nickname"]
subject = "id"
""",
    Reply({"id": 3, "kakao_account": {"email": None, "profile": {}}, "properties": {"nickname": "Ana"}}),
    ("Ana", "3"),
)
SNOWFLAKE = telling(
    "snowflake: the token answer says it, nobody is asked",
    """
[answer]
keep = ["user.name", "user.id"]
[account]
label = "user.name"
subject = "user.id"
""",
    Reply({"error": "nobody asks here"}, 500),
    ("ANA", "8"),
    first=Reply({**GOOD.body, "user": {"name": "ANA", "id": 8}}),  # type: ignore[dict-item]
    kept={"token.user.name": "ANA", "token.user.id": "8"},
)
TIKTOK = telling(
    "tiktok-me: every answer of the API has an error, and one of them means that there is none",
    """
[answer]
ok = "error.code"
ok_value = "ok"
[account]
url = "BASE/me"
label = "data.user.display_name"
subject = "data.user.open_id"
""",
    Reply({"data": {"user": {"display_name": "Ana", "open_id": "o-1"}}, "error": {"code": "ok", "message": ""}}),
    ("Ana", "o-1"),
    call=lambda seen: "" if bearer(seen) else "tiktok",
)

ACCOUNTS = (LINEAR, TWITCH, MAILCHIMP, SHOPIFY, HUBSPOT, KAKAO, SNOWFLAKE, TIKTOK)
