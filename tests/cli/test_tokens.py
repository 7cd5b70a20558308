"""``token`` and ``refresh``."""

import pytest

from oauth_desk.services.ports import TransportFault, VaultError, VaultFault
from tests.cli.stage import Stage
from tests.fakes.http import failure, text_response
from tests.services.world import TOKEN_URL, error, granted


def renewals(stage: Stage) -> int:
    """Return how many requests the token endpoint saw after the sign-in."""
    return len(stage.http.sent_to(TOKEN_URL)) - 1


async def test_token_prints_the_token_and_nothing_else(connected: Stage) -> None:
    """A fresh token is the whole of stdout, and nothing is sent."""
    done = await connected.run("token", "work")
    assert (done.code, done.out, done.err) == (0, "A0\n", "")
    assert renewals(connected) == 0


async def test_token_tells_json(connected: Stage) -> None:
    """With --json the value has the documented members."""
    assert (await connected.run("token", "Work", "--json")).json == {
        "name": "Work",
        "access_token": "A0",
        "token_type": "Bearer",
        "expires_at": "2027-01-15T09:00:00Z",
        "scopes": ["read"],
    }


async def test_token_renews_first_where_too_little_is_left(connected: Stage) -> None:
    """--min-valid asks for more life than is left: one renewal, and the new token."""
    connected.http.reply(TOKEN_URL, granted("A1", "R1", 7200))
    assert (await connected.run("token", "Work", "--min-valid", "4000")).out == "A1\n"
    assert renewals(connected) == 1


async def test_token_serves_what_lives_whatever_the_renewal_said(connected: Stage) -> None:
    """A token that lives is handed out with exit 0 although its renewal failed."""
    await connected.clock.advance(3500)
    connected.http.reply(TOKEN_URL, text_response("down", 503))
    done = await connected.run("token", "Work")
    assert (done.code, done.out) == (0, "A0\n")
    assert renewals(connected) == 1


@pytest.mark.parametrize(
    ("answer", "code", "name"),
    [
        (error("invalid_grant"), 3, "sign_in_needed"),
        (error("invalid_client", 401), 6, "settings_problem"),
        (text_response("", 400), 1, "refused"),
        (text_response("down", 503), 5, "unreachable"),
        (failure(TransportFault.DNS, sent=False), 5, "unreachable"),
    ],
)
async def test_a_failed_renewal_has_its_exit_code(connected: Stage, answer: object, code: int, name: str) -> None:
    """Each verdict ends ``refresh`` with its own code, in words and in JSON; once the token is dead ``token`` too."""
    connected.http.always(TOKEN_URL, answer)
    done = await connected.run("refresh", "Work", "--json")
    assert (done.code, done.error["code"]) == (code, name)
    assert set(done.error) == {"code", "title", "detail", "remedy"}
    assert len(done.err.splitlines()) == 1
    await connected.clock.advance(4000)
    assert (await connected.run("token", "Work")).code == code


async def test_refresh_renews_whatever_the_expiry(connected: Stage) -> None:
    """A token with an hour to live is renewed all the same."""
    connected.http.reply(TOKEN_URL, granted("A1", "R1"))
    done = await connected.run("refresh", "Work", "--json")
    assert done.code == 0
    assert done.json["outcome"] == "renewed"
    assert done.json["generation"] == 2
    assert set(done.json) == {"name", "service", "account", "status", "outcome", "expires_at", "scopes", "generation"}
    words = await connected.run("token", "Work")
    assert words.out == "A1\n"


async def test_refresh_sends_nothing_after_a_known_rejection(connected: Stage) -> None:
    """After invalid_grant a second refresh exits 3 without a request, and token does too."""
    connected.http.always(TOKEN_URL, error("invalid_grant"))
    assert (await connected.run("refresh", "Work")).code == 3
    sent = renewals(connected)
    assert (await connected.run("refresh", "Work")).code == 3
    assert (await connected.run("token", "Work")).code == 3
    assert renewals(connected) == sent


async def test_refresh_sends_under_a_settings_problem(connected: Stage) -> None:
    """A settings problem may have been mended at the service: refresh tries at once."""
    connected.http.reply(TOKEN_URL, error("invalid_client", 401), granted("A1", "R1"))
    assert (await connected.run("refresh", "Work")).code == 6
    assert (await connected.run("refresh", "Work")).code == 0


async def test_a_lost_answer_is_replayed_once_in_the_same_command(connected: Stage) -> None:
    """Sent and no answer: the same refresh token goes once more; lost again is exit 5."""
    connected.http.reply(TOKEN_URL, failure(TransportFault.DISCONNECTED, sent=True), granted("A1", "R1"))
    running = connected.start("refresh", "Work")
    await connected.clock.advance(30)
    assert (await running).code == 0
    connected.http.reply(TOKEN_URL, *[failure(TransportFault.DISCONNECTED, sent=True)] * 2)
    running = connected.start("refresh", "Work")
    await connected.clock.advance(30)
    assert (await running).code == 5


async def test_an_unknown_name_is_not_found(connected: Stage) -> None:
    """No connection of that name: exit 7, and the remedy is named."""
    done = await connected.run("token", "Home")
    assert done.code == 7
    assert "“list”" in done.err
    assert done.out == ""


async def test_what_is_saved_late_is_told_as_saved(connected: Stage) -> None:
    """A vault that cannot be written when the answer comes: the command waits, and ends well once it can."""
    gate = connected.http.gate(TOKEN_URL)
    renewing = connected.start("refresh", "work", "--json")
    await gate.arrived()
    connected.file.fault = VaultError(VaultFault.BUSY, "database is locked")
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await connected.clock.advance(10)
    assert not renewing.done()
    connected.file.fault = None
    await connected.clock.advance(5)
    done = await renewing
    assert (done.code, done.json["outcome"], done.json["generation"]) == (0, "renewed", 2)
    title = "“Work” was renewed, but the result cannot be saved on this computer."
    assert done.err == f"oauth-desk: {title} Trying again…\n"
    assert renewals(connected) == 1


async def test_what_is_never_saved_is_told_as_such(connected: Stage) -> None:
    """After a minute the command says that the renewal is not saved."""
    await connected.clock.advance(3600)
    gate = connected.http.gate(TOKEN_URL)
    asking = connected.start("token", "work", "--json")
    await gate.arrived()
    connected.file.fault = VaultError(VaultFault.FULL, "no space")
    gate.open(granted("A1", "R1"))  # type: ignore[arg-type]
    await connected.clock.advance(20)
    assert not asking.done()
    await connected.clock.advance(120)
    assert (await asking).error["code"] == "not_saved"
