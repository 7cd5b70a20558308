"""A sign-in is watched step by step, and nothing that is shown is a secret."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.secret import MASK
from oauth_desk.domain.service import Quirks
from oauth_desk.protocol.attempt import authorization_url
from oauth_desk.protocol.http import Request, Response
from oauth_desk.services.ports import TransportError, TransportFault
from oauth_desk.services.shown_content import shown_lines
from oauth_desk.services.sign_in_facts import tell_request
from oauth_desk.services.trace import LONGEST, StepKind, Trace, Tracer
from oauth_desk.services.tracing_http import TracingHttp
from tests.fakes.clock import FakeClock
from tests.fakes.http import FakeHttp
from tests.protocol.samples import acme, attempt

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
CANARY = "canary-0123456789-secret"


def text_of(trace: Trace) -> str:
    """Return everything that is shown of a trace."""
    return "\n".join(line for step in trace.steps for line in (step.title, *step.lines))


async def test_a_step_belongs_to_the_sign_in_whose_task_it_is_in() -> None:
    """Two sign-ins at once do not mix, and what no sign-in started is not recorded."""
    tracer = Tracer(FakeClock())

    async def sign_in(name: str) -> Trace:
        with tracer.recording() as trace:
            await asyncio.gather(*(note(f"{name}{number}") for number in range(3)))
            return trace

    async def note(title: str) -> None:
        await asyncio.sleep(0)
        tracer.noted(title)

    one, two = await asyncio.gather(asyncio.create_task(sign_in("a")), asyncio.create_task(sign_in("b")))
    tracer.noted("nobody")
    assert [step.title for step in one.steps] == ["a0", "a1", "a2"]
    assert [step.title for step in two.steps] == ["b0", "b1", "b2"]


def test_what_ends_a_sign_in_is_its_last_step_and_told_once() -> None:
    """An error that passes two levels on its way out is one step."""
    tracer = Tracer(FakeClock())
    with pytest.raises(DeskError), tracer.recording() as trace, tracer.recording():
        raise DeskError("denied", "You said no.", detail="The service says access_denied.")
    assert [(step.kind, step.title) for step in trace.steps] == [(StepKind.FAILED, "You said no.")]


def test_a_long_trace_keeps_its_beginning_and_its_newest_step() -> None:
    """A device flow that asks for an hour fills no memory."""
    tracer = Tracer(FakeClock())
    with tracer.recording() as trace:
        for number in range(3 * LONGEST):
            tracer.noted(str(number))
    assert len(trace.steps) == LONGEST
    assert (trace.steps[0].title, trace.steps[-1].title) == ("0", str(3 * LONGEST - 1))


def test_what_the_browser_is_sent_with_is_told_as_it_is() -> None:
    """Where a service has names of its own for parameters, or takes one less, the trace says no others."""
    quirks = Quirks(client_id_parameter="client_key", scope_parameter="user_scope", omit_parameters=("response_type",))
    asked = attempt(acme(quirks=quirks, scope_separator=","), scopes=("read", "write"))
    tracer = Tracer(FakeClock())
    with tracer.recording() as trace:
        tell_request(tracer, asked, authorization_url(asked))
    told = {line.partition(" (")[0] for line in trace.steps[0].lines}
    assert {"client_key=desk-123", "user_scope=read,write"} <= told
    assert not any(line.startswith(("response_type", "client_id", "scope")) for line in told)


def test_the_last_trace_of_a_connection_is_kept_until_the_lock() -> None:
    """C107: a lock leaves no trace behind."""
    tracer = Tracer(FakeClock())
    with tracer.recording() as trace:
        tracer.keep("one")
    assert tracer.of("one") is trace
    tracer.forget()
    assert tracer.of("one") is None
    assert tracer.last is None


def test_traces_of_many_connections_are_not_all_kept() -> None:
    """Only the newest are."""
    tracer = Tracer(FakeClock())
    for number in range(100):
        with tracer.recording(Trace()):
            tracer.keep(str(number))
    assert tracer.of("0") is None
    assert tracer.of("99") is not None


async def test_an_exchange_is_told_without_its_secrets() -> None:
    """C102: code, verifier, secret and tokens are masked, in address, header, form and JSON."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    http.always(
        f"https://x.example/token?key={CANARY}",
        Response(
            200,
            (("Content-Type", JSON), ("Set-Cookie", CANARY), ("Location", f"https://x.example/?code={CANARY}")),
            f'{{"access_token": "{CANARY}", "token_type": "Bearer", "deep": {{"refresh_token": "{CANARY}"}}}}'.encode(),
        ),
    )
    form = f"grant_type=authorization_code&code={CANARY}&code_verifier={CANARY}&client_secret={CANARY}&client_id=desk"
    headers = (("Content-Type", FORM), ("Authorization", f"Basic {CANARY}"), ("DPoP", CANARY))
    with tracer.recording() as trace:
        await TracingHttp(http, tracer).send(
            Request("POST", f"https://x.example/token?key={CANARY}", headers, form.encode())
        )
    told = text_of(trace)
    assert CANARY not in told
    for piece in ("POST https://x.example/token", f"code={MASK}", "client_id=desk", 'token_type: "Bearer"', "← 200"):
        assert piece in told


