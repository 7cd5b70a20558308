"""Services that tell more than a code when the browser comes back."""

import hashlib
import hmac
from collections.abc import Mapping

from tests.quirks.answers import BASE, BEARER
from tests.quirks.manner import SECRET, Manner, Reply
from tests.quirks.requests import AGAIN, GOOD

QUICKBOOKS = Manner(
    "quickbooks: the company in the callback, and in every address of the API",
    """
api_base_urls = ["BASE/v3/company/{callback.realmId}"]
[scopes]
default = ["read"]
[callback]
keep = ["realmId"]
""",
    GOOD,
    AGAIN,
    callback={"realmId": "4620816365"},
    expires_in=3600,
    kept={"callback.realmId": "4620816365"},
    api="BASE/v3/company/4620816365",
)

ZOHO = Manner(
    "zoho: the data centre in the callback, the API in the answer",
    """
revocation_endpoint = "BASE/revoke"
api_base_urls = ["{token.api_domain}"]
allowed_hosts = ["ABROAD"]
[scopes]
default = ["read"]
separator = ","
[account]
url = "BASE/me"
label = "Email"
[callback]
keep = ["location"]
token_host = "accounts-server"
[answer]
keep = ["api_domain"]
[quirks]
errors_with_http_200 = true
rejected_errors = ["invalid_code"]
""",
    Reply({**GOOD.body, "api_domain": "https://ABROAD"}),  # type: ignore[dict-item]
    Reply({**AGAIN.body, "api_domain": "https://ABROAD"}),  # type: ignore[dict-item]
    gone=Reply({"error": "invalid_code"}),
    callback={"location": "eu", "accounts-server": "https://ABROAD"},
    expires_in=3600,
    kept={"callback.location": "eu", "token.api_domain": "https://ABROAD"},
    api="https://ABROAD",
)


def shopify_signature(answer: Mapping[str, str]) -> Mapping[str, str]:
    """Sign as the shop does."""
    message = "&".join(f"{name}={answer[name]}" for name in sorted(answer)).encode()
    return {"hmac": hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()}


SHOPIFY = Manner(
    "shopify: a signed callback, no type of token",
    """
api_base_urls = ["BASE/api"]
[scopes]
default = ["read_orders"]
separator = ","
[client]
client_id = "desk-1"
client_secret = "secret-of-the-client"
secret_needed = true
[parameters.token]
expiring = "1"
[callback]
signed = "hmac"
keep = ["shop", "host"]
[answer]
bearer_assumed = true
""",
    Reply(
        {
            "access_token": "access-1",
            "refresh_token": "refresh-1",
            "scope": "read_orders",
            "expires_in": 3600,
            "refresh_token_expires_in": 7_776_000,
        }
    ),
    Reply({"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 3600}),
    token=lambda _seen, form: "" if form.get("expiring") == "1" else "expiring",
    callback={"shop": "acme.myshopify.com", "host": "YWRtaW4vc3RvcmU", "timestamp": "1800000000"},
    signature=shopify_signature,
    expires_in=3600,
    refresh_expires_in=7_776_000,
    scopes=("read_orders",),
    kept={"callback.shop": "acme.myshopify.com", "callback.host": "YWRtaW4vc3RvcmU"},
)

OURA = Manner(
    "oura: what the person granted stands in the callback alone",
    f"""{BASE.replace('["read"]', '["email", "daily", "heartrate"]')}
[callback]
scope = "scope"
""",
    GOOD,
    AGAIN,
    callback={"scope": "email daily"},
    expires_in=3600,
    scopes=("email", "daily"),
)

STRAVA_SCOPES = Manner(
    "strava-scopes: the same, with commas; the answer itself counts more",
    f"""{BASE}
[callback]
scope = "scope"
""",
    Reply({**BEARER, "access_token": "access-1", "refresh_token": "refresh-1", "scope": "read,write"}),
    Reply({**BEARER, "access_token": "access-2"}),
    callback={"scope": "read,write,activity"},
    scopes=("read", "write"),
)

CALLBACKS = (QUICKBOOKS, ZOHO, SHOPIFY, OURA, STRAVA_SCOPES)
