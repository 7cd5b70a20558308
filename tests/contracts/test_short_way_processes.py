"""The short way to a token as a process, and beside others: a locked or hanging keyring, a writer, failing readers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import user_data_dir

from oauth_desk import short_way
from oauth_desk.config import default_data_dir
from oauth_desk.data_home import linux_data_dir
from oauth_desk.short_way import answered
from tests.contracts.keyring_vault import ROOT, WHOLE_PROGRAM, KeyringVault, kept, keyring_of_its_own, run, silent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")

LOCK_IT = """
import secretstorage
from contextlib import closing
with closing(secretstorage.dbus_init()) as bus:
    secretstorage.get_default_collection(bus).lock()
"""


def test_a_locked_keyring_is_told_by_the_program(
    vault: KeyringVault, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The short way unlocks nothing and asks nobody."""
    vault.make(kept())
    with keyring_of_its_own(tmp_path / "locked"):
        assert run("-c", LOCK_IT).code == 0
        silent(vault, ["Work"], capfdbinary)
        asked = vault.program(["Work"])
    assert asked.code == 4
    assert b"locked" in asked.err


def test_a_keyring_that_hangs_is_not_waited_for(
    vault: KeyringVault,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The short way gives up in time, and the program has its own limit and words."""
    vault.make(kept())
    monkeypatch.setattr(short_way, "KEYRING_SECONDS", 0.2)
    with keyring_of_its_own(tmp_path / "hanging") as service:
        service.pause()
        try:
            silent(vault, ["Work"], capfdbinary)
        finally:
            service.resume()


# --- beside others, and as a process ------------------------------------------------


def test_it_reads_beside_a_writer(vault: KeyringVault, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Every look while another process renews shows a whole pair, never an older one than the look before."""
    vault.make(kept())
    writing = subprocess.Popen(
        [sys.executable, "-m", "tests.contracts.keyring_vault", str(vault.folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writing.stdout is not None
        assert writing.stdout.readline() == "writing\n"
        seen = []
        while not seen or seen[-1] < 40:
            assert answered(vault.arguments(["Work"])) == 0
            seen.append(int(capfdbinary.readouterr().out.strip().removeprefix(b"A")))
    finally:
        writing.kill()
        writing.communicate()
    assert seen == sorted(seen)


def test_the_program_takes_the_short_way(vault: KeyringVault) -> None:
    """As a process: the token, and nothing loaded that the look does not need."""
    vault.make(kept())
    done = run("-X", "importtime", "-m", "oauth_desk", *vault.arguments(["Work"]))
    assert (done.code, done.out) == (0, b"A0\n")
    loaded = {line.rpartition("|")[2].strip() for line in done.err.decode().splitlines() if "|" in line}
    heavy = {"asyncio", "argparse", "logging", "dataclasses", "pathlib", "threading", "secretstorage", "oauth_desk.app"}
    assert not loaded & heavy
    assert "oauth_desk.short_way" in loaded


@pytest.mark.parametrize("end", ["closed", "/dev/full"])
def test_a_reader_that_fails(end: str, vault: KeyringVault) -> None:
    """A closed pipe and a full disk behind stdout end both ways alike."""
    vault.make(kept())
    ends = []
    for way in (["-m", "oauth_desk"], ["-c", WHOLE_PROGRAM]):
        if end == "closed":
            reading, writing = os.pipe()
            os.close(reading)
        else:
            writing = os.open(end, os.O_WRONLY)
        command = [sys.executable, *way, *vault.arguments(["Work"])]
        done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60)
        os.close(writing)
        ends.append((done.returncode, done.stderr))
    assert ends[0] == ends[1]


def test_where_the_data_is(tmp_path: Path) -> None:
    """Without --data-dir the folder is the one that platformdirs names."""
    for environment in (
        {"HOME": str(tmp_path)},
        {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "x")},
        {"HOME": str(tmp_path), "XDG_DATA_HOME": "relative"},
        {"HOME": str(tmp_path), "XDG_DATA_HOME": ""},
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("XDG_DATA_HOME")
            for name, value in environment.items():
                patch.setenv(name, value)
            assert linux_data_dir() == user_data_dir("oauth-desk", appauthor=False)
            assert default_data_dir() == Path(user_data_dir("oauth-desk", appauthor=False))
    assert linux_data_dir({}) is None
    assert linux_data_dir({"HOME": "/home/me"}, "darwin") is None
