"""The catalogue: folders, files and addresses."""

import asyncio
import json
from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.service import AuthMethod, Service
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.ports import TransportFault
from tests.fakes.http import FakeHttp, failure, json_response, text_response
from tests.fakes.profile_folder import MemoryProfileFolder

ISSUER = "https://login.acme.example"
REDIRECT = "http://127.0.0.1:40000/callback"
OPENID = "/.well-known/openid-configuration"
OAUTH = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"


def profile(**keys: object) -> str:
    """Return a profile's text; keys are dotted with two underscores."""
    given = {"service__id": "acme", "service__name": "Acme", **keys}
    tables: dict[str, list[str]] = {}
    for key, value in given.items():
        table, _, name = key.partition("__")
        tables.setdefault(table, []).append(f"{name} = {json.dumps(value)}")
    return "format = 1\n" + "".join(f"[{table}]\n" + "\n".join(lines) + "\n" for table, lines in tables.items())


def metadata(issuer: str = ISSUER, **more: object) -> dict[str, object]:
    """Return a metadata document."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        **more,
    }


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


def catalogue(http: FakeHttp, *folders: MemoryProfileFolder) -> Catalogue:
    """Return a catalogue of these folders."""
    return Catalogue(folders=folders or (MemoryProfileFolder(),), http=http)


# --- folders -----------------------------------------------------------------


async def test_a_later_folder_wins(http: FakeHttp) -> None:
    """The person's own profile replaces the shipped one of the same id."""
    shipped = MemoryProfileFolder({"acme.toml": profile(), "b.toml": profile(service__id="b", service__name="B")})
    own = MemoryProfileFolder({"mine.toml": profile(service__name="My Acme")})
    services = catalogue(http, shipped, own)
    await services.load()
    assert [(service.id, service.name) for service in services.all()] == [("b", "B"), ("acme", "My Acme")]


async def test_locked_fields_stay(http: FakeHttp) -> None:
    """A field that an administrator locks keeps his value, also when it is empty, and stays locked."""
    machine = MemoryProfileFolder(
        {
            "acme.toml": profile(
                client__client_id="corp", policy__locked=["client.client_id", "client.client_secret", "scopes.default"]
            )
        }
    )
    own = MemoryProfileFolder(
        {
            "acme.toml": profile(
                client__client_id="mine",
                client__client_secret="s3cret",
                scopes__default=["all"],
                service__color="#123456",
            )
        }
    )
    services = catalogue(http, machine, own)
    await services.load()
    acme = services.get("acme")
    assert acme is not None
    assert (acme.client.client_id, acme.client.client_secret, acme.scopes) == ("corp", None, ())
    assert acme.color == "#123456"
    assert acme.locked == ("client.client_id", "client.client_secret", "scopes.default")


async def test_locked_fields_hold_for_an_opened_file_too(http: FakeHttp) -> None:
    """Opening a file by its path is no way around a lock."""
    machine = MemoryProfileFolder({"acme.toml": profile(client__client_id="corp", policy__locked=["client.client_id"])})
    machine.elsewhere[Path("/home/me/acme.toml")] = profile(client__client_id="mine")
    service = await catalogue(http, machine).resolve("/home/me/acme.toml")
    assert service.client.client_id == "corp"


async def test_a_malformed_file_is_reported_and_the_rest_works(http: FakeHttp) -> None:
    """A mistake in one file is a problem to show, never the end."""
    folder = MemoryProfileFolder({"bad.toml": "format = 1\n[service]\nid = 3\n", "good.toml": profile()})
    services = catalogue(http, folder)
    await services.load()
    assert services.get("acme") is not None
    [(path, problem)] = services.problems()
    assert path.name == "bad.toml"
    assert problem.startswith("line 3: ")


