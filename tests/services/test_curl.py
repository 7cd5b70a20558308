"""Calls as command lines, judged by a real shell."""

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.api_key import KeyPlace, KeyUse
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.manners import ApiUse
from oauth_desk.domain.secret import MASK, Secret
from oauth_desk.services.console import ApiCall, Console
from tests.fakes.clock import FakeClock
from tests.services.world import World, connection

ME = "https://api.example/v1/me"


@pytest.fixture
def console(world: World) -> Console:
    """Return a console that sends nothing."""
    return Console(book=None, renewer=None, http=world.http, clock=world.clock)  # type: ignore[arg-type]


def named(name: str) -> Connection:
    """Return a connection of that name whose token is a canary."""
    made = connection(FakeClock())
    return replace(made, name=name, tokens=replace(made.tokens, access_token=Secret("canary")))


def words(command: str, folder: Path) -> list[str]:
    """Return what curl would be given: a shell reads the command, with stand-ins for both programs."""
    for name, body in (("curl", 'printf "%s\\0" "$@"'), ("oauth-desk", 'printf "<%s>" "$@"')):
        script = folder / name
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={"PATH": f"{folder}:/usr/bin:/bin"}, capture_output=True, check=True
    )
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("name", ["Acme", 'My "own" Acme\'s $HOME `id`', "-n", "Ünïcode 2"])
def test_the_command_asks_this_program_for_a_token(console: Console, tmp_path: Path, name: str) -> None:
    """C102: the command holds no token; the shell asks for a live one when it runs, whatever the name holds."""
    command = console.as_curl(named(name), ApiCall("GET", ME))
    dash = "<-->" if name.startswith("-") else ""
    assert words(command, tmp_path) == ["-H", f"Authorization: Bearer <token>{dash}<{name}>", ME]
    assert "canary" not in command


def test_with_the_token_it_runs_anywhere(console: Console, tmp_path: Path) -> None:
    """Only when asked for explicitly."""
    command = console.as_curl(named("Acme"), ApiCall("GET", ME), with_token=True)
    assert words(command, tmp_path) == ["-H", "Authorization: Bearer canary", ME]


def test_other_secrets_are_masked_unless_asked_for(console: Console, tmp_path: Path) -> None:
    """C102: keys that the caller typed, in headers and in the query."""
    call = ApiCall("GET", f"{ME}?api_key=k1&page=2", (("X-API-Key", "k2"), ("X-Page", "2"), ("X-None", "")))
    masked = words(console.as_curl(named("Acme"), call), tmp_path)
    assert masked[2:] == ["-H", f"X-API-Key: {MASK}", "-H", "X-Page: 2", "-H", "X-None;", f"{ME}?api_key={MASK}&page=2"]
    plain = words(console.as_curl(named("Acme"), call, with_token=True), tmp_path)
    assert plain[2:] == ["-H", "X-API-Key: k2", "-H", "X-Page: 2", "-H", "X-None;", f"{ME}?api_key=k1&page=2"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (ApiCall("HEAD", ME), ["--head"]),
        (ApiCall("DELETE", ME), ["-X", "DELETE"]),
        (ApiCall("post", ME, (("Content-Type", "a/b"),), b"x"), []),
        (ApiCall("PUT", ME, (), b"x"), ["-X", "PUT"]),
        (ApiCall("GET", ME, allow_redirects=True), ["--location"]),
        (ApiCall("GET", f"{ME}?a[]=1"), ["--globoff"]),
    ],
)
def test_options_follow_the_call(console: Console, tmp_path: Path, call: ApiCall, expected: list[str]) -> None:
    """The command does what the console does."""
    given = words(console.as_curl(named("Acme"), call), tmp_path)
    assert given[: len(expected)] == expected
    assert given[len(expected)] == "-H"


@pytest.mark.parametrize("body", ["{\"a\": 'b'}\n", "@/etc/passwd", "$HOME\\n", ""])
def test_a_body_of_text_goes_along_exactly(console: Console, tmp_path: Path, body: str) -> None:
    """Quotes, dollars and a leading @ mean nothing; no Content-Type is made up."""
    given = words(console.as_curl(named("Acme"), ApiCall("POST", ME, (), body.encode())), tmp_path)
    assert given[2:] == ["-H", "Content-Type:", "--data-raw", body, ME]


def test_a_body_of_bytes_goes_through_a_pipe(console: Console, tmp_path: Path) -> None:
    """What no command line can hold is encoded."""
    command = console.as_curl(named("Acme"), ApiCall("PUT", ME, (("Content-Type", "image/png"),), b"\x89\x00\xff"))
    assert words(command, tmp_path)[-3:] == ["--data-binary", "@-", ME]
    assert "printf %s iQD/ | base64 -d | curl" in command


@pytest.mark.parametrize(("body", "written"), [(b"a=1", "a=1"), (b"@x", "@body.bin"), (b"\xff", "@body.bin")])
def test_a_token_that_is_bound_to_a_key_is_used_by_this_program(console: Console, body: bytes, written: str) -> None:
    """C92: curl cannot show the key, so the command is ours; nothing secret is in it."""
    made = named("-Work")
    bound = replace(made, tokens=replace(made.tokens, token_type="DPoP"))
    call = ApiCall("POST", ME, (("X-Api-Key", "canary"),), body, allow_redirects=True)
    command = console.as_curl(bound, call, with_token=True)
    assert shlex.split(command) == [
        "oauth-desk",
        "request",
        "--allow-redirects",
        "-H",
        f"X-Api-Key: {MASK}",
        "--data",
        written,
        "--",
        "-Work",
        "POST",
        ME,
    ]


@pytest.mark.parametrize(
    "where",
    [
        {"api": ApiUse(header="X-Acme-Token")},
        {"key": KeyUse(KeyPlace.HEADER, "X-Api-Key")},
    ],
)
def test_a_header_of_the_service_s_own_is_not_carried_on(
    console: Console, tmp_path: Path, where: dict[str, object]
) -> None:
    """C101: curl takes Authorization from a redirect to another host, and carries every other header there."""
    made = named("Acme")
    own = replace(made, service=replace(made.service, **where))
    given = words(console.as_curl(own, ApiCall("GET", ME, allow_redirects=True)), tmp_path)
    assert "--location" not in given
    assert "--location" in words(console.as_curl(made, ApiCall("GET", ME, allow_redirects=True)), tmp_path)
