"""Proofs and nonces on the wire (RFC 9449 §8, §9; C90, C91)."""

import base64
import json

import pytest

from oauth_desk.domain.secret import Secret
from oauth_desk.protocol import dpop
from oauth_desk.protocol.http import ClientProof, Possession, Request, Response
from oauth_desk.services.ports import Limits, TransportError, TransportFault
from oauth_desk.services.proving_http import NONCES_KEPT, ProvingHttp
from tests.fakes.chance import FakeChance
from tests.fakes.clock import FakeClock
from tests.fakes.http import FakeHttp, failure, form_of, json_response

TOKEN = "https://login.example/token"
API = "https://api.example/me"
KEY = dpop.key_from(base64.urlsafe_b64encode(bytes(range(32))).decode())
GOOD = json_response({"ok": True})


def asks_for(nonce: str) -> Response:
    """Return an authorization server's answer to a proof without its nonce."""
    return json_response({"error": "use_dpop_nonce"}, 400, {"DPoP-Nonce": nonce})


def challenges_with(nonce: str) -> Response:
    """Return a resource's answer to a proof without its nonce."""
    return Response(401, (("WWW-Authenticate", 'DPoP error="use_dpop_nonce"'), ("DPoP-Nonce", nonce)), b"")


def bound(url: str, token: str | None = None, key: Secret = KEY) -> Request:
    """Return a request that has to show the key."""
    return Request("POST", url, body=b"a=1", possession=Possession(key, None if token is None else Secret(token)))


def proofs(http: FakeHttp) -> list[dict[str, object]]:
    """Return the claims of the proofs that were sent."""
    sent = [value for request in http.requests for name, value in request.headers if name == "DPoP"]
    bodies = [text.split(".")[1] for text in sent]
    return [json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) for body in bodies]


@pytest.fixture
def http() -> FakeHttp:
    """Return the wire."""
    return FakeHttp()


@pytest.fixture
def proving(http: FakeHttp) -> ProvingHttp:
    """Return the client around the wire."""
    return ProvingHttp(http, clock=FakeClock(), chance=FakeChance())


async def test_a_plain_request_goes_as_it_is(http: FakeHttp, proving: ProvingHttp) -> None:
    """Who needs no key is not touched, neither whole nor in pieces."""
    http.reply(API, GOOD, GOOD)
    request = Request("GET", API)
    await proving.send(request)
    async with proving.stream(request, limits=Limits()) as answer:
        assert answer.status == 200
    assert http.requests == [request, request]
    await proving.close()
    assert http.closed


async def test_each_sending_has_a_proof_of_its_own(http: FakeHttp, proving: ProvingHttp) -> None:
    """C90: no ``jti`` twice; what stands behind the proof is not sent on."""
    http.reply(TOKEN, GOOD, GOOD)
    for _ in range(2):
        await proving.send(bound(TOKEN))
    first, second = proofs(http)
    assert first["jti"] != second["jti"]
    assert (first["htm"], first["htu"], first["iat"]) == ("POST", TOKEN, 1_800_000_000)
    assert all(request.possession is None for request in http.requests)


async def test_a_nonce_that_is_asked_for_is_used_once_more(http: FakeHttp, proving: ProvingHttp) -> None:
    """C40, C91: one retry with a new proof, at an authorization server and at a resource; then the nonce is known."""
    http.reply(TOKEN, asks_for("n1"), GOOD, GOOD)
    assert (await proving.send(bound(TOKEN))).status == 200
    await proving.send(bound(TOKEN))
    assert [claims.get("nonce") for claims in proofs(http)] == [None, "n1", "n1"]
    http.reply(API, challenges_with("r1"), GOOD)
    assert (await proving.send(bound(API, "A"))).status == 200
    assert [claims.get("nonce") for claims in proofs(http)][3:] == [None, "r1"]


async def test_never_a_third_time(http: FakeHttp, proving: ProvingHttp) -> None:
    """C40, C91: a server that asks again and again gets its answer told; its last nonce is kept all the same."""
    http.reply(TOKEN, asks_for("n1"), asks_for("n2"), GOOD)
    assert (await proving.send(bound(TOKEN))).status == 400
    await proving.send(bound(TOKEN))
    assert [claims.get("nonce") for claims in proofs(http)] == [None, "n1", "n2"]


async def test_asking_without_a_new_nonce_is_an_end(http: FakeHttp, proving: ProvingHttp) -> None:
    """A retry with the same nonce, or none, would be the same request again."""
    http.reply(TOKEN, json_response({"error": "use_dpop_nonce"}, 400), asks_for("n1"), asks_for("n1"))
    assert (await proving.send(bound(TOKEN))).status == 400
    assert len(http.requests) == 1
    assert (await proving.send(bound(TOKEN))).status == 400
    assert len(http.requests) == 3


