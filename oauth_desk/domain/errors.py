"""Errors with blame and a remedy, made to be shown."""

from enum import StrEnum


class Kind(StrEnum):
    """Whose move it is; the command line turns it into an exit code."""

    FAILURE = "failure"
    USAGE = "usage"
    SIGN_IN_NEEDED = "sign_in_needed"
    LOCKED = "locked"
    UNREACHABLE = "unreachable"
    SETTINGS = "settings"
    NOT_FOUND = "not_found"


class Remedy(StrEnum):
    """The next step, offered as a button."""

    RETRY = "retry"
    SIGN_IN = "sign_in"
    FIX_SETTINGS = "fix_settings"
    REGISTER_AGAIN = "register_again"
    UNLOCK = "unlock"
    CHOOSE_PLACE = "choose_place"
    NOTHING = "nothing"


class DeskError(Exception):
    """Something a person is told.

    ``code`` is stable, for programs; ``title`` is one sentence; ``detail`` adds
    what was seen, holds no secret and no control characters; ``advice`` says in a
    sentence what to do now, and ``terminal_advice`` what to do on a command line where
    that is something else: there are options and commands there, and no buttons.
    ``said`` is the code that the service itself gave, such as ``invalid_scope``.
    """

    def __init__(
        self,
        code: str,
        title: str,
        *,
        kind: Kind = Kind.FAILURE,
        detail: str = "",
        advice: str = "",
        terminal_advice: str = "",
        remedy: Remedy = Remedy.NOTHING,
        said: str = "",
    ) -> None:
        super().__init__(code, title)
        self.code = code
        self.title = title
        self.kind = kind
        self.detail = detail
        self.advice = advice
        self.terminal_advice = terminal_advice or advice
        self.remedy = remedy
        self.said = said

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.detail, self.advice) if part)
