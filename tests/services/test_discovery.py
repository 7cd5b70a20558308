"""From an address alone: what is asked, whom is believed, and what is said where nothing is found."""

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.profile import parse_profile
from oauth_desk.services.discovery import Discovery
from oauth_desk.services.faults import trust_of
from oauth_desk.services.ports import TransportFault
from oauth_desk.services.search_words import SeveralIssuers
from tests.fakes.http import FakeHttp, failure, json_response, text_response
from tests.services.test_catalogue import ISSUER, OAUTH, OPENID, RESOURCE, metadata, profile

API = "https://api.acme.example/mcp"
OTHER = "https://login.other.example"
INSIDE = "https://inside.example"
EXTRAS = {name: f"{ISSUER}/{name}" for name in ("revocation", "introspection", "device_authorization", "registration")}


@pytest.fixture
def http() -> FakeHttp:
    """Make an HTTP client that answers 404 to whatever nobody scripted."""

    class Elsewhere404(FakeHttp):
        def _next(self, request):
            try:
                return super()._next(request)
            except AssertionError:
                return text_response("<html>not here</html>", 404)

    return Elsewhere404()


def endpoints(**urls: str) -> dict[str, str]:
    """Return a document's members for these endpoints."""
    return {f"{name}_endpoint": url for name, url in urls.items()}


def protect(http: FakeHttp, *servers: str, challenge: str = "", **more: object) -> None:
    """Script an API that names who lets people in, in its challenge where there is one."""
    named = f'Bearer resource_metadata="https://api.acme.example{RESOURCE}/mcp"{challenge}'
    http.always(API, text_response("", 401, headers={"WWW-Authenticate": named}))
    document = {"resource": API, "authorization_servers": servers, **more}
    http.always(f"https://api.acme.example{RESOURCE}/mcp", json_response(document))


# --- two documents of one issuer ------------------------------------------------


async def test_an_openid_document_is_completed_from_the_other_one(http: FakeHttp) -> None:
    """C80: what the OpenID document leaves out comes from the issuer's RFC 8414 document; what it says stays."""
    http.always(ISSUER + OPENID, json_response(metadata(userinfo_endpoint=f"{ISSUER}/me", jwks_uri=f"{ISSUER}/keys")))
    other = metadata(**endpoints(**EXTRAS), code_challenge_methods_supported=["S256"])
    http.always(ISSUER + OAUTH, json_response({**other, "token_endpoint": f"{ISSUER}/another"}))
    service = await Discovery(http).at(ISSUER)
    assert service.endpoints.token == f"{ISSUER}/token"
    assert {name: getattr(service.endpoints, name) for name in EXTRAS} == EXTRAS
    assert service.metadata.challenge_methods == ("S256",)


async def test_a_path_issuers_two_documents_are_one(http: FakeHttp) -> None:
    """C80: an issuer with a path has its documents at other places, and the other way it is the same."""
    issuer = f"{ISSUER}/tenant"
    http.always(f"{ISSUER}{OAUTH}/tenant", json_response(metadata(issuer, **endpoints(**EXTRAS))))
    more = metadata(issuer, userinfo_endpoint=f"{issuer}/me", jwks_uri=f"{issuer}/keys")
    http.always(f"{ISSUER}{OPENID}/tenant", json_response(more))
    service = await Discovery(http).at(issuer)
    assert (service.endpoints.userinfo, service.endpoints.jwks_uri) == (f"{issuer}/me", f"{issuer}/keys")
    assert service.endpoints.revocation == f"{ISSUER}/revocation"


@pytest.mark.parametrize(
    "other",
    [
        json_response(metadata(OTHER, **endpoints(**EXTRAS))),
        json_response(metadata(revocation_endpoint="https://10.0.0.1/x")),
        text_response("<html>", 200),
        text_response("", 503),
        failure(TransportFault.TIMEOUT, sent=True),
    ],
)
async def test_another_document_that_cannot_be_used_changes_nothing(http: FakeHttp, other: object) -> None:
    """C80: a second document of another issuer, an unsafe one or none at all is left alone."""
    http.always(ISSUER + OPENID, json_response(metadata()))
    http.always(ISSUER + OAUTH, other)  # type: ignore[arg-type]
    service = await Discovery(http).at(ISSUER)
    assert (service.endpoints.revocation, service.endpoints.token) == (None, f"{ISSUER}/token")


async def test_a_complete_document_is_enough(http: FakeHttp) -> None:
    """Where nothing is missing nobody is asked again."""
    whole = metadata(userinfo_endpoint=f"{ISSUER}/me", jwks_uri=f"{ISSUER}/keys", **endpoints(**EXTRAS))
    http.always(ISSUER + OPENID, json_response(whole))
    await Discovery(http).at(ISSUER)
    assert [request.url for request in http.requests] == [ISSUER + OPENID]


