"""What comes back with the browser where no shipped service does it so."""

from tests.quirks.answers import BASE, BEARER
from tests.quirks.manner import Manner, Reply

BOTH = Manner(
    "both: permissions in the callback and in the answer, which counts more",
    f"""{BASE}
[callback]
scope = "scope"
""",
    Reply({**BEARER, "access_token": "access-1", "refresh_token": "refresh-1", "scope": "read,write"}),
    Reply({**BEARER, "access_token": "access-2"}),
    callback={"scope": "read,write,activity"},
    scopes=("read", "write"),
)

CALLBACKS = (BOTH,)
