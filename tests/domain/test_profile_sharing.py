"""A profile for a colleague: everything to connect the same service, and nothing of whoever shares it."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.profile_schema import REQUIRED
from oauth_desk.domain.profile_sharing import LEFT_OUT, shared_profile
from oauth_desk.domain.profile_text import text_of
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Endpoints, Metadata, Service
from tests.domain.profile_samples import ALL_KEYS, HEAD, KINDS, accepted, parses, with_needs, written

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "services"
WORDS = ("scopes.meaning", "quirks.reasons")
"""Tables whose names are a service's words, which are nobody's."""

FILES = sorted(FOLDER.glob("*.toml"))
LOGIN = "https://login.acme.example"
TOLD = Endpoints(authorization=f"{LOGIN}/a", token="https://tokens.example/t", registration=f"{LOGIN}/r")


def member(document: dict[str, Any], path: str) -> Any:
    """Return a key's value, None where the document has none."""
    table, _, key = path.partition(".")
    return document.get(table, {}).get(key)


def shared(service: Service, known: Service | None = None) -> dict[str, Any]:
    """Return the shared profile as TOML reads it."""
    return tomllib.loads(shared_profile(service, known).text)


def acme(**changes: Any) -> Service:
    """Return a service with the given changes."""
    return replace(parse_profile(written({**HEAD, "client.client_id": "desk"})), **changes)


@pytest.mark.parametrize("path", ALL_KEYS)
def test_each_key_of_the_format_is_shared_or_listed_as_left_out(path: str) -> None:
    """A key that is added to the format is either written for a colleague, or named among those that never are."""
    seen = []
    for begin in KINDS.values():
        for value in accepted(path):
            text = written(with_needs({**begin, path: value}))
            if parses(text):
                seen.append(member(shared(parse_profile(text)), path))
    assert seen, f"no sample fits {path}: give tests/domain/profile_samples.py one"
    if path in LEFT_OUT:
        assert set(map(str, seen)) == {"None"}
    elif path != "client.grant":
        assert any(value is not None for value in seen), f"{path} is parsed and not written"


def test_what_is_left_out_are_keys_of_the_format() -> None:
    """The list of what is left out has no key that there is not, and none that a profile needs."""
    assert set(LEFT_OUT) <= set(ALL_KEYS)
    assert not set(LEFT_OUT) & set(REQUIRED)


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, object]:
    """Return the keys of a random profile that can be read."""
    values = dict(KINDS[draw(st.sampled_from(sorted(KINDS)))])
    for path in draw(st.sets(st.sampled_from(sorted(set(ALL_KEYS) - set(REQUIRED))), max_size=12)):
        choices = list(accepted(path))
        if path not in values and choices:
            values[path] = draw(st.sampled_from(choices))
    whole = with_needs(values)
    for path in [path for path in whole if path not in HEAD]:
        if not parses(written(whole)) and path in values:
            del whole[path]
    assume(parses(written(whole)))
    return whole


@given(profiles())
def test_a_written_profile_reads_as_what_a_newcomer_needs(values: dict[str, object]) -> None:
    """For any service: what is read again is the profile without what is listed as left out, and nothing else."""
    service = parse_profile(written(values))
    kept = {path: value for path, value in values.items() if path not in LEFT_OUT}
    for path, value in kept.items():
        if isinstance(value, dict):
            kept[path] = {name: text for name, text in value.items() if name != "login_hint" or path in WORDS}
    if service.client.client_secret is not None and service.client.auth_method is not AuthMethod.NONE:
        kept["client.secret_needed"] = True
    assert parse_profile(shared_profile(service).text) == parse_profile(written(kept))


@given(profiles(), st.booleans())
def test_no_secret_is_ever_in_it(values: dict[str, object], dynamic: bool) -> None:
    """For any service: nothing that the vault took from files, no registration of the program's own, no person."""
    service = parse_profile(written(values))
    canary = Secret("canary-5ecret")
    client = replace(
        service.client,
        client_secret=canary,
        registration_token=canary,
        private_key=canary,
        private_key_file="/canary.pem",
        registered_dynamically=dynamic,
        client_id="canary-registered" if dynamic else service.client.client_id,
    )
    security = replace(service.security, certificate=canary, authorities="canary", client_certificate="/canary.crt")
    assertion = replace(service.assertion, private_key=canary, private_key_file="/canary.p8", subject="canary@acme")
    exchange = replace(service.exchange, connection="canary")
    service = replace(service, client=client, security=security, assertion=assertion, exchange=exchange)
    if service.key is not None:
        service = replace(service, key=replace(service.key, user="canary@acme.example"))
    assert "canary" not in shared_profile(service).text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_shipped_service_is_shared_whole(file: Path) -> None:
    """Whoever gets the file of a catalogue service needs nothing but what the client id's owner keeps."""
    known = parse_profile(file.read_text(encoding="utf-8"), base=FOLDER)
    client = replace(known.client, client_id="desk-123", client_secret=Secret("canary-5ecret"))
    connected = known if known.key is not None else replace(known, client=client)
    made = shared_profile(connected, known)
    needed = known.key is None and known.client.auth_method is not AuthMethod.NONE
    expected = replace(connected, client=replace(connected.client, client_secret=None))
    assert "canary" not in made.text
    assert parse_profile(made.text) == replace(expected, client_secret_needed=known.client_secret_needed or needed)


