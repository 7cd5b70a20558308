"""A person's own values in place of a profile's."""

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Service
from oauth_desk.services.overrides import Overrides, overridden

ACME = Service(
    id="acme",
    name="Acme",
    client=Client(client_id="desk", client_secret=Secret("s"), auth_method=AuthMethod.POST),
    scopes=("read",),
)


def test_nothing_given_changes_nothing() -> None:
    """Without values the profile stands."""
    assert overridden(ACME, Overrides()) == ACME


def test_a_secret_belongs_to_its_client() -> None:
    """Another client never goes with the profile's secret; the same client keeps it."""
    assert overridden(ACME, Overrides(client_id="mine")).client.client_secret is None
    assert overridden(ACME, Overrides(client_id="desk")).client.client_secret == Secret("s")
    given = overridden(ACME, Overrides(client_id="mine", client_secret=Secret("t"))).client
    assert (given.client_secret, given.auth_method) == (Secret("t"), AuthMethod.POST)


def test_a_secret_makes_a_public_client_confidential() -> None:
    """A secret given for a client that proves itself by nothing is sent in the usual way."""
    public = Service(id="acme", name="Acme", client=Client(client_id="desk", auth_method=AuthMethod.NONE))
    assert overridden(public, Overrides(client_secret=Secret("t"))).client.auth_method is None


@pytest.mark.parametrize("client_id", ["", "a\nb", "ü"])
def test_what_cannot_be_a_client_id_is_refused(client_id: str) -> None:
    """A client id is visible ASCII (RFC 6749 App. A.1)."""
    with pytest.raises(DeskError) as caught:
        overridden(ACME, Overrides(client_id=client_id))
    assert caught.value.kind is Kind.USAGE
