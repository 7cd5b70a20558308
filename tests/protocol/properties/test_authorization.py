"""The authorization request: the address that the browser opens, and its parameters."""

from urllib.parse import parse_qsl, unquote_plus, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.service import Endpoints
from oauth_desk.protocol.attempt import (
    Attempt,
    UnsafeUrl,
    address_with,
    authorization_form,
    authorization_url,
    begin,
    check_browser_url,
)
from oauth_desk.protocol.dpop import thumbprint
from oauth_desk.protocol.pkce import challenge
from tests.protocol.properties.answers import check_words
from tests.protocol.properties.sent import REPEATED, extras
from tests.protocol.properties.values import ADDRESSES, ATTEMPTS, FEW, MARK, TEXTS
from tests.protocol.samples import NOW, REDIRECT, acme, attempt

OWN_QUERIES = st.lists(
    st.sampled_from(["tenant=7", "state=theirs", "%73tate=theirs", "client%5Fid=x", "flag", "a=%26%3D", "", "b=1+2"]),
    max_size=4,
    unique_by=lambda piece: unquote_plus(piece.partition("=")[0]),
).map("&".join)


@FEW
@given(ATTEMPTS, TEXTS)
def test_the_form_says_what_is_meant_and_each_thing_once(trial: Attempt, hint: str) -> None:
    """C02–C07, C15, C16: the program's own parameters stand, and a profile adds to them without replacing any."""
    form = authorization_form(trial, login_hint=hint)
    once = [name for name, _ in form if name not in REPEATED]
    assert len(once) == len(set(once))
    said, service = dict(form), trial.service
    assert (said["response_type"], said["client_id"]) == ("code", service.client.client_id)
    assert (said["redirect_uri"], said["state"]) == (trial.redirect_uri, trial.state.reveal())
    wanted = service.scope_separator.join(trial.scopes) or None
    assert said.get(service.quirks.scope_parameter) == wanted
    assert said.get("nonce") == (trial.nonce.reveal() if trial.nonce is not None else None)
    assert (trial.nonce is not None) <= ("openid" in trial.scopes)
    pkce = service.quirks.send_pkce
    assert said.get("code_challenge") == (challenge(trial.verifier) if pkce else None)
    assert said.get("code_challenge_method") == ("S256" if pkce else None)
    assert said.get("dpop_jkt") == (thumbprint(trial.dpop_key) if trial.dpop_key is not None else None)
    assert [value for name, value in form if name == "resource"] == list(service.security.resource)
    added = dict(extras(service.parameters.authorization, form[:1]))
    standard = {"response_type", "client_id", "redirect_uri", "state", "nonce", "code_challenge", "dpop_jkt"}
    standard |= {"code_challenge_method", "resource", service.quirks.scope_parameter}
    left = {name: value for name, value in said.items() if name not in standard}
    allowed = {"login_hint", "prompt"}
    assert {name: value for name, value in left.items() if name not in allowed} == {
        name: value for name, value in added.items() if name not in standard | allowed
    }
    named = dict(service.parameters.authorization)
    assert left.get("login_hint") == (named.get("login_hint", hint) or None)
    default = "consent" if "offline_access" in trial.scopes else ""
    assert left.get("prompt") == (named.get("prompt", default) or None)


@FEW
@given(ATTEMPTS, ADDRESSES.map(lambda url: url.partition("?")[0]), OWN_QUERIES)
def test_the_address_carries_the_form_and_no_secret(trial: Attempt, address: str, query: str) -> None:
    """C12, C13: the endpoint with its own query, then the form, each parameter once; a browser may open it."""
    endpoint = f"{address}?{query}" if query else address
    service = acme(endpoints=Endpoints(authorization=endpoint), client=trial.service.client)
    form = authorization_form(trial)
    trial = begin(
        service, trial.scopes, redirect_uri=REDIRECT, state=trial.state, nonce=None, verifier=trial.verifier, now=NOW
    )
    url = address_with(trial, form)
    check_browser_url(url, service.issuer)
    parts = urlsplit(url)
    assert parts._replace(query="").geturl() == urlsplit(address).geturl()
    names = {name for name, _ in form}
    own = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in names]
    assert parse_qsl(parts.query, keep_blank_values=True, errors="strict") == [*own, *form]
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
    assert MARK not in url


@FEW
@given(ATTEMPTS, st.none() | TEXTS)
def test_the_whole_address(trial: Attempt, hint: str | None) -> None:
    """C03: the address is that of the form, and the verifier stays here."""
    url = authorization_url(trial, login_hint=hint)
    assert url == address_with(trial, authorization_form(trial, login_hint=hint))
    assert MARK not in url


@given(TEXTS | st.builds("{}{}".format, st.sampled_from(["http://", "https://", "https://a/", "HTTP://"]), TEXTS))
def test_no_other_address_reaches_a_browser(url: str) -> None:
    """C12: https, or http to a literal of this machine, of visible ASCII, without a user and a fragment."""
    trial = attempt(acme(endpoints=Endpoints(authorization=url)))
    try:
        opened = authorization_url(trial)
    except UnsafeUrl as error:
        check_words(str(error))
        return
    parts = urlsplit(opened)
    assert parts.scheme == "https"
    assert parts.hostname
    assert "@" not in parts.netloc
    assert "#" not in opened
    assert opened.isascii()
    assert opened.isprintable()
