"""Installs the .deb in a fresh Debian, uses it, updates it and removes it: ``python -m linux.trial OLD NEW OUT``."""

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from linux.fresh_tree import FreshTree, borrowed_tree
from linux.screen import save, screen, until_drawn
from oauth_desk.cli.page_walker import PageWalker

PASSPHRASE: Final = "/home/ana/passphrase"
CONNECTION: Final = "My notes"
_WITH: Final = ("--passphrase-file", PASSPHRASE)
_MACHINE_FILE: Final = "etc/xdg/oauth-desk/services/acme.oauth-desk.toml"
_PROFILE: Final = """\
format = 1
[service]
id = "acme"
name = "Acme CRM"
authorization_endpoint = "https://login.acme.example/authorize"
token_endpoint = "https://login.acme.example/token"
api_base_urls = ["https://api.acme.example"]
[client]
client_id = "desk"
[scopes]
default = ["read"]
[policy]
recommended = true
"""


class Failed(Exception):
    """The trial saw something else than it should."""


class Trial:
    """One story on one tree. Every step says what was done and seen."""

    def __init__(self, tree: FreshTree, old: Path, new: Path, out: Path) -> None:
        self._tree = tree
        self._old = old
        self._new = new
        self._out = out
        self._before: set[str] = set()

    def play(self) -> None:
        """Play it to its end; raise Failed, CalledProcessError."""
        self._install()
        self._look_around()
        self._tour()
        self._keyring()
        self._connect()
        self._window("window")
        self._update()
        self._remove()
        self._purge()

    def _install(self) -> None:
        tree = self._tree
        tree.apt("update")
        self._before = tree.files("usr", "etc", "opt", "var/lib/oauth-desk")
        began = time.monotonic()
        said = tree.apt("install", "--no-install-recommends", tree.put(self._old), "fonts-dejavu-core")
        took = time.monotonic() - began
        count = sum(line.startswith("Setting up ") for line in said.splitlines())
        tree.apt(
            "install", "--no-install-recommends", "shared-mime-info", "desktop-file-utils", "man-db", "libglib2.0-bin"
        )
        tell(f"Installed {self._old.name} with apt: {count} packages, {took:.0f} s")
        check(self._version() == version_of(self._old), "the old version runs")

    def _look_around(self) -> None:
        tree = self._tree
        said = tree.run("man", "--warnings", "-E", "UTF-8", "-l", "/usr/share/man/man1/oauth-desk.1.gz")
        check("autostart" in said, "the manual shows")
        home = tree.home("Notes.oauth-desk.toml")
        home.write_text(_PROFILE, encoding="utf-8")
        other = tree.home("pyproject.toml")
        other.write_text("[project]\n", encoding="utf-8")
        kinds = [
            tree.run("gio", "info", "-a", "standard::content-type", f"/home/ana/{each.name}") for each in (home, other)
        ]
        check("x-oauth-desk-service" in kinds[0], "a service file has its own kind")
        check("oauth-desk" not in kinds[1], "another TOML file keeps its kind")
        check(
            "oauth-desk.desktop" in tree.run("gio", "mime", "application/x-oauth-desk-service"),
            "a double click opens it",
        )
        (tree.root / _MACHINE_FILE).write_text(_PROFILE, encoding="utf-8")
        check("acme" in self._desk("services"), "a service file for everybody is offered")
        check(not json.loads(self._desk("autostart", "--json"))["autostart"], "nothing starts at login unasked")
        self._desk("autostart", "on")
        entry = tree.home(".config/autostart/oauth-desk.desktop").read_text(encoding="utf-8")
        check("Exec=/usr/lib/oauth-desk/oauth-desk --hidden" in entry, "start at login can be chosen")

    def _tour(self) -> None:
        began = time.monotonic()
        self._tree.as_person("oauth-desk", "tour")
        tell(f"Played the tour in {time.monotonic() - began:.0f} s")

    def _keyring(self) -> None:
        """Keep the key in a real keyring, as a desktop's login unlocks it; the folder build has to find its backend."""
        self._tree.apt("install", "--no-install-recommends", "gnome-keyring", "dbus-daemon")
        script = (
            "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
            "oauth-desk --data-dir /home/ana/other protect --keyring && oauth-desk --data-dir /home/ana/other list"
        )
        said = self._tree.as_person("dbus-run-session", "--", "sh", "-c", script)
        check("keyring" in said and "Secret Service" in said, f"the keyring takes the key: {said}")
        tell(f"With a keyring: {said.splitlines()[0]}")

    def _connect(self) -> None:
        (self._tree.home("passphrase")).write_text("correct horse battery staple\n", encoding="utf-8")
        arguments = ("--demo", *_WITH, "connect", "demo", "--name", CONNECTION, "--print-url", "--json")
        process = self._tree.start("oauth-desk", *arguments)
        address = (process.stdout.readline() if process.stdout else "").strip()
        check(address.startswith("http"), "the address to sign in at is the first line")
        asyncio.run(_walk(address))
        out, err = process.communicate(timeout=120)
        check(process.returncode == 0, f"connected to the demo service {err}")
        tell(f"Connected: {json.loads(out.splitlines()[-1])}")
        self._renew()

    def _window(self, name: str) -> None:
        with tempfile.TemporaryDirectory() as folder, screen(Path(folder)) as display:
            began = time.monotonic()
            process = self._tree.start("oauth-desk-window", "--demo", *_WITH, DISPLAY=display)
            try:
                until_drawn(Path(folder))
                took = time.monotonic() - began
                time.sleep(3)
                save(Path(folder), self._out / f"{name}.png")
            except TimeoutError:
                process.kill()
                raise Failed(f"no window: {process.communicate()}") from None
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=90)
            check(process.returncode == 0, f"the window ends in order {out} {err}")
            check(not err.strip(), f"the window has nothing to complain of {err}")
        tell(f"The window was drawn after {took:.1f} s; its picture is {self._out / f'{name}.png'}")

    def _update(self) -> None:
        agent = self._tree.start("oauth-desk", "--demo", *_WITH, "agent")
        try:
            time.sleep(5)
            began = time.monotonic()
            self._tree.apt("install", "--no-install-recommends", self._tree.put(self._new))
            tell(f"Updated to {self._new.name} in {time.monotonic() - began:.0f} s, under a running agent")
            check(self._version() == version_of(self._new), "the new version runs")
            first = self._connection()
            deadline = time.monotonic() + 150
            while self._connection()["generation"] == first["generation"]:
                check(time.monotonic() < deadline and agent.poll() is None, "the agent of before goes on renewing")
                time.sleep(5)
            tell("The agent that ran during the update renewed the connection afterwards")
        finally:
            agent.send_signal(signal.SIGTERM)
            out, err = agent.communicate(timeout=90)
        check(agent.returncode in (0, 143), f"the agent of before ends in order: {agent.returncode} {out} {err}")
        self._renew()
        self._window("window-updated")

    def _renew(self) -> None:
        before = self._connection()
        self._desk("--demo", *_WITH, "refresh", CONNECTION)
        after = self._connection()
        check(after["generation"] > before["generation"], "the connection renews")
        tell(f"“{CONNECTION}” renews: generation {before['generation']} → {after['generation']}")

    def _remove(self) -> None:
        data = self._kept()
        self._tree.apt("remove", "oauth-desk")
        check(not (self._tree.root / "usr/bin/oauth-desk").is_symlink(), "the program is gone")
        check(not (self._tree.root / "usr/lib/oauth-desk").exists(), "its folder is gone")
        check(self._kept() == data, "what the person keeps is untouched")
        tell(f"Removed; {len(data)} files of the person are kept")

    def _purge(self) -> None:
        data = self._kept()
        said = self._tree.run("dpkg", "--purge", "oauth-desk")
        check("~/.local/share/oauth-desk" in said, "purge says what it leaves")
        check("/etc/xdg/oauth-desk/services" in said, "and where the administrator's files are")
        check(self._kept() == data, "and touches nothing in a home")
        check((self._tree.root / _MACHINE_FILE).exists(), "an administrator's file stays")
        left = {path for path in self._tree.files("usr", "etc", "opt") - self._before if "oauth-desk" in path}
        check(
            left == {"/etc/xdg/oauth-desk", "/etc/xdg/oauth-desk/services", f"/{_MACHINE_FILE}"},
            f"nothing else: {left}",
        )
        tell("Purged; it said:")
        for line in said.splitlines():
            if line.startswith(("OAuth", "  ", "Service")):
                tell(f"    {line}")

    def _desk(self, *arguments: str) -> str:
        return self._tree.as_person("oauth-desk", *arguments)

    def _version(self) -> str:
        return self._desk("--version").split()[-1]

    def _connection(self) -> dict[str, Any]:
        [found] = json.loads(self._desk(*_WITH, "list", "--json"))
        return dict(found)

    def _kept(self) -> set[str]:
        return {path for path in self._tree.files("home") if "oauth-desk" in path}


