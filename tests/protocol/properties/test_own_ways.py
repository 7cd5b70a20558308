"""Services with ways of their own: answers, callbacks, places, endings, second steps."""

import hashlib
import hmac
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.manners import AnswerForm, ApiUse, Revocation, RevocationProof, SecondStep
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe, AuthMethod, Client, Service
from oauth_desk.domain.template import gaps
from oauth_desk.domain.tokens import Kept, Tokens
from oauth_desk.protocol import (
    answer_form,
    api_place,
    api_use,
    back_channel,
    json_path,
    kept,
    moved,
    own_parameters,
    own_revocation,
    resource,
    second_step,
    signed_callback,
    userinfo,
)
from oauth_desk.protocol.address import UnsafeUrl, read
from oauth_desk.protocol.http import Response
from oauth_desk.protocol.revocation import RevocationOutcome
from oauth_desk.protocol.token_endpoint import TokenError
from tests.protocol.properties.answers import answers, judged, members, values
from tests.protocol.properties.sent import said_in
from tests.protocol.properties.values import ADDRESSES, FEW, MARK, TEXTS, VISIBLE, services
from tests.protocol.samples import GOOD, NOW, acme

TOKEN = Secret(f"{MARK}-token-0123456789")
CLIENT = Client("desk", Secret(f"{MARK}-client-0123456789"), AuthMethod.POST)
PATHS = st.sampled_from(["data", "error.code", "data[0].id", "status", "email", "access_token", "a.b[9]"])
FORMS = st.builds(
    AnswerForm,
    inside=st.sampled_from(["", "data", "data[0]"]),
    access_token=st.just("") | PATHS,
    scope=st.just("") | PATHS,
    ok=st.just("") | PATHS,
    error=st.just("") | PATHS,
    zero_means_never=st.booleans(),
    bearer_assumed=st.booleans(),
)
TOLD = st.one_of(
    VISIBLE,
    TEXTS,
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["https://", "http://", "", "//", "https://me@"]),
        st.sampled_from(["login.acme.eu", "a.acme.org", "evil.example", "acme.org", "127.0.0.1", "login.acme.eu:444"]),
        st.sampled_from(["", "/", "/x", "?", "#", "\\@evil.example", ".evil.example", "@evil.example", "/../.."]),
    ),
)
TEMPLATES = st.sampled_from(
    [
        "{token.a}/v1",
        "{token.a}",
        "https://{token.a}.acme.org/v1",
        "https://acme.eu/{token.a}/x",
        "https://acme.eu?a={token.a}",
    ]
)
HOSTS = ("login.acme.eu", "*.acme.org")
WIDE = acme(allowed_hosts=HOSTS, client=CLIENT)
GAPPED = st.sampled_from(["{token.a}x", "{client_id}", "{token.z}"])
KEPT = st.dictionaries(st.sampled_from(["token.a", "token.b", "callback.c"]), VISIBLE, max_size=3).map(
    lambda held: tuple(held.items())
)


@given(values(), PATHS)
def test_a_path_leads_somewhere_or_nowhere(value: object, path: str) -> None:
    """C52: whatever an answer holds, a path never fails; what is shown of its end is one printable line."""
    text = json_path.text_of(json_path.at(value, path))
    assert text.isprintable()
    assert len(text) <= json_path.LONGEST_TEXT


@given(members(), FORMS)
def test_an_answer_of_any_form(answer: dict[str, object], form: AnswerForm) -> None:
    """C45: the standard's form holds what the profile says and no more; without a profile nothing changes."""
    told = answer_form.standard(answer, form)
    assert not form.bearer_assumed or "access_token" not in told or told["token_type"] == "Bearer"
    assert not form.zero_means_never or told.get("expires_in") not in (0, "0")
    assert answer_form.standard(answer, AnswerForm()) == answer
    names = answer_form.failed(answer, form)
    assert names is None or all(name.isprintable() and name for name in names)
    assert answer_form.failed(answer, AnswerForm()) is None
    assert not answer_form.means_success({"error": answer}, form)
    assert not answer_form.means_success(answer, AnswerForm())


