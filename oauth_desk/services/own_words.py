"""The words for connections that nobody signs in to: the program asks by itself."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind, Remedy
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Cause, Condition, Status
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.phrases import Line, Sentence, Tone

_LINES: Final = {
    Cause.ASSERTION: "Its key is refused",
    Cause.SUBJECT: "Not accepted any more",
    Cause.SOURCE_GONE: "Has nothing to go through",
    Cause.REFUSED: "Service refuses",
}

_WAITING: Final = {Cause.SOURCE: ("Waits for another one", "clock"), Cause.CLOCK: ("Check the clock", "clock")}

_SETTINGS: Final = {
    Cause.CLIENT: "{service} does not accept this program’s client ID or its secret. It may have been changed or "
    "removed there.",
    Cause.CERTIFICATE: "{service} does not accept this program’s certificate.",
    Cause.PERMISSIONS: "{service} does not give {who} one of the permissions asked for.",
    Cause.GRANT_TYPE: "{service} does not let programs in by themselves, or not this one. Whoever runs it "
    "can allow it.",
    Cause.RESOURCE: "{service} does not know the address this connection is for.",
    Cause.ASSERTION: "{service} refuses the key of {who}. It may have been deleted or replaced there.",
    Cause.SUBJECT: "“{source}” does not open {service} for this connection.",
    Cause.SOURCE_GONE: "This connection gets its access through “{source}”, which is not connected here any more.",
    Cause.REFUSED: "{service} refuses to give access and gives no reason.",
}


@dataclass(frozen=True, slots=True)
class _Mending:
    """What mends a trouble: in words, and with which option of the command line."""

    words: str
    terminal: str


_MENDING: Final = {
    Cause.ASSERTION: _Mending("Make a new key at the service, and put it in place.", terminal="--client-key-file FILE"),
    Cause.CLIENT: _Mending("Put in the secret that the service shows now.", terminal="--client-secret-file FILE"),
    Cause.SUBJECT: _Mending(
        "Look whether “{source}” may do what is asked for, or go through another one.", terminal="--from OTHER"
    ),
    Cause.SOURCE_GONE: _Mending("Connect it again, and go through it.", terminal="--from OTHER"),
    Cause.PERMISSIONS: _Mending("Ask whoever runs the service to allow them.", terminal='--scope "a b"'),
}


def list_words(connection: Connection, now: Instant) -> Line | None:
    """Return what a card says in troubles of its own; None where the usual words do."""
    condition = connection.condition_at(now)
    if condition.status is Status.RETRYING and condition.cause in _WAITING:
        text, icon = _WAITING[condition.cause]
        return Line(text, Tone.ATTENTION, icon)
    if condition.status is Status.SETTINGS_PROBLEM and condition.cause in _LINES:
        return Line(_LINES[condition.cause], Tone.BAD, "alert")
    return None


def state_words(connection: Connection, now: Instant) -> Sentence | None:
    """Return what the page says in troubles of its own; None where the usual words do."""
    condition = connection.condition_at(now)
    service = connection.service.name
    if condition.status is Status.RETRYING and condition.cause is Cause.SOURCE:
        return Sentence(
            "Waits for another connection",
            f"This connection gets its access through another one, which does not work now. {_ended(condition.detail)} "
            "Mend that one; this one then goes on by itself.",
        )
    if condition.status is Status.RETRYING and condition.cause is Cause.CLOCK:
        return Sentence(
            "Check this computer’s clock",
            f"{service} refuses what is signed at a wrong time: {_ended(condition.detail)} Set date and time, and it "
            "goes on by itself.",
        )
    if condition.status is not Status.SETTINGS_PROBLEM:
        return None
    cause = condition.cause or Cause.CLIENT
    title = {Cause.ASSERTION: "It needs another key", Cause.SOURCE_GONE: "It has nothing to go through"}
    return Sentence(title.get(cause, "Check its settings"), _filled(_SETTINGS[cause], connection))


def settings_problem(connection: Connection, text: str, detail: str, cause: Cause | None) -> DeskError:
    """Return the error for a connection whose settings have to change before it can go on."""
    mending = _MENDING.get(cause or Cause.CLIENT)
    advice = "Check its settings at the service." if mending is None else _filled(mending.words, connection)
    return DeskError(
        "settings_problem",
        text,
        kind=Kind.SETTINGS,
        detail=detail,
        advice=advice,
        terminal_advice=""
        if mending is None
        else f"{advice} Then: oauth-desk reconnect “{connection.name}” {mending.terminal}",
        remedy=Remedy.FIX_SETTINGS,
    )


def loses_access(user: Connection) -> str:
    """Say what the end of its source means for a connection."""
    return f"“{user.name}” gets its access through it and ends with its present one."


class Proof(StrEnum):
    """What the program asks with, as far as a person can put another in its place."""

    KEY = "key"
    SECRET = "secret"
    SOURCE = "source"
    OTHER = "other"


MENDS: Final = MappingProxyType(
    {
        Proof.KEY: "Replace its key…",
        Proof.SECRET: "Replace its secret…",
        Proof.SOURCE: "Go through another one…",
        Proof.OTHER: "Connect again…",
    }
)
"""The words of the button that puts another in place."""

PROOF_STAYS: Final = MappingProxyType(
    {
        Proof.KEY: "Its key still works at {service}: delete it there if nothing else uses it.",
        Proof.SECRET: "Its secret still works at {service}: change it there if nothing else uses it.",
        Proof.SOURCE: "The connection that it goes through stays as it is.",
        Proof.OTHER: "{service} still knows this program: remove it there if nothing else uses it.",
    }
)
"""What is left at the service when such a connection ends here."""

_MENDED_HERE: Final = frozenset(
    {Cause.ASSERTION, Cause.CLIENT, Cause.SUBJECT, Cause.SOURCE_GONE, Cause.CERTIFICATE, Cause.REFUSED}
)


def proof_of(service: Service) -> Proof:
    """Return what the program asks with."""
    if service.grant is Grant.TOKEN_EXCHANGE:
        return Proof.SOURCE
    if service.grant is Grant.JWT_BEARER or service.client.private_key is not None:
        return Proof.KEY
    return Proof.SECRET if service.client.client_secret is not None else Proof.OTHER


def is_mended_here(connection: Connection, condition: Condition) -> bool:
    """Tell whether another key, secret or way through can mend it; the rest has to be mended at the service."""
    problem = condition.status is Status.SETTINGS_PROBLEM and condition.cause in _MENDED_HERE
    return problem and connection.asks_by_itself


def _filled(template: str, connection: Connection) -> str:
    source = connection.source.name if connection.source is not None else "another connection"
    key_of = connection.service.assertion.issuer if connection.service.grant is Grant.JWT_BEARER else None
    who = key_of or connection.account.label or "this program"
    return template.format(service=connection.service.name, who=who, source=source)


def _ended(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."
