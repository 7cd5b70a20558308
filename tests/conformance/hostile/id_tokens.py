"""ID tokens that no honest provider gives: nobody has signed in, and nothing is stored."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives import hashes

from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client
from tests.conformance import answers, jwt
from tests.conformance.case import CONNECTED, MEGABYTE, Case
from tests.conformance.play import LEFT_OUT, Play
from tests.conformance.provider import CLIENT_ID, Provider

UNPROVEN: Final = "identity_not_proven"
_HOURS: Final = 3600
_CONFIDENTIAL: Final = Client(client_id=CLIENT_ID, client_secret=Secret("shared-secret-of-ours"))

Made = Callable[[Provider, dict[str, Any]], object]


@dataclass(frozen=True)
class Row:
    """What is wrong with an ID token, or with the keys for it."""

    does: str
    header: Mapping[str, object] = field(default_factory=dict)
    claims: Mapping[str, object] = field(default_factory=dict)
    sign: jwt.Sign = field(default_factory=jwt.rs256)
    made: Made | None = None
    keys: Callable[[], list[dict[str, Any]]] = lambda: [jwt.public_jwk("usual")]
    metadata: Mapping[str, object] = field(default_factory=dict)
    service: Mapping[str, object] = field(default_factory=dict)
    ends: str = UNPROVEN


def algorithms(*names: str) -> dict[str, object]:
    """Return metadata that offers these signatures."""
    return {"id_token_signing_alg_values_supported": list(names)}


def curve_only() -> list[dict[str, Any]]:
    """Return the elliptic key alone, under the usual name."""
    return [jwt.curve_jwk(kid="usual")]


def by_an_own_key(**header: object) -> dict[str, Any]:
    """Return a token that is signed with a stranger's key, and brings it along."""
    return {"header": {"kid": "stranger", **header}, "sign": jwt.rs256("other")}


def now_and(**seconds: int) -> Made:
    """Return what moves times, in seconds from now."""
    return lambda provider, claims: signed(claims | {name: int(provider.now()) + off for name, off in seconds.items()})


def signed(claims: dict[str, Any] | bytes) -> str:
    """Return a good signature around anything."""
    return jwt.compact({"alg": "RS256", "kid": "usual"}, claims, jwt.rs256())


SIGNATURES: Final = (
    *(
        Row(f"is not signed, and calls that {name}", {"alg": name, "kid": LEFT_OUT}, sign=jwt.nothing)
        for name in ("none", "None", "NONE", "nOnE", "", "None\0")
    ),
    Row("is not signed, and names no algorithm", {"alg": LEFT_OUT}, sign=jwt.nothing),
    Row("names an algorithm that is a number", {"alg": 7}),
    Row("names a list of algorithms", {"alg": ["RS256"]}),
    Row("is not signed although its header says so", sign=jwt.nothing),
    Row("is signed by HMAC with the public key", {"alg": "HS256"}, sign=jwt.with_the_public_key),
    Row(
        "is signed by HMAC with the public key, as the metadata offers",
        {"alg": "HS256"},
        sign=jwt.with_the_public_key,
        metadata=algorithms("HS256", "RS256"),
    ),
    Row(
        "is signed by HMAC with a key of the key set",
        {"alg": "HS256", "kid": "shared"},
        sign=jwt.hs256(b"k" * 32),
        keys=lambda: [{"kty": "oct", "kid": "shared", "k": jwt.encoded(b"k" * 32)}],
        metadata=algorithms("HS256"),
    ),
    Row(
        "is signed by HMAC with the client's secret",
        {"alg": "HS256"},
        sign=jwt.hs256(b"shared-secret-of-ours"),
        metadata=algorithms("HS256"),
        service={"client": _CONFIDENTIAL},
    ),
    Row(
        "is signed by RS512, which is not offered",
        {"alg": "RS512"},
        claims={"at_hash": LEFT_OUT},
        sign=jwt.rs256("usual", hashes.SHA512()),
        keys=lambda: [jwt.public_jwk("usual", alg=None)],
    ),
    Row("is signed with zeros", {"alg": "ES256"}, sign=jwt.zeros, keys=curve_only, metadata=algorithms("ES256")),
    Row("is signed with a key of another kind than it says", sign=jwt.es256, keys=curve_only),
    Row("brings its key along", **by_an_own_key(jwk=jwt.public_jwk("other"))),
    Row("brings its key along, under the name of ours", **by_an_own_key(kid="usual", jwk=jwt.public_jwk("other"))),
    Row("says where its key is", **by_an_own_key(jku="{elsewhere}/jwks")),
    Row("says where its certificate is", **by_an_own_key(x5u="{elsewhere}/certificate")),
    Row("brings its certificate along", **by_an_own_key(x5c=["MIIB"])),
    Row("demands an extension that nobody knows", {"crit": ["made-up"], "made-up": True}),
    Row("demands an extension by the wrong kind of list", {"crit": "exp"}),
    Row("demands nothing, which is not allowed either", {"crit": []}),
    Row("is signed without encoding", {"b64": False, "crit": ["b64"]}),
    Row("names a key that is not there", {"kid": "unheard-of"}),
    Row("names a key by a path", {"kid": "../../../../dev/null"}),
    Row("names a key by a query", {"kid": "x' UNION SELECT 'k"}),
    Row("names a key by a number", {"kid": 7}),
    Row("names a key by a list", {"kid": ["usual"]}),
)  # fmt: skip

