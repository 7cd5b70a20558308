"""A person's own values in place of a profile's."""

from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Security, Service
from oauth_desk.services.overrides import Overrides, locked_scopes, overridden

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


def test_a_secrets_end_goes_with_its_secret() -> None:
    """Another secret has an end of its own, or none that is known; the end alone can be told later."""
    ending = replace(ACME, client=replace(ACME.client, secret_expires_at=1.0))
    assert overridden(ending, Overrides(client_id="desk")).client.secret_expires_at == 1.0
    assert overridden(ending, Overrides(client_id="mine")).client.secret_expires_at is None
    assert overridden(ending, Overrides(client_secret=Secret("t"))).client.secret_expires_at is None
    given = overridden(ending, Overrides(client_secret=Secret("t"), secret_ends_at=2.0)).client
    assert (given.client_secret, given.secret_expires_at) == (Secret("t"), 2.0)
    assert overridden(ending, Overrides(secret_ends_at=2.0)).client.secret_expires_at == 2.0


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


def test_files_given_by_hand_stand_for_the_profiles() -> None:
    """A key, a certificate or an authority given by hand is read anew; what was taken from another file goes."""
    kept = replace(
        ACME,
        client=replace(ACME.client, private_key=Secret("old"), private_key_file="/old.pem"),
        security=Security(certificate=Secret("old"), certificate_ends_at=1.0, client_key="/old.key", authorities="old"),
    )
    given = Overrides(private_key_file="/k.pem", key_id="k1", client_certificate="/c.pem", ca_file="/ca.pem")
    found = overridden(kept, given)
    assert (found.client.private_key, found.client.private_key_file, found.client.key_id) == (None, "/k.pem", "k1")
    assert found.security == Security(client_certificate="/c.pem", ca_file="/ca.pem")
    assert found.client.auth_method is AuthMethod.POST
    assert overridden(kept, Overrides(auth_method=AuthMethod.TLS)).client.auth_method is AuthMethod.TLS


def test_a_key_makes_a_public_client_prove_itself() -> None:
    """A key given for a client that proves itself by nothing is used."""
    public = Service(id="acme", name="Acme", client=Client(client_id="desk", auth_method=AuthMethod.NONE))
    assert overridden(public, Overrides(private_key_file="/k.pem")).client.auth_method is None


@pytest.mark.parametrize("path", ["client.private_key_file", "security.client_certificate", "client.auth_method"])
def test_a_locked_proof_stays(path: str) -> None:
    """What an administrator locked of the program's proof cannot be given by hand."""
    given = Overrides(private_key_file="/k.pem", client_certificate="/c.pem", auth_method=AuthMethod.TLS)
    with pytest.raises(DeskError) as caught:
        overridden(replace(ACME, locked=(path,)), given)
    assert caught.value.code == "locked_field"


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("client.auth_method", Overrides(client_secret=Secret("t"))),
        ("client.auth_method", Overrides(private_key_file="/k.pem")),
        ("client.client_secret", Overrides(client_id="mine", client_secret=Secret("t"))),
        ("scopes.default", Overrides(grant=Grant.CLIENT_CREDENTIALS)),
        ("security.client_key", Overrides(client_certificate="/c.pem")),
    ],
)
def test_a_locked_field_does_not_change_with_another_one(path: str, given: Overrides) -> None:
    """A value given for one field never changes a locked one by the way."""
    client = Client("desk", Secret("s"), auth_method=AuthMethod.NONE)
    service = replace(ACME, client=client, scopes=("openid",), security=Security(client_key="/old.key"))
    with pytest.raises(DeskError) as caught:
        overridden(replace(service, locked=(path,)), given)
    assert (caught.value.code, path in caught.value.title) == ("locked_field", True)
    assert overridden(service, given) != service


def test_permissions_that_are_locked_are_asked_for_whatever_else_was_wanted() -> None:
    """Fixed permissions stand, and asking for others is told, in whatever way they were asked for."""
    fixed = replace(ACME, scopes=("a", "b"), locked=("scopes.default",))
    assert locked_scopes(fixed, None) == locked_scopes(fixed, ("b", "a")) == ("a", "b")
    assert locked_scopes(ACME, ("x",)) is None
    with pytest.raises(DeskError) as caught:
        locked_scopes(fixed, ("a", "b", "c"))
    assert caught.value.code == "locked_field"
