"""Fields that an administrator has locked."""

from dataclasses import replace

from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.profile_locks import with_locks
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Service

HEAD = 'format = 1\n[service]\nid = "acme"\nname = "Acme"\n'
CORP = HEAD + '[client]\nclient_id = "corp"\n[policy]\nlocked = ["client.client_id", "client.client_secret"]\n'
OWN = HEAD + '[client]\nclient_id = "mine"\nclient_secret = "s"\n[scopes]\ndefault = ["all"]\n'


def locked(text: str, earlier: str = CORP) -> Service:
    """Return a person's profile beside the administrator's."""
    return with_locks(parse_profile(text), parse_profile(earlier))


def test_a_locked_field_stays_as_it_was_also_where_it_was_empty() -> None:
    """What is locked keeps its value or its absence, and the rest is the person's."""
    service = locked(OWN)
    assert (service.client.client_id, service.client.client_secret, service.scopes) == ("corp", None, ("all",))
    assert service.locked == ("client.client_id", "client.client_secret")


def test_a_locked_field_comes_to_a_profile_without_its_table() -> None:
    """Leaving a table out is no way around a lock."""
    assert locked(HEAD).client.client_id == "corp"


def test_locks_add_up() -> None:
    """A later profile locks more, never less."""
    service = locked(OWN + '[policy]\nlocked = ["scopes.default", "client.client_id"]\n')
    assert service.locked == ("client.client_id", "client.client_secret", "scopes.default")


def test_without_locks_nothing_changes() -> None:
    """The later profile is taken as it is, with what no profile's text holds."""
    later = replace(parse_profile(OWN), told=("https://login.acme.example/",), color="#123456")
    later = replace(later, client=replace(later.client, private_key=Secret("k")))
    assert with_locks(later, parse_profile(HEAD)) is later
