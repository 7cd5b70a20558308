"""The program's own files, parsed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "oauth_desk"


@dataclass(frozen=True)
class Source:
    """One Python file; ``name`` is its path from the project's root."""

    name: str
    text: str
    tree: ast.Module

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield every name, attribute and imported name with its line; comments and texts do not count."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name):
                yield node.id, node.lineno
            elif isinstance(node, ast.Attribute):
                yield node.attr, node.lineno
            elif isinstance(node, ast.Import | ast.ImportFrom):
                yield from ((alias.name, node.lineno) for alias in node.names)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield the full name of every imported module with its line, local imports included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                yield module, node.lineno
                yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)

    def calls(self) -> Iterator[tuple[str, int]]:
        """Yield every call by its dotted name, as far as it is one, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """Return the Python files below a folder of the project."""
    paths = sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    texts = [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    return tuple(Source(name, text, ast.parse(text)) for name, text in texts)
