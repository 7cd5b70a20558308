"""The lives of a connection's access, one after another, from the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from oauth_desk.domain.events import ActivityEntry, ActivityKind
from oauth_desk.domain.tokens import Instant
from oauth_desk.services.activity_words import activity_line
from oauth_desk.services.wording import Tone

SHORT_LIFE: Final = 600.0
"""Seconds; shorter lives than this are shown over the last hour, else nobody could see them."""
_HOUR: Final = 3600.0

_TROUBLES: Final = {
    "network": "no network",
    "unanswered": "no answer",
    "captive_portal": "no network",
    "busy": "service busy",
    "server_error": "service down",
    "refusing": "refused",
    "not_saved": "not saved",
    "settings_problem": "settings",
    "assertion": "key refused",
    "subject": "settings",
    "source_gone": "settings",
    "source": "waits for another",
    "clock": "clock",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time to draw. ``ticks`` are labelled instants."""

    title: str
    start: Instant
    end: Instant
    ticks: tuple[tuple[Instant, str], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One life (good), or trouble (attention), or the time after an end (bad). ``ahead``: still to come."""

    start: Instant
    end: Instant
    tone: Tone
    label: str = ""
    ahead: bool = False


def span_at(now: Instant, lifetime: float | None) -> Span:
    """Return the day of ``now``, or its last hour where lives are short."""
    if lifetime is not None and 0 < lifetime < SHORT_LIFE:
        start = now - _HOUR
        ticks = tuple((now - minutes * 60, _hour(now - minutes * 60)) for minutes in (60, 45, 30, 15))
        return Span("Last hour", start, now + _HOUR / 12, ticks)
    midnight = datetime.fromtimestamp(now).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = (midnight.replace(tzinfo=None) + timedelta(days=1)).astimezone()
    hours = (midnight.replace(tzinfo=None, hour=hour).astimezone() for hour in (0, 6, 12, 18))
    ticks = tuple((moment.timestamp(), moment.strftime("%H:%M")) for moment in hours)
    return Span("Today", midnight.timestamp(), tomorrow.timestamp(), ticks)


def _hour(at: Instant) -> str:
    return datetime.fromtimestamp(at).strftime("%H:%M")  # noqa: DTZ006 - shown in local time


def segments(
    entries: Iterable[ActivityEntry],
    span: Span,
    now: Instant,
    *,
    lifetime: float | None = None,
    expires_at: Instant | None = None,
) -> list[Segment]:
    """Return what to draw, in order, cut to ``span``.

    ``lifetime`` and ``expires_at`` are those of the access held now: no life is
    drawn longer than it can have lasted, and the running one reaches into the
    future.
    """
    told = sorted((entry for entry in entries if begins(entry) is not None and entry.at <= now), key=lambda e: e.at)
    result: list[Segment] = []
    for number, entry in enumerate(told):
        tone = begins(entry) or Tone.NEUTRAL
        end = told[number + 1].at if number + 1 < len(told) else now
        if tone is Tone.GOOD and lifetime is not None:
            end = min(end, entry.at + max(lifetime, 0.0))
        segment = Segment(max(entry.at, span.start), min(end, span.end), tone, _label(entry, tone))
        if segment.end > segment.start:
            _append(result, segment)
    if expires_at is not None and expires_at > now:
        _append(result, Segment(now, min(expires_at, span.end), Tone.GOOD, ahead=True))
    return result


def _append(result: list[Segment], segment: Segment) -> None:
    """Add a segment; repeated tries of one trouble are one segment."""
    last = result[-1] if result else None
    if last and last.tone is segment.tone is not Tone.GOOD and last.label == segment.label:
        result[-1] = Segment(last.start, segment.end, last.tone, last.label)
    else:
        result.append(segment)


def begins(entry: ActivityEntry) -> Tone | None:
    """Return what an entry begins; None where it begins nothing."""
    if entry.kind not in (ActivityKind.RENEWAL, ActivityKind.SIGN_IN):
        return None
    tone = activity_line(entry).tone
    return None if tone is Tone.NEUTRAL else tone


def _label(entry: ActivityEntry, tone: Tone) -> str:
    if tone is Tone.GOOD:
        return ""
    return _TROUBLES.get(entry.outcome, "sign in again" if tone is Tone.BAD else "trying again")
