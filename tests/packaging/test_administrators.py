"""The administrators' page, true to the letter: what it says is tried here, or is marked as never run."""

import configparser
import json
import os
import plistlib
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from oauth_desk.adapters.managed_places import POLICY_KEY
from oauth_desk.adapters.policy_keys import policy_source
from oauth_desk.cli.main import parse
from oauth_desk.cli.output import EXIT_CODES
from oauth_desk.config import BUNDLE_ID, machine_profiles, managed_files
from oauth_desk.domain.errors import Kind
from oauth_desk.domain.managed import CHOICES, RULES, Managed, Source, managed_from
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.release import release_from
from tests.cli.real_program import RealProgram
from tests.packaging.roots import PACKAGING

TEXT = (PACKAGING / "ADMINISTRATORS.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"\*([^*\n]+)\*\n\n```(\w+)\n(.*?)```", TEXT, re.DOTALL)
"""What is said above a block, its language, and what is in it."""

TRIED = ("Run by a test", "Read by a test", "Tried under Wine")
UNTRIED = ("Never run", "Not run by a test of this page")


def blocks(language: str, word: str) -> list[str]:
    """Return the blocks of a language that hold a word."""
    found = [block for _, kind, block in BLOCKS if kind == language and word in block]
    assert found
    return found


def managed(content: object) -> Managed:
    """Return what a page's example sets; there is no mistake in it."""
    found = managed_from([Source("page", content)])
    assert found.mistakes == ()
    return found


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealProgram]:
    """Give a program on a machine whose administrator followed the page."""
    folder = tmp_path / "etc" / "oauth-desk"
    (folder / "services").mkdir(parents=True)
    (folder / "services" / "house.toml").write_text(blocks("toml", "[policy]")[0])
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(folder.parent))
    made = RealProgram(tmp_path)
    yield made
    made.close()


def test_every_block_says_whether_it_was_tried() -> None:
    """A command that nobody ran is marked as such, and nothing else is left unmarked."""
    assert len(BLOCKS) == TEXT.count("```") // 2
    assert all(mark.startswith((*TRIED, *UNTRIED)) for mark, _, _ in BLOCKS)


def test_the_commands_of_the_page_run(program: RealProgram) -> None:
    """Each command marked as run ends with 0, but for the one of which the page says that it does not."""
    lines = [
        line for mark, kind, block in BLOCKS if kind == "sh" and mark.startswith("Run") for line in block.splitlines()
    ]
    assert len(lines) >= 9
    for line in lines:
        name, *argv = shlex.split(line)
        assert name == "oauth-desk"
        code, _, err = program.run(*argv)
        expected = {"oauth-desk version --check": 6}.get(line, 0)
        # A machine for tests has no keyring and perhaps no way out: doctor says so, and is right.
        assert code == expected or (argv == ["doctor"] and code == 1), (line, err)
        assert "Traceback" not in err


def test_the_example_names_all_that_can_be_set() -> None:
    """The full example is a file that the program takes without a mistake, and each key is explained below it."""
    found = managed(json.loads(blocks("json", "locked")[0]))
    assert {*found.defaults, *found.locked} == {*CHOICES, *RULES}
    rows = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", TEXT)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} >= {*CHOICES, *RULES}


def test_the_folders_are_those_that_the_program_reads() -> None:
    """What the page says of Linux and macOS is what the program asks for."""
    for platform in ("linux", "darwin"):
        assert f"`{machine_profiles({}, platform)[0].as_posix()}`" in TEXT
        assert f"`{managed_files({}, platform)[0].as_posix()}`" in TEXT


def test_the_profile_is_one(program: RealProgram) -> None:
    """The example locks and recommends, and the program offers it first."""
    service = parse_profile(blocks("toml", "[policy]")[0])
    assert service.recommended
    assert service.locked == ("service.issuer", "client.client_id")
    listed = json.loads(program.run("services", "--json")[1])
    assert listed[0]["id"] == "house"


