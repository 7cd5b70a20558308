"""What a service has to be asked, and what may be answered."""

from dataclasses import replace

import pytest

from oauth_desk.domain.answered import answered, open_questions
from oauth_desk.domain.profile import ProfileError, parse_profile
from oauth_desk.domain.profile_locks import with_locks
from oauth_desk.domain.profile_text import write_profile
from oauth_desk.domain.question import AnswerKind, BadAnswer, Question, filling

HEAD = 'format = 1\n[service]\nid = "acme"\nname = "Acme"\n'
FULL = """\
format = 1
[service]
id = "acme"
name = "Acme"
issuer = "https://{host}/realms/{realm}"
authorization_endpoint = "https://{host}/authorize"
token_endpoint = "https://{env}login.acme.example/token"
api_base_urls = ["https://{host}/api", "https://api.acme.example/{token.team}"]
allowed_hosts = ["*.{host}", "{host}"]
developer_console_url = "https://{host}/apps"
instructions = ["Open {host}, and {something}."]

[answer]
keep = ["team"]

[account]
url = "https://{host}/me"

[security]
resource = ["https://{host}/"]

[parameters.authorization]
audience = "{audience}"
hint = "{client_id}"

[questions.host]
label = "Server"
example = "git.acme.example"

[questions.realm]
label = "Realm"
kind = "segment"
default = "master"

[questions.env]
label = "Environment"
default = "live"
[questions.env.choices]
live = ""
test = "test."

[questions.audience]
label = "API"
kind = "text"
optional = true
"""


def test_questions_are_read_and_written() -> None:
    """Each question stands in the service with what it allows, and sharing keeps it."""
    service = parse_profile(FULL)
    assert service.questions == (
        Question("host", "Server", example="git.acme.example"),
        Question("realm", "Realm", default="master", kind=AnswerKind.SEGMENT),
        Question("env", "Environment", default="live", choices=(("live", ""), ("test", "test."))),
        Question("audience", "API", kind=AnswerKind.TEXT, optional=True),
    )
    assert parse_profile(write_profile(service)) == service


def test_answers_complete_the_addresses() -> None:
    """Every gap of a question is filled, what a sign-in tells stays open, and no question is left."""
    given = {"host": "git.acme.example", "realm": "team-1", "env": "test", "audience": "https://api.example/"}
    service = answered(parse_profile(FULL), given)
    assert service.questions == ()
    assert service.issuer == "https://git.acme.example/realms/team-1"
    assert service.endpoints.authorization == "https://git.acme.example/authorize"
    assert service.endpoints.token == "https://test.login.acme.example/token"
    assert service.api_base_urls == ("https://git.acme.example/api",)
    assert service.api_templates == ("https://git.acme.example/api", "https://api.acme.example/{token.team}")
    assert service.allowed_hosts == ("*.git.acme.example", "git.acme.example")
    assert service.account is not None
    assert service.account.url == "https://git.acme.example/me"
    assert service.security.resource == ("https://git.acme.example/",)
    assert service.parameters.authorization == (("audience", "https://api.example/"), ("hint", "{client_id}"))
    assert service.instructions == ("Open git.acme.example, and {something}.",)


def test_defaults_stand_and_what_is_optional_goes() -> None:
    """Without an answer the default is filled in; a parameter that nothing fills goes."""
    service = answered(parse_profile(FULL), {"host": "a.example"})
    assert service.endpoints.token == "https://login.acme.example/token"
    assert service.issuer == "https://a.example/realms/master"
    assert service.parameters.authorization == (("hint", "{client_id}"),)


def test_a_service_without_questions_stays_as_it_is() -> None:
    """Nothing is filled where nothing is asked."""
    service = parse_profile(HEAD)
    assert answered(service, {"host": "x"}) is service


def test_what_is_needed_has_to_be_answered() -> None:
    """Without a default nothing goes on."""
    with pytest.raises(BadAnswer) as caught:
        answered(parse_profile(FULL), {})
    assert caught.value.question.name == "host"


def test_an_address_that_cannot_be_is_refused_at_the_end() -> None:
    """C38: what came of the answers is checked like any address."""
    text = HEAD + 'token_endpoint = "https://{x}/t"\n[questions.x]\nlabel = "X"\noptional = true\n'
    with pytest.raises(BadAnswer, match="token_endpoint"):
        answered(parse_profile(text), {})


@pytest.mark.parametrize(
    ("kind", "answer", "filled"),
    [
        ("host", "Git.Acme.Example", "git.acme.example"),
        ("host", " https://git.acme.example/ ", "git.acme.example"),
        ("host", "127.0.0.1:8443", "127.0.0.1:8443"),
        ("host", "my_org-1.example", "my_org-1.example"),
        ("label", "Acme-1", "acme-1"),
        ("segment", "d3b0-Team.v1_x~y", "d3b0-Team.v1_x~y"),
        ("text", "https://api.example/?a=b c", "https://api.example/?a=b c"),
    ],
)
def test_good_answers(kind: str, answer: str, filled: str) -> None:
    """Host names are written small, and a copied address is cut to its host."""
    assert filling(Question("x", "X", kind=AnswerKind(kind)), answer) == filled


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("host", ""),
        ("host", "http://git.acme.example"),
        ("host", "git.acme.example/path"),
        ("host", "git.acme.example#"),
        ("host", "git.acme.example?"),
        ("host", "me@evil.example"),
        ("host", "evil.example\\@git"),
        ("host", "a..b"),
        ("host", ".a"),
        ("host", "a."),
        ("host", "a b"),
        ("host", "a:b"),
        ("host", "a:1:2"),
        ("host", "a%2eb"),
        ("host", "gít.example"),
        ("host", "a\nb"),
        ("host", "[::1]"),
        ("host", "a{host}"),
        ("host", ".".join(["a" * 60] * 5)),
        ("label", "evil.example"),
        ("label", "evil.example/"),
        ("label", "-a"),
        ("label", "a-"),
        ("label", "a" * 64),
        ("segment", ".."),
        ("segment", "a/b"),
        ("segment", "a..b"),
        ("segment", "a?b"),
        ("segment", "a#b"),
        ("segment", "%2e"),
        ("text", "a\r\nX: y"),
        ("text", "ü"),
        ("text", "x" * 501),
    ],
)
def test_answers_that_would_change_the_rest_of_an_address(kind: str, answer: str) -> None:
    """C38, C100: an answer is a host, a part of one or one step of a path, and nothing else."""
    with pytest.raises(BadAnswer):
        filling(Question("x", "X", kind=AnswerKind(kind)), answer)


