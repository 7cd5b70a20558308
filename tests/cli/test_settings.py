"""``settings``, and what a company forbids on the command line."""

import pytest

from tests.cli.stage import Stage


async def test_the_settings_are_listed(stage: Stage) -> None:
    """All that can be chosen is listed as it counts; what the company set says so, and where."""
    stage.choices.values = {"lock_after_minutes": 15}
    stage.managed.content = {"locked": {"proxy": "none", "demo": False}, "defaults": {"lock_with_sleep": True}}
    done = await stage.run("settings")
    assert done.code == 0
    assert done.out.splitlines() == [
        "lock_after_minutes  15",
        "lock_with_screen    no",
        "lock_with_sleep     yes",
        "renew_while_locked  no",
        "proxy               none  set by your company, in /etc/managed.json",
        "look_for_versions   no",
        "demo                no    set by your company, in /etc/managed.json",
    ]
    (row,) = (await stage.run("settings", "proxy", "--json")).json
    assert row == {"name": "proxy", "value": "none", "locked": True, "place": "/etc/managed.json"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("lock_with_screen", "yes", True),
        ("lock_with_screen", "OFF", False),
        ("lock_after_minutes", "5", 5),
        ("proxy", "proxy.example:3128", "http://proxy.example:3128"),
    ],
)
async def test_a_setting_is_changed(stage: Stage, name: str, text: str, value: object) -> None:
    """What is given counts from then on, in the form that the program uses, and is told."""
    stage.choices.values = {"lock_with_screen": value is False}
    done = await stage.run("settings", name, text, "--json")
    assert (done.code, done.json[0]["value"]) == (0, value)
    assert stage.choices.values[name] == value


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("lock_with_screen", "perhaps"), 2, "This is no value for “lock_with_screen”. Must be yes or no."),
        (("lock_after_minutes", "²"), 2, "Must be a whole number from 0 to 1440."),
        (("lock_after_minutes", "-1"), 2, "Must be a whole number from 0 to 1440."),
        (("proxy", "http://ana:canary@proxy:1"), 2, "It must not hold a user name or password"),
        (("demo", "yes"), 7, "There is no setting “demo” that you could choose."),
        (("locks",), 7, "There is no setting “locks” that you could choose."),
    ],
)
async def test_what_cannot_be_chosen_is_said(stage: Stage, argv: tuple[str, ...], code: int, words: str) -> None:
    """A value that makes no sense, and a name that nobody can choose, change nothing; no value is repeated."""
    done = await stage.run("settings", *argv)
    assert done.code == code
    assert words in done.err
    assert "canary" not in done.err
    assert stage.choices.values == {}


async def test_a_locked_setting_is_refused(stage: Stage) -> None:
    """One clear sentence says who set it and where, with the exit code of settings problems."""
    stage.managed.content = {"locked": {"proxy": "none"}}
    done = await stage.run("settings", "proxy", "system")
    assert (done.code, done.out) == (6, "")
    assert done.err == (
        "oauth-desk: Your company set “proxy” for this computer; it cannot be changed. "
        "It is set in /etc/managed.json. Ask whoever looks after this computer.\n"
    )
    assert stage.choices.values == {}


@pytest.mark.parametrize(
    ("rule", "argv", "words"),
    [
        ("demo", ("connect", "demo", "--demo"), "does not offer the demo service"),
        ("own_services", ("connect", "https://login.elsewhere.example"), "only the services of its list"),
        ("own_services", ("connect", "own.toml"), "only the services of its list"),
        ("own_services", ("connect", "https://api.example", "--key-file", "-"), "only the services of its list"),
        ("sharing", ("profile", "Work"), "does not allow service files"),
        ("start_at_login", ("autostart", "on"), "start at login"),
        ("exports", ("export", "/usb/file", "--export-passphrase-file", "/dev/null"), "to be exported"),
    ],
)
async def test_what_is_forbidden_is_refused(connected: Stage, rule: str, argv: tuple[str, ...], words: str) -> None:
    """Each rule has its sentence, and nothing is sent, started or written."""
    connected.managed.content = {"locked": {rule: False}}
    sent = len(connected.http.requests)
    done = await connected.run(*argv)
    assert done.code == 6
    assert words in done.err
    assert "/etc/managed.json" in done.err
    assert (len(connected.http.requests), connected.demo.starts, connected.parcels.files) == (sent, 0, {})
