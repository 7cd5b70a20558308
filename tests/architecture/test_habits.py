"""Habits that keep the code readable, guarded."""

import ast

import pytest

from tests.architecture.sources import Source, sources

LONGEST_FILE = 300
LONG_FILES: dict[str, str] = {}
BANNED_NAMES = {
    "asyncSlot": "it drops signal arguments and outlives its widget",
    "asyncClose": "it bypasses the order of shutdown",
    "processEvents": "another task may run in the middle of this one",
}
BANNED_FILE_NAMES = {"util", "utils", "helpers", "common", "misc", "manager"}
FOLDERS = ("oauth_desk", "tests")


def everywhere() -> tuple[Source, ...]:
    """Return the program's files and the tests'."""
    return tuple(source for folder in FOLDERS for source in sources(folder))


def test_files_are_short() -> None:
    """A file over 300 lines holds two ideas, unless a reason is listed here."""
    long = {source.name for source in sources("oauth_desk") if len(source.text.splitlines()) > LONGEST_FILE}
    assert long == set(LONG_FILES)


@pytest.mark.parametrize("name", BANNED_NAMES)
def test_no_traps_of_the_loop(name: str) -> None:
    """asyncSlot, asyncClose and processEvents are not used."""
    found = [
        f"{source.name}:{line}" for source in sources("oauth_desk") for used, line in source.names() if used == name
    ]
    assert not found, BANNED_NAMES[name]


def test_no_nested_loop() -> None:
    """No dialog or loop is run with exec(): it would stop every task; dialogs are opened and awaited."""
    found = [
        f"{source.name}:{line}"
        for source in sources("oauth_desk")
        for name, line in source.calls()
        if name.rpartition(".")[2] in {"exec", "exec_"} and "." in name
    ]
    assert not found


def test_no_mocks() -> None:
    """Fakes stand at the ports; unittest.mock is used nowhere."""
    found = [
        f"{source.name}:{line}"
        for source in everywhere()
        for name, line in source.imports()
        if name.startswith("unittest") or name in {"mock", "pytest_mock"}
    ]
    assert not found


def test_modules_are_nouns() -> None:
    """No module is a drawer for what has no place."""
    found = [
        source.name
        for source in everywhere()
        if source.name.rpartition("/")[2].removesuffix(".py") in BANNED_FILE_NAMES
    ]
    assert not found


def test_every_test_says_its_rule() -> None:
    """Each test has a docstring of one sentence."""
    silent = [
        f"{source.name}:{node.lineno}"
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_every_test_folder_is_a_package() -> None:
    """Tests of the same name in two folders do not collide."""
    folders = {source.name.rpartition("/")[0] for source in sources("tests") if "/test_" in source.name}
    packages = {source.name.rpartition("/")[0] for source in sources("tests") if source.name.endswith("/__init__.py")}
    assert not folders - packages
