"""Connecting where nobody signs in: no browser, one question, and words for each end."""

import json
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from oauth_desk.domain.connection import Account
from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.grant import Assertion, Exchange, Grant, Source
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Service
from oauth_desk.protocol.http import Response
from oauth_desk.services.catalogue import Catalogue
from oauth_desk.services.key_files import key_file_service
from oauth_desk.services.naming import rename
from oauth_desk.services.sign_in import WrongAccount
from tests.fakes.http import form_of
from tests.protocol.google_file import key_file
from tests.protocol.keys import jwk_text, pem, private_key
from tests.services.stage import NoProfiles, Stage, plain
from tests.services.world import TOKEN_URL, World, connection, error, granted

GOOGLE = "https://oauth2.googleapis.com/token"


def robot(**changes: object) -> Service:
    """Return a service that lets the program itself in."""
    base = plain(grant=Grant.CLIENT_CREDENTIALS, client=Client("desk", Secret("s3cret"), AuthMethod.POST))
    return replace(base, **changes)


async def test_no_browser_and_no_listening(stage: Stage) -> None:
    """RFC 6749 §4.4: nothing is opened and nothing listens; the connection is the client's own."""
    stage.http.reply(TOKEN_URL, granted("A1", None))
    session = await stage.begin(robot())
    assert (session.url, session.user_code, stage.browser.opened) == ("", None, [])
    made = await session.wait()
    assert (made.tokens.access_token, made.account) == (Secret("A1"), Account("desk", "desk"))
    assert made.renews
    assert stage.world.file.records[made.id].service.grant is Grant.CLIENT_CREDENTIALS


async def test_googles_file_becomes_a_connection(stage: Stage) -> None:
    """A service account's key file is all that is needed; the key is in the vault then."""
    stage.http.reply(GOOGLE, granted("ya29", None))
    service = await key_file_service(Path("robot.json"), key_file())
    made = await (await stage.begin(service)).wait()
    assert made.account.label == "robot@acme-desk.iam.gserviceaccount.com"
    assert made.service.assertion.private_key is not None
    assert form_of(stage.http.requests[0]).keys() == {"grant_type", "assertion"}


async def test_a_key_file_of_a_profile_is_taken_in(stage: Stage) -> None:
    """The private key moves out of the file that a profile names, and the file may go."""
    stage.put_file("/robot.pem", pem(private_key("EC")))
    stage.http.reply(TOKEN_URL, granted("A1", None))
    said = Assertion(issuer="robot", subject="ana", private_key_file="/robot.pem", key_id="k1")
    made = await (await stage.begin(robot(grant=Grant.JWT_BEARER, assertion=said))).wait()
    assert made.account.label == "ana"
    assert made.service.assertion.private_key is not None
    assert json.loads(made.service.assertion.private_key.reveal())["kid"] == "k1"


async def test_another_connection_is_gone_through(world: World) -> None:
    """RFC 8693: the chosen connection's token is exchanged; the new one knows where it came from."""
    process = await world.process(connection(world.clock))
    stage = Stage(world, process)
    stage.http.reply(TOKEN_URL, granted("X1", None))
    made = await (await stage.begin(robot(grant=Grant.TOKEN_EXCHANGE), source="acme")).wait()
    assert made.source == Source("c0", "Acme")
    assert made.account.label == "ana@example.com"
    assert form_of(stage.http.requests[0])["subject_token"] == "A0"


async def test_the_profile_may_name_it(world: World) -> None:
    """Where the person names none, the profile's own choice is taken."""
    process = await world.process(connection(world.clock))
    stage = Stage(world, process)
    stage.http.reply(TOKEN_URL, granted("X1", None))
    service = robot(grant=Grant.TOKEN_EXCHANGE, exchange=Exchange("Acme"))
    assert (await (await stage.begin(service)).wait()).source == Source("c0", "Acme")


@pytest.mark.parametrize(
    ("service", "code"),
    [
        (robot(client=Client("desk")), "client_needed"),
        (robot(client=Client()), "client_needed"),
        (robot(grant=Grant.JWT_BEARER), "client_needed"),
        (robot(grant=Grant.TOKEN_EXCHANGE), "source_needed"),
        (robot(grant=Grant.TOKEN_EXCHANGE, exchange=Exchange("Nobody")), "source_gone"),
    ],
)
async def test_what_is_missing_is_told_before_anything_is_sent(stage: Stage, service: Service, code: str) -> None:
    """Each thing that only a person can bring is asked for in a sentence with a remedy."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(service)
    assert caught.value.code == code
    assert caught.value.advice
    assert not stage.http.requests


async def refusal(stage: Stage, service: Service, answer: object) -> DeskError:
    """Connect with an answer that is no token; return what a person is told."""
    stage.http.reply(TOKEN_URL, answer)
    session = await stage.begin(service)
    with pytest.raises(DeskError) as caught:
        await session.wait()
    assert not stage.world.file.records
    return caught.value


async def test_a_refused_client_is_told(stage: Stage) -> None:
    """C56: nothing is stored, and the settings are to be checked."""
    told = await refusal(stage, robot(), error("invalid_client", 401))
    assert (told.code, told.kind) == ("settings_problem", Kind.SETTINGS)


def signing() -> Service:
    """Return a service that wants assertions."""
    return robot(
        grant=Grant.JWT_BEARER, assertion=Assertion(issuer="robot", private_key=Secret(jwk_text("EC", kid="k1")))
    )


async def test_a_refused_key_is_told(stage: Stage) -> None:
    """RFC 7523 §3.1: invalid_grant is about the assertion, and what the service said goes along."""
    told = await refusal(stage, signing(), error("invalid_grant", description="Invalid JWT Signature."))
    assert told.code == "key_refused"
    assert "Invalid JWT Signature" in told.detail


async def test_a_clock_that_is_off_is_told(stage: Stage) -> None:
    """C74: the person learns by how much the clock is off."""
    headers = (("Content-Type", "application/json"), ("Date", formatdate(stage.clock.now() - 900, usegmt=True)))
    told = await refusal(stage, signing(), Response(400, headers, b'{"error": "invalid_grant"}'))
    assert told.code == "clock_apart"
    assert "15 minutes ahead" in told.title


async def test_another_key_is_put_in_place(stage: Stage) -> None:
    """Connecting again with another key keeps the connection; another account's key is refused."""
    stage.http.reply(GOOGLE, granted("one", None), granted("two", None), granted("three", None))
    first = await key_file_service(Path("robot.json"), key_file())
    made = await (await stage.begin(first)).wait()
    second = await key_file_service(Path("robot.json"), key_file(private_key_id="0" * 40))
    again = await (await stage.begin(second, reconnect=made.id)).wait()
    assert (again.id, again.generation) == (made.id, 2)
    other = await key_file_service(Path("other.json"), key_file(client_email="other@acme.example"))
    session = await stage.begin(other, reconnect=made.id)
    with pytest.raises(WrongAccount):
        await session.wait()


