"""The browser, and the profile in it, that a connection signs in with."""

from dataclasses import dataclass
from typing import Final, TypeGuard

LONGEST_NAME: Final = 120
"""Characters; what is called longer was not named by a person."""

_JOINERS: Final = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
"""Cannot be seen, but hold together emoji and the letters of several scripts; they turn nothing around."""


@dataclass(frozen=True, slots=True)
class BrowserChoice:
    """What opens a sign-in page.

    ``browser`` identifies the program on this computer, ``profile`` the profile in it, as
    the browser itself calls it; empty for whichever the browser takes. ``name`` and
    ``label`` are what people call them. Without a ``browser`` it is the system's own choice.
    """

    browser: str
    name: str = ""
    profile: str = ""
    label: str = ""

    @property
    def is_usual(self) -> bool:
        """Tell whether the system decides."""
        return not self.browser

    @property
    def words(self) -> str:
        """Return what people call it, for the middle of a sentence."""
        if self.is_usual:
            return "your usual browser"
        name = self.name or self.browser
        return f"{name}, profile “{self.label or self.profile}”" if self.profile else name

    @property
    def kept(self) -> "BrowserChoice | None":
        """Return what a connection remembers: nothing where the system decides."""
        return None if self.is_usual else self


USUAL: Final = BrowserChoice("")


@dataclass(frozen=True, slots=True)
class BrowserProfile:
    """A profile that was found. ``account`` is who is signed in to the browser with it; empty where nobody is."""

    key: str
    name: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser that was found on this computer, with its profiles."""

    id: str
    name: str
    profiles: tuple[BrowserProfile, ...] = ()

    @property
    def choice(self) -> BrowserChoice:
        """Return the choice of the browser alone."""
        return BrowserChoice(self.id, self.name)

    def choice_of(self, profile: BrowserProfile) -> BrowserChoice:
        """Return the choice of one of its profiles."""
        return BrowserChoice(self.id, self.name, profile.key, profile.name)


def can_be_named(text: object) -> TypeGuard[str]:
    """Tell whether a name from outside may be shown and handed on: short, seen as it is, and no option."""
    return (
        isinstance(text, str)
        and bool(text.strip())
        and len(text) <= LONGEST_NAME
        and not text.startswith("-")
        and all(letter.isprintable() or letter in _JOINERS for letter in text)
    )
