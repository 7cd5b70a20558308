"""What comes back with the browser beside a code, as the profile says."""

import hashlib
import hmac
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from oauth_desk.domain.manners import CallbackForm
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AccountProbe, Client, Endpoints, Service
from oauth_desk.protocol.address import UnsafeUrl
from oauth_desk.protocol.callback import CallbackVerdict, Code, Denied, Invalid, judge
from oauth_desk.protocol.moved import moved
from oauth_desk.protocol.signed_callback import is_genuine
from tests.protocol.samples import ISSUER, STATE, acme, attempt

KEY = Secret("secret-of-the-client")
SIGNED = acme(callback=CallbackForm(signed="hmac"), client=Client(client_id="desk-123", client_secret=KEY))
ABROAD = "https://login.acme.eu"
WIDE = acme(callback=CallbackForm(token_host="server"), allowed_hosts=("login.acme.eu", "*.acme.org"))


def verdict(service: Service, **answer: str) -> CallbackVerdict:
    """Judge an answer to an attempt at ``service``."""
    return judge(urlencode({"state": STATE, **answer}), attempt(service))


def test_named_parameters_are_kept() -> None:
    """What the profile names is kept as it came, the rest is ignored."""
    service = acme(callback=CallbackForm(keep=("realmId", "accounts-server", "none")))
    found = verdict(service, code="C", realmId="7", other="x", **{"accounts-server": "a b"})
    assert found == Code(Secret("C"), (("callback.realmId", "7"), ("callback.accounts-server", "a b")))


@pytest.mark.parametrize(("told", "scopes"), [("a,b", ("a", "b")), ("a b", ("a", "b")), ("", None), ("ä", None)])
def test_what_the_person_granted(told: str, scopes: tuple[str, ...] | None) -> None:
    """C50: permissions in the callback are read like those of an answer."""
    found = verdict(acme(callback=CallbackForm(scope="granted")), code="C", granted=told)
    assert found == Code(Secret("C"), scopes=scopes)


def signature(**answer: str) -> str:
    """Sign an answer, with the state."""
    pairs = sorted({"state": STATE, **answer}.items())
    message = "&".join(f"{name}={value}" for name, value in pairs)
    return hmac.new(KEY.reveal().encode(), message.encode(), hashlib.sha256).hexdigest()


def test_a_signed_answer() -> None:
    """C26: a code counts once the whole answer is signed with the client secret; capitals are the same digits."""
    assert verdict(SIGNED, code="C", shop="a", hmac=signature(code="C", shop="a")) == Code(Secret("C"))
    assert verdict(SIGNED, code="C", hmac=signature(code="C").upper()) == Code(Secret("C"))


def test_either_spelling_of_what_is_signed() -> None:
    """C26: the query as a browser writes it counts as well, and an empty parameter is signed like any other."""
    written = f"code=C&host=YQ%3D%3D&none=&state={STATE}"
    assert verdict(SIGNED, code="C", host="YQ==", none="", hmac=signature_of(written)) == Code(Secret("C"))
    assert verdict(SIGNED, code="C", host="YQ==", hmac=signature(code="C", host="YQ==")) == Code(Secret("C"))
    assert isinstance(verdict(SIGNED, code="C", host="YQ==", hmac=signature_of(written)), Invalid)


def test_a_signed_refusal() -> None:
    """C26: an error is believed only if it is signed, too."""
    assert isinstance(verdict(SIGNED, error="access_denied", hmac=signature(error="access_denied")), Denied)
    assert isinstance(verdict(SIGNED, error="access_denied"), Invalid)


@pytest.mark.parametrize("given", ["", "0" * 64, "ü", signature(code="D"), signature(code="C")[:-1]])
def test_a_false_signature(given: str) -> None:
    """C26: anything else is refused."""
    assert isinstance(verdict(SIGNED, code="C", hmac=given), Invalid)


def test_a_signature_needs_the_secret() -> None:
    """C26: without the secret nothing can be checked, and nothing counts."""
    found = verdict(replace(SIGNED, client=Client(client_id="desk-123")), code="C", hmac=signature(code="C"))
    assert isinstance(found, Invalid)


def test_pairs_cannot_be_joined_to_others() -> None:
    """Two answers that would read the same without escapes have signatures of their own."""
    one = {"a": "1&b=2", "hmac": signature_of("a=1%26b%3D2")}
    assert not is_genuine({"a": "1", "b": "2", "hmac": one["hmac"]}, KEY)
    assert is_genuine({"a": "1%&b=2", "hmac": signature_of("a=1%25%26b=2")}, KEY)
    assert is_genuine({"a=%&": "1", "hmac": signature_of("a%3D%25%26=1")}, KEY)


def signature_of(message: str) -> str:
    """Sign a message as it is."""
    return hmac.new(KEY.reveal().encode(), message.encode(), hashlib.sha256).hexdigest()


def test_a_server_within_the_allowed_hosts() -> None:
    """C11: all that was at the token endpoint's server moves, and nothing else."""
    probe = AccountProbe(f"{ISSUER}/me?fields=id")
    endpoints = replace(WIDE.endpoints, refresh=None)
    service = moved(replace(WIDE, account=probe, endpoints=endpoints), f"{ABROAD}/")
    assert service.endpoints == Endpoints(
        authorization=f"{ISSUER}/authorize",
        token=f"{ABROAD}/token",
        revocation=f"{ABROAD}/revoke",
        introspection=f"{ABROAD}/introspect",
        device_authorization=f"{ABROAD}/device",
        userinfo="https://api.acme.example/userinfo",
        registration=f"{ABROAD}/register",
        jwks_uri=f"{ABROAD}/jwks",
    )
    assert service.account == AccountProbe(f"{ABROAD}/me?fields=id")


def test_a_code_belongs_to_the_server_that_was_named() -> None:
    """C11: the verdict says where the code goes; without a name it is the profile's own server."""
    found = verdict(WIDE, code="C", server=ABROAD)
    assert isinstance(found, Code)
    assert found.service is not None
    assert found.service.endpoints.token == f"{ABROAD}/token"
    assert verdict(WIDE, code="C") == Code(Secret("C"))
    assert verdict(acme(), code="C", server="https://evil.example") == Code(Secret("C"))


@pytest.mark.parametrize(
    "server",
    [
        "https://evil.example",
        "https://login.acme.eu.evil.example",
        "https://acme.org",
        "http://login.acme.eu",
        "https://login.acme.eu:8443",
        "https://login.acme.eu/path",
        "https://login.acme.eu?",
        "https://login.acme.eu?x",
        "https://login.acme.eu#",
        "https://login.acme.eu#x",
        "https://me@login.acme.eu",
        "login.acme.eu",
        "https://",
        "https://127.0.0.1",
    ],
)
def test_any_other_server_ends_the_sign_in(server: str) -> None:
    """C11, C100: a code is sent nowhere else."""
    assert isinstance(verdict(WIDE, code="C", server=server), Invalid)


def test_without_a_token_endpoint_nothing_moves() -> None:
    """There is nothing that could move."""
    with pytest.raises(UnsafeUrl):
        moved(replace(WIDE, endpoints=Endpoints()), ABROAD)
