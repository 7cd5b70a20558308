"""The workflow file for the hosted runners, as far as it can be judged without running it."""

import ast
import re
import subprocess
import textwrap

import pytest

from tests.packaging.roots import PACKAGING, ROOT

TEXT = (ROOT / ".github" / "workflows" / "packages.yml").read_text(encoding="utf-8")
STEPS = re.split(r"(?m)^      - ", TEXT.partition("    steps:\n")[2])[1:]
ELSEWHERE = {"linux", "shipping", "pip"}
"""Modules of the other packages, and of Python itself."""


def script(step: str) -> str:
    """Return what a step runs; empty where it uses an action."""
    one = re.search(r"(?m)^        run: (?!\|)(.+)$", step)
    if one is not None:
        return one[1]
    several = re.search(r"(?ms)^        run: \|\n(.*)", step)
    return textwrap.dedent(several[1]) if several else ""


def test_no_line_is_read_as_something_else() -> None:
    """A colon and a blank in a plain value end the reading of the whole file; a tab does, too."""
    assert "\t" not in TEXT
    for line in TEXT.splitlines():
        plain = re.match(r"\s*(?:- )?[\w-]+: (?![|\"'])(.*)", line)
        if plain is not None:
            assert ": " not in plain[1].partition(" #")[0], line


def test_actions_are_pinned_and_may_do_little() -> None:
    """Every action has a version; the job may read the repository and nothing else, and leaves no token behind."""
    used = re.findall(r"uses: (\S+)", TEXT)
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@(v\d+|[0-9a-f]{40})", each) for each in used)
    assert re.search(r"(?m)^permissions:\n  contents: read$", TEXT)
    assert "persist-credentials: false" in TEXT


def test_secrets_reach_a_script_as_variables_alone() -> None:
    """A secret that stood in a command would stand in the log of the shell, too."""
    for step in STEPS:
        assert "secrets." not in script(step)
    assert TEXT.count("secrets.") == len(re.findall(r"(?m)^\s+[A-Z_]+: \$\{\{ secrets\.", TEXT))


def test_signing_waits_for_its_secret() -> None:
    """Without a certificate everything is built, unsigned."""
    for step in STEPS:
        if "secrets." in step:
            assert re.search(r"if: .*env\.SIGN_(WINDOWS|MACOS) == 'true'", step)


@pytest.mark.parametrize("system", ["linux", "windows", "macos-arm", "macos-intel"])
def test_every_system_is_built_on_its_own(system: str) -> None:
    """No system's folder build can be made on another."""
    assert re.search(rf"- system: {system}\n\s+runner: \S+", TEXT)


def test_what_is_called_is_there() -> None:
    """Each script and module that a step names is in the project."""
    for step in STEPS:
        for name in re.findall(r"(?:sh|-r) (packaging/\S+)", script(step)):
            assert (ROOT / name).is_file() or name == "packaging/requirements-build.txt"
        for module in re.findall(r"python -m (\S+)", script(step)):
            path = PACKAGING.joinpath(*module.split("."))
            assert path.with_suffix(".py").is_file() or module.partition(".")[0] in ELSEWHERE


def test_scripts_parse() -> None:
    """Each step for bash can be read by it, and the piece of Python in one of them by Python."""
    for step in STEPS:
        if "shell: pwsh" in step or not script(step):
            continue
        text = re.sub(r"\$\{\{.*?\}\}", "x", script(step))
        subprocess.run(["bash", "-n"], input=text, text=True, check=True)
        for piece in re.findall(r"<<'END'\n(.*?)^END$", text, re.MULTILINE | re.DOTALL):
            ast.parse(piece)
