"""Which members of forms and answers hold secrets, by their names: these are masked wherever they are shown."""

import re
from typing import Final

_SECRET: Final = re.compile(
    r"token|secret|assertion|verifier|passw|session|credential|signature|^code$|device_code|^key$|api-?key|^state$|^nonce$",
    re.IGNORECASE,
)
_NOT_SECRET: Final = re.compile(
    r"_type$|_types$|_endpoint$|_endpoints$|_supported$|_uri$|_alg$|_method$|_methods$|_expires_(in|at)$|_lifetime$",
    re.IGNORECASE,
)


def is_secret(name: str) -> bool:
    """Tell whether a member of that name is likely to hold a secret."""
    return _SECRET.search(name) is not None and _NOT_SECRET.search(name) is None