async def test_nonces_of_good_answers_are_kept_apart_by_server_and_key(http: FakeHttp, proving: ProvingHttp) -> None:
    """C91: a 200 may bring the next nonce; another server, and another key, has its own."""
    other = dpop.key_from(base64.urlsafe_b64encode(bytes(32)).decode())
    fresh = json_response({}, 200, {"DPoP-Nonce": "n9"})
    http.reply(TOKEN, fresh, GOOD, GOOD)
    http.reply(API, GOOD)
    await proving.send(bound(TOKEN))
    await proving.send(bound(TOKEN))
    await proving.send(bound(TOKEN, key=other))
    await proving.send(bound(API, "A"))
    assert [claims.get("nonce") for claims in proofs(http)] == [None, "n9", None, None]


async def test_an_answer_in_pieces_is_asked_for_again_as_well(http: FakeHttp, proving: ProvingHttp) -> None:
    """The request console reads in pieces: it sees the second answer alone."""
    http.reply(API, challenges_with("r1"), json_response({"me": "ana"}, 200, {"DPoP-Nonce": "r2"}), GOOD)
    for expected in (b'{"me": "ana"}', b'{"ok": true}'):
        async with proving.stream(bound(API, "A"), limits=Limits()) as answer:
            assert b"".join([piece async for piece in answer.chunks()]) == expected
    assert [claims.get("nonce") for claims in proofs(http)] == [None, "r1", "r2"]


async def test_no_answer_is_no_answer(http: FakeHttp, proving: ProvingHttp) -> None:
    """C40: what happened below HTTP is told as it is, and sent once."""
    http.reply(TOKEN, failure(TransportFault.TIMEOUT, sent=True))
    with pytest.raises(TransportError):
        await proving.send(bound(TOKEN))
    assert len(http.requests) == 1


async def test_nonces_do_not_pile_up(http: FakeHttp, proving: ProvingHttp) -> None:
    """Servers come and go: the oldest nonces are forgotten."""
    for number in range(NONCES_KEPT + 1):
        url = f"https://api{number}.example/"
        http.reply(url, json_response({}, 200, {"DPoP-Nonce": f"n{number}"}), GOOD)
        await proving.send(bound(url))
    for number in (0, NONCES_KEPT):
        await proving.send(bound(f"https://api{number}.example/"))
    assert [claims.get("nonce") for claims in proofs(http)][-2:] == [None, f"n{NONCES_KEPT}"]


# --- statements of the client ------------------------------------------------------

STATED = ClientProof("desk", "https://login.example", "HS256", Secret("a secret of thirty-two bytes or more"))


def statements(http: FakeHttp) -> list[dict[str, object]]:
    """Return the claims of the statements that were sent."""
    bodies = [form_of(request)["client_assertion"].split(".")[1] for request in http.requests]
    return [json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) for body in bodies]


async def test_each_sending_has_a_statement_of_its_own(http: FakeHttp, proving: ProvingHttp) -> None:
    """C85: a new statement per request, with a ``jti`` of its own, the clock's time and the issuer alone as aud."""
    http.reply(TOKEN, GOOD, GOOD)
    request = Request("POST", TOKEN, body=b"a=1", client_proof=STATED)
    for _ in range(2):
        await proving.send(request)
    first, second = statements(http)
    assert first["jti"] != second["jti"]
    assert (first["aud"], first["exp"]) == ("https://login.example", 1_800_000_060)
    assert all(sent.client_proof is None for sent in http.requests)


async def test_a_nonce_costs_a_statement_too(http: FakeHttp, proving: ProvingHttp) -> None:
    """C85, C91: the one retry for a nonce has a new proof and a new statement: no ``jti`` goes twice."""
    http.reply(TOKEN, asks_for("n1"), GOOD)
    request = Request("POST", TOKEN, body=b"a=1", possession=Possession(KEY), client_proof=STATED)
    assert (await proving.send(request)).status == 200
    assert len({claims["jti"] for claims in (*statements(http), *proofs(http))}) == 4


async def test_a_key_that_cannot_sign_is_told(http: FakeHttp, proving: ProvingHttp) -> None:
    """A key that went bad in the vault fails the call, unsent and unquoted."""
    spoiled = ClientProof("desk", "https://login.example", "ES256", Secret('{"kty": "EC", "d": "CANARY"}'))
    with pytest.raises(TransportError) as caught:
        await proving.send(Request("POST", TOKEN, body=b"a=1", client_proof=spoiled))
    assert (caught.value.fault, caught.value.sent) == (TransportFault.BAD_REQUEST, False)
    assert "CANARY" not in str(caught.value)
    assert http.requests == []