KEYS: Final = (
    Row("is signed with a key for encryption", keys=lambda: [jwt.public_jwk("usual", use="enc")]),
    Row("is signed with a key for something else", keys=lambda: [jwt.public_jwk("usual", key_ops=["encrypt"])]),
    Row("is signed with a key for another algorithm", keys=lambda: [jwt.public_jwk("usual", alg="RS512")]),
    Row("is signed with a key of 1,024 bits", sign=jwt.weak, keys=lambda: [jwt.weak_jwk()]),
    Row("has no keys", keys=list),
    Row("has keys that are numbers", keys=lambda: [7, None, []]),  # type: ignore[list-item]
    Row("has a key with members of the wrong kind", keys=lambda: [jwt.public_jwk("usual", n=["x"], e=7)]),
    Row("has its key behind ten thousand others", keys=lambda: [*([{"kty": "RSA"}] * 2000), jwt.public_jwk("usual")]),
    Row("has a modulus of a megabyte", keys=lambda: [jwt.public_jwk("usual", n="A" * 700_000)]),
)  # fmt: skip

CLAIMS: Final = (
    *(
        Row(f"names the issuer with {what}", claims={"iss": iss})
        for what, iss in {
            "a slash behind": "{here}/",
            "a path behind": "{here}/realm",
            "another scheme": "https://127.0.0.1",
            "blanks around": " {here} ",
            "a list around": ["{here}"],
            "nothing in it": "",
        }.items()
    ),
    Row("names no issuer", claims={"iss": LEFT_OUT}),
    Row("is for others too, and given to nobody", claims={"aud": [CLIENT_ID, "somebody-else"]}),
    Row("is for us too, and given to another", claims={"aud": [CLIENT_ID, "other"], "azp": "other"}),
    Row("is for us, and given to another", claims={"azp": "somebody-else"}),
    Row("is for a name that begins like ours", claims={"aud": f"{CLIENT_ID}-two"}),
    Row("is for an object", claims={"aud": {CLIENT_ID: True}}),
    Row("is for a list in a list", claims={"aud": [[CLIENT_ID]]}),
    Row("ends at a text", claims={"exp": "9999999999"}),
    Row("ends at true", claims={"exp": True}),
    Row("never ends", claims={"exp": LEFT_OUT}),
    Row("ends beyond every number", claims={"exp": 10**400}),
    Row("was issued at a text", claims={"iat": "now"}),
    Row("is over", made=now_and(exp=-_HOURS, iat=-2 * _HOURS)),
    Row("does not hold yet", made=now_and(nbf=_HOURS)),
    Row("holds from a text on", claims={"nbf": "tomorrow"}),
    Row("has no nonce", claims={"nonce": LEFT_OUT}),
    Row("has a nonce that is a list", claims={"nonce": ["x"]}),
    Row("names nobody", claims={"sub": ""}),
    Row("names somebody by a number", claims={"sub": 7}),
    Row("names somebody at length", claims={"sub": "s" * 256}),
    Row("names somebody in two lines", claims={"sub": "ana\nben"}),
    Row("names somebody from right to left", claims={"sub": "ana\u202e"}),
    Row("has an at_hash that is a number", claims={"at_hash": 7}),
    Row("has an empty at_hash", claims={"at_hash": ""}),
)

