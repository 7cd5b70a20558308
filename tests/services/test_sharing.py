"""A connection as a service file: the words, and what cannot be shared."""

from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.api_key import KeyUse
from oauth_desk.domain.connection import Connection
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Service
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.sharing import file_name, shared, told_of
from tests.fakes.clock import FakeClock
from tests.fakes.http import FakeHttp
from tests.fakes.profile_folder import MemoryProfileFolder
from tests.services.world import connection, service


def made(**changes: object) -> Connection:
    """Return a connection whose service has the given changes."""
    return connection(FakeClock(), service=service(**changes))


def test_the_permissions_are_those_that_the_connection_asks_for() -> None:
    """Whoever ticked more than the profile does shares what was ticked; nobody's account goes along."""
    text = shared(replace(made(), scopes_asked=("read", "send")), None).text
    assert parse_profile(text).scopes == ("read", "send")
    assert parse_profile(shared(replace(made(), scopes_asked=()), None).text).scopes == ("read",)
    assert not any(word in text for word in ("ana@example.com", "A0", "R0"))


def test_the_demo_stays_here() -> None:
    """The demo runs on this computer: a file about it would lead a colleague nowhere."""
    with pytest.raises(DeskError) as caught:
        shared(made(is_demo=True), None)
    assert caught.value.kind is Kind.USAGE


@pytest.mark.parametrize("changes", [{"scopes": ('a"b',)}, {"id": ""}, {"name": "Acme\n[client]"}])
def test_what_no_profile_can_say_is_told(changes: dict[str, object]) -> None:
    """A permission or a name that a service made up is never written as something else."""
    with pytest.raises(DeskError) as caught:
        shared(replace(made(**changes), scopes_asked=()), None)
    assert (caught.value.code, caught.value.detail.endswith(".")) == ("not_shareable", True)


def words(what: Service) -> str:
    """Return what a person is told of a service's file."""
    return told_of(shared(replace(made(), service=what, scopes_asked=()), None))


def test_a_person_is_told_in_a_sentence_or_two() -> None:
    """What is in the file, what is not, and what a colleague is asked for."""
    assert words(service()) == (
        "The file holds the addresses of the service, its client ID and permissions. "
        "It does not hold who you are, your sign-in or any secret."
    )
    secret = service(client=Client("desk", Secret("s")))
    assert words(secret).endswith("any secret. Your colleague brings the client secret.")
    both = service(client=Client("desk", Secret("s"), private_key_file="/k.pem", private_key=Secret("k")))
    assert words(both).endswith("Your colleague brings the client secret and the private key.")
    own = service(client=Client("dyn", registered_dynamically=True), scopes=())
    assert words(own).startswith("The file holds the addresses of the service. ")
    key = service(client=Client(), scopes=(), key=KeyUse())
    assert words(key).endswith("It does not hold who you are, your key or any secret.")
    robot = service(grant=Grant.CLIENT_CREDENTIALS)
    assert "It does not hold any key or secret." in words(robot)


def test_a_file_is_called_after_the_service() -> None:
    """The name that is offered says which service it is."""
    assert file_name(service()) == "acme.oauth-desk.toml"


async def test_a_file_that_cannot_be_written_is_told() -> None:
    """Neither an older file nor a folder without a place for one ends in a traceback."""
    folder = MemoryProfileFolder()
    known = Catalogue(folders=(folder,), http=FakeHttp())
    path = Path("/home/acme.toml")
    await known.write(path, "x")
    with pytest.raises(DeskError) as caught:
        await known.write(path, "y")
    assert (caught.value.code, folder.elsewhere[path]) == ("file_exists", "x")
    await known.write(path, "z", over=True)
    folder.elsewhere[path] = PermissionError(13, "Permission denied", str(path))
    with pytest.raises(DeskError) as caught:
        await known.write(path, "y", over=True)
    assert (caught.value.code, caught.value.detail) == ("not_written", "Permission denied.")
