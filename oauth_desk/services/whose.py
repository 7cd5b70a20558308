"""Who wrote a service profile."""

from enum import StrEnum


class Whose(StrEnum):
    """The program's makers, an administrator, or the person."""

    PROGRAM = "program"
    COMPANY = "company"
    OWN = "own"
