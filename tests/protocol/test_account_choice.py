"""Which parameters make a service ask for the account."""

import json
from dataclasses import replace

import pytest

from oauth_desk.domain.service import Metadata, Parameters, Service
from oauth_desk.protocol.account_choice import with_choice
from oauth_desk.protocol.attempt import authorization_form
from oauth_desk.protocol.pushed import pushed_request
from tests.protocol.samples import ACME, ISSUER, acme, attempt, form_of

OPENID = ("openid", "email")
LISTED = Metadata(document=json.dumps({"prompt_values_supported": ["none", "login", "select_account"]}))


def prompt(service: Service, scopes: tuple[str, ...] = OPENID, *, another: bool = True) -> str | None:
    """Return the prompt of a sign-in with another account."""
    return dict(authorization_form(attempt(service, scopes, another_account=another))).get("prompt")


def own(*pairs: tuple[str, str]) -> Service:
    """Return the sample service with parameters of its own, its metadata listing the chooser."""
    return acme(metadata=LISTED, parameters=Parameters(authorization=pairs))


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{", json.dumps({"prompt_values_supported": "select_account"}), json.dumps({"issuer": "x"})],
)
def test_a_provider_that_lists_no_chooser_is_asked_for_a_fresh_sign_in(document: str) -> None:
    """OIDC Core §15.1: every provider has to know prompt=login; some refuse values that they do not list."""
    assert prompt(acme(metadata=Metadata(document=document))) == "login"


def test_a_provider_that_lists_its_chooser_is_asked_for_it() -> None:
    """Where metadata has select_account among the prompts, that is what is sent."""
    assert prompt(acme(metadata=LISTED)) == "select_account"


def test_nothing_is_sent_for_the_first_account() -> None:
    """Whoever has one account only is not asked to choose."""
    assert prompt(acme(metadata=LISTED), another=False) is None
    with_own = acme(parameters=Parameters(another_account=(("force_verify", "true"),)))
    assert "force_verify" not in dict(authorization_form(attempt(with_own, OPENID)))


def test_a_service_without_openid_is_sent_nothing_unasked() -> None:
    """Beyond OpenID the parameter has no meaning that all share: only a profile knows."""
    assert prompt(acme(metadata=LISTED), ("read",)) is None
    assert prompt(own(("prompt", "select_account")), ("read",)) == "select_account"


def test_consent_stays_beside_the_choice() -> None:
    """C16: what makes a renewal token come is asked for all the same."""
    assert prompt(acme(), ("openid", "offline_access")) == "login consent"
    assert prompt(own(("prompt", "consent"))) == "select_account consent"


@pytest.mark.parametrize("value", ["select_account", "login consent", "none"])
def test_a_prompt_that_decides_already_stays(value: str) -> None:
    """A profile that always asks, or never, is left alone."""
    assert prompt(own(("prompt", value), ("access_type", "offline"))) == value


def test_a_profile_without_prompts_can_ask_as_well() -> None:
    """An empty prompt turns the usual consent off; the choice is a matter of its own."""
    assert prompt(own(("prompt", "")), ("openid", "offline_access")) == "select_account"


def test_the_service_s_own_parameters_win() -> None:
    """What a profile writes for another account replaces its usual parameters of the same name, and nothing more."""
    said = Parameters(
        authorization=(("prompt", "consent"), ("access_type", "offline")), another_account=(("prompt", "choose"),)
    )
    found = with_choice(acme(metadata=LISTED, parameters=said), OPENID)
    assert found == (("prompt", "choose"), ("access_type", "offline"))
    off = Parameters(another_account=(("prompt", ""),))
    assert prompt(acme(metadata=LISTED, parameters=off), ("openid", "offline_access")) is None


def test_a_pushed_request_says_it_too() -> None:
    """RFC 9126: what would stand in the address is announced."""
    endpoints = replace(ACME.endpoints, pushed_authorization_request=f"{ISSUER}/par")
    request = pushed_request(attempt(acme(endpoints=endpoints), OPENID, another_account=True))
    assert ("prompt", "login") in form_of(request)