async def test_a_call_without_an_answer_is_told() -> None:
    """Whether anything was sent is what a developer needs to know."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    http.always("https://x.example/", TransportError(TransportFault.REFUSED, "no", sent=False))
    with tracer.recording() as trace, pytest.raises(TransportError):
        await TracingHttp(http, tracer).send(Request("GET", "https://x.example/"))
    assert "nothing could be sent: refused" in text_of(trace)


@pytest.mark.parametrize(
    ("body", "media_type", "shown"),
    [
        (b"", JSON, ()),
        (b"<html>token=abc</html>", "text/html", ("(22 bytes, not shown)",)),
        (b'{"a": 1, "a": 2}', JSON, ("(16 bytes, not shown)",)),
        ("a=é".encode(), FORM, ("(4 bytes, not shown)",)),
        (b"a=&code=", FORM, ("a=", "code=")),
        (
            b'{"token_endpoint": "https://x/", "id_token": null}',
            JSON,
            ('token_endpoint: "https://x/"', "id_token: null"),
        ),
        (b'{"e": "\\u202egnp"}', JSON, ('e: "\N{REPLACEMENT CHARACTER}gnp"',)),
        (b'{"list": [{"client_secret": "x"}]}', JSON, (f'list: [{{"client_secret": "{MASK}"}}]',)),
        (b"x" * 70_000, FORM, ("(70000 bytes, not shown)",)),
    ],
)
def test_a_body_is_shown_member_by_member_or_not_at_all(body: bytes, media_type: str, shown: tuple[str, ...]) -> None:
    """C102: what cannot be read for sure is not shown."""
    assert shown_lines(body, media_type) == shown


def test_a_long_value_is_cut() -> None:
    """No answer fills a screen."""
    (line,) = shown_lines(b"a=" + b"x" * 1000, FORM)
    assert line.endswith("… (1000 characters)")
    assert len(line) < 400


@given(st.binary(max_size=300), st.sampled_from([FORM, JSON, "", "text/html"]))
def test_any_body_gives_lines_that_a_terminal_can_take(body: bytes, media_type: str) -> None:
    """Whatever a server sends, the lines are printable."""
    assert all(line.isprintable() for line in shown_lines(body, media_type))


@pytest.mark.parametrize(
    "sent",
    [
        Request("POST", "https://x.example/", (("Content-Type", FORM),), b"code=canary+0%2F1&token_type_hint=x"),
        Request("POST", "https://x.example/", (("Content-Type", JSON),), b'{"refresh_token": "canary 0/1"}'),
        Request("GET", "https://x.example/", (("Authorization", "Bearer canary 0/1"),)),
        Request("GET", "https://x.example/", (("Authorization", "canary 0/1"),)),
        Request("GET", "https://x.example/", (("Authorization", "Basic ZGVzazpjYW5hcnkrMCUyRjE="),)),
        Request("GET", "https://x.example/", (("Authorization", "Basic ZGVzazpjYW5hcnkgMC8x"),)),
    ],
    ids=["form", "json", "bearer", "bare", "basic", "basic-raw"],
)
async def test_what_a_server_repeats_of_a_request_is_no_less_secret(sent: Request) -> None:
    """C102: the same text is masked in the head and in the body of the answer, in every way of writing it."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    head = (("Content-Type", JSON), ("Location", "https://y.example/canary+0%2F1?x=canary%200%2F1#y=canary+0%2F1"))
    http.always("https://x.example/", Response(400, head, b'{"why": "canary 0/1", "deep": ["canary+0%2F1"]}'))
    with tracer.recording() as trace:
        await TracingHttp(http, tracer).send(sent)
    told = text_of(trace).replace(MASK, "")
    assert "canary" not in told
    assert "ZGVzazpj" not in told


