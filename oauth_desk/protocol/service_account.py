"""Key files of service accounts, as Google hands them out: JSON with ``"type": "service_account"``."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from oauth_desk.domain.grant import LONGEST_ASSERTION, Assertion, Grant, ScopePlace
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Endpoints, Service
from oauth_desk.domain.web_address import check_endpoint
from oauth_desk.protocol.json_body import BadJson, JsonObject, parse_object

CLOUD: Final = "https://www.googleapis.com/auth/cloud-platform"
_GOOGLE: Final = "googleapis.com"
_VISIBLE: Final = re.compile(r"[\x21-\x7e]{1,512}")
_OTHER_TYPES: Final = {
    "authorized_user": "This file belongs to a person who signed in with another program, not to a service account.",
    "external_account": "This file names another service that proves the account; only key files are read here.",
}


class BadKeyFile(ValueError):
    """A text that is no key file of a service account. The message is a plain sentence and quotes nothing."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What such a file says."""

    address: str
    who: str
    key_id: str
    key: Secret


def key_in(data: bytes, *, passphrase: Secret | None = None, key_id: str | None = None) -> Secret:
    """Return the key in such a file, or in one that holds a key alone; raise ValueError."""
    from oauth_desk.protocol.private_key import read_key  # noqa: PLC0415 - few have such a file

    try:
        members = parse_object(data.removeprefix(b"\xef\xbb\xbf"))
    except BadJson:
        members = {}
    if "private_key" not in members:
        return read_key(data, passphrase=passphrase, key_id=key_id)
    return _parts(data.decode()).key


def account_in(data: bytes) -> str | None:
    """Return whose key such a file holds; None where it is no such file, or nobody is named."""
    try:
        named = parse_object(data.removeprefix(b"\xef\xbb\xbf")).get("client_email")
    except BadJson:
        return None
    return named if isinstance(named, str) and _VISIBLE.fullmatch(named) else None


def read_key_file(text: str) -> Service:
    """Return the service that the file leads to, its key included; raise BadKeyFile. Slow: joserfc is loaded."""
    return _service(_parts(text))


def _parts(text: str) -> _Parts:
    from oauth_desk.protocol.pem import PassphraseNeeded  # noqa: PLC0415
    from oauth_desk.protocol.private_key import BadKey, read_key  # noqa: PLC0415 - few have such a file

    members = _members(text)
    who, key_id = _text(members, "client_email"), _text(members, "private_key_id")
    address = _address(members)
    pem = members.get("private_key")
    if not isinstance(pem, str):
        raise BadKeyFile("The file holds no private key (“private_key”).")
    try:
        key = read_key(pem.encode(), key_id=key_id)
    except (BadKey, PassphraseNeeded, UnicodeError) as problem:
        raise BadKeyFile(f"The key in the file cannot be used. {problem}") from None
    return _Parts(address, who, key_id, key)


def _service(parts: _Parts) -> Service:
    host = urlsplit(parts.address).hostname or ""
    google = host == _GOOGLE or host.endswith(f".{_GOOGLE}")
    said = Assertion(
        issuer=parts.who,
        names_itself=False,
        audience=parts.address,
        algorithm="RS256",
        private_key=parts.key,
        key_id=parts.key_id,
        lifetime=LONGEST_ASSERTION,
        scope_in=ScopePlace.ASSERTION,
    )
    elsewhere = f"service-account-{re.sub(r'[^a-z0-9]+', '-', host)}"[:64].strip("-")
    return Service(
        id="google-service-account" if google else elsewhere,
        name="Google Cloud" if google else f"Service account at {host}",
        category="Developer",
        endpoints=Endpoints(token=parts.address),
        api_base_urls=("https://www.googleapis.com",) if google else (),
        allowed_hosts=(f"*.{_GOOGLE}",) if google else (),
        docs_url="https://cloud.google.com/iam/docs/service-account-overview" if google else None,
        color="#1a73e8" if google else "",
        scopes=(CLOUD,) if google else (),
        scope_meaning=_MEANING if google else (),
        grant=Grant.JWT_BEARER,
        assertion=said,
    )


_AT: Final = "https://www.googleapis.com/auth/"
_MEANING: Final = (
    (CLOUD, "Use everything in Google Cloud that this service account is allowed to"),
    (f"{_AT}drive", "See, change and delete files in Google Drive"),
    (f"{_AT}drive.readonly", "See and download files in Google Drive"),
    (f"{_AT}spreadsheets", "See, change and delete spreadsheets"),
    (f"{_AT}calendar", "See, change and delete calendars"),
    (f"{_AT}gmail.readonly", "Read mail, on behalf of somebody"),
)


def _members(text: str) -> JsonObject:
    try:
        members = parse_object(text.removeprefix("\ufeff").encode())
    except (BadJson, UnicodeError):
        raise BadKeyFile("The file is not whole, or no key file: it is no JSON.") from None
    kind = members.get("type")
    if kind == "service_account":
        return members
    if "installed" in members or "web" in members:
        raise BadKeyFile("This file registers a program; it is no key of a service account.")
    told = _OTHER_TYPES.get(kind) if isinstance(kind, str) else None
    raise BadKeyFile(told or "This is no key file of a service account: “type” is not “service_account”.")


def _text(members: JsonObject, name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not _VISIBLE.fullmatch(value):
        raise BadKeyFile(f"The file lacks “{name}”, or it cannot be used.")
    return value


def _address(members: JsonObject) -> str:
    try:
        return check_endpoint(_text(members, "token_uri"))
    except BadKeyFile:
        raise
    except ValueError as problem:
        raise BadKeyFile(f"The address in “token_uri” {problem}.") from None
