"""Where a redirect leads, and what may go there (RFC 9110 §15.4; NORMS C101)."""

from typing import Final
from urllib.parse import urljoin

from oauth_desk.domain.errors import DeskError
from oauth_desk.protocol import address
from oauth_desk.protocol.address import Address, UnsafeUrl
from oauth_desk.protocol.http import Request, Response

MOST: Final = 10
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TO_GET: Final = frozenset({301, 302})
_SEE_OTHER: Final = 303
_HARMLESS: Final = frozenset({"accept", "accept-language", "user-agent"})


def target(request: Request, response: Response) -> str | None:
    """Return where an answer sends the caller; None where it is no redirect. Raise DeskError."""
    location = response.header("location")
    if response.status not in _REDIRECTS or not location:
        return None
    try:
        return urljoin(request.url, location).partition("#")[0]
    except ValueError:
        raise _refused("The new address is malformed.") from None


def is_same_origin(one: str, other: str) -> bool:
    """Compare scheme, host and port (RFC 6454 §4); raise DeskError for an address that cannot be used."""
    return _read(one).origin == _read(other).origin


def followed(request: Request, response: Response, url: str) -> Request:
    """Return the request that follows a redirect to ``url``; raise DeskError where none may.

    At another origin nothing arrives that the caller meant for the first: no
    credentials (they are not in ``request`` anyway), no header of their own, no body.
    """
    method, body = _method_and_body(request, response.status)
    headers = request.headers
    if body is None:
        headers = tuple((name, value) for name, value in headers if not name.lower().startswith("content-"))
    if not is_same_origin(request.url, url):
        _check_other_place(_read(request.url), _read(url))
        if body is not None:
            raise _refused("It would hand the call’s data to another place.")
        headers = tuple((name, value) for name, value in headers if name.lower() in _HARMLESS)
    return Request(method, url, headers, body)


def too_many() -> DeskError:
    """Return the error for redirects without an end."""
    return DeskError("too_many_redirects", f"The service redirected more than {MOST} times.")


def _method_and_body(request: Request, status: int) -> tuple[str, bytes | None]:
    """Follow what browsers do: 303 becomes GET, and so does POST at 301 and 302."""
    to_get = status == _SEE_OTHER and request.method != "HEAD"
    if to_get or (status in _TO_GET and request.method == "POST"):
        return "GET", None
    return request.method, request.body


def _check_other_place(here: Address, there: Address) -> None:
    if there.scheme != "https" and not there.is_loopback:
        raise _refused("The new address is not encrypted.")
    if here.scheme == "https" and there.scheme != "https":
        raise _refused("It leads from an encrypted address to one that is not.")


def _read(url: str) -> Address:
    try:
        return address.read(url)
    except UnsafeUrl as error:
        raise _refused(str(error)) from error


def _refused(reason: str) -> DeskError:
    return DeskError("redirect_refused", "The service redirected to a place that is not followed.", detail=reason)
