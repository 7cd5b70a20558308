"""Pieces that every sentence is made of: tones, lines, and times as people say them."""

import time
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from oauth_desk.domain.tokens import Instant

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86400
CLOCK_TOLD: Final = 120.0
"""Seconds; less between two clocks disturbs nothing (NORMS C74)."""
MONTH: Final = 30
"""Days, for lengths of time that nobody counts exactly."""


class Tone(StrEnum):
    """Green: nothing to do. Amber: the program is on it. Red: you are needed."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Line:
    """A short state: its words, its tone and the name of its icon."""

    text: str
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A state in full: one sentence as a title, and what more there is to say."""

    title: str
    text: str = ""


def duration(seconds: float) -> str:
    """Say a length of time in at most two units: ``42 min``, ``6 h 10 min``, ``3 days``, ``6 months``."""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    if whole < DAY:
        hours, minutes = whole // HOUR, whole % HOUR // MINUTE
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days = whole // DAY
    if days >= 2 * MONTH:
        return f"{round(days / MONTH)} months"
    return f"{days} days" if days > 1 else "1 day"


def countdown(seconds: float) -> str:
    """Say the time left as a clock: ``0:58``, ``42:10``; from an hour on ``1 h 5 min``."""
    whole = max(0, int(seconds))
    return f"{whole // MINUTE}:{whole % MINUTE:02d}" if whole < HOUR else duration(whole)


def left(seconds: float) -> str:
    """Say the time left; in the last two minutes it is counted down by the second."""
    return countdown(seconds) if seconds < 2 * MINUTE else duration(seconds)


def clock_off(skew: float | None, other: str) -> str:
    """Say that this computer's clock is wrong, or that the other's is; empty where it does not matter.

    ``skew`` is by how many seconds the other clock is ahead.
    """
    if skew is None or abs(skew) < CLOCK_TOLD:
        return ""
    way = "behind" if skew > 0 else "ahead of"
    return f"This computer’s clock is {duration(abs(skew) + MINUTE / 2)} {way} that of {other}."


def clock_time(at: Instant, now: Instant) -> str:
    """Say a moment in local time: ``16:42``, ``tomorrow at 16:42``, ``3 May at 16:42``."""
    then, today = time.localtime(at), time.localtime(now)
    hour = time.strftime("%H:%M", then)
    if (then.tm_year, then.tm_yday) == (today.tm_year, today.tm_yday):
        return hour
    tomorrow = time.localtime(now + DAY)
    if (then.tm_year, then.tm_yday) == (tomorrow.tm_year, tomorrow.tm_yday):
        return f"tomorrow at {hour}"
    return f"{day(at, now)} at {hour}"


def day(at: Instant, now: Instant) -> str:
    """Say a date: ``3 May``, with the year where it is another."""
    then = time.localtime(at)
    text = f"{then.tm_mday} {time.strftime('%B', then)}"
    return text if then.tm_year == time.localtime(now).tm_year else f"{text} {then.tm_year}"


_WEEK: Final = 7
"""Days; a weekday further off than that would be taken for the next one of its name."""


def before(at: Instant, now: Instant) -> str:
    """Say by when something is to be done: ``by 16:42``, ``by tomorrow 14:00``, ``before Friday``, ``before 3 May``."""
    days = _days_off(at, now)
    hour = time.strftime("%H:%M", time.localtime(at))
    if days <= 1:
        return f"by tomorrow {hour}" if days == 1 else f"by {hour}"
    return f"before {_day_of(at, now)}"


def by_day(at: Instant, now: Instant) -> str:
    """Say the last day for something: ``today``, ``by tomorrow``, ``by Friday``, ``by 3 May``."""
    days = _days_off(at, now)
    if days <= 1:
        return "by tomorrow" if days == 1 else "today"
    return f"by {_day_of(at, now)}"


def on_day(at: Instant, now: Instant) -> str:
    """Say on which day: ``today at 16:42``, ``tomorrow at 16:42``, ``on Friday``, ``on 3 May``."""
    return when(at, now) if _days_off(at, now) <= 1 else f"on {_day_of(at, now)}"


def when(at: Instant, now: Instant) -> str:
    """Say a moment ahead: ``today at 16:42``, ``tomorrow at 16:42``, ``on Friday at 16:42``, ``on 3 May at 16:42``."""
    days = _days_off(at, now)
    hour = time.strftime("%H:%M", time.localtime(at))
    if days <= 1:
        return f"{'tomorrow' if days == 1 else 'today'} at {hour}"
    return f"on {_day_of(at, now)} at {hour}"


def _day_of(at: Instant, now: Instant) -> str:
    return time.strftime("%A", time.localtime(at)) if _days_off(at, now) < _WEEK else day(at, now)


def _days_off(at: Instant, now: Instant) -> int:
    """Count nights between two moments, as people do."""
    return (date.fromtimestamp(at) - date.fromtimestamp(now)).days  # noqa: DTZ012 - local days are meant
