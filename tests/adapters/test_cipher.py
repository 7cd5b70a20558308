"""C103: sealing binds a record to its place, with a new nonce every time."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from oauth_desk.adapters.vault.cipher import Sealer, Unsealable
from oauth_desk.adapters.vault.passphrase_key import Argon2Cost, key_from_passphrase
from oauth_desk.domain.secret import Secret

KEY = bytes(range(32))


def test_what_is_sealed_opens_in_its_place() -> None:
    """C103: a sealed record opens where it was sealed for."""
    sealer = Sealer(KEY, "vault", 1)
    assert sealer.open("t", "1", sealer.seal("t", "1", b"text")) == b"text"


@pytest.mark.parametrize(
    ("sealer", "table", "row"),
    [
        (Sealer(KEY, "vault", 1), "t", "2"),
        (Sealer(KEY, "vault", 1), "u", "1"),
        (Sealer(KEY, "other", 1), "t", "1"),
        (Sealer(KEY, "vault", 2), "t", "1"),
        (Sealer(KEY[::-1], "vault", 1), "t", "1"),
    ],
)
def test_it_opens_nowhere_else(sealer: Sealer, table: str, row: str) -> None:
    """C103: another row, table, vault, format or key does not open it."""
    sealed = Sealer(KEY, "vault", 1).seal("t", "1", b"text")
    with pytest.raises(Unsealable):
        sealer.open(table, row, sealed)


def test_every_bit_counts() -> None:
    """C103: a change of any byte is noticed, and so is any cut."""
    sealer = Sealer(KEY, "vault", 1)
    sealed = sealer.seal("t", "1", b"text")
    for place in range(len(sealed)):
        spoiled = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Unsealable):
            sealer.open("t", "1", spoiled)
        with pytest.raises(Unsealable):
            sealer.open("t", "1", sealed[:place])


def test_nonces_are_new() -> None:
    """C103: the same text is never sealed twice alike: each sealing has 96 random bits of its own."""
    sealer = Sealer(KEY, "vault", 1)
    assert len({sealer.seal("t", "1", b"text")[:12] for _ in range(1000)}) == 1000


def test_it_is_aes_gcm_with_the_whole_key() -> None:
    """C103: AES-256-GCM, the nonce in front, bound to scheme, vault, table and row; another library's user opens it."""
    sealed = Sealer(KEY, "vault", 1).seal("t", "1", b"text")
    assert AESGCM(KEY).decrypt(sealed[:12], sealed[12:], b"oauth-desk vault\x001\x00vault\x00t\x001") == b"text"
    assert len(sealed) == 12 + len(b"text") + 16


def test_name_keys_are_blind() -> None:
    """Equal names without case have equal keys, other names and other vaults have others, and none shows a name."""
    sealer = Sealer(KEY, "vault", 1)
    assert sealer.name_key("Straße") == sealer.name_key("STRASSE")
    assert sealer.name_key("a") != sealer.name_key("b")
    assert sealer.name_key("a") != Sealer(KEY[::-1], "vault", 1).name_key("a")


def test_a_key_has_32_bytes() -> None:
    """C103: a key of another length is refused: it is AES-256 or nothing."""
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(b"short", "vault", 1)


def test_the_passphrases_price() -> None:
    """RFC 9106: 64 MiB, three passes, four lanes for new vaults; bounds for what a file may ask."""
    assert Argon2Cost() == Argon2Cost(iterations=3, lanes=4, memory=65536)
    for wrong in ({"memory": 1 << 30}, {"iterations": 0}, {"lanes": 10_000}, {"iterations": "3"}):
        with pytest.raises(ValueError, match="out of bounds"):
            Argon2Cost(**wrong)  # type: ignore[arg-type]


def test_passphrase_keys() -> None:
    """The key depends on passphrase and salt; the known answer guards against another algorithm."""
    cheap = Argon2Cost(iterations=1, lanes=1, memory=64)
    key = key_from_passphrase(Secret("passphrase"), bytes(16), cheap)
    assert len(key) == 32
    assert key == key_from_passphrase(Secret("passphrase"), bytes(16), cheap)
    assert key != key_from_passphrase(Secret("passphrase"), bytes(15) + b"\x01", cheap)
    assert key != key_from_passphrase(Secret("Passphrase"), bytes(16), cheap)