def test_a_mistake_in_a_profile_is_told_with_its_line(program: RealProgram, tmp_path: Path) -> None:
    """As the page promises, the list of services names file and line."""
    file = tmp_path / "etc" / "oauth-desk" / "services" / "wrong.toml"
    file.write_text('format = 1\n[service]\nid = "x"\nnmae = "X"\n')
    _, out, err = program.run("services")
    assert re.search(r"wrong\.toml.*line 4", out + err)


class Registry:
    """A Registry that was filled by reg.exe's own commands."""

    def __init__(self, commands: str) -> None:
        self.keys: dict[str, dict[str, object]] = {}
        for line in commands.splitlines():
            words = line.split()
            assert words[:2] == ["reg", "add"]
            assert words[3::2] == ["/v", "/t", "/d", "/f"]
            value: object = int(words[8]) if words[6] == "REG_DWORD" else words[8]
            root, _, key = words[2].partition("\\")
            assert root == "HKLM"
            self.keys.setdefault(key, {})[words[4]] = value

    def values(self, key: str) -> Mapping[str, object] | None:
        """Return the values of a key."""
        return self.keys.get(key)


def test_the_policies_are_read() -> None:
    """What the commands write is what the program reads, without a mistake."""
    found = policy_source(Registry(blocks("bat", "reg add")[0]), POLICY_KEY)
    assert found is not None
    read = managed(found.content)
    assert read.locked == {"demo": False, "proxy": "http://proxy.example.com:3128"}
    assert read.defaults == {"lock_after_minutes": 15}


def test_the_macos_profile_is_read() -> None:
    """The property list holds the same two tables, and the name of the bundle is right."""
    read = managed(plistlib.loads(blocks("xml", "plist")[0].encode()))
    assert (read.allows("demo"), read.defaults) == (False, {"lock_after_minutes": 15})
    assert f"/Library/Managed Preferences/{BUNDLE_ID}.plist" in TEXT


def test_the_user_service_starts_what_there_is(tmp_path: Path) -> None:
    """Its command is one of the program's, and the codes not tried again are those that need somebody."""
    (unit,) = blocks("ini", "[Service]")
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit)
    service = parser["Service"]
    name, *argv = service["ExecStart"].split()
    assert (name, parse(argv).command) == ("/usr/bin/oauth-desk", "agent")
    needs_somebody = (Kind.USAGE, Kind.SIGN_IN_NEEDED, Kind.LOCKED, Kind.SETTINGS)
    assert service["RestartPreventExitStatus"].split() == [str(EXIT_CODES[kind]) for kind in needs_somebody]
    path = tmp_path / "oauth-desk-agent.service"
    path.write_text(unit.replace("/usr/bin/oauth-desk", "/bin/true").replace("man:oauth-desk(1)", "man:true(1)"))
    try:
        done = subprocess.run(
            ["systemd-analyze", "--user", "verify", str(path)],
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return  # a system without systemd has nobody to ask
    assert [line for line in done.stderr.splitlines() if path.name in line] == []


def test_the_answer_of_an_update_feed() -> None:
    """The example is one that the program takes."""
    assert release_from(json.loads(blocks("json", '"version":')[0])).version == "1.2.3"


def test_the_switches_are_those_of_the_installer() -> None:
    """Each switch and each code that the page names is in the script, and the other way round."""
    script = (PACKAGING / "windows" / "oauth-desk.nsi").read_text(encoding="utf-8")
    known = set(re.findall(r'GetOptions\} \$R0 "(/\w+)"', script)) - {"/Upgrade"}
    assert known | {"/S", "/D", "/CurrentUser"} == set(re.findall(r"`(/[A-Z]\w*)=?`", TEXT))
    (codes,) = re.findall(r"(?m)^Codes: (.*)$", TEXT)
    given = set(re.findall(r"SetErrorLevel (\d+)", script)) | {"0", "1", "2"}
    assert given == set(re.findall(r"(?:^|, )(\d+) ", codes))
