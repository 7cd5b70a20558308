"""One part of what people install."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a licence or a notice."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part; ``digests`` are SHA-256 of the archives it may come from, ``files`` lie in the folder."""

    name: str
    version: str
    licence: str
    purl: str = ""
    source: str = ""
    texts: tuple[Text, ...] = ()
    digests: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    inner: tuple["Part", ...] = ()
