"""The table of the catalogue's README that says which key carries which kind of quirk."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final

import pytest

from oauth_desk.domain.profile_questions import KEYS as QUESTION_KEYS
from oauth_desk.domain.profile_schema import FREE_TABLES, TABLES
from tests.domain.test_catalogue_files import FILES, FOLDER

WAYS: Final = ("by itself:", "left out:")
"""How a row begins that names no key: the program does it everywhere, or nothing can say it."""


def rows() -> list[tuple[str, str]]:
    """Return the kinds of quirks, each with what the table says of it."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Quirk classes\n")[2].partition("\n## ")[0]
    return re.findall(r"(?m)^\| ([^|`-][^|]*) \| ([^|]+) \|$", section)[1:]


def named_keys() -> list[str]:
    """Return the keys that the table relies on."""
    texts = [text for _, text in rows() if not text.startswith(WAYS)]
    return sorted({key for text in texts for key in re.findall(r"`([a-z_]+\.[a-z_]+)`", text)})


def known_keys() -> set[str]:
    """Return every key of the format."""
    return {
        *(f"{table}.{key}" for table, keys in TABLES.items() for key in keys),
        *FREE_TABLES,
        *(f"questions.{key}" for key in (*QUESTION_KEYS, "choices")),
    }


def used_keys() -> Iterator[str]:
    """Yield every key that a shipped file uses."""
    for file in FILES:
        document: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        questions: dict[str, dict[str, Any]] = document.pop("questions", {})
        yield from (f"questions.{key}" for question in questions.values() for key in question)
        yield from (f"{table}.{key}" for table, keys in document.items() if isinstance(keys, dict) for key in keys)


def test_the_table_is_whole() -> None:
    """Each kind stands there once, with a key, or with the reason why it has none."""
    kinds = [kind for kind, _ in rows()]
    assert len(kinds) == len(set(kinds)) == 49
    assert [kind for kind, text in rows() if "`" not in text and not text.startswith(WAYS)] == []


@pytest.mark.parametrize("key", named_keys())
def test_each_key_of_the_table_is_there_and_used(key: str) -> None:
    """A key that carries a quirk belongs to the format, and a shipped file uses it."""
    assert key in known_keys()
    assert key in set(used_keys())
