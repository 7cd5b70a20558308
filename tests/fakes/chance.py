"""Randomness held still."""

import base64
import hashlib


class FakeChance:
    """A Chance whose fraction is ``draw`` and whose tokens are the same in every run."""

    def __init__(self, draw: float = 0.5, seed: str = "chance") -> None:
        self.draw = draw
        self._seed = seed
        self.tokens: list[str] = []

    def fraction(self) -> float:
        """Return ``draw``."""
        return self.draw

    def token(self) -> str:
        """Return the next of a fixed row of tokens."""
        digest = hashlib.sha256(f"{self._seed}{len(self.tokens)}".encode()).digest()
        text = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self.tokens.append(text)
        return text
