"""The words for calls that failed."""

import re

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Quirks, Security
from oauth_desk.protocol.client_auth import UnusableClient
from oauth_desk.protocol.token_endpoint import TokenError
from oauth_desk.services.faults import (
    exchange_refused,
    no_answer,
    sentence,
    sign_in_declined,
    trust_of,
    unreachable,
    unusable_client,
)
from oauth_desk.services.ports import TransportError, TransportFault, Trust
from tests.services.world import service

JARGON = re.compile(r"oauth(?! desk)|token|scope|grant|refresh|callback|http|dns|tls", re.IGNORECASE)


def every_error() -> list[DeskError]:
    """Return one error of each kind that a person may meet."""
    transports = [unreachable(service(), TransportError(fault, "", sent=True)) for fault in TransportFault]
    codes = ("invalid_client", "invalid_scope", "invalid_grant", "access_denied", "server_error", "")
    refusals = [exchange_refused(service(), TokenError(code, "", 400)) for code in codes]
    declined = [sign_in_declined(service(), code, "") for code in codes]
    return [*transports, *refusals, *declined, unusable_client(service(), UnusableClient("No client id."))]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: f"{error.code}-{error.title[:30]}")
def test_titles_are_plain_sentences(error: DeskError) -> None:
    """A person who is not technical reads title and advice; protocol words stand in the detail."""
    for text in filter(None, (error.title, error.advice)):
        assert not JARGON.search(text), text
        assert text[0].isupper()
        assert text[-1] in ".!?"
        assert len(text) < 160


KINDS = {
    TransportFault.BAD_REQUEST: Kind.USAGE,
    TransportFault.CERTIFICATE: Kind.SETTINGS,
    TransportFault.NOT_PUBLIC: Kind.SETTINGS,
}


@pytest.mark.parametrize("fault", TransportFault)
def test_every_fault_below_http_has_words(fault: TransportFault) -> None:
    """Unreachable is exit code 5; what was never fit to be sent is a usage error."""
    error = no_answer("api.example", TransportError(fault, "what was seen", sent=False))
    expected = KINDS.get(fault, Kind.UNREACHABLE)
    assert (error.kind, error.detail) == (expected, "What was seen.")


def test_a_services_own_word_for_a_denial_is_a_denial() -> None:
    """Some services do not say ``access_denied``."""
    linked = service(quirks=Quirks(denied_errors=("user_cancelled_login",)))
    assert sign_in_declined(linked, "user_cancelled_login", "").title == "The sign-in was declined."


def test_a_refusal_without_a_reason_names_the_status() -> None:
    """Something has to be told."""
    assert "403" in exchange_refused(service(), TokenError("", "", 403)).detail


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("a b", "A b."), ("Done!", "Done!"), ("invalid_grant: gone", "invalid_grant: gone."), (" x. ", "X.")],
)
def test_what_was_seen_becomes_a_sentence(text: str, expected: str) -> None:
    """Error codes keep their spelling."""
    assert sentence(text) == expected


def test_only_a_connection_with_its_own_trust_has_any() -> None:
    """C38: the system's certificates, unless a profile names a file."""
    assert trust_of(service()) is None
    assert trust_of(service(security=Security(ca_file="/ca.pem"))) == Trust("/ca.pem", None)
    assert trust_of(service(security=Security(client_certificate="/c.pem"))) == Trust(client_certificate="/c.pem")


def test_what_was_taken_in_stands_for_its_file() -> None:
    """C38: the files may be gone once what they held is in the vault."""
    taken = Security(
        ca_file="/ca.pem", authorities="CA", client_certificate="/c.pem", certificate=Secret("C"), client_key="/k.pem"
    )
    assert trust_of(service(security=taken)) == Trust(authorities="CA", certificate=Secret("C"))