async def test_a_token_in_a_header_of_the_service_s_own_is_no_less_secret() -> None:
    """C102: a service may want the access token under another name, and repeat it under a harmless one."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    http.always("https://x.example/", Response(200, (("Content-Type", JSON),), f'{{"id": "{CANARY}"}}'.encode()))
    with tracer.recording() as trace:
        await TracingHttp(http, tracer).send(Request("GET", "https://x.example/", (("X-Acme-Access-Token", CANARY),)))
    assert CANARY not in text_of(trace)


async def test_what_an_answer_gives_is_secret_in_its_head_too() -> None:
    """C102: a token of the body that stands in the head as well, and one in an address behind the hash."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    head = (("Content-Type", JSON), ("Location", "https://y.example/#access_token=abc"), ("Date", f"on {CANARY}"))
    http.always("https://x.example/", Response(200, head, f'{{"access_token": "{CANARY}"}}'.encode()))
    with tracer.recording() as trace:
        await TracingHttp(http, tracer).send(Request("GET", "https://x.example/"))
    assert CANARY not in text_of(trace)
    assert f"https://y.example/#access_token={MASK}" in text_of(trace)


@pytest.mark.parametrize("proof", ["Basic", "Basic §", "Basic //8=", "Basic YQ=="])
async def test_odd_proofs_are_no_trouble(proof: str) -> None:
    """What cannot be read as a user and a password is told all the same."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    http.always("https://x.example/", Response(200))
    with tracer.recording() as trace:
        await TracingHttp(http, tracer).send(Request("GET", "https://x.example/", (("Authorization", proof),)))
    assert "← 200" in text_of(trace)


async def test_the_names_of_tokens_are_not_taken_for_tokens() -> None:
    """``token_type_hint`` says which token is meant: that stays readable."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    http.always("https://x.example/", Response(200, (("Content-Type", JSON),), b'{"note": "no access_token here"}'))
    form = b"token=canary-0&token_type_hint=access_token"
    with tracer.recording() as trace:
        await TracingHttp(http, tracer).send(Request("POST", "https://x.example/", (("Content-Type", FORM),), form))
    assert "no access_token here" in text_of(trace)


async def test_a_head_gives_lines_that_a_terminal_can_take() -> None:
    """What a terminal would obey is not kept."""
    http, tracer = FakeHttp(), Tracer(FakeClock())
    head = (("Location", "/\x1b[2J\x9b2J\x07"), ("Date", "\x85\xad"))
    http.always("https://x.example/", Response(302, head))
    with tracer.recording() as trace:
        await TracingHttp(http, tracer).send(Request("GET", "https://x.example/"))
    assert all(line.isprintable() for step in trace.steps for line in step.lines)
