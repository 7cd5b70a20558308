"""Texts that hold keys and certificates (RFC 7468)."""

import re
from typing import Final

_BLOCK: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n.*?-----END \1-----", re.DOTALL)


class PassphraseNeeded(ValueError):
    """A key is sealed, and no passphrase was given. The message is a plain sentence."""

    def __init__(self) -> None:
        super().__init__("The key is protected by a passphrase.")


def blocks(data: bytes, ending: str) -> list[bytes]:
    """Return the blocks whose label ends with ``ending``, such as ``PRIVATE KEY``."""
    wanted = ending.encode("ascii")
    return [match[0] + b"\n" for match in _BLOCK.finditer(data) if match[1].endswith(wanted)]


def labels(data: bytes) -> set[str]:
    """Return what kinds of blocks a text holds."""
    return {match[1].decode("ascii") for match in _BLOCK.finditer(data)}