SHAPES: Final = (
    Row("is encrypted", made=lambda _p, _c: "e30.e30.e30.e30.e30"),
    Row("is one part", made=lambda _p, _c: "CANARY"),
    Row("is two parts", made=lambda _p, _c: "e30.e30"),
    Row("is full of what is not base64", made=lambda _p, _c: "!.!.!"),
    Row("has no JSON in it", made=lambda _p, _c: signed(b"nobody")),
    Row("has a list in it", made=lambda _p, _c: signed(b"[]")),
    Row("names somebody twice", made=lambda _p, claims: signed(json.dumps(claims).encode()[:-1] + b', "sub": "ben"}')),
    Row("is a thousand deep", made=lambda _p, _c: signed(b"[" * 1000 + b"]" * 1000)),
    Row("has a number of a hundred thousand digits", made=lambda _p, _c: signed(b'{"exp": ' + b"9" * 50_000 + b"}")),
    Row("is half a megabyte", made=lambda _p, claims: signed(claims | {"x": "y" * 500_000})),
    Row("is not there", made=lambda _p, _c: LEFT_OUT, ends=CONNECTED),
    Row("is a number", made=lambda _p, _c: 7, ends=CONNECTED),
    Row("is a list", made=lambda _p, _c: ["CANARY"], ends=CONNECTED),
    Row("has letters beyond ASCII", made=lambda _p, _c: "é.é.é", ends=CONNECTED),
    Row("is empty", made=lambda _p, _c: "", ends=CONNECTED),
)
"""Where nothing comes that could be an ID token nobody is believed to have signed in, and a note says so."""

KEY_ANSWERS: Final = {
    "a redirect": (answers.redirect(302), UNPROVEN),
    "a page": (answers.page(), UNPROVEN),
    "not found": (answers.plain(404), UNPROVEN),
    "the same key twice": (answers.text('{"keys": [], "keys": []}'), UNPROVEN),
    "a list": (answers.text("[]"), UNPROVEN),
    "twenty megabytes": (answers.big, "unreachable"),
    "a bomb": (answers.bomb, "unreachable"),
    "a byte now and then": (answers.drip, "unreachable"),
    "half an answer": (answers.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), "unreachable"),
}


def nobody(_life: object, ended: Any) -> bool:
    """Tell whether nobody is believed to have signed in by the ID token, and a note says why."""
    return any("no ID token came" in note for note in ended.connection.notes)


def _cases() -> Iterator[Case]:
    for row in (*SIGNATURES, *KEYS, *CLAIMS, *SHAPES):
        left_out = row.ends == CONNECTED
        play = Play(
            header=row.header,
            claims=row.claims,
            sign=row.sign,
            id_token=row.made,
            keys=row.keys,
            metadata=row.metadata,
        )
        yield Case(
            name=f"id-token:{row.does.replace(' ', '-')}",
            does=f"the ID token {row.does}",
            play=play,
            service=row.service,
            ends=row.ends,
            holds=nobody if left_out else None,
            asks={} if left_out else {"userinfo": 0},
        )
    for does, (answer, ends) in KEY_ANSWERS.items():
        yield Case(
            name=f"keys:{does.replace(' ', '-')}",
            does=f"the keys are {does}",
            play=Play(answers={"jwks": answer}),
            ends=ends,
            memory=16 * MEGABYTE if answer in (answers.big, answers.bomb) else None,
        )


CASES: Final = tuple(_cases())
