"""Who signed in, by the ID token and by userinfo."""

import asyncio
from dataclasses import replace
from functools import cache

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from oauth_desk.domain.connection import Account
from oauth_desk.domain.errors import DeskError
from oauth_desk.domain.service import Endpoints, Service
from oauth_desk.services.ports import TransportFault
from oauth_desk.services.sign_in import SignInSession
from tests.fakes.http import failure, json_response, text_response
from tests.services.stage import KEYS_URL, ME_URL, Stage, acme, answer, asked, on_stage, plain
from tests.services.world import TOKEN_URL, World, connection, granted

USERINFO_URL = "https://login.example/userinfo"


@cache
def key(name: str = "k1") -> RSAKey:
    """Return a signing key, made once."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


def keys(*names: str) -> object:
    """Return the issuer's published keys."""
    return json_response({"keys": [key(name).as_dict(private=False) for name in names or ("k1",)]})


def openid(**changes: object) -> Service:
    """Return a service that says who signed in."""
    endpoints = Endpoints(authorization="https://login.example/authorize", token=TOKEN_URL, jwks_uri=KEYS_URL)
    return replace(plain(endpoints=endpoints, scopes=("openid",)), **changes)


def id_token(stage: Stage, session: SignInSession, *, signed_with: str = "k1", **claims: object) -> str:
    """Return an ID token for this sign-in."""
    now = int(stage.clock.now())
    body = {
        "iss": "https://login.example",
        "sub": "u-1",
        "aud": "desk",
        "iat": now,
        "exp": now + 600,
        "nonce": asked(session)["nonce"],
        "email": "ana@example.com",
    }
    return jwt.encode({"alg": "RS256", "kid": signed_with}, {**body, **claims}, key(signed_with))


def with_id_token(text: str | None) -> object:
    """Return a good token answer with an ID token."""
    body = {"access_token": "A1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "R1"}
    return json_response(body if text is None else {**body, "id_token": text})


async def finished(stage: Stage, session: SignInSession) -> object:
    """Come back with a code and return the connection."""
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    return await waiting


async def test_a_good_id_token_says_who_it_is_with_no_further_call(stage: Stage) -> None:
    """C07, C70: signed by the issuer's key, with our nonce; subject and label are stored with the tokens."""
    session = await stage.begin(openid())
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session)))
    stage.http.reply(KEYS_URL, keys())
    connected = await finished(stage, session)
    assert connected.account == Account("ana@example.com", "u-1")
    assert [request.url for request in stage.http.requests] == [TOKEN_URL, KEYS_URL]


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"azp": "another"},
        {"exp": 1},
        {"signed_with": "k2"},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
async def test_an_id_token_that_does_not_hold_fails_the_sign_in(stage: Stage, wrong: dict[str, object]) -> None:
    """C07, C70–C72: nonce, issuer, audience, party, time, key and access token; nothing is stored."""
    session = await stage.begin(openid())
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session, **wrong)))
    stage.http.reply(KEYS_URL, keys())
    with pytest.raises(DeskError) as caught:
        await finished(stage, session)
    assert (caught.value.code, stage.stored) == ("identity_not_proven", [])
    assert "eyJ" not in str(caught.value)


async def test_openid_without_an_id_token_is_connected_with_a_note(stage: Stage) -> None:
    """Some large services do so."""
    session = await stage.begin(openid())
    stage.http.reply(TOKEN_URL, with_id_token(None))
    connected = await finished(stage, session)
    assert connected.notes == ("openid was asked for, but no ID token came.",)
    assert stage.http.sent_to(KEYS_URL) == []


async def test_an_id_token_that_cannot_be_checked_is_not_believed(stage: Stage) -> None:
    """C70: without the issuer's keys it is a rumour: connected, with a note, and with no account from it."""
    session = await stage.begin(plain(scopes=("openid",)))
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session)))
    connected = await finished(stage, session)
    assert connected.account == Account()
    assert "not checked" in connected.notes[0]


async def test_an_id_token_nobody_asked_for_is_left_alone(stage: Stage) -> None:
    """C07: without ``openid`` there is no nonce to check it with."""
    session = await stage.begin(openid(), scopes=("read",))
    stage.http.reply(TOKEN_URL, with_id_token("not.a.token"))
    connected = await finished(stage, session)
    assert (connected.account, connected.notes) == (Account(), ())


