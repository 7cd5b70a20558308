"""Signing in with a client id that is the address of a document."""

from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.service import Client, Metadata, Service
from oauth_desk.services.client_registration import ClientRegistration
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import FakeHttp, failure, json_response, text_response
from tests.protocol.test_client_document import ADDRESS, DOCUMENT
from tests.services.stage import REGISTER_URL, unregistered

REDIRECT = "http://127.0.0.1:40000/callback"


@pytest.fixture
def http() -> FakeHttp:
    """Make an HTTP client that answers from a script."""
    return FakeHttp()


def service(*, takes: bool = True, **changes: object) -> Service:
    """Return a service with such a client id, that says whether it takes it."""
    metadata = Metadata(client_documents=takes, document="{}")
    return replace(unregistered(client=Client(ADDRESS), metadata=metadata, issuer="https://login.example"), **changes)


async def test_the_address_is_the_client_id(http: FakeHttp) -> None:
    """C84: where the service says that it takes documents, nobody registers: the address is the client id."""
    http.reply(ADDRESS, json_response(DOCUMENT))
    completed = await ClientRegistration(http).complete(service(), REDIRECT)
    assert completed == service()
    assert http.sent_to(REGISTER_URL) == []


async def test_elsewhere_the_program_registers_itself(http: FakeHttp) -> None:
    """C84: a service that does not say so is asked to register the program, and the document is left alone."""
    http.reply(REGISTER_URL, json_response({"client_id": "made-2", "token_endpoint_auth_method": "none"}, 201))
    completed = await ClientRegistration(http).complete(service(takes=False), REDIRECT)
    assert completed.client.client_id == "made-2"
    assert http.sent_to(ADDRESS) == []


@pytest.mark.parametrize("reason", ["locked", "no registration"])
async def test_else_the_address_is_a_client_id_like_any_other(http: FakeHttp, reason: str) -> None:
    """C84: an administrator's locked client id stays, and so does one that only a person can have registered."""
    known = service(takes=False, locked=("client.client_id",))
    if reason != "locked":
        known = replace(service(takes=False), endpoints=replace(known.endpoints, registration=None))
    assert await ClientRegistration(http).complete(known, REDIRECT) == known
    assert http.requests == []


async def problem(http: FakeHttp, known: Service | None = None) -> DeskError:
    """Return what is said of a document that cannot be used."""
    with pytest.raises(DeskError) as caught:
        await ClientRegistration(http).complete(known or service(), REDIRECT)
    return caught.value


async def test_a_wrong_document_is_told_with_its_address(http: FakeHttp) -> None:
    """C84: what would fail in the browser is told before it opens, and whose task it is."""
    http.reply(ADDRESS, json_response({**DOCUMENT, "redirect_uris": ["https://desk.example/cb"]}))
    error = await problem(http)
    assert (error.code, error.kind) == ("client_document", Kind.SETTINGS)
    assert ADDRESS in error.detail
    assert "http://127.0.0.1/callback" in error.detail


async def test_a_document_is_fetched_from_the_public_internet_alone(http: FakeHttp) -> None:
    """C82: an address inside a private network is not asked, and redirects are not followed."""
    http.names["desk.example"] = "192.168.0.7"
    assert "private network" in (await problem(http)).detail
    assert http.requests == []
    http.names.clear()
    http.reply(ADDRESS, text_response("", 302, headers={"Location": "https://elsewhere.example/"}))
    assert "status 302" in (await problem(http)).detail


async def test_a_service_may_keep_the_document_itself(http: FakeHttp) -> None:
    """C82: the person's own service inside a private network may hold the document beside it."""
    http.names["desk.example"] = "192.168.0.7"
    http.reply(ADDRESS, json_response(DOCUMENT))
    own = service(issuer="https://desk.example")
    assert await ClientRegistration(http).complete(own, REDIRECT) == own


async def test_a_very_long_document_is_not_read(http: FakeHttp) -> None:
    """C39: services read five kilobytes, and so does the program."""
    http.reply(ADDRESS, json_response({**DOCUMENT, "x": "y" * 6000}))
    assert "longer" in (await problem(http)).detail


async def test_a_document_that_cannot_be_reached(http: FakeHttp) -> None:
    """A network's trouble is not the document's."""
    http.reply(ADDRESS, failure(TransportFault.DNS, sent=False))
    assert (await problem(http)).kind is Kind.UNREACHABLE
