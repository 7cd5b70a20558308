"""Whole addresses in place of the part that is asked for."""

import pytest

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.service import Service
from oauth_desk.services import answer_words
from oauth_desk.services.answers import with_answers

DESK = """\
format = 1
[service]
id = "desk"
name = "Desk"
authorization_endpoint = "https://{sub}.desk.example/authorize"
token_endpoint = "https://{sub}.desk.example/token"
developer_console_url = "https://{sub}.desk.example/admin"
instructions = ["Open https://{sub}.desk.example/admin as {role}."]
[client]
client_id = "desk"
[questions.sub]
label = "Your Desk"
example = "acme"
kind = "label"
"""
HOST = """\
format = 1
[service]
id = "git"
name = "Git"
authorization_endpoint = "https://{host}/{realm}/authorize"
token_endpoint = "https://{host}/{realm}/token"
[questions.host]
label = "Server"
example = "git.acme.example"
[questions.realm]
label = "Realm"
kind = "segment"
default = "main"
[questions.region]
label = "Region"
[questions.region.choices]
eu = "eu"
us = "us"
[questions.note]
label = "Note"
kind = "text"
optional = true
default = "none"
"""


def made(service: str, **answers: str) -> str:
    """Return the token endpoint that the answers make."""
    return with_answers(parse_profile(service), answers.items()).endpoints.token or ""


@pytest.mark.parametrize(
    "answer",
    [
        "acme",
        " Acme ",
        "acme.desk.example",
        "https://acme.desk.example",
        "https://acme.desk.example/",
        "https://acme.desk.example/agent/filters/1?x=y#z",
        "HTTPS://ACME.desk.example:443/agent",
        "http://acme.desk.example/agent",
    ],
)
def test_the_part_that_is_asked_for_is_taken_of_a_whole_address(answer: str) -> None:
    """Whoever copies what the browser shows has answered."""
    assert made(DESK, sub=answer) == "https://acme.desk.example/token"


@pytest.mark.parametrize(
    "answer",
    [
        "acme.other.example",
        "https://acme.desk.example.evil.example/",
        "https://evil@acme.desk.example/",
        "https://a.b.desk.example/",
        "acme.desk.example/agent",
        "acme/agent",
        f"https://{'a' * 2100}.desk.example",
    ],
)
def test_an_address_of_another_place_is_no_answer(answer: str) -> None:
    """Only what fits beyond doubt is cut; nothing of a stranger's address is filled in."""
    with pytest.raises(DeskError) as caught:
        made(DESK, sub=answer)
    assert caught.value.code == "answer_needed"
    said = answer_words.problems(parse_profile(DESK), {"sub": answer})["sub"]
    assert "for example acme" in said


def test_a_host_is_taken_of_whatever_address_it_stands_in() -> None:
    """Where a whole host is asked for, the host of the address is meant, with its port; what is no host is refused."""
    for answer in ("https://git.acme.example:8443/main/settings", "git.acme.example:8443"):
        made_by = made(HOST, host=answer, region="eu", realm="https://git.acme.example/team-1/members")
        assert made_by == "https://git.acme.example:8443/team-1/token"
    for answer in ("evil.example/#", "https://[", "https://a b/", "a@b.example"):
        with pytest.raises(DeskError):
            made(HOST, host=answer, region="eu")


def test_what_is_wrong_is_said_in_plain_words() -> None:
    """Every answer that cannot be has a sentence with an example; nothing is said of good ones and of defaults."""
    git = parse_profile(HOST)
    assert answer_words.problems(git, {}) == {
        "host": "This is still missing, for example git.acme.example.",
        "region": "Choose one of these.",
    }
    wrong = {"host": "no host", "realm": "a b", "region": "mars", "note": "a\nb"}
    assert answer_words.problems(git, wrong) == {
        "host": "This is not the address of a site, for example git.acme.example.",
        "realm": "Only letters, digits, dots and hyphens are wanted here.",
        "region": "Choose one of these.",
        "note": "This has to be one line of plain characters.",
    }
    assert answer_words.problems(git, {"host": "a.example", "region": "eu", "note": "", "realm": ""}) == {}
    assert answer_words.given(git, {"realm": " ", "note": ""}) == {"note": ""}
    desk = parse_profile(DESK)
    said = "Only what stands before “.desk.example” in its address is wanted, for example acme."
    assert answer_words.problems(desk, {"sub": "acme.other.example"}) == {"sub": said}
    assert answer_words.problems(desk, {"sub": "a/b"}) == {
        "sub": "Only letters, digits and hyphens are wanted here, for example acme."
    }


def test_an_answer_that_makes_no_address_is_told() -> None:
    """What looks like a host and cannot be one is told at the question, not in words of a profile."""
    git = parse_profile(HOST)
    [said] = answer_words.problems(git, {"host": "a.example:99999", "region": "eu"}).values()
    assert said == "No address can be made of this. Look at it once more."


def test_steps_and_pages_follow_what_is_typed() -> None:
    """Before there is an answer the steps have a gap and there is no page to open; with it both are whole."""
    desk: Service = parse_profile(DESK)
    for typed in ({}, {"sub": "a/b"}):
        before = answer_words.told(desk, typed)
        assert before == answer_words.Told(("Open https://….desk.example/admin as {role}.",), None)
    after = answer_words.told(desk, {"sub": "https://acme.desk.example/agent"})
    assert after.page == "https://acme.desk.example/admin"
    assert after.instructions == ("Open https://acme.desk.example/admin as {role}.",)
    assert answer_words.told(parse_profile(HOST), {}).page is None
