"""What the answer to a renewal means: a closed set (the renewal transaction, rule 7)."""

from dataclasses import dataclass

from oauth_desk.domain.status import Cause
from oauth_desk.domain.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Renewed:
    """New tokens; they are not to be used before they are saved."""

    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Adopted:
    """Somebody else renewed meanwhile; nothing was sent, or its rejection does not matter."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """``invalid_grant`` or the service's own word for it: the grant is gone."""

    error: str
    description: str = ""
    cause: Cause = Cause.REJECTED


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """The registration is refused, not the person's sign-in; tokens are kept."""

    cause: Cause
    error: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Transient:
    """Passing trouble. ``retry_after`` in seconds from now, as the server asked, capped at 1 h."""

    cause: Cause
    detail: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal without a usable reason."""

    status: int
    error: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Sent, and no answer came: the refresh token may be spent."""

    detail: str = ""


Verdict = Renewed | Adopted | Rejected | Misconfigured | Transient | Refused | Unknown
