"""Services that end a connection by a request of their own."""

from tests.quirks.answers import BASE
from tests.quirks.manner import SECRET, Manner, Reply, form_of
from tests.quirks.requests import AGAIN, GOOD, basic

CLIENT = """
[client]
client_id = "desk-1"
client_secret = "secret-of-the-client"
auth_method = "client_secret_post"
"""


def ending(name: str, table: str, **ways: object) -> Manner:
    """Return a service with this table for the end of a connection."""
    profile = f"{BASE}{CLIENT}[revocation]\n{table}\n"
    return Manner(name, profile, **{"first": GOOD, "again": AGAIN, "expires_in": 3600, **ways})  # type: ignore[arg-type]


GITHUB = ending(
    "github-end: DELETE, Basic whatever else, the token in a JSON body, the client in the address",
    """
method = "DELETE"
url = "BASE/revoke/{client_id}/token"
auth = "basic"
body = "json"
[revocation.parameters]
access_token = "{access_token}"
""",
    revoked=Reply(None, 204),
    revocation=lambda seen, form: (
        ""
        if (seen.method, basic(seen)) == ("DELETE", f"desk-1:{SECRET}")
        and seen.header("content-type") == "application/json"
        and seen.target == "/revoke/desk-1/token"
        and form.get("access_token", "").startswith("access-")
        and "client_secret" not in form
        else "github"
    ),
)
DROPBOX = ending(
    "dropbox-end: POST with the access token and no body",
    """
url = "BASE/revoke"
auth = "token"
""",
    revoked=Reply("null"),
    revocation=lambda seen, _form: (
        "" if (seen.header("authorization") or "").startswith("Bearer access-") and not seen.body else "dropbox"
    ),
)
SLACK = ending(
    "slack-end: ok with status 200",
    """
url = "BASE/revoke"
auth = "token"
[answer]
ok = "ok"
""",
    revoked=Reply({"ok": True, "revoked": True}),
)
SQUARE = ending(
    "square-end: the secret under a scheme of its own",
    """
url = "BASE/revoke"
auth = "secret"
scheme = "Client"
body = "json"
[revocation.parameters]
client_id = "{client_id}"
access_token = "{access_token}"
""",
    revocation=lambda seen, form: (
        "" if seen.header("authorization") == f"Client {SECRET}" and form["client_id"] == "desk-1" else "square"
    ),
)
STRIPE = ending(
    "stripe-end: whose it is, as told at the sign-in",
    """
url = "BASE/revoke"
auth = "secret"
[revocation.parameters]
client_id = "{client_id}"
stripe_user_id = "{token.stripe_user_id}"
[answer]
keep = ["stripe_user_id"]
""",
    first=Reply({**GOOD.body, "stripe_user_id": "acct_1"}),  # type: ignore[dict-item]
    kept={"token.stripe_user_id": "acct_1"},
    revocation=lambda seen, form: (
        ""
        if form.get("stripe_user_id") == "acct_1" and seen.header("authorization") == f"Bearer {SECRET}"
        else "stripe"
    ),
)
WEBFLOW = ending(
    "webflow-end: everything in the form, the usual proof too",
    """
url = "BASE/revoke"
[revocation.parameters]
access_token = "{access_token}"
refresh_token = "{refresh_token}"
""",
    revocation=lambda _seen, form: (
        ""
        if form.get("client_secret") == SECRET and form["access_token"][:7] == "access-" and form["refresh_token"]
        else "webflow"
    ),
)
STRAVA = ending(
    "strava-end: a form without any proof",
    """
url = "BASE/revoke"
auth = "none"
[revocation.parameters]
access_token = "{access_token}"
""",
    revocation=lambda seen, _form: (
        "" if seen.header("authorization") is None and set(form_of(seen)) == {"access_token"} else "strava"
    ),
)
ZENDESK = ending(
    "zendesk-end: DELETE at an address of the token's own, by the token",
    """
method = "DELETE"
url = "BASE/revoke/current.json"
auth = "token"
page = "https://acme.example/security"
""",
    revoked=Reply(None, 204),
)
NOWHERE = ending(
    "left-end: no way but a page for people",
    '''page = "https://acme.example/settings/apps"''',
    tells="unsupported",
)

REVOCATIONS = (GITHUB, DROPBOX, SLACK, SQUARE, STRIPE, WEBFLOW, STRAVA, ZENDESK, NOWHERE)