@given(members(), st.lists(PATHS, max_size=3), KEPT)
def test_what_is_kept_is_short_and_plain(answer: dict[str, object], paths: list[str], old: Kept) -> None:
    """C100: exactly as told or not at all; a later value takes the place of an earlier one."""
    found = kept.kept("token", answer, paths)
    for name, value in found:
        assert 0 < len(value) <= kept.LONGEST
        assert value.isascii()
        assert value.isprintable()
        assert kept.plain(json_path.at(answer, name.removeprefix("token."))) == value
    assert dict(kept.joined(old, found)) == {**dict(old), **dict(found)}


@given(TEMPLATES, TOLD)
def test_a_place_is_allowed_or_unknown(template: str, told: str) -> None:
    """C100: whatever a service says, an address leads to a host that the profile names, encrypted, or is none."""
    service = replace(WIDE, api_templates=(template,))
    found, notes = api_place.placed(service, (("token.a", told),))
    assert all(note.isprintable() and len(note) < 300 for note in notes)
    for url in found.api_base_urls:
        address = read(url)
        assert address.scheme == "https"
        assert address.host in {"login.acme.eu", "acme.eu"} or address.host.endswith(".acme.org")
        assert address.host == "acme.eu" or resource.is_allowed_host(service, address)
        assert api_place.completed(template, {"token.a": told}, service) == url


@given(TOLD)
def test_a_code_stays_among_the_allowed_servers(server: str) -> None:
    """C11: what moves, moves to an allowed host and keeps its path; anything else is refused."""
    try:
        service = moved.moved(WIDE, server)
    except UnsafeUrl:
        return
    assert service.endpoints.token is not None
    address = read(service.endpoints.token)
    assert (address.scheme, address.path) == ("https", "/token")
    assert resource.is_allowed_host(WIDE, address)
    assert service.endpoints.authorization == WIDE.endpoints.authorization


@given(st.dictionaries(TEXTS, TEXTS, max_size=4), TEXTS, st.text("0123456789abcdef", max_size=64))
def test_only_the_secret_signs(answer: dict[str, str], added: str, guess: str) -> None:
    """C26: either spelling of the whole is genuine, anything added or guessed is not."""
    answer.pop("hmac", None)
    key = Secret("a key of some length")
    signature = hmac.new(key.reveal().encode(), urlencode(sorted(answer.items())).encode(), hashlib.sha256).hexdigest()
    assert signed_callback.is_genuine({**answer, "hmac": signature}, key)
    assert not signed_callback.is_genuine({**answer, "hmac": guess}, key)
    more = {**answer, f"more{added}": "1", "hmac": signature}
    assert not signed_callback.is_genuine(more, key)


@given(
    st.dictionaries(VISIBLE, VISIBLE | st.sampled_from(["{token.a}x", "{client_id}", "{token.z}"]), max_size=3), KEPT
)
def test_a_parameter_has_no_gap_left(table: dict[str, str], held: Kept) -> None:
    """C15: it is filled or left out, and what came from a service is not filled again."""
    service = acme(client=CLIENT)
    found = dict(own_parameters.filled(tuple(table.items()), service, held))
    known = {"client_id": "desk", **dict(held)}
    for name, value in table.items():
        assert (name in found) == all(known.get(gap) for gap in gaps(value))
        assert name not in found or gaps(value) or found[name] == value


@given(KEPT, st.sampled_from(["", "OAuth"]), st.sampled_from(["", "X-Token"]), st.sampled_from(["Bearer", "DPoP"]))
def test_a_token_stands_in_one_header(held: Kept, scheme: str, header: str, kind: str) -> None:
    """C100: the service's own or Authorization; what goes along are values that a header can hold."""
    service = acme(api=ApiUse(scheme, header, (("X-A", "{token.a}"), ("X-Id", "{client_id}"))), client=CLIENT)
    name, before = api_use.credential(service, kind)
    assert (name, before) == (("X-Token", "") if header and kind == "Bearer" else ("Authorization", before))
    assert kind == "Bearer" or before == "DPoP "
    along = api_use.further_headers(service, Tokens(TOKEN, NOW, kept=held), (("x-id", "mine"),))
    assert set(dict(along)) <= {"X-A"}
    assert dict(along).get("X-A") == dict(held).get("token.a")