async def test_two_files_of_one_folder_cannot_share_an_id(http: FakeHttp) -> None:
    """The first file of an id is used, the second is reported."""
    folder = MemoryProfileFolder({"a.toml": profile(), "b.toml": profile(service__name="Other")})
    services = catalogue(http, folder)
    await services.load()
    assert [service.name for service in services.all()] == ["Acme"]
    assert "already used by a.toml" in services.problems()[0][1]


# --- files and ids -----------------------------------------------------------


async def test_a_target_is_an_id_first(http: FakeHttp) -> None:
    """An id of the catalogue wins over a file of that name."""
    assert (await catalogue(http, MemoryProfileFolder({"x.toml": profile()})).resolve("acme")).name == "Acme"


async def test_a_file_is_read_from_anywhere(http: FakeHttp) -> None:
    """A profile file needs no folder and no suffix."""
    folder = MemoryProfileFolder()
    folder.elsewhere[Path("given")] = profile()
    assert (await catalogue(http, folder).resolve("given")).id == "acme"


@pytest.mark.parametrize("target", ["nowhere", "nowhere.toml", "./nowhere", ""])
async def test_an_unknown_target_is_not_found(http: FakeHttp, target: str) -> None:
    """What is neither id nor file nor address does not exist."""
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(target)
    assert (caught.value.code, caught.value.kind) == ("no_such_service", Kind.NOT_FOUND)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (profile(service__colour="x"), "Line 5: "),
        ("[", "Line 1: "),
        (PermissionError(13, "Permission denied"), "permission denied"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), "UTF-8"),
    ],
)
async def test_a_bad_file_is_a_usage_error_with_its_line(
    http: FakeHttp, content: str | OSError | UnicodeError, words: str
) -> None:
    """A malformed profile tells the line; one that cannot be read tells why."""
    folder = MemoryProfileFolder()
    folder.elsewhere[Path("bad.toml")] = content
    with pytest.raises(DeskError) as caught:
        await catalogue(http, folder).from_file(Path("bad.toml"))
    assert (caught.value.code, caught.value.kind) == ("bad_profile", Kind.USAGE)
    assert words.casefold() in caught.value.detail.casefold()


# --- addresses ---------------------------------------------------------------


@pytest.mark.parametrize("place", [OPENID, OAUTH])
@pytest.mark.parametrize("typed", [ISSUER, ISSUER + "/", " " + ISSUER, ISSUER.upper().replace("HTTPS", "https")])
async def test_an_issuer_is_discovered(http: FakeHttp, place: str, typed: str) -> None:
    """C80: both kinds of metadata are found from the address a person types, with or without a slash."""
    http.always(
        ISSUER + place,
        json_response(metadata(registration_endpoint=f"{ISSUER}/register", scopes_supported=["openid", "email", "x"])),
    )
    service = await catalogue(http).resolve(typed)
    assert (service.issuer, service.name, service.id) == (ISSUER, "login.acme.example", "login-acme-example")
    assert service.endpoints.token == f"{ISSUER}/token"
    assert service.scopes == ("openid", "email")


async def test_a_pasted_metadata_address_will_do(http: FakeHttp) -> None:
    """Whoever pastes the document's own address means its issuer."""
    http.always(ISSUER + OPENID, json_response(metadata()))
    assert (await catalogue(http).resolve(ISSUER + OPENID)).issuer == ISSUER


async def test_an_issuer_with_a_slash_of_its_own_is_believed(http: FakeHttp) -> None:
    """C80: the issuer is kept exactly as the document writes it, for the comparisons to come."""
    http.always(ISSUER + OPENID, json_response(metadata(ISSUER + "/")))
    assert (await catalogue(http).resolve(ISSUER)).issuer == ISSUER + "/"


async def test_another_issuer_is_asked_itself(http: FakeHttp) -> None:
    """C80: a document that names another issuer is not believed; that issuer is asked."""
    http.always(ISSUER + OPENID, json_response(metadata("https://id.acme.example", token_endpoint=f"{ISSUER}/evil")))
    http.always("https://id.acme.example" + OPENID, json_response(metadata("https://id.acme.example")))
    service = await catalogue(http).resolve(ISSUER)
    assert (service.issuer, service.endpoints.token) == ("https://id.acme.example", "https://id.acme.example/token")


