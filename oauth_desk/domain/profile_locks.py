"""Fields that an administrator has locked: a later profile of the same service does not change them."""

from typing import Any

from oauth_desk.domain.profile_document import document_of, service_of
from oauth_desk.domain.service import Service


def with_locks(later: Service, earlier: Service) -> Service:
    """Return ``later`` with every field that ``earlier`` locks as ``earlier`` has it; the locks stay."""
    if not earlier.locked:
        return later
    document, source = document_of(later), document_of(earlier)
    for path in earlier.locked:
        table, _, key = path.partition(".")
        members: dict[str, Any] = document.setdefault(table, {})
        if key in source.get(table, {}):
            members[key] = source[table][key]
        else:
            members.pop(key, None)
    document["policy"] = {
        "locked": tuple(dict.fromkeys((*earlier.locked, *later.locked))),
        "recommended": later.recommended,
    }
    return service_of(document, None)
