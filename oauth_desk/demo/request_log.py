"""What reached the token endpoint: enough to see every rotation, never a token."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

KEPT: Final = 1000
GRANT_WORDS: Final = {
    "authorization_code": "sign-in",
    "refresh_token": "renewal",
    "urn:ietf:params:oauth:grant-type:device_code": "device",
    "client_credentials": "program",
}


def fingerprint(digest: str) -> str:
    """Return enough of a token's hash to recognise it in the log; empty for no token."""
    return digest[:12]


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """One token request. ``generation`` is the refresh token's place in its family; ``presented`` its fingerprint."""

    at: float
    grant_type: str
    client_id: str
    outcome: str
    family: str = ""
    generation: int | None = None
    presented: str = ""
    issued: str = ""
    reuse_detected: bool = False
    answer_lost: bool = False

    def shown(self) -> dict[str, object]:
        """Return the entry as JSON; the time is RFC 3339 UTC."""
        return {
            "at": rfc3339(self.at),
            "grant_type": self.grant_type,
            "client_id": self.client_id,
            "outcome": self.outcome,
            "family": self.family or None,
            "generation": self.generation,
            "refresh_token_fingerprint": self.presented or None,
            "issued_fingerprint": self.issued or None,
            "reuse_detected": self.reuse_detected,
            "answer_lost": self.answer_lost,
        }


class RequestLog:
    """The last thousand token requests, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[TokenRequest] = deque(maxlen=KEPT)

    def add(self, entry: TokenRequest) -> None:
        """Append one."""
        self._entries.append(entry)

    def entries(self) -> list[TokenRequest]:
        """Return all that are kept."""
        return list(self._entries)


def rfc3339(at: float) -> str:
    """Write an instant as RFC 3339 in UTC with milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