@given(
    st.sampled_from(["GET", "POST"]),
    ADDRESSES,
    st.lists(st.tuples(VISIBLE, TEXTS), max_size=3),
)
def test_a_form_or_a_query(method: str, url: str, form: list[tuple[str, str]]) -> None:
    """C35: the parameters arrive as they are, behind what the address says already."""
    request = back_channel.plain_form(method, url, form, (("Authorization", f"Bearer {MARK}"),))
    assert MARK not in request.url
    assert dict(request.headers)["Authorization"] == f"Bearer {MARK}"
    text = urlsplit(request.url).query if method == "GET" else (request.body or b"").decode()
    before = parse_qsl(urlsplit(url).query, keep_blank_values=True) if method == "GET" else []
    assert parse_qsl(text, keep_blank_values=True) == [*before, *form]
    assert method == "POST" or request.body is None


@given(
    st.sampled_from(RevocationProof),
    st.sampled_from(["form", "json"]),
    st.sampled_from([(), (("token", "{access_token}"),), (("a_token", "{refresh_token}"), ("u", "{token.a}"))]),
    KEPT,
    st.sampled_from([TOKEN, None]),
)
def test_an_ending_of_its_own(
    auth: RevocationProof, body: str, parameters: tuple[tuple[str, str], ...], held: Kept, token: Secret | None
) -> None:
    """C95, C100: everything that is needed is there, or nothing is sent; no secret stands in the address."""
    tokens = Tokens(token, NOW, refresh_token=TOKEN, kept=held)
    way = Revocation("https://login.acme.example/end", "DELETE", auth, body=body, parameters=parameters)
    request = own_revocation.own_revocation_request(WIDE, tokens, way)
    wanted = {gap for _, value in parameters for gap in gaps(value)}
    needs_token = auth is RevocationProof.TOKEN or "access_token" in wanted
    missing = (needs_token and token is None) or ("token.a" in wanted and "token.a" not in dict(held))
    assert (request is None) == missing
    if request is not None:
        assert (request.method, request.url) == ("DELETE", way.url)
        proved = auth in {RevocationProof.CLIENT, RevocationProof.NONE}
        assert (dict(request.headers).get("Authorization") is None) == proved


@given(answers({"ok": True}))
def test_only_success_ends_a_connection(response: Response) -> None:
    """C95: yes with a 2xx alone; never an exception."""
    outcome = own_revocation.judge_own_revocation(response, WIDE)
    assert outcome in {RevocationOutcome.YES, RevocationOutcome.FAILED}
    assert outcome is RevocationOutcome.FAILED or 200 <= response.status < 300


@FEW
@given(services(), st.sampled_from(["client", "token"]))
def test_a_second_step_carries_the_token_once(service: Service, auth: str) -> None:
    """C35, C36, C100: in the form with the client's proof, or as Bearer; never in the address."""
    url = "https://login.acme.example/more"
    form = (("old_token", "{access_token}"),) if auth == "client" else (("grant_type", "more"),)
    service = replace(service, second_step=SecondStep(url, auth, form))
    request = second_step.second_request(service, Tokens(TOKEN, NOW))
    assert request is not None
    if auth == "client":
        assert said_in(request, service, url) == [("old_token", TOKEN.reveal())]
        return
    assert (request.url, request.body) == (url, b"grant_type=more")
    assert dict(request.headers)["Authorization"] == f"Bearer {TOKEN.reveal()}"


@given(answers(GOOD, secrets=[TOKEN.reveal()]), KEPT)
def test_the_answer_to_a_second_step(response: Response, held: Kept) -> None:
    """C45, C102: tokens, or the one error, which repeats nothing; what was told before stays."""
    first = Tokens(TOKEN, NOW, kept=held)
    tokens = judged(
        TokenError,
        lambda: second_step.second_tokens(response, first, sent_at=NOW, asked=("read",), service=acme()),
    )
    assert tokens is None or (tokens.access_token is not None and tokens.kept == held)


@given(answers({"email": "a", "data": [{"id": "7"}]}), KEPT)
def test_an_account_of_its_own(response: Response, held: Kept) -> None:
    """C75, C100: what is kept of it is plain, what is shown of a token answer is printable; never an exception."""
    service = acme(account=AccountProbe("https://api.acme.example/me", keep=("email", "data[0].id")))
    for name, value in userinfo.kept_of_probe(response, service):
        assert name.startswith("account.")
        assert value.isprintable()
        assert response.status == 200
    told = userinfo.told_by_answer(acme(account=AccountProbe(label="a", subject="b")), Tokens(TOKEN, NOW, kept=held))
    assert (told.label + told.subject).isprintable()
