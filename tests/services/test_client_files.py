"""The program's own keys and certificates, out of files and into the vault."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Security, Service
from oauth_desk.services.client_files import ClientFiles
from tests.fakes.clock import FakeClock
from tests.fakes.files import MemoryFiles
from tests.protocol.certificates import bundle, self_signed
from tests.protocol.keys import jwk, pem, private_key, public_pem

NOW = FakeClock().now()
LATER = dt.datetime.fromtimestamp(NOW, dt.UTC) + dt.timedelta(days=30)
SERVICE = Service(
    "acme",
    "Acme",
    client=Client("desk", private_key_file="/keys/desk.pem", key_id="k1"),
    security=Security(ca_file="/keys/ca.pem", client_certificate="/keys/desk.crt"),
)
FILES = {
    "/keys/desk.pem": pem(private_key("EC")),
    "/keys/ca.pem": self_signed(private_key("RSA"), name="ca"),
    "/keys/desk.crt": bundle(ends_at=LATER),
}


def taking(**files: bytes | OSError | None) -> ClientFiles:
    """Return the taker with the usual files, some of them changed: ``desk_crt=None`` is gone."""
    changed = {f"/keys/{name.replace('_', '.')}": content for name, content in files.items()}
    there = {name: content for name, content in {**FILES, **changed}.items() if content is not None}
    return ClientFiles(MemoryFiles(there), FakeClock())


async def refused(files: ClientFiles, service: Service = SERVICE, passphrase: Secret | None = None) -> DeskError:
    """Return why the files cannot be used."""
    with pytest.raises(DeskError) as caught:
        await files.taken_in(service, passphrase)
    assert caught.value.kind is Kind.SETTINGS
    assert caught.value.advice
    return caught.value


async def test_everything_is_taken_in_and_the_files_may_go() -> None:
    """C85: key, certificate and authority are kept; the files may be deleted afterwards."""
    taken = await taking().taken_in(SERVICE)
    assert taken.client.private_key is not None
    assert json.loads(taken.client.private_key.reveal()) == {**jwk("EC"), "kid": "k1"}
    assert taken.security.certificate is not None
    assert taken.security.certificate_ends_at == LATER.timestamp()
    assert "BEGIN CERTIFICATE" in (taken.security.authorities or "")
    gone = taking(desk_pem=None, ca_pem=None, desk_crt=None)
    assert await gone.taken_in(taken) == taken


async def test_a_service_without_files_stays_as_it_is() -> None:
    """Most services need none of this."""
    plain = Service("acme", "Acme", client=Client("desk"))
    assert await taking().taken_in(plain) == plain


async def test_a_file_in_place_of_an_older_one_counts() -> None:
    """A certificate that was renewed is taken with the next sign-in."""
    taken = await taking().taken_in(SERVICE)
    end = LATER + dt.timedelta(days=365)
    newer = await taking(desk_crt=bundle(ends_at=end), desk_pem=pem(private_key("RSA"))).taken_in(taken)
    assert newer.security.certificate_ends_at == end.timestamp()
    assert newer.client.private_key != taken.client.private_key


async def test_sealed_keys_are_opened_once() -> None:
    """A passphrase opens the key once; signing in again does not ask for it."""
    sealed = taking(desk_pem=pem(private_key("EC"), "pw"), desk_crt=bundle(passphrase="pw", ends_at=LATER))
    error = await refused(sealed)
    assert error.code == "passphrase_for_key_needed"
    taken = await sealed.taken_in(SERVICE, Secret("pw"))
    assert await sealed.taken_in(taken) == taken
    assert "does not open" in (await refused(sealed, taken, Secret("wrong"))).detail


async def test_a_certificate_whose_key_is_another_file() -> None:
    """The key of the certificate may stand beside it, and is kept with it."""
    apart = replace(SERVICE, security=replace(SERVICE.security, client_key="/keys/desk.key"))
    files = {"desk_crt": self_signed(ends_at=LATER), "desk_key": pem(private_key("EC"))}
    taken = await taking(**files).taken_in(apart)
    assert "BEGIN PRIVATE KEY" in (taken.security.certificate or Secret("")).reveal()
    assert await taking(**{**files, "desk_key": None}).taken_in(taken) == taken


@pytest.mark.parametrize(
    ("file", "content", "title", "detail"),
    [
        ("desk_pem", None, "private key cannot be read", "no such file"),
        ("desk_pem", PermissionError(13, "Permission denied"), "private key cannot be read", "Permission denied"),
        ("desk_pem", OSError("odd"), "private key cannot be read", "cannot be read"),
        ("desk_pem", b"x" * (1 << 21), "private key cannot be read", "too large"),
        ("desk_pem", b"garbage", "private key cannot be used", "neither PEM nor JWK"),
        ("desk_pem", public_pem(private_key("EC")), "private key cannot be used", "only a public key"),
        ("desk_crt", None, "client certificate cannot be read", "no such file"),
        ("desk_crt", b"garbage", "client certificate cannot be used", "no certificate"),
        ("desk_crt", self_signed(), "client certificate cannot be used", "only a certificate"),
        ("ca_pem", b"garbage", "certificate authority cannot be used", "no certificate"),
        ("ca_pem", None, "certificate authority cannot be read", "no such file"),
    ],
)
async def test_a_file_that_cannot_be_used_is_told(
    file: str, content: bytes | OSError | None, title: str, detail: str
) -> None:
    """Every bad file ends in a sentence that names it, before a browser opens."""
    error = await refused(taking(**{file: content}))
    assert title in error.title
    assert detail in error.detail
    assert str(Path("/keys") / file.replace("_", ".")) in error.detail


async def test_an_ended_certificate_is_told_with_its_day() -> None:
    """A certificate that has ended is not shown to anybody."""
    ended = dt.datetime.fromtimestamp(NOW, dt.UTC) - dt.timedelta(days=1)
    error = await refused(taking(desk_crt=bundle(ends_at=ended)))
    assert (error.code, error.title) == ("certificate_ended", f"The client certificate ended on {ended:%Y-%m-%d}.")
