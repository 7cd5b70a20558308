"""Answers to a service's questions, from whoever connects."""

from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service
from oauth_desk.services.overrides import Overrides, overridden
from tests.services.stage import Stage, asked

PROFILE = """\
format = 1
[service]
id = "acme"
name = "Acme"
authorization_endpoint = "https://{host}/authorize"
token_endpoint = "https://{host}/token"
[client]
client_id = "desk"
[questions.host]
label = "Server"
example = "git.acme.example"
"""


def acme(extra: str = "") -> Service:
    """Return a service that has to be asked for its host."""
    return parse_profile(PROFILE + extra)


def test_an_answer_is_one_of_the_values_given_by_hand() -> None:
    """Answers complete the service before anything else is looked at."""
    service = overridden(acme(), Overrides(answers=(("host", "git.acme.example"),)))
    assert service.endpoints.token == "https://git.acme.example/token"


@pytest.mark.parametrize(
    ("extra", "answers", "code", "told"),
    [
        ("", (), "answer_needed", "--tenant host=git.acme.example"),
        ("", (("host", "evil.example/#"),), "answer_needed", "host"),
        ("", (("host", "a"), ("realm", "b")), "usage", "host"),
        ('default = "a"\n[policy]\nlocked = ["questions.host"]\n', (("host", "b"),), "locked_field", "Leave it out"),
    ],
)
def test_an_answer_that_cannot_be(extra: str, answers: tuple[tuple[str, str], ...], code: str, told: str) -> None:
    """What is missing, malformed, not asked or locked is told with its remedy."""
    with pytest.raises(DeskError) as caught:
        overridden(acme(extra), Overrides(answers=answers))
    assert caught.value.code == code
    assert told in f"{caught.value.terminal_advice or caught.value.advice} {caught.value.detail}"


def test_a_lock_does_not_stop_what_is_filled_in() -> None:
    """A locked address takes the answer, and a locked question its default: neither is another value of the person."""
    open_one = acme('[policy]\nlocked = ["service.token_endpoint"]\n')
    service = overridden(open_one, Overrides(answers=(("host", "git.acme.example"),)))
    assert service.endpoints.token == "https://git.acme.example/token"
    fixed = acme('default = "git.acme.example"\n[policy]\nlocked = ["questions.host"]\n')
    assert overridden(fixed, Overrides()).endpoints.token == "https://git.acme.example/token"


def test_a_service_that_asks_nothing_takes_no_answer() -> None:
    """An answer to nothing is a mistake, not a wish."""
    plain = parse_profile('format = 1\n[service]\nid = "a"\nname = "A"\n')
    with pytest.raises(DeskError) as caught:
        overridden(plain, Overrides(answers=(("host", "x"),)))
    assert caught.value.advice == "Leave it out."


async def test_nothing_begins_with_a_gap_in_an_address(stage: Stage) -> None:
    """C12: no browser opens and nothing is sent before every question is answered."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(acme())
    assert caught.value.code == "answer_needed"
    assert stage.browser.opened == []
    assert stage.http.requests == []


async def test_defaults_need_no_answer(stage: Stage) -> None:
    """Where the profile knows the usual answer, a sign-in begins with it."""
    session = await stage.begin(acme('default = "git.acme.example"\n'))
    assert session.url.startswith("https://git.acme.example/authorize?")
    assert asked(session)["client_id"] == "desk"
    await session.cancel()


def test_an_answer_fills_a_locked_address() -> None:
    """An administrator's address with a gap is the administrator's still, once it is filled."""
    service = replace(acme(), locked=("service.token_endpoint",), origin=Secret("{}"))
    made = overridden(service, Overrides(answers=(("host", "tenant.example"),)))
    assert made.endpoints.token == "https://tenant.example/token"
    assert made.locked == service.locked
    assert made.origin is not None, "it is still known of which profile it is"
