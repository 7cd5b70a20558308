"""Token answers of a form that no shipped service has."""

from tests.quirks.manner import Manner, Reply

BASE = """
api_base_urls = ["BASE/api"]
[scopes]
default = ["read"]
"""
BEARER = {"token_type": "Bearer"}

RENAMED = Manner(
    "another: every member under a name of its own, an error deep inside with status 200",
    f"""{BASE}
[answer]
access_token = "result.token"
refresh_token = "result.again_token"
expires_in = "result.seconds"
scope = "result.rights"
bearer_assumed = true
error = "result.problem.kind"
[quirks]
rejected_errors = ["session_over"]
""",
    Reply({"result": {"token": "access-1", "again_token": "refresh-1", "seconds": 60, "rights": "read, write"}}),
    Reply({"result": {"token": "access-2", "again_token": "refresh-2", "seconds": 60}}),
    gone=Reply({"result": {"problem": {"kind": "session_over"}}}),
    expires_in=60,
    scopes=("read", "write"),
)

ANSWERS = (RENAMED,)
