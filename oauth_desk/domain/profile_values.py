"""What the values of a service profile may be. A check returns the value or raises ValueError; none quotes it."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from oauth_desk.domain.place import WHOLE

Check = Callable[[object], object]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_VISIBLE: Final = re.compile(r"[\x20-\x7e]+")
_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HOST_PATTERN: Final = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_OWN_HEADERS: Final = frozenset({"authorization", "content-length", "cookie", "dpop", "host", "transfer-encoding"})
_LONGEST_PERIOD: Final = 10 * 366 * 86400


def text(value: object) -> str:
    """Accept one line that can be shown: no control or direction characters."""
    if not isinstance(value, str):
        raise ValueError("must be a text in quotes")  # noqa: TRY004 - one kind of error for one kind of reader
    if _CONTROL.search(value):
        raise ValueError("must not hold control characters")
    return value


def filled(value: object) -> str:
    """Accept a text that is not empty."""
    if not text(value).strip():
        raise ValueError("must not be empty")
    return text(value)


def matching(pattern: re.Pattern[str], explanation: str) -> Check:
    """Build a check for texts that ``pattern`` matches whole."""

    def check(value: object) -> str:
        if not pattern.fullmatch(text(value)):
            raise ValueError(explanation)
        return text(value)

    return check


identifier = matching(_ID, "must be made of small letters, digits and hyphens")
visible = matching(_VISIBLE, "must be made of plain printable characters")
scope = matching(_SCOPE, "must be made of plain printable characters without spaces, quotes or backslashes")
color = matching(_COLOR, 'must be a colour such as "#1f6feb"')
host_pattern = matching(_HOST_PATTERN, 'must be a host name such as "api.acme.example" or "*.acme.example"')
scheme = matching(re.compile(r"[A-Za-z][A-Za-z0-9-]*"), 'must be one word such as "OAuth"')
method = matching(re.compile("GET|POST"), 'must be "GET" or "POST"')
dotted_path = matching(
    re.compile(r"[^.\[\]]+(?:\[[0-9]+\])*(?:\.[^.\[\]]+(?:\[[0-9]+\])*)*"), "must be a path into JSON"
)
_OF_A_CALLBACK: Final = frozenset(
    {"code", "state", "iss", "error", "access_token", "id_token", "refresh_token", "hmac"}
)


def callback_name(value: object) -> str:
    """Accept the name of a parameter that the browser brings back; none that means something already."""
    name = text(value)
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", name) or name in _OF_A_CALLBACK:
        raise ValueError("must be the name of a parameter, and none of the sign-in's own")
    return name


_SECRET_MEMBERS: Final = frozenset({"access_token", "refresh_token", "id_token", "client_secret", "code"})


def kept_path(value: object) -> str:
    """Accept a path to something that may be kept and shown: no token."""
    path = text(dotted_path(value))
    if path.rpartition(".")[2].partition("[")[0] in _SECRET_MEMBERS:
        raise ValueError("must not lead to a token or a secret: what is kept is shown")
    return path


def items_path(value: object) -> str:
    """Accept a path to a list, or ``$`` for a whole answer."""
    return WHOLE if value == WHOLE else text(dotted_path(value))


def switch(value: object) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # noqa: TRY004
    return value


def period(value: object) -> int:
    """Accept a number of seconds, at most ten years."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LONGEST_PERIOD:
        raise ValueError("must be a whole number of seconds")
    return value


def seconds_up_to(longest: int) -> Check:
    """Build a check for a number of seconds, at least one minute."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 60 <= value <= longest:  # noqa: PLR2004
            raise ValueError(f"must be a whole number of seconds, 60 to {longest}")
        return value

    return check


def days(value: object) -> int:
    """Accept a number of days, at most ten years."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value * 86400 <= _LONGEST_PERIOD:
        raise ValueError("must be a whole number of days")
    return value


def day(value: object) -> date:
    """Accept a day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a day such as 2027-03-31")  # noqa: TRY004
    return value


def checked(check: Callable[[str], str]) -> Check:
    """Build a check from one for texts."""
    return lambda value: check(text(value))


def one_of(*choices: str) -> Check:
    """Build a check for a closed set of words."""
    listed = ", ".join(f'"{choice}"' for choice in choices)

    def check(value: object) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {listed}")
        return text(value)

    return check


def several(check: Check) -> Check:
    """Build a check for an array, each member of which passes ``check``."""

    def check_all(value: object) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise ValueError("must be an array in [brackets]")  # noqa: TRY004
        return tuple(check(member) for member in value)

    return check_all


def header_name(name: object) -> str:
    """Accept a header's name; refuse the headers that the program sets itself."""
    if not _HEADER_NAME.fullmatch(text(name)):
        raise ValueError("is not the name of a header")
    if text(name).lower() in _OWN_HEADERS:
        raise ValueError("is set by the program itself")
    return text(name)


def key_name(name: object) -> str:
    """Accept the header or parameter that a service wants its keys in; ``Authorization`` is one of them."""
    return text(name) if text(name).lower() == "authorization" else header_name(name)


def header_value(value: object) -> str:
    """Accept what can stand in a header."""
    if not re.fullmatch(r"[\x20-\x7e]*", text(value)):
        raise ValueError("must be made of plain printable characters")
    return text(value)