async def _walk(address: str) -> None:
    walker = PageWalker()
    await walker.open(address)
    await walker.landed()


def version_of(package: Path) -> str:
    """Return the version in a package's name."""
    return package.name.split("_")[1]


def check(right: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise Failed unless it is so."""
    if not right:
        raise Failed(what)


def tell(what: str) -> None:
    """Print one line at once."""
    print(what, flush=True)


def main(argv: list[str] | None = None) -> int:
    """Play the trial."""
    parser = argparse.ArgumentParser(prog="python -m linux.trial", description=__doc__)
    parser.add_argument("old", type=Path, metavar="OLD", help="a .deb with an older version")
    parser.add_argument("new", type=Path, metavar="NEW")
    parser.add_argument("out", type=Path, metavar="OUT", help="where the pictures go")
    parser.add_argument(
        "--base", type=Path, required=True, metavar="DIR", help="a tree made by debootstrap, or to make"
    )
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--mirror", default="", help="where debootstrap gets Debian; its own choice if left out")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    with borrowed_tree() as tree:
        try:
            tree.make(args.base, args.suite, args.mirror)
            tell(f"A fresh Debian ({args.suite})")
            Trial(tree, args.old, args.new, args.out).play()
        except Failed as failed:
            tell(f"FAILED: {failed}")
            return 1
        except subprocess.CalledProcessError as error:
            tell(f"FAILED: {error}\n{error.stdout}\n{error.stderr or ''}")
            return 1
    tell("Everything held.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