def test_a_registration_of_the_program_s_own_is_left_to_theirs() -> None:
    """C84: a client that was registered for this program is nobody else's; the address to register at is kept."""
    client = Client(
        "dyn-1", auth_method=AuthMethod.BASIC, redirect_uri="http://127.0.0.1/cb/x", registered_dynamically=True
    )
    service = acme(client=client, endpoints=TOLD)
    found = parse_profile(shared_profile(service).text)
    assert (found.client, found.endpoints.registration) == (Client(), f"{LOGIN}/r")
    assert not found.needs_client


def test_what_a_document_told_is_found_anew() -> None:
    """C82: an address that nobody typed is not handed on as one that somebody did, where the issuer leads to it."""
    document = f'{{"token_endpoint": "{TOLD.token}", "mtls_endpoint_aliases": {{"x": "{LOGIN}/a"}}, "n": [1]}}'
    for told, metadata in (((TOLD.token, TOLD.authorization), Metadata()), ((), Metadata(document=document))):
        service = acme(issuer=LOGIN, endpoints=TOLD, told=told, metadata=metadata)
        found = parse_profile(shared_profile(service).text)
        assert (found.issuer, found.endpoints) == (LOGIN, Endpoints(registration=f"{LOGIN}/r"))


def test_what_the_catalogue_fixes_stays_beside_the_issuer() -> None:
    """An address of the profile's own is written, also where discovery says the same."""
    known = acme(issuer=LOGIN, endpoints=Endpoints(token=TOLD.token))
    service = acme(issuer=LOGIN, endpoints=TOLD, told=(TOLD.token or "", TOLD.authorization or ""))
    assert parse_profile(shared_profile(service, known).text).endpoints.token == TOLD.token


def test_a_document_that_cannot_be_read_hides_nothing() -> None:
    """Metadata that is no JSON tells no addresses; without an issuer all of them are needed."""
    service = acme(issuer=LOGIN, endpoints=TOLD, metadata=Metadata(document="{"))
    assert parse_profile(shared_profile(service).text).endpoints == TOLD
    assert parse_profile(shared_profile(acme(endpoints=TOLD, told=(TOLD.token or "",))).text).endpoints == TOLD


def test_how_the_program_proves_itself_is_said_where_the_key_is_not() -> None:
    """A colleague without the key is asked for one."""
    client = Client("desk", private_key=Secret("canary"), private_key_file="/k.pem")
    made = shared_profile(acme(client=client))
    found = parse_profile(made.text)
    assert (found.client.auth_method, found.needs_client) == (AuthMethod.PRIVATE_KEY_JWT, True)
    assert (made.missing, "canary" in made.text) == (("the private key",), False)


def test_a_user_s_name_stays_only_where_the_catalogue_gives_it_to_everybody() -> None:
    """The user of a key, and on whose behalf a program acts, are a person's unless everybody has the same."""
    text = written(with_needs({"key.user": "api"}))
    known = parse_profile(text)
    assert member(shared(known, known), "key.user") == "api"
    assert member(shared(known), "key.user") is None
    person = parse_profile(text.replace('"api"', '"ana@acme.example"'))
    assert member(shared(person, person), "key.user") is None


def test_parameters_that_name_a_person_or_a_secret_are_left_out() -> None:
    """Whoever wrote a login hint or a key among the parameters does not share it by accident."""
    said = {"login_hint": "ana@acme.example", "X-Api-Key": "canary", "audience": "acme", "token_access_type": "offline"}
    text = written({**HEAD, "client.client_id": "desk", "parameters.authorization": said})
    made = shared_profile(parse_profile(text))
    assert tomllib.loads(made.text)["parameters"]["authorization"] == {
        "audience": "acme",
        "token_access_type": "offline",
    }
    assert made.missing == ("“login_hint”", "“X-Api-Key”")
    assert "# Left out, to be brought by whoever opens it: “login_hint”, “X-Api-Key”.\n" in made.text
    known = parse_profile(text)
    assert tomllib.loads(shared_profile(known, known).text)["parameters"]["authorization"] == said


def test_a_file_says_what_it_is() -> None:
    """Whoever opens the file in an editor reads what it is for, and what is not in it."""
    first, second, *_ = shared_profile(acme(name="Acme CRM")).text.splitlines()
    assert (first.endswith("it connects Acme CRM."), "Not in it: accounts" in second) == (True, True)


def test_a_value_of_no_kind_that_profiles_have_is_not_written_as_text() -> None:
    """A new kind of value fails at once instead of being read as something else later."""
    with pytest.raises(TypeError):
        text_of({"format": 1, "service": {"id": 1.5}})


def test_a_way_without_a_person_is_shared_as_such() -> None:
    """A program's own access needs the colleague's own secret, which is asked for."""
    service = acme(grant=Grant.CLIENT_CREDENTIALS, client=Client("desk", Secret("canary")))
    found = parse_profile(shared_profile(service).text)
    assert (found.grant, found.needs_client, found.client.client_id) == (Grant.CLIENT_CREDENTIALS, True, "desk")
