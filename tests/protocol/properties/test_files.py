"""Files that people give: keys, certificates, key files of service accounts."""

import json
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oauth_desk.domain.grant import Grant
from oauth_desk.domain.secret import Secret
from oauth_desk.protocol import pem
from oauth_desk.protocol.client_certificate import BadCertificate, read_authorities, read_certificate, sealed_key
from oauth_desk.protocol.pem import PassphraseNeeded
from oauth_desk.protocol.private_key import BadKey, load_pem, read_key
from oauth_desk.protocol.service_account import BadKeyFile, account_in, key_in, read_key_file
from tests.protocol.certificates import self_signed
from tests.protocol.google_file import key_file
from tests.protocol.keys import jwk, private_key
from tests.protocol.keys import pem as pem_of
from tests.protocol.properties.answers import check_words, members
from tests.protocol.properties.values import FEW, MARK, TEXTS

PASSPHRASES = st.sampled_from([None, Secret(f"{MARK}-passphrase"), Secret("")])
MARKED = st.text(f"{MARK} -\n=", max_size=20).map(str.encode)


@cache
def _pieces() -> tuple[bytes, ...]:
    keys = [private_key(kind) for kind in ("RSA", "EC", "OKP", "weak")]
    whole = [pem_of(key) for key in keys] + [
        self_signed(keys[1]),
        pem_of(keys[1], "canary"),
        pem_of(keys[1], traditional=True),
    ]
    heads = b"-----BEGIN PRIVATE KEY-----\n", b"\n-----END PRIVATE KEY-----\n", b"-----BEGIN CERTIFICATE-----\n"
    return (*whole, *heads, b"Proc-Type: 4,ENCRYPTED\n", json.dumps(jwk("EC")).encode(), b"{", b"}", b"\xef\xbb\xbf")


def _cut(drawn: tuple[bytes, int, bytes]) -> bytes:
    whole, place, put = drawn
    place %= len(whole) + 1
    return whole[:place] + put + whole[place + len(put) :]


FILES = st.deferred(
    lambda: st.one_of(
        st.binary(max_size=60),
        st.lists(st.sampled_from(_pieces()) | MARKED, max_size=3).map(b"".join),
        st.tuples(st.sampled_from(_pieces()), st.integers(0, 5000), st.binary(max_size=3)).map(_cut),
        members(["kty", "d", "x", "y", "crv", "n", "e", "kid", "alg"]).map(lambda said: json.dumps(said).encode()),
        members(["alg", "kid", "use"]).map(lambda said: json.dumps({**jwk("EC"), **said}).encode()),
    )
)
ERRORS = (BadKey, BadCertificate, BadKeyFile, PassphraseNeeded)


def _read(call: Any) -> Any:
    """Return what a file held; None where it was refused in plain words that quote nothing of it."""
    try:
        return call()
    except ERRORS as error:
        check_words(str(error))
        return None


@FEW
@given(FILES, PASSPHRASES)
def test_a_file_holds_one_key_or_is_refused(data: bytes, passphrase: Secret | None) -> None:
    """RFC 7517, RFC 7468: a JWK with its private part, in one form whatever the file's was; else a plain error."""
    found = _read(lambda: read_key(data, passphrase=passphrase))
    _read(lambda: load_pem(data, passphrase))
    _read(lambda: key_in(data, passphrase=passphrase))
    assert account_in(data) is None or data.lstrip(b"\xef\xbb\xbf").startswith(b"{")
    if found is not None:
        members_of = json.loads(found.reveal())
        assert members_of["kty"] in {"RSA", "EC", "OKP"}
        assert members_of["d"]
        assert read_key(found.reveal().encode()) == found


@FEW
@given(FILES, st.none() | FILES, PASSPHRASES)
def test_a_file_holds_a_certificate_or_is_refused(data: bytes, key: bytes | None, passphrase: Secret | None) -> None:
    """C38, RFC 8705 §2: a certificate with its key, authorities without one; else a plain error."""
    found = _read(lambda: read_certificate(data, key=key, passphrase=passphrase))
    if found is not None:
        text = found.text.reveal().encode()
        assert pem.labels(text) == {"CERTIFICATE", "PRIVATE KEY"}
        assert read_certificate(text) == found
        sealed = sealed_key(found.text, Secret("canary-0123"))
        assert pem.labels(sealed) == {"CERTIFICATE", "ENCRYPTED PRIVATE KEY"}
        assert read_certificate(sealed, passphrase=Secret("canary-0123")).ends_at == found.ends_at
    authorities = _read(lambda: read_authorities(data))
    if authorities is not None:
        assert pem.labels(authorities.encode()) == {"CERTIFICATE"}
        assert read_authorities(authorities.encode()) == authorities


@FEW
@given(FILES)
def test_blocks_are_cut_out_whole(data: bytes) -> None:
    """RFC 7468 §2: each block stands in the text, begins and ends as its label says."""
    found = pem.blocks(data, "")
    assert all(block.strip() in data for block in found)
    assert {block.partition(b"-----BEGIN ")[2].partition(b"-----")[0].decode() for block in found} == pem.labels(data)


SPOILED = members(["type", "private_key", "private_key_id", "client_email", "token_uri"])


@FEW
@given(SPOILED.map(lambda said: key_file(**said)) | TEXTS | SPOILED.map(json.dumps))
def test_a_service_accounts_file_holds_or_is_refused(text: str) -> None:
    """RFC 7523: a service that can be asked at once, at a safe address; else a plain error."""
    service = _read(lambda: read_key_file(text))
    if service is not None:
        assert service.grant is Grant.JWT_BEARER
        assert not service.needs_client
        assert service.endpoints.token.startswith(("https://", "http://"))
        assert service.assertion.private_key == key_in(text.encode())
        assert service.assertion.issuer == account_in(text.encode())
