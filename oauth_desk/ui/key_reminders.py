"""When another key is asked for, as people choose it: the same in the wizard and for a key that is there already."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from oauth_desk.services.api_keys import DAY
from oauth_desk.ui.controls.choice import Choice
from oauth_desk.ui.theme import Theme

REMINDERS: Final[Mapping[int | None, str]] = MappingProxyType(
    {None: "Never", 30: "In 30 days", 90: "In 90 days", 180: "In half a year", 365: "In a year"}
)
"""Days until another key is asked for."""


def reminder_choice(theme: Theme, *, name: str) -> Choice:
    """Return the row to choose it from."""
    return Choice("Ask for another one", REMINDERS, theme, name=name)


def show_days(choice: Choice, days: int | None) -> None:
    """Show a number of days, also one that a service demands and nobody would choose."""
    choice.show_value(days, f"In {days} days")


def replace_by(days: int | None, now: float) -> float | None:
    """Return the moment that a reminder is for."""
    return None if days is None else now + days * DAY