async def test_another_issuer_that_does_not_answer_is_not_believed(http: FakeHttp) -> None:
    """C80: without the other issuer's own word there is nothing to use."""
    http.always(ISSUER + OPENID, json_response(metadata("https://id.acme.example")))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(ISSUER)
    assert caught.value.code == "not_discoverable"


async def test_the_catalogue_knows_more_than_discovery(http: FakeHttp) -> None:
    """The address of a known issuer gives the catalogue's own entry, and nobody is asked."""
    folder = MemoryProfileFolder({"acme.toml": profile(service__issuer=ISSUER)})
    assert (await catalogue(http, folder).resolve(ISSUER + "/")).name == "Acme"
    assert http.requests == []


@pytest.mark.parametrize(("question", "known"), [('default = "login.acme.example"', True), ("", False)])
async def test_a_known_issuer_may_be_a_usual_answer(question: str, known: bool, http: FakeHttp) -> None:
    """The address that holds where nothing is answered (gitlab.com) gives the entry, too."""
    http.always(ISSUER + OPENID, json_response(metadata()))
    text = profile(service__issuer="https://{host}")
    asking = f'{text}[questions.host]\nlabel = "Server"\n{question}\n'
    service = await catalogue(http, MemoryProfileFolder({"acme.toml": asking})).resolve(f"{ISSUER}/")
    assert (service.id == "acme") is known
    assert (http.requests == []) is known


async def test_an_api_leads_to_its_issuer(http: FakeHttp) -> None:
    """C83: a 401 names the resource's document, which names the issuer; tokens are asked for that resource."""
    api = "https://api.acme.example/mcp"
    document = "https://api.acme.example/well/known"
    http.always(api, text_response("", 401, headers={"WWW-Authenticate": f'Bearer resource_metadata="{document}"'}))
    http.always(
        document, json_response({"resource": api, "authorization_servers": [ISSUER], "scopes_supported": ["tools"]})
    )
    http.always(ISSUER + OAUTH, json_response(metadata(scopes_supported=["tools", "offline_access"])))
    service = await catalogue(http).resolve(api)
    assert service.issuer == ISSUER
    assert service.security.resource == (api,)
    assert service.api_base_urls == (api,)
    assert service.scopes == ("tools", "offline_access")
    assert service.name == "api.acme.example"


async def test_an_api_without_a_challenge_has_a_well_known_place(http: FakeHttp) -> None:
    """An API that answers anything but 401 may still publish its document."""
    api = "https://api.acme.example"
    http.always(api + RESOURCE, json_response({"resource": api, "authorization_servers": [ISSUER]}))
    http.always(ISSUER + OPENID, json_response(metadata()))
    assert (await catalogue(http).resolve(api)).security.resource == (api,)


@pytest.mark.parametrize(
    "document",
    [
        {"resource": "https://other.example/mcp", "authorization_servers": [ISSUER]},
        {"resource": "https://api.acme.example/mcp"},
        {"authorization_servers": [ISSUER]},
    ],
)
async def test_an_api_document_about_something_else_is_not_believed(
    http: FakeHttp, document: dict[str, object]
) -> None:
    """C83: ``resource`` equals the address asked for, or nothing is used."""
    api = "https://api.acme.example/mcp"
    http.always("https://api.acme.example" + RESOURCE + "/mcp", json_response(document))
    http.always(ISSUER + OPENID, json_response(metadata()))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(api)
    assert caught.value.code == "not_discoverable"


@pytest.mark.parametrize(
    "issuer", ["https://192.168.1.1", "https://10.0.0.1/x", "https://[fe80::1]", "https://169.254.169.254"]
)
async def test_a_document_cannot_point_into_a_private_network(http: FakeHttp, issuer: str) -> None:
    """C82: an address that somebody else wrote is refused when it is private, before anything is sent there."""
    api = "https://api.acme.example"
    http.always(api + RESOURCE, json_response({"resource": api, "authorization_servers": [issuer]}))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(api)
    assert caught.value.code == "unsafe_address"
    assert not any(request.url.startswith(issuer) for request in http.requests)