# --- several services behind one API ---------------------------------------------


async def test_the_first_service_that_can_be_found_is_taken(http: FakeHttp) -> None:
    """C83: of several authorization servers the first is asked, and the next where it cannot be found."""
    protect(http, OTHER, ISSUER)
    http.always(ISSUER + OPENID, json_response(metadata()))
    assert (await Discovery(http).at(API)).issuer == ISSUER


async def test_somebody_may_choose_the_service(http: FakeHttp) -> None:
    """C83: the one that is named is asked, and nobody else; a slash more or less is forgiven."""
    protect(http, OTHER, ISSUER)
    http.always(ISSUER + OPENID, json_response(metadata()))
    assert (await Discovery(http).at(API, issuer=f"{ISSUER}/")).issuer == ISSUER
    assert http.sent_to(OTHER + OPENID) == []


async def test_a_window_asks_which_service_is_meant(http: FakeHttp) -> None:
    """C83: where somebody can be asked, several services are a question, one is none."""
    protect(http, OTHER, ISSUER)
    with pytest.raises(SeveralIssuers) as caught:
        await Discovery(http).at(API, choosing=True)
    assert (caught.value.issuers, caught.value.place) == ((OTHER, ISSUER), API)
    http.always(ISSUER + OPENID, json_response(metadata()))
    assert (await Discovery(http).at(API, issuer=ISSUER, choosing=True)).issuer == ISSUER


@pytest.mark.parametrize("address", [API, ISSUER])
async def test_a_service_that_nobody_named_cannot_be_chosen(http: FakeHttp, address: str) -> None:
    """C83: a service that the API does not name is not sent there."""
    protect(http, ISSUER)
    http.always(ISSUER + OPENID, json_response(metadata()))
    with pytest.raises(DeskError) as caught:
        await Discovery(http).at(address, issuer=OTHER)
    assert (caught.value.code, caught.value.kind) == ("unknown_issuer", Kind.USAGE)
    assert ISSUER in caught.value.detail


async def test_an_api_that_copies_its_issuers_document_stays_an_api(http: FakeHttp) -> None:
    """C83, C15: what an API says of itself counts before a document that it only passes on."""
    protect(http, ISSUER)
    http.always(f"https://api.acme.example{OAUTH}/mcp", json_response(metadata()))
    http.always(ISSUER + OPENID, json_response(metadata()))
    service = await Discovery(http).at(API)
    assert (service.security.resource, service.api_base_urls) == ((API,), (API,))


async def test_a_server_that_calls_every_path_an_issuer(http: FakeHttp) -> None:
    """C83, C15: django-oauth-toolkit repeats any path as its issuer; the API's own word leads to the real one."""
    protect(http, ISSUER)
    http.always(f"https://api.acme.example{OAUTH}/mcp", json_response(metadata(API)))
    http.always(ISSUER + OPENID, json_response(metadata()))
    service = await Discovery(http).at(API)
    assert (service.issuer, service.security.resource, service.api_base_urls) == (ISSUER, (API,), (API,))


@pytest.mark.parametrize(
    "told",
    [
        json_response({"resource": API, "authorization_servers": [API, OTHER]}),
        text_response("", 503),
        failure(TransportFault.TIMEOUT, sent=True),
    ],
)
async def test_an_issuer_that_is_an_api_as_well_stays_an_issuer(http: FakeHttp, told: object) -> None:
    """C80, C83: an address that names itself, or nobody else in time, lets people in itself."""
    http.always(f"https://api.acme.example{OAUTH}/mcp", json_response(metadata(API)))
    http.always(f"https://api.acme.example{RESOURCE}/mcp", told)  # type: ignore[arg-type]
    assert (await Discovery(http).at(API)).issuer == API


async def test_an_api_whose_host_lets_people_in_itself(http: FakeHttp) -> None:
    """An API without a document of its own is let in by its host, with what its challenge asks for."""
    http.always(API, text_response("", 401, headers={"WWW-Authenticate": 'Bearer scope="a b"'}))
    http.always(f"https://api.acme.example{OAUTH}", json_response(metadata("https://api.acme.example")))
    service = await Discovery(http).at(API)
    assert (service.issuer, service.scopes, service.security.resource) == ("https://api.acme.example", ("a", "b"), ())


# --- permissions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("challenge", "listed", "asked"),
    [
        (', scope="files:read"', ["files:read", "files:write"], ("files:read", "offline_access")),
        ("", ["files:read", "files:write"], ("files:read", "files:write", "offline_access")),
        ("", [], ()),
    ],
)
async def test_the_challenge_says_which_permissions(
    http: FakeHttp, challenge: str, listed: list[str], asked: tuple[str, ...]
) -> None:
    """C83: the 401's permissions are asked for, else those that the API lists, else none."""
    protect(http, ISSUER, challenge=challenge, scopes_supported=listed)
    http.always(ISSUER + OPENID, json_response(metadata(scopes_supported=["openid", "offline_access"])))
    assert (await Discovery(http).at(API)).scopes == asked


