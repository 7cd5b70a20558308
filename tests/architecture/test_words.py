"""Who is told what: a window has no options and no commands."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Source, sources

SHARED = ("oauth_desk/services", "oauth_desk/domain", "oauth_desk/protocol", "oauth_desk/adapters", "oauth_desk/ui")
WIPED = re.compile(r"\b(?:wip(?:e|es|ed|ing)|eras(?:e|es|ed|ing)|scrub\w*|zeroi[sz]\w*|shred\w*)\b", re.IGNORECASE)
DENIED = re.compile(r"\b(?:cannot|can't|never|not)\b[^.]{0,20}$", re.IGNORECASE)
COMMANDS = re.compile(r"(?:^|[\s(“])--[a-z]|oauth-desk [a-z]|command line|[Tt]he command “|terminal\b")
FOR_DEVELOPERS = {
    "oauth_desk/services/curl.py",  # writes commands
    "oauth_desk/adapters/browsers/chromium_profiles.py",  # options of other programs, here and in the next two
    "oauth_desk/adapters/browsers/firefox_profiles.py",
    "oauth_desk/adapters/browsers/mac.py",
    "oauth_desk/adapters/checks.py",  # the command “doctor” alone asks
    "oauth_desk/adapters/demo_process.py",  # runs a command, and its words for it are marked
    "oauth_desk/adapters/vault/seen.py",  # the first line of a file
    "oauth_desk/adapters/vault/cipher.py",
    "oauth_desk/ui/connections/detail_facts.py",  # commands to copy
}


def sayings(source: Source) -> Iterator[tuple[str, int]]:
    """Yield the texts of a file that may reach a window; docstrings and what is for the command line do not."""
    hidden: set[ast.AST] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr):
            hidden.update(ast.walk(node.value) if isinstance(node.value, ast.Constant) else ())
        elif isinstance(node, ast.keyword) and node.arg in ("terminal_advice", "terminal"):
            hidden.update(ast.walk(node.value))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in hidden:
            yield node.value, node.lineno


@pytest.mark.parametrize("folder", SHARED)
def test_no_window_talks_of_options_and_commands(folder: str) -> None:
    """A person at the window is told what can be done there; options and commands stand in ``terminal_advice``."""
    found = [
        f"{source.name}:{line}: {text}"
        for source in sources(folder)
        if source.name not in FOR_DEVELOPERS
        for text, line in sayings(source)
        if COMMANDS.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["oauth_desk", "README.md"])
def test_no_memory_is_said_to_be_wiped(name: str) -> None:
    """C109: a lock drops keys and records; that memory was wiped nobody can promise, so it is said to be impossible."""
    texts = (
        [(name, (ROOT / name).read_text(encoding="utf-8"))]
        if name.endswith(".md")
        else [(f"{source.name}:{line}", text) for source in sources(name) for text, line in sayings(source)]
    )
    promised = [
        f"{where}: {found[0]}"
        for where, text in texts
        for found in WIPED.finditer(text)
        if not DENIED.search(text[: found.start()])
    ]
    assert promised == []
