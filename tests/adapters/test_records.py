"""The saved form of connections: whole, versioned, tolerant within a version."""

import json
import types
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from oauth_desk.adapters.vault.envelope import NewerRecord
from oauth_desk.adapters.vault.forms import BadForm
from oauth_desk.adapters.vault.records import (
    CLIENT,
    ENTRY,
    QUIRKS,
    SECURITY,
    SERVICE,
    STATE,
    TOKENS,
    pack,
    pack_connection,
    unpack,
    unpack_connection,
)
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Quirks, Security, Service
from oauth_desk.domain.tokens import Tokens
from tests.samples import connection, entry

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec=None), max_size=8),
    int: st.integers(-(2**60), 2**60),
    float: st.floats(allow_nan=False) | st.integers(0, 2**40),
    bool: st.booleans(),
    type(None): st.none(),
    Secret: st.builds(Secret, st.text(max_size=8)),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a type as the domain declares it, dataclasses member by member."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{member.name: anything(hints[member.name]) for member in fields(kind)})
    if get_origin(kind) in (Union, types.UnionType):
        return st.one_of([anything(one) for one in get_args(kind)])
    if get_origin(kind) is tuple:
        return rows(get_args(kind))
    return PLAIN[kind] if kind in PLAIN else st.sampled_from(list(kind))


def rows(inner: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Return tuples, of any length or of a fixed one."""
    if inner[-1] is Ellipsis:
        return st.lists(anything(inner[0]), max_size=3).map(tuple)
    return st.tuples(*[anything(one) for one in inner])


@settings(max_examples=60, deadline=None)
@given(anything(Connection))
def test_a_connection_comes_back_equal(record: Connection) -> None:
    """Every connection there can be is read back equal, secrets and odd characters included."""
    service = unpack(SERVICE, pack(SERVICE, record.service))
    assert service == record.service
    read, snapshot = unpack_connection(pack_connection(record, "s1"), {"s1": service}.__getitem__)
    assert read == record
    assert snapshot == "s1"


@settings(max_examples=30, deadline=None)
@given(anything(ActivityEntry))
def test_an_entry_comes_back_equal(record: ActivityEntry) -> None:
    """Every activity entry is read back equal."""
    assert unpack(ENTRY, pack(ENTRY, record)) == record


def members_of(kind: type) -> set[str]:
    """Return a dataclass's members."""
    return {member.name for member in fields(kind)}  # type: ignore[arg-type]


def test_no_member_is_forgotten() -> None:
    """A member that the domain adds has to be added to the saved form."""
    assert set(STATE.members) == members_of(Connection) - {"service"}
    for codec, kind in ((SERVICE, Service), (TOKENS, Tokens), (QUIRKS, Quirks), (CLIENT, Client), (SECURITY, Security)):
        saved = codec.save(find(anything(kind), lambda _: True, settings=settings(phases=[Phase.generate])))
        assert set(saved) == members_of(kind)


def changed(packed: bytes, **changes: object) -> bytes:
    """Return a packed record with other members."""
    saved = json.loads(packed)
    saved["data"].update(changes)
    return json.dumps(saved).encode()


def service_of(_snapshot: str) -> Service:
    """Return the service of the sample."""
    return connection().service


def test_members_of_another_release() -> None:
    """Within a version, unknown members are ignored and missing ones take their default."""
    packed = changed(pack_connection(connection(), "s1"), invented="later")
    saved = json.loads(packed)
    del saved["data"]["notes"]
    read, _ = unpack_connection(json.dumps(saved).encode(), service_of)
    assert read == connection()


def test_a_newer_version_is_not_guessed_at() -> None:
    """A record of a later version is refused as such."""
    saved = json.loads(pack(ENTRY, entry()))
    saved["version"] += 1
    with pytest.raises(NewerRecord):
        unpack(ENTRY, json.dumps(saved).encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 1},
        {"generation": "1"},
        {"generation": True},
        {"created_at": None},
        {"scopes_asked": "read"},
        {"scopes_asked": [1]},
        {"tokens": []},
        {"condition": {"status": "happy"}},
        {"snapshot": None},
        {"in_flight": {}},
    ],
)
def test_another_shape_is_refused(changes: dict[str, object]) -> None:
    """A record whose members have other types is refused."""
    with pytest.raises(BadForm):
        unpack_connection(changed(pack_connection(connection(), "s1"), **changes), service_of)


@pytest.mark.parametrize("packed", [b"", b"[]", b"{}", b"\xff", b'{"version": "1"}', b"[" * 100_000])
def test_what_is_no_record(packed: bytes) -> None:
    """Bytes that are no record are refused, deep nesting included."""
    with pytest.raises(BadForm):
        unpack(ENTRY, packed)


def test_errors_quote_nothing() -> None:
    """What is wrong with a record is said without its content."""
    packed = changed(pack_connection(connection(), "s1"), tokens={"access_token": ["CANARY"]})
    with pytest.raises(BadForm) as caught:
        unpack_connection(packed, service_of)
    assert "CANARY" not in str(caught.value)
