"""The quick look into the Secret Service: its half of the key exchange, and what it makes of odd answers."""

import os

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from secretstorage.dhcrypto import Session

from oauth_desk.adapters.unlocked_secret import NotAtHand, _Agreement, _opened, unlocked_secret


@given(st.binary(max_size=200))
def test_it_agrees_with_the_library(secret: bytes) -> None:
    """What the library seals for a session is opened with the key that both sides come to."""
    ours, theirs = _Agreement(), Session()
    theirs.set_server_public_key(int.from_bytes(ours.public))
    key = ours.key_with(theirs.my_public_key.to_bytes(128))
    assert key == theirs.aes_key
    initial, length = os.urandom(16), 16 - len(secret) % 16
    encryptor = Cipher(algorithms.AES(key), modes.CBC(initial)).encryptor()
    sealed = encryptor.update(secret + bytes([length]) * length) + encryptor.finalize()
    assert _opened(key, initial, sealed) == secret


@pytest.mark.parametrize("number", [0, 1])
def test_a_degenerate_key_is_not_agreed_to(number: int) -> None:
    """A number that gives away the outcome for everybody ends the look."""
    with pytest.raises(NotAtHand):
        _Agreement().key_with(number.to_bytes(128))


@given(st.binary(max_size=64))
def test_any_answer_is_opened_or_refused(sealed: bytes) -> None:
    """Bytes that nobody sealed give something or are refused in one way that callers know."""
    try:
        assert isinstance(_opened(bytes(16), bytes(16), sealed), bytes)
    except (NotAtHand, ValueError, IndexError):
        return


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "tcp:host=localhost,port=1", "nonsense", ""])
def test_no_bus_is_not_at_hand(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no session bus answers there is nothing to look into."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(NotAtHand):
        unlocked_secret({"service": "x"}, within=0.2)
