"""Ways to end a connection that no shipped service has."""

from tests.quirks.answers import BASE
from tests.quirks.manner import SECRET, Manner, form_of
from tests.quirks.requests import AGAIN, GOOD

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


BOTH = ending(
    "both-end: both tokens in the form, the usual proof too",
    """
url = "BASE/revoke"
[revocation.parameters]
access_token = "{access_token}"
refresh_token = "{refresh_token}"
""",
    revocation=lambda _seen, form: (
        ""
        if form.get("client_secret") == SECRET and form["access_token"][:7] == "access-" and form["refresh_token"]
        else "both"
    ),
)
UNPROVED = ending(
    "unproved-end: a form without any proof",
    """
url = "BASE/revoke"
auth = "none"
[revocation.parameters]
access_token = "{access_token}"
""",
    revocation=lambda seen, _form: (
        "" if seen.header("authorization") is None and set(form_of(seen)) == {"access_token"} else "proof"
    ),
)

REVOCATIONS = (BOTH, UNPROVED)