async def test_a_private_service_may_name_private_addresses(http: FakeHttp) -> None:
    """C82: the person's own issuer on this machine or network names addresses like itself."""
    issuer = "http://127.0.0.1:9000"
    http.always(issuer + OPENID, json_response(metadata(issuer)))
    assert (await catalogue(http).resolve(issuer)).endpoints.token == issuer + "/token"


@pytest.mark.parametrize(
    "endpoint", ["http://login.acme.example/token", "https://me@login.acme.example/token", "https://192.168.0.1/token"]
)
async def test_discovered_endpoints_obey_the_rules_of_typed_ones(http: FakeHttp, endpoint: str) -> None:
    """C81: an endpoint of a document is https, or on this machine where the issuer is."""
    http.always(ISSUER + OPENID, json_response(metadata(token_endpoint=endpoint)))
    with pytest.raises(DeskError):
        await catalogue(http).resolve(ISSUER)


@pytest.mark.parametrize(
    "address", ["http://acme.example", "ftp://acme.example", "https://me:pw@acme.example", "http://"]
)
async def test_an_unsafe_address_is_refused_before_a_byte_is_sent(http: FakeHttp, address: str) -> None:
    """C38: plain http goes to this machine alone, and no address holds a password."""
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(address)
    assert (caught.value.code, caught.value.kind) == ("bad_address", Kind.USAGE)
    assert http.requests == []


async def test_an_address_without_sign_in_information_says_so(http: FakeHttp) -> None:
    """A page for people, or JSON that is something else, is no service."""
    http.always(ISSUER + OPENID, text_response("<html>welcome</html>"))
    http.always(ISSUER + OAUTH, json_response(["something", "else"]))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(ISSUER)
    assert (caught.value.code, caught.value.kind) == ("not_discoverable", Kind.FAILURE)
    assert caught.value.title == "There is no sign-in information at this address."


@pytest.mark.parametrize(
    "fault", [TransportFault.DNS, TransportFault.REFUSED, TransportFault.TLS, TransportFault.TIMEOUT]
)
async def test_an_unreachable_address_says_so_at_once(http: FakeHttp, fault: TransportFault) -> None:
    """Where nothing answers, one try is enough."""
    http.always(ISSUER + OPENID, failure(fault, sent=False))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(ISSUER)
    assert caught.value.kind is Kind.UNREACHABLE
    assert len(http.requests) == 1


async def test_a_server_in_trouble_is_not_one_without_information(http: FakeHttp) -> None:
    """A 503 means later, not never."""
    http.always(ISSUER + OPENID, text_response("down", 503))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).resolve(ISSUER)
    assert caught.value.kind is Kind.UNREACHABLE


# --- completing --------------------------------------------------------------


def acme(**more: object) -> Service:
    """Return a service by its profile."""
    return parse_profile(profile(**{"client__client_id": "desk", **more}))


async def test_missing_endpoints_come_from_the_issuer_and_the_profile_wins(http: FakeHttp) -> None:
    """Discovery fills gaps; explicit endpoints stay."""
    http.always(ISSUER + OPENID, json_response(metadata(jwks_uri=f"{ISSUER}/jwks")))
    service = acme(service__issuer=ISSUER, service__token_endpoint="https://tokens.acme.example/t")
    completed = await catalogue(http).complete(service, redirect_uri=REDIRECT)
    assert completed.endpoints.token == "https://tokens.acme.example/t"
    assert completed.endpoints.authorization == f"{ISSUER}/authorize"
    assert completed.endpoints.jwks_uri == f"{ISSUER}/jwks"