# --- whom a document may point at ------------------------------------------------------


async def test_a_name_that_leads_inside_gets_not_one_byte(http: FakeHttp) -> None:
    """C82: an issuer that an API names is judged by the address behind its name."""
    protect(http, INSIDE)
    http.names["inside.example"] = "10.0.0.9"
    with pytest.raises(DeskError) as caught:
        await Discovery(http).at(API)
    assert (caught.value.code, caught.value.kind) == ("unsafe_address", Kind.SETTINGS)
    assert not any(request.url.startswith(INSIDE) for request in http.requests)


async def test_what_a_document_told_is_remembered(http: FakeHttp) -> None:
    """C82: each later call to a told address is held to the public internet; the typed address is the person's own."""
    document = metadata(registration_endpoint=f"{INSIDE}/register", token_endpoint=f"{INSIDE}/token")
    http.always(ISSUER + OPENID, json_response(document))
    service = await Discovery(http).at(ISSUER)
    assert service.told == (f"{INSIDE}/token", f"{INSIDE}/register")
    trust = trust_of(service)
    assert trust is not None
    assert trust.told == service.told


async def test_an_apis_issuer_is_told(http: FakeHttp) -> None:
    """C82: who typed an API's address did not type its issuer's."""
    protect(http, ISSUER)
    http.always(ISSUER + OPENID, json_response(metadata()))
    assert (await Discovery(http).at(API)).told == (ISSUER, f"{ISSUER}/authorize", f"{ISSUER}/token")


@pytest.mark.parametrize("peer", ["10.0.0.2", "127.0.0.1", "100.64.0.1", "fd00::1"])
async def test_a_persons_own_private_network_may_name_itself(http: FakeHttp, peer: str) -> None:
    """C82: where the typed name leads to a private address, so may what its documents name."""
    http.names.update({"login.acme.example": peer, "inside.example": "10.0.0.9"})
    http.always(ISSUER + OPENID, json_response(metadata(token_endpoint=f"{INSIDE}/token")))
    service = await Discovery(http).at(ISSUER)
    assert (service.endpoints.token, service.told) == (f"{INSIDE}/token", ())


async def test_a_profiles_own_addresses_are_not_told(http: FakeHttp) -> None:
    """C82: what a profile writes somebody wrote down; what its issuer's document adds nobody did."""
    http.always(ISSUER + OPENID, json_response(metadata(token_endpoint=f"{OTHER}/t", revocation_endpoint=f"{OTHER}/r")))
    service = parse_profile(profile(service__issuer=ISSUER, service__token_endpoint=f"{INSIDE}/token"))
    completed = await Discovery(http).complete(service)
    assert (completed.endpoints.token, completed.told) == (f"{INSIDE}/token", (f"{OTHER}/r",))


# --- words ---------------------------------------------------------------------------


async def said(http: FakeHttp, address: str) -> DeskError:
    """Return what is said of an address that leads nowhere; it holds no word of the trade."""
    with pytest.raises(DeskError) as caught:
        await Discovery(http).at(address)
    words = str(caught.value).lower()
    assert not any(word in words for word in ("oauth", "token", "metadata", "well-known", "issuer", "json"))
    assert caught.value.advice
    return caught.value


async def test_nothing_found(http: FakeHttp) -> None:
    """An address with nothing behind it says so, and where was looked."""
    assert "Nothing is at the places" in (await said(http, ISSUER)).detail


async def test_a_page_for_people(http: FakeHttp) -> None:
    """A web page is called one."""
    http.always("https://www.acme.example/about", text_response("<html>Welcome</html>"))
    error = await said(http, "https://www.acme.example/about")
    assert error.title == "There is a web page at this address, and no sign-in information."


async def test_a_document_of_somebody_else(http: FakeHttp) -> None:
    """C80: the service that a document belongs to is named, and not believed."""
    http.always(ISSUER + OPENID, json_response(metadata(OTHER)))
    error = await said(http, ISSUER)
    assert error.title == "The sign-in information at this address belongs to another service."
    assert OTHER in error.detail


async def test_no_encryption(http: FakeHttp) -> None:
    """C38: plain http is refused before anything is sent, and the remedy says what would do."""
    error = await said(http, "http://login.acme.example")
    assert (error.code, "https://" in error.advice, http.requests) == ("bad_address", True, [])


async def test_a_private_address(http: FakeHttp) -> None:
    """C82: a document that points inside is called unsafe, and nothing was sent there."""
    protect(http, "https://192.168.1.1")
    error = await said(http, API)
    assert "192.168.1.1" in error.detail
    assert "Nothing was sent there." in error.advice