async def test_pasting_means_nothing_here(stage: Stage) -> None:
    """No browser takes part, and opening one again does nothing."""
    session = await stage.begin(robot())
    with pytest.raises(DeskError, match="nothing to paste"):
        await session.paste("http://127.0.0.1/?code=1")
    await session.open_again()
    assert stage.browser.opened == []
    await session.cancel()


class OneFile(NoProfiles):
    """A folder whose only file is a service account's."""

    async def read(self, path: Path) -> str:
        """Return the file."""
        return key_file() if path.name == "robot.json" else '{"type": "authorized_user"}'


async def test_the_catalogue_opens_such_a_file(world: World) -> None:
    """A key file is opened where a profile is; another JSON file is told for what it is."""
    catalogue = Catalogue(folders=(OneFile(),), http=world.http)
    assert (await catalogue.resolve("robot.json")).id == "google-service-account"
    with pytest.raises(DeskError) as caught:
        await catalogue.resolve("other.json")
    assert caught.value.code == "bad_key_file"


async def test_locked_fields_hold_for_a_key_file_too(world: World) -> None:
    """An administrator's profile of the same id keeps what it locks; the key of the file is kept as well."""
    locked = (
        'format = 1\n[service]\nid = "google-service-account"\nname = "Cloud"\n'
        'token_endpoint = "https://oauth2.googleapis.com/token"\n'
        '[client]\ngrant = "jwt_bearer"\n[assertion]\nissuer = "anybody"\n'
        '[scopes]\ndefault = ["reports"]\n[policy]\nlocked = ["scopes.default"]\n'
    )

    class Locked(OneFile):
        async def texts(self) -> list[tuple[Path, str]]:
            """Return the administrator's profile."""
            return [(Path("/etc/cloud.toml"), locked)]

    catalogue = Catalogue(folders=(Locked(),), http=world.http)
    found = await catalogue.resolve("robot.json")
    assert found.scopes == ("reports",)
    assert found.assertion.private_key is not None
    assert found.assertion.issuer == "robot@acme-desk.iam.gserviceaccount.com"


async def test_a_key_file_says_whose_key_it_is(stage: Stage) -> None:
    """Named by hand for an address, a service account's file tells the issuer, too."""
    stage.put_file("/robot.json", key_file().encode())
    stage.http.reply(TOKEN_URL, granted("A1", None))
    said = Assertion(private_key_file="/robot.json")
    made = await (await stage.begin(robot(grant=Grant.JWT_BEARER, assertion=said, client=Client()))).wait()
    assert made.account.label == "robot@acme-desk.iam.gserviceaccount.com"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("unauthorized_client", "let programs in by themselves"),
        ("invalid_scope", "one of the permissions"),
        ("invalid_grant", "registration"),
    ],
)
async def test_each_refusal_has_its_words(stage: Stage, code: str, words: str) -> None:
    """C56: what a service refuses at first is a matter of settings, in words that fit."""
    told = await refusal(stage, robot(), error(code, description="No."))
    assert told.kind is Kind.SETTINGS
    assert words in told.title
    assert told.detail == f"{code}: No."


async def test_other_refusals_are_no_failed_sign_ins(stage: Stage) -> None:
    """Nobody signed in, so no words say that a sign-in failed."""
    told = await refusal(stage, robot(), error("invalid_request"))
    assert (told.title, told.kind) == ("Acme gave no access.", Kind.SETTINGS)
    passing = await refusal(stage, robot(), error("server_error", 500))
    assert (passing.title, passing.kind) == ("Acme gave no access.", Kind.FAILURE)


async def test_another_name_reaches_those_that_go_through_it(world: World) -> None:
    """A renamed source is named as it is called now, also in stored words."""
    user = replace(connection(world.clock, number=1), service=robot(grant=Grant.TOKEN_EXCHANGE))
    process = await world.process(connection(world.clock), replace(user, source=Source("c0", "Acme")))
    await rename(process.book, "c0", "  Work   mail ")
    assert world.file.records["c1"].source == Source("c0", "Work mail")
