"""What lies in files: service profiles, and records in the form that they have inside their seal."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from oauth_desk.adapters.vault.records import ENTRY, SERVICE, pack, pack_connection, unpack, unpack_connection
from oauth_desk.adapters.vault.schema import Damage, NewerFormat
from oauth_desk.adapters.vault.snapshots import opening
from oauth_desk.config import resources
from oauth_desk.domain.answered import answered
from oauth_desk.domain.profile import LONGEST_PROFILE, ProfileError, parse_profile
from oauth_desk.domain.profile_document import document_of
from oauth_desk.domain.question import BadAnswer
from tests.adapters import full_vault
from tests.faults.fuzz.target import Target


def profile(data: bytes) -> None:
    """Read a service profile."""
    text = data.decode("utf-8", "replace")
    try:
        service = parse_profile(text, base=Path("/profiles"))
    except ProfileError as error:
        told = error
    else:
        document_of(service)
        with suppress(BadAnswer):
            answered(service, {"host": "acme.example"})
        return
    assert str(told).isprintable()
    assert told.line is None or 1 <= told.line <= text.count("\n") + 1


def open_record(data: bytes) -> None:
    """Read records in the form that they have inside their seal; what is read is what is written again."""
    with suppress(Damage, NewerFormat), opening("connections"):
        record, snapshot = unpack_connection(data, lambda _snapshot: full_vault.SERVICE)
        again, _ = unpack_connection(pack_connection(record, snapshot), lambda _snapshot: full_vault.SERVICE)
        assert repr(again) == repr(record)
    for codec in (SERVICE, ENTRY):
        with suppress(Damage, NewerFormat), opening("snapshots"):
            unpack(codec, pack(codec, unpack(codec, data)))


SMALL: Final = b"""format = 1
[service]
id = "acme"
name = "Acme"
issuer = "https://login.acme.example"
[client]
client_id = "desk"
[scopes]
default = ["read"]
[scopes.meaning]
read = "See"
"""
WAYS: Final = b"""format = 1
[service]
id = "acme"
name = "Acme"
token_endpoint = "https://{host}/{realm}/token"
api_base_urls = ["{token.instance_url}/data"]
allowed_hosts = ["*.acme.example"]
[client]
client_secret = "x"
[questions.host]
label = "Server"
[questions.realm]
label = "Realm"
kind = "segment"
default = "main"
[questions.realm.choices]
main = "m"
[answer]
inside = "data[0]"
ok = "status"
ok_value = "0"
keep = ["instance_url"]
[callback]
keep = ["realmId"]
token_host = "server"
signed = "hmac"
[account]
url = "https://{host}/me"
auth = "client"
[account.parameters]
token = "{access_token}"
[api]
header = "X-Token"
[api.headers]
X-Id = "{client_id}"
[second_step]
url = "https://{host}/more"
[renewal]
by = "access_token"
[revocation]
url = "https://{host}/end/{client_id}"
[revocation.parameters]
token = "{access_token}"
"""
PROFILES: Final = (SMALL, WAYS, *(path.read_bytes() for path in sorted((resources() / "services").glob("*.toml"))))
UNKNOWN: Final = b"\n[zzz]\nunknown = 1\n"


def long_profiles(size: int) -> tuple[bytes, ...]:
    """Return profiles that are laid out to keep a reader busy, most of them with a mistake at their end."""
    room = size - len(SMALL) - len(UNKNOWN) - 40
    bodies = (
        b"[quirks]\ndenied_errors = [\n" + b'"",\n' * (room // 4) + b"]" + UNKNOWN,
        b'[account]\nbody = """' + b"\n" * room + b'"""' + UNKNOWN,
        b"#\n" * (room // 2) + UNKNOWN,
        b"\n" * room + UNKNOWN,
        b"[a]\n" + b"".join(b"k%d=0\n" % number for number in range(room // 10)) + UNKNOWN,
        b"a." * (room // 2) + b"a = 1" + UNKNOWN,
        b"a = " + b"[" * room,
        b"a = " + b"{a=" * (room // 3),
        b'a = "' + b"\\" * room,
        b'a = """' + b'"' * room,
        b"a = [\n" + b"1,\n" * (room // 3),
        b"a = " + b"9" * room,
        b"".join(b"[a%d]\n" % number for number in range(room // 10)),
        b"[[b]]\n" * (room // 6) + UNKNOWN,
        b'a = "' + b'\\"' * (room // 2),
        b"".join(b"a%d.b = 1\n" % number for number in range(room // 12)) + UNKNOWN,
    )
    return tuple(SMALL + body for body in bodies)


def long_records(size: int) -> tuple[bytes, ...]:
    """Return records that are deep, or long."""
    deep = b'{"version":1,"data":'
    row = b'{"version":1,"data":{"notes":['
    return b"[" * size, deep * (size // len(deep)), row + b'"",' * (size // 3)


RECORDS: Final = (
    pack_connection(full_vault.CONNECTION, "s1"),
    pack_connection(full_vault.BARE, "s1"),
    pack(SERVICE, full_vault.SERVICE),
    pack(ENTRY, full_vault.entries()[0]),
)

PROFILE_WORDS: Final = (b"[quirks]", b'"""', b"= true", b"''", b"\n[", b"1979-05-27", b"\\u0000", b"0x", b"inf")
RECORD_WORDS: Final = (b"null", b"true", b"1e400", b"NaN", b'"version":0', b"{}", b"[]", b'"retrying"')

TARGETS: Final = (
    Target("profile", profile, PROFILES, PROFILE_WORDS, long_profiles, LONGEST_PROFILE),
    Target("open_record", open_record, RECORDS, RECORD_WORDS, long_records, 1 << 20),
)