async def test_a_complete_profile_works_without_its_issuer(http: FakeHttp) -> None:
    """Where both endpoints are known, a failing discovery stops nothing."""
    http.always(ISSUER + OPENID, failure(TransportFault.TIMEOUT, sent=True))
    service = acme(
        service__issuer=ISSUER,
        service__authorization_endpoint=f"{ISSUER}/a",
        service__token_endpoint=f"{ISSUER}/t",
    )
    assert await catalogue(http).complete(service, redirect_uri=REDIRECT) == service


async def test_a_profile_without_endpoints_needs_its_issuer(http: FakeHttp) -> None:
    """Where endpoints are missing, a failing discovery is the error."""
    http.always(ISSUER + OPENID, failure(TransportFault.DNS, sent=False))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).complete(acme(service__issuer=ISSUER), redirect_uri=REDIRECT)
    assert caught.value.kind is Kind.UNREACHABLE


async def test_the_issuer_of_a_profile_is_compared_exactly(http: FakeHttp) -> None:
    """C80: a slash more or less in a profile is a difference."""
    http.always(ISSUER + OPENID, json_response(metadata(ISSUER + "/")))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).complete(acme(service__issuer=ISSUER), redirect_uri=REDIRECT)
    assert caught.value.code == "not_discoverable"


async def test_a_service_without_any_address_says_what_is_missing(http: FakeHttp) -> None:
    """The generic entries need an address from the person."""
    with pytest.raises(DeskError) as caught:
        await catalogue(http).complete(acme(), redirect_uri=REDIRECT)
    assert (caught.value.code, caught.value.kind) == ("no_endpoints", Kind.SETTINGS)


async def test_a_missing_client_is_registered_where_that_is_offered(http: FakeHttp) -> None:
    """C84: registration uses the redirect address of this sign-in, and the answer is used as returned."""
    http.always(ISSUER + OPENID, json_response(metadata(registration_endpoint=f"{ISSUER}/register")))
    http.always(
        f"{ISSUER}/register",
        json_response(
            {
                "client_id": "given",
                "client_secret": "s3cret",
                "token_endpoint_auth_method": "client_secret_post",
                "redirect_uris": [REDIRECT],
            },
            201,
        ),
    )
    service = await catalogue(http).resolve(ISSUER)
    completed = await catalogue(http).complete(service, redirect_uri=REDIRECT)
    assert completed.client.client_id == "given"
    assert completed.client.auth_method is AuthMethod.POST
    assert completed.client.registered_dynamically
    [request] = http.sent_to(f"{ISSUER}/register")
    sent = json.loads(request.body or b"")
    assert sent["redirect_uris"] == [REDIRECT]
    assert sent["token_endpoint_auth_method"] == "none"
    assert sent["client_name"] == "OAuth Desk"


@pytest.mark.parametrize(
    ("offered", "asked"),
    [
        ([], "none"),
        (["none", "client_secret_basic"], "none"),
        (["client_secret_post", "client_secret_basic"], "client_secret_basic"),
        (["client_secret_jwt"], "client_secret_jwt"),
        (["private_key_jwt"], "client_secret_post"),
    ],
)
async def test_registration_asks_for_what_the_service_takes(http: FakeHttp, offered: list[str], asked: str) -> None:
    """C84: no secret where that is taken; else the first way with a secret that the service knows."""
    told = metadata(registration_endpoint=f"{ISSUER}/register", token_endpoint_auth_methods_supported=offered)
    http.always(ISSUER + OPENID, json_response(told))
    http.always(f"{ISSUER}/register", json_response({"client_id": "given", "client_secret": "s"}, 201))
    service = await catalogue(http).resolve(ISSUER)
    await catalogue(http).complete(service, redirect_uri=REDIRECT)
    [request] = http.sent_to(f"{ISSUER}/register")
    assert json.loads(request.body or b"")["token_endpoint_auth_method"] == asked


