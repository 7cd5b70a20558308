"""Why a keyring gave no key. Light: the quick look at a token loads it."""

from enum import StrEnum


class KeyringState(StrEnum):
    """Why the keyring gave no key."""

    ABSENT = "absent"
    LOCKED = "locked"
    REFUSED = "refused"
    DISALLOWED = "disallowed"
    HANGING = "hanging"


class KeyringError(Exception):
    """The keyring could not be used; a missing key is not an error but None."""

    def __init__(self, state: KeyringState, detail: str) -> None:
        super().__init__(state, detail)
        self.state = state
        self.detail = detail
