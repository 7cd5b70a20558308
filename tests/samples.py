"""Connections and entries for tests that care for storing them, not for what they mean."""

from dataclasses import replace

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Metadata, Service
from oauth_desk.domain.tokens import Tokens

NOW = 1_800_000_000.0


def connection(number: int = 1, **changes: object) -> Connection:
    """Return a connection whose id, name and tokens hold ``number``."""
    made = Connection(
        id=f"id-{number}",
        name=f"Name {number}",
        service=Service(
            "acme",
            "Acme",
            client=Client("desk", Secret(f"client-secret-{number}")),
            metadata=Metadata(document='{"issuer": "https://login.example"}'),
        ),
        tokens=Tokens(Secret(f"access-{number}"), NOW, NOW + 90, Secret(f"refresh-{number}"), scopes=("read",)),
        created_at=NOW,
        signed_in_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def entry(number: int = 1, connection_id: str = "id-1") -> ActivityEntry:
    """Return an entry whose outcome holds ``number``."""
    return ActivityEntry(NOW + number, connection_id, "Name", ActivityKind.RENEWAL, f"outcome {number}", "detail", 0.5)


def renewed(record: Connection) -> Connection:
    """Return the next generation of a connection; a Change."""
    tokens = replace(record.tokens, access_token=Secret(f"access-{record.id}-{record.generation + 1}"))
    return replace(record, generation=record.generation + 1, tokens=tokens)
