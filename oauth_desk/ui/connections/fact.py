"""A line of the page for developers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known, and what it is called. ``copyable`` values get a button; ``link`` values open in the browser."""

    label: str
    value: str
    copyable: bool = False
    link: bool = False
