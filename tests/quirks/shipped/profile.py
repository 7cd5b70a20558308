"""A shipped file as it is, but for its hosts: they all are the server of the test."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oauth_desk.domain.profile_schema import ADDRESSES
from oauth_desk.domain.profile_text import text_of

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "services"
FOR_PEOPLE = frozenset({"developer_console_url", "docs_url", "page"})
GENERIC = frozenset({"openid", "oauth", "key"})


def moved(name: str) -> str:
    """Return the file's profile: ``https://HOST/path`` becomes ``BASE/HOST/path``, and a client is known.

    Hosts that the service names itself stay for its answers; the hosts that are allowed
    are the test's two.
    """
    document = _frozen(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
    for table, key in ADDRESSES:
        found = document.get(table, {}).get(key)
        if found is not None and key not in FOR_PEOPLE:
            document[table][key] = tuple(map(_here, found)) if isinstance(found, tuple) else _here(found)
    if "allowed_hosts" in document["service"]:
        document["service"]["allowed_hosts"] = ("HOST", "ABROAD")
    document.setdefault("client", {})["client_id"] = "desk-1"
    document.setdefault("security", {})["ca_file"] = "CA"
    return text_of(document)


def _here(address: str) -> str:
    return re.sub(r"^https://", "BASE/", address)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _frozen(member) for key, member in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