def test_choices_take_nothing_else() -> None:
    """What is not offered cannot be chosen; small and large letters are the same."""
    question = Question("x", "X", choices=(("live", ""), ("test", "test.")))
    assert filling(question, "Test") == "test."
    assert filling(question, "test") == "test."
    with pytest.raises(BadAnswer, match="live, test"):
        filling(question, "test.")
    with pytest.raises(BadAnswer):
        filling(question, None)


def test_the_program_vouches_for_choices_alone() -> None:
    """C81: what can be chosen came with the file; an address that somebody typed is looked at by them."""
    text = """format = 1
[service]
id = "acme"
name = "Acme"
authorization_endpoint = "https://login.{where}acme.example/a"
token_endpoint = "https://token.acme.test/t"
[questions.where]
label = "Where"
default = "eu"
"""
    choices = '[questions.where.choices]\neu = "eu."\n'
    for profile, vouched in ((text + choices, True), (text.replace("{where}acme", "{where}.acme"), False)):
        service = replace(parse_profile(profile), vouched=True)
        assert answered(service, {}).vouched is vouched
        assert not answered(replace(service, vouched=False), {}).vouched


def test_a_locked_question_is_not_asked() -> None:
    """The administrator's default holds in whatever file comes later."""
    mine = parse_profile(FULL.replace('example = "git.acme.example"', 'default = "evil.example"'))
    theirs = parse_profile(
        FULL.replace('example = "git.acme.example"', 'default = "git.acme.example"')
        + '[policy]\nlocked = ["questions.host"]\n'
    )
    service = with_locks(mine, theirs)
    assert [question.name for question in open_questions(service)] == ["realm", "env", "audience"]
    assert answered(service, {}).endpoints.authorization == "https://git.acme.example/authorize"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("questions = 1\n[service]\n", 2, "questions"),
        ("[questions]\nhost = 1\n", 6, "questions.host"),
        ('[questions.Host]\nlabel = "X"\n', 5, "questions.Host"),
        ('[questions.client_id]\nlabel = "X"\n', 5, "questions.client_id"),
        ('[questions."a\\u202Eb"]\nlabel = "X"\n', 5, "questions.a\u202eb"),
        ('[questions.host]\nexample = "x"\n', 5, "questions.host"),
        ('[questions.host]\nlabel = "X"\npattern = "x"\n', 7, "questions.host.pattern"),
        ('[questions.host]\nlabel = ""\n', 6, "questions.host.label"),
        ('[questions.host]\nlabel = "X"\nkind = "url"\n', 7, "questions.host.kind"),
        ('[questions.host]\nlabel = "X"\noptional = "yes"\n', 7, "questions.host.optional"),
        ('[questions.host]\nlabel = "X"\ndefault = "a/b"\n', 7, "questions.host.default"),
        ('[questions.host]\nlabel = "X"\nchoices = ["a"]\n', 7, "questions.host.choices"),
        ('[questions.host]\nlabel = "X"\n[questions.host.choices]\n', 7, "questions.host.choices"),
        ('[questions.host]\nlabel = "X"\n[questions.host.choices]\na = "x/y"\n', 8, "questions.host.choices.a"),
        ('[questions.host]\nlabel = "X"\n[questions.host.choices]\na = 1\n', 8, "questions.host.choices.a"),
        ('token_endpoint = "https://{host}/t"\n', 5, "service.token_endpoint"),
        ('token_endpoint = "{host}/t"\n[questions.host]\nlabel = "X"\n', 5, "service.token_endpoint"),
        (
            'token_endpoint = "https://{a}/t"\n[questions.a]\nlabel = "X"\nkind = "text"\n',
            5,
            "service.token_endpoint",
        ),
        ('token_endpoint = "https://{token.a}/t"\n[answer]\nkeep = ["a"]\n', 5, "service.token_endpoint"),
        ('[policy]\nlocked = ["questions.host"]\n', 6, "policy.locked"),
        ('[questions.host]\nlabel = "X"\n[policy]\nlocked = ["host"]\n', 8, "policy.locked"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(text: str, line: int, key: str) -> None:
    """An unknown key, a wrong value and a gap that nothing fills name their place."""
    whole = HEAD.replace("[service]\n", text) if text.endswith("[service]\n") else HEAD + text
    with pytest.raises(ProfileError) as caught:
        parse_profile(whole)
    assert (caught.value.line, caught.value.key) == (line, key)
