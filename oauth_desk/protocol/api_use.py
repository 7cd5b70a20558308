"""Where the access token stands in a call, and what else goes along, as the profile says (NORMS C100)."""

import re
from typing import Final

from oauth_desk.domain.service import Service
from oauth_desk.domain.tokens import Tokens
from oauth_desk.protocol.http import Headers
from oauth_desk.protocol.own_parameters import filled

_VALUE: Final = re.compile(r"[\x20-\x7e]*")


def credential(service: Service, token_type: str) -> tuple[str, str]:
    """Return the header that holds the token, and what stands before it. A token bound to a key goes as such."""
    api = service.api
    if token_type.lower() == "dpop":
        return "Authorization", f"{token_type} "
    if api.header:
        return api.header, ""
    return "Authorization", f"{api.scheme or token_type} "


def further_headers(service: Service, tokens: Tokens, given: Headers) -> Headers:
    """Return the profile's headers for calls, but for those that the caller gave."""
    names = {name.lower() for name, _ in given}
    added = filled(service.api.headers, service, tokens.kept)
    return tuple((name, value) for name, value in added if name.lower() not in names and _VALUE.fullmatch(value))
