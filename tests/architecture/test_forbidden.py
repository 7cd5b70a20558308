"""What must not be anywhere in the program, whoever would call it."""

import ast
import tomllib
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, Source, sources

WEB_VIEWS = ("QtWebEngine", "QtWebView", "QWebEngine", "webview", "webbrowser")
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
UNCHECKED = {"CERT_NONE", "CERT_OPTIONAL", "_create_unverified_context", "_create_default_https_context"}
SWITCHES = {"verify": False, "check_hostname": False, "shell": True}
URN = "urn:ietf:params:oauth:grant-type:"
GRANTS = {
    "authorization_code",
    "refresh_token",
    "client_credentials",
    f"{URN}device_code",
    f"{URN}jwt-bearer",
    f"{URN}token-exchange",
}


def program() -> tuple[Source, ...]:
    """Return the program's files without the demo service, which plays the other side."""
    return tuple(source for source in sources("oauth_desk") if not source.name.startswith("oauth_desk/demo/"))


def parameters(name: str) -> set[str]:
    """Return every value that the program ever writes for a parameter of a request."""
    return {value for source in program() for value in _written(source, name)}


def _written(source: Source, name: str) -> Iterator[str]:
    constants = {
        ast.unparse(node.target): ast.literal_eval(node.value)
        for node in source.tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(source.tree):
        match node:
            case ast.Tuple(elts=[ast.Constant(value=key), told]) if key == name:
                yield str(told.value) if isinstance(told, ast.Constant) else str(constants[ast.unparse(told)])


@pytest.mark.parametrize("part", WEB_VIEWS)
def test_no_web_view(part: str) -> None:
    """C01: no module for pages inside a window is imported, nor Python's own way to a text browser."""
    found = [f"{source.name}:{line}" for source in program() for name, line in source.imports() if part in name]
    assert not found


def test_no_web_view_is_installed() -> None:
    """C01: of PySide6 the program depends on the part that has no web engine."""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {name.partition(">")[0].partition("!")[0] for name in dependencies if name.startswith("PySide6")} == {
        "PySide6-Essentials"
    }


def test_a_code_is_the_only_answer_asked_for() -> None:
    """C02: wherever the program writes response_type, it writes code: no implicit grant."""
    assert parameters("response_type") == {"code"}


def test_no_password_grant() -> None:
    """C02: every grant_type that the program ever writes is one without a person's password."""
    assert parameters("grant_type") == GRANTS


@pytest.mark.parametrize("name", sorted(UNCHECKED))
def test_tls_cannot_be_switched_off(name: str) -> None:
    """C38: nothing in the program names a way to leave certificates unchecked."""
    assert not [
        f"{source.name}:{line}" for source in sources("oauth_desk") for used, line in source.names() if used == name
    ]


@pytest.mark.parametrize(("name", "value"), SWITCHES.items())
def test_no_dangerous_switch(name: str, *, value: bool) -> None:
    """C12, C38: no call without a check of the server, and none through a shell."""
    found = [
        f"{source.name}:{node.value.lineno}"
        for source in sources("oauth_desk")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.keyword)
        and node.arg == name
        and isinstance(node.value, ast.Constant)
        and node.value.value is value
    ]
    assert not found


def test_no_shell() -> None:
    """C12: no program is started through a shell, so no address is ever read by one."""
    found = [
        f"{source.name}:{line}" for source in sources("oauth_desk") for name, line in source.calls() if name in SHELLS
    ]
    assert not found


def test_no_predictable_numbers() -> None:
    """C03, C06: verifiers, states and keys cannot come from a generator that can be predicted: it is not imported."""
    found = [
        f"{source.name}:{line}"
        for source in sources("oauth_desk")
        for name, line in source.imports()
        if name == "random"
    ]
    assert not found