@pytest.mark.parametrize(
    ("published", "code"),
    [
        (failure(TransportFault.TIMEOUT, sent=True), "unreachable"),
        (text_response("<html>", 200), "identity_not_proven"),
        (json_response([]), "identity_not_proven"),
        (json_response({"keys": []}), "identity_not_proven"),
        (json_response({}, 500), "identity_not_proven"),
    ],
)
async def test_without_the_issuers_keys_nothing_is_stored(stage: Stage, published: object, code: str) -> None:
    """C70, C73: an ID token that cannot be verified now is not good enough."""
    session = await stage.begin(openid())
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session)))
    stage.http.reply(KEYS_URL, published)
    with pytest.raises(DeskError) as caught:
        await finished(stage, session)
    assert (caught.value.code, stage.stored) == (code, [])


async def test_a_changed_key_is_found_because_keys_are_fetched_anew(stage: Stage) -> None:
    """C73: each sign-in asks for the keys of this moment."""
    for name in ("k1", "k2"):
        session = await stage.begin(openid())
        stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session, signed_with=name)))
        stage.http.reply(KEYS_URL, keys(name))
        connected = await finished(stage, session)
        assert connected.account.subject == "u-1"


async def test_an_unknown_key_costs_one_fetch(stage: Stage) -> None:
    """C73: keys are fetched after the token came, so one that they lack is refused; nobody makes us ask for ever."""
    session = await stage.begin(openid())
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session, signed_with="k2")))
    stage.http.always(KEYS_URL, keys("k1"))
    with pytest.raises(DeskError) as caught:
        await finished(stage, session)
    await stage.clock.advance(600)
    assert (caught.value.code, stage.stored) == ("identity_not_proven", [])
    assert len(stage.http.sent_to(KEYS_URL)) == 1


async def test_the_catalogues_probe_names_the_account_and_the_id_token_identifies_it(stage: Stage) -> None:
    """A probe's label is what people know themselves by; the verified subject does not change with it."""
    service = openid(account=acme().account)
    session = await stage.begin(service)
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session, email="")))
    stage.http.reply(KEYS_URL, keys())
    stage.http.reply(ME_URL, json_response({"id": 7, "email": "ana@acme.example"}))
    connected = await finished(stage, session)
    assert connected.account == Account("ana@acme.example", "u-1")


@pytest.mark.parametrize(("subject", "label"), [("u-1", "Ana"), ("u-2", "")])
async def test_userinfo_about_somebody_else_is_dropped(stage: Stage, subject: str, label: str) -> None:
    """C75: the subject of userinfo equals the ID token's, or all of it is discarded."""
    endpoints = Endpoints(
        authorization="https://login.example/authorize", token=TOKEN_URL, jwks_uri=KEYS_URL, userinfo=USERINFO_URL
    )
    session = await stage.begin(openid(endpoints=endpoints))
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session, email="")))
    stage.http.reply(KEYS_URL, keys())
    stage.http.reply(USERINFO_URL, json_response({"sub": subject, "name": "Ana"}))
    connected = await finished(stage, session)
    assert connected.account == Account(label, "u-1")


async def test_a_verified_stranger_is_refused_when_signing_in_again(world: World) -> None:
    """The subject of a checked ID token decides, even where the label is the same."""
    old = connection(world.clock, account=Account("ana@example.com", "u-0"))
    stage = await on_stage(world, old)
    session = await stage.begin(openid(), reconnect="c0", scopes=("openid",))
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session)))
    stage.http.reply(KEYS_URL, keys())
    with pytest.raises(DeskError) as caught:
        await finished(stage, session)
    assert (caught.value.code, stage.stored) == ("wrong_account", [old])


async def test_a_service_without_openid_is_asked_nothing(stage: Stage) -> None:
    """Where nobody can say who it is, the connection has no account, and that is all."""
    session = await stage.begin()
    stage.http.reply(TOKEN_URL, granted())
    connected = await finished(stage, session)
    assert (connected.account, len(stage.http.requests)) == (Account(), 1)


async def test_an_id_token_that_is_new_does_not_make_somebody_a_stranger(world: World) -> None:
    """Known by the API's number so far, and now by an ID token too: the number still says it is the same person."""
    stage = await on_stage(world, connection(world.clock, account=Account("ana@example.com", "7")))
    session = await stage.begin(openid(account=acme().account), reconnect="c0", scopes=("openid",))
    stage.http.reply(TOKEN_URL, with_id_token(id_token(stage, session)))
    stage.http.reply(KEYS_URL, keys())
    stage.http.reply(ME_URL, json_response({"id": 7, "email": "ana@example.com"}))
    connected = await finished(stage, session)
    assert connected.account.subject == "u-1"
