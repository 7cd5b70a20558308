"""What every package says of itself."""

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from oauth_desk.config import BUNDLE_ID

APP_ID: Final = BUNDLE_ID
"""The name in AppStream and Flatpak. Whoever publishes owns that domain, or changes it where it stands."""

NAME: Final = "oauth-desk"
SUMMARY: Final = "Connect an account once; it stays connected, and you always know"
DESCRIPTION: Final = (
    "OAuth Desk signs you in to web services in your own browser, keeps the",
    "sign-ins encrypted on your computer, renews them before they run out, and",
    "says in plain words when it needs you. Scripts get a live access token from",
    "its command line.",
)
MAINTAINER: Final = "The OAuth Desk developers <maintainers@oauthdesk.org>"
"""As APP_ID: whoever publishes puts an address here that is read."""

_DEBIAN: Final = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True)
class Release:
    """One build: ``folder`` is the folder build, ``epoch`` the time that everything is dated to, in seconds."""

    folder: Path
    version: str
    epoch: int
    machine: str = platform.machine()

    @property
    def day(self) -> str:
        """Return the day as AppStream writes it."""
        return datetime.fromtimestamp(self.epoch, UTC).strftime("%Y-%m-%d")

    @property
    def debian_architecture(self) -> str:
        """Return what Debian calls the machine."""
        return _DEBIAN.get(self.machine, self.machine)
