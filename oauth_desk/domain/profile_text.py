"""Writing a service as the text of a profile, to share it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from oauth_desk.domain.profile_document import document_of
from oauth_desk.domain.service import Service


def write_profile(service: Service) -> str:
    """Return the profile as TOML, without the client secret: it belongs to one person."""
    document = document_of(service)
    for key in ("client_secret", "client_secret_ends"):
        document.get("client", {}).pop(key, None)
    return text_of(document)


def text_of(document: Mapping[str, Any]) -> str:
    """Return a document as TOML."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"format = {document['format']}"
    for name, table in document.items():
        if not isinstance(table, Mapping) or not table:
            continue
        plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
        if plain:
            yield from ("", f"[{name}]", *_assignments(plain))
        for key, value in table.items():
            if isinstance(value, Mapping):
                yield from ("", f"[{name}.{key}]", *_assignments(value))


def _assignments(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        written = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _string(key)
        yield f"{written} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_assignments(value))} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        return _string(value)
    raise TypeError(f"a profile has no values of the kind {type(value).__name__}")


def _string(text: str) -> str:
    """Quote as a TOML basic string; the escapes of JSON are a subset of TOML's, control characters never occur."""
    return json.dumps(text, ensure_ascii=False)
