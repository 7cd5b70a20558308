"""Who may know whom."""

import graphlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import grimp
import pytest

from tests.architecture.sources import PACKAGE, ROOT, sources

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
THIRD_PARTY_IN_PROTOCOL = {
    "oauth_desk/protocol/id_token.py": {"joserfc"},
    "oauth_desk/protocol/dpop.py": {"joserfc", "cryptography"},
    "oauth_desk/protocol/private_key.py": {"joserfc", "cryptography"},
    "oauth_desk/protocol/signature.py": {"joserfc"},
    "oauth_desk/protocol/client_certificate.py": {"cryptography"},
}
CLOCKS = {f"time.{name}" for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep")}
PURE = ("oauth_desk/domain", "oauth_desk/protocol")


def contracts() -> list[dict[str, object]]:
    """Return the import contracts of pyproject.toml."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = configuration["tool"]["importlinter"]["contracts"]
    assert isinstance(found, list)
    return found


def test_the_contracts_are_kept() -> None:
    """Imports point down only, siblings do not know each other, httpx and Qt each have one home."""
    done = subprocess.run([sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(contracts())} kept, 0 broken" in done.stdout


def test_every_part_has_a_layer() -> None:
    """No module of the first level escapes the contract."""
    layers = next(contract["layers"] for contract in contracts() if contract["type"] == "layers")
    assert isinstance(layers, list)
    named = {part.strip().removeprefix("oauth_desk.") for layer in layers for part in layer.split("|")}
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert parts - named == {"__init__"}


def test_there_is_no_circle() -> None:
    """No two modules need each other, local imports and those for type checkers included."""
    graph = grimp.build_graph("oauth_desk", cache_dir=None)
    graphlib.TopologicalSorter(
        {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    ).prepare()


def test_every_package_in_use_is_declared() -> None:
    """What is imported is named in pyproject.toml, and does not only come along with something else."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {re.split(r"[^\w-]", each)[0].lower() for each in configuration["project"]["dependencies"]}
    roots = {name.partition(".")[0] for source in sources("oauth_desk") for name, _ in source.imports()}
    installed = packages_distributions()
    makers = {root: {each.lower().replace("_", "-") for each in installed.get(root, [])} for root in roots}
    foreign = {root for root in roots - set(sys.stdlib_module_names) - {"oauth_desk"} if makers[root]}
    assert {"jeepney", "httpx", "PySide6"} <= foreign or sys.platform != "linux"
    assert {root for root in foreign if not makers[root] & declared} <= {"shiboken6"}, "a part of PySide6"


@pytest.mark.parametrize("folder", PURE)
def test_the_core_stands_on_the_standard_library(folder: str) -> None:
    """Domain and protocol import no other package; only what signs and what checks signatures needs a library."""
    for source in sources(folder):
        roots = {name.partition(".")[0] for name, _ in source.imports()}
        foreign = roots - set(sys.stdlib_module_names) - {"oauth_desk"}
        assert foreign == THIRD_PARTY_IN_PROTOCOL.get(source.name, set()), source.name


@pytest.mark.parametrize("folder", [*PURE, "oauth_desk/services"])
def test_time_is_an_argument(folder: str) -> None:
    """Nothing below the adapters reads a clock."""
    for source in sources(folder):
        assert not CLOCKS & {name for name, _ in (*source.imports(), *source.calls())}, source.name
        calls = {name.rpartition(".")[2] for name, _ in source.calls() if name.startswith(("datetime", "date."))}
        assert not {"now", "utcnow", "today"} & calls, source.name


@pytest.mark.parametrize("folder", PURE)
def test_chance_is_an_argument(folder: str) -> None:
    """Domain and protocol draw no numbers: state, nonce and verifier are given to them."""
    for source in sources(folder):
        assert not {"random", "secrets", "uuid"} & {name for name, _ in source.imports()}, source.name


@pytest.mark.parametrize("folder", PURE)
def test_the_core_does_no_input_or_output(folder: str) -> None:
    """Domain and protocol know no loop, no socket, no file and no thread."""
    banned = {
        "asyncio",
        "socket",
        "ssl",
        "threading",
        "subprocess",
        "http",
        "sqlite3",
        "os",
        "logging",
        "urllib.request",
    }
    for source in sources(folder):
        assert not banned & {name for name, _ in source.imports()}, source.name
        assert "open" not in {name for name, _ in source.calls()}, source.name


@pytest.mark.parametrize("module", ["oauth_desk.protocol.token_endpoint", "oauth_desk.services.renewer"])
def test_a_fresh_token_loads_little(module: str) -> None:
    """What stands between a script and a fresh token loads no HTTP library, no Qt and no JOSE library."""
    heavy = ("httpx", "PySide6", "joserfc", "cryptography", "h11", "starlette")
    script = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