async def test_a_refused_registration_is_a_settings_problem(http: FakeHttp) -> None:
    """Where the service registers nobody, the person needs a client of their own."""
    service = acme(
        client__client_id="x",
        service__authorization_endpoint=f"{ISSUER}/a",
        service__token_endpoint=f"{ISSUER}/t",
        service__registration_endpoint=f"{ISSUER}/register",
    )
    without = Service(id=service.id, name=service.name, endpoints=service.endpoints)
    http.always(f"{ISSUER}/register", json_response({"error": "access_denied"}, 403))
    with pytest.raises(DeskError) as caught:
        await catalogue(http).complete(without, redirect_uri=REDIRECT)
    assert (caught.value.code, caught.value.kind) == ("registration_failed", Kind.SETTINGS)


@pytest.mark.parametrize(
    ("client", "option"),
    [({}, "--client-id."), ({"secret_needed": True}, "--client-id and --client-secret-file."),
     ({"client_id": "x", "secret_needed": True}, "--client-secret-file.")],
)  # fmt: skip
async def test_a_missing_client_is_asked_for(http: FakeHttp, client: dict[str, object], option: str) -> None:
    """Where no client is handed out the error says which part is missing and where it goes."""
    keys = {f"client__{key}": value for key, value in client.items()}
    text = profile(service__authorization_endpoint=f"{ISSUER}/a", service__token_endpoint=f"{ISSUER}/t", **keys)
    with pytest.raises(DeskError) as caught:
        await catalogue(http).complete(parse_profile(text), redirect_uri=REDIRECT)
    assert (caught.value.code, caught.value.kind) == ("client_needed", Kind.SETTINGS)
    assert caught.value.terminal_advice.endswith(option)


async def test_the_program_vouches_for_its_own_files_alone(http: FakeHttp, tmp_path: Path) -> None:
    """C81: a file of the same id from anywhere else is shown with its hosts, whatever it keeps of the shipped one."""
    evil = {"service__token_endpoint": "https://evil.example/t", "service__authorization_endpoint": f"{ISSUER}/a"}
    shipped = MemoryProfileFolder(
        {
            "a.toml": profile(service__id="a", service__name="A"),
            "b.toml": profile(service__id="b", service__name="B", policy__locked=["service.issuer"]),
        }
    )
    own = MemoryProfileFolder(
        {"b.toml": profile(service__id="b", **evil), "/x/a.toml": profile(service__id="a", **evil)}
    )
    services = catalogue(http, shipped, own)
    await services.load()
    assert {service.id: service.vouched for service in services.all()} == {"a": False, "b": False}
    del own.files[Path("/x/a.toml")]
    await services.load()
    assert {service.id: service.vouched for service in services.all()} == {"a": True, "b": False}
    given = tmp_path / "a.toml"
    own.files[given] = profile(service__id="a", **evil)
    assert not (await services.from_file(given)).vouched


async def test_others_go_on_while_many_files_are_read(http: FakeHttp) -> None:
    """The window is drawn on while a whole catalogue is parsed: no two files without a turn of the loop between."""
    count = 40
    files = {f"{number}.toml": profile(service__id=f"s{number}", service__name="S") for number in range(count)}
    services = catalogue(http, MemoryProfileFolder(files))
    turns = 0

    async def beside() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.ensure_future(beside())
    await services.load()
    task.cancel()
    assert (len(services.all()), turns > count) == (count, True)


async def test_what_is_used_here_comes_first(http: FakeHttp) -> None:
    """A profile that an administrator recommends comes before the others, also where a person's own replaces it."""
    shipped = MemoryProfileFolder({"a.toml": profile(service__id="a", service__name="A")})
    machine = MemoryProfileFolder({"z.toml": profile(service__id="z", service__name="Z", policy__recommended=True)})
    own = MemoryProfileFolder({"z.toml": profile(service__id="z", service__name="My Z")})
    services = catalogue(http, shipped, machine, own)
    await services.load()
    assert [(service.id, service.recommended) for service in services.all()] == [("z", True), ("a", False)]
