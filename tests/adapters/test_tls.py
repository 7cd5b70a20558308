"""C38: TLS is always checked; a connection may add an authority and a certificate of its own, and nothing less."""

import datetime as dt
import ssl
from pathlib import Path

import pytest

from oauth_desk.adapters.http_client import HttpxClient
from oauth_desk.adapters.tls import context_for
from oauth_desk.domain.secret import Secret
from oauth_desk.protocol.client_certificate import read_certificate
from oauth_desk.protocol.http import Request
from oauth_desk.services.ports import TransportError, TransportFault, Trust
from tests.adapters.certificates import Authority, server_side
from tests.adapters.tls_server import tls_server
from tests.adapters.web_server import always, plain, web_server


@pytest.fixture
async def client():
    """Give a client."""
    made = HttpxClient()
    yield made
    await made.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give an authority that the system does not know."""
    return Authority(tmp_path)


async def refused(client: HttpxClient, url: str, trust: Trust | None) -> str:
    """Return why a call is refused for its certificate; nothing was sent."""
    with pytest.raises(TransportError) as caught:
        await client.send(Request("GET", url), trust=trust)
    assert (caught.value.fault, caught.value.sent) == (TransportFault.TLS, False)
    return caught.value.detail


async def test_an_unknown_authority_is_refused(client: HttpxClient, authority: Authority) -> None:
    """C38: a certificate of an unknown authority is refused, and the reason told."""
    async with web_server(always(plain()), tls=server_side(authority.issue("server"))) as server:
        assert "not trusted" in await refused(client, server.url, None)
        assert server.requests == []


async def test_a_connections_own_authority(client: HttpxClient, authority: Authority) -> None:
    """C38: a CA file makes its certificates good for that connection, and for no other."""
    trust = Trust(ca_file=str(authority.file))
    async with web_server(always(plain()), tls=server_side(authority.issue("server"))) as server:
        assert (await client.send(Request("GET", server.url), trust=trust)).status == 200
        await refused(client, server.url, None)


async def test_another_name_or_time_is_refused(client: HttpxClient, authority: Authority, tmp_path: Path) -> None:
    """C38: a trusted authority does not make a wrong name or an ended certificate good."""
    trust = Trust(ca_file=str(authority.file))
    other = authority.issue("other", host="login.example")
    async with web_server(always(plain()), tls=server_side(other)) as server:
        assert "127.0.0.1" in await refused(client, server.url, trust)
    ended = authority.issue("ended", ends_in=dt.timedelta(days=-1))
    async with web_server(always(plain()), tls=server_side(ended)) as server:
        assert "expired" in await refused(client, server.url, trust)


async def test_a_certificate_of_the_client(client: HttpxClient, authority: Authority) -> None:
    """A client certificate is shown to a server that asks for one."""
    tls = server_side(authority.issue("server"), client_authority=authority.file)
    certificate = str(authority.issue("desk"))
    async with web_server(always(plain()), tls=tls) as server:
        shown = Trust(ca_file=str(authority.file), client_certificate=certificate)
        assert (await client.send(Request("GET", server.url), trust=shown)).status == 200


@pytest.mark.parametrize("content", [None, b"no certificate"])
@pytest.mark.parametrize("member", ["ca_file", "client_certificate"])
async def test_a_file_that_cannot_be_used(
    client: HttpxClient, tmp_path: Path, member: str, content: bytes | None
) -> None:
    """A missing or broken file fails the call plainly, and is read again the next time."""
    file = tmp_path / "file.pem"
    if content is not None:
        file.write_bytes(content)
    trust = Trust(**{member: str(file)})
    assert "cannot be used" in await refused(client, "https://127.0.0.1:1/", trust)
    if member == "ca_file":
        file.write_bytes(Authority(tmp_path, "second").file.read_bytes())
        with pytest.raises(TransportError) as caught:
            await client.send(Request("GET", "https://127.0.0.1:1/"), trust=trust)
        assert caught.value.fault is TransportFault.REFUSED


@pytest.mark.parametrize("own", [False, True])
def test_old_tls_is_refused(authority: Authority, *, own: bool) -> None:
    """C38: TLS 1.2 is the least, and certificates and names are checked, with a CA file of one's own as well."""
    context = context_for(Trust(ca_file=str(authority.file)) if own else Trust())
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


# --- what was taken out of its files ----------------------------------------------


def kept(authority: Authority, certificate: Path | None = None) -> Trust:
    """Return the trust of a connection whose files are gone."""
    shown = None if certificate is None else read_certificate(certificate.read_bytes()).text
    return Trust(authorities=authority.file.read_text(), certificate=shown)


async def test_a_certificate_out_of_the_vault(
    client: HttpxClient, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """C38: authority and certificate count without their files, and nothing of the key stays on the disk."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    tls = server_side(authority.issue("server"), client_authority=authority.file)
    trust = kept(authority, authority.issue("desk"))
    async with web_server(always(plain()), tls=tls) as server:
        assert (await client.send(Request("GET", server.url), trust=trust)).status == 200
    assert list((tmp_path / "temporary").iterdir()) == []
    assert "PRIVATE" not in repr(trust)


async def told_certificate(client: HttpxClient, url: str, trust: Trust) -> str:
    """Return what is told where the server refuses this program's certificate; the request counts as not sent."""
    with pytest.raises(TransportError) as caught:
        await client.send(Request("POST", url, body=b"x"), trust=trust)
    assert (caught.value.fault, caught.value.sent) == (TransportFault.CERTIFICATE, False)
    return caught.value.detail


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_server_that_refuses_the_certificate(
    client: HttpxClient, authority: Authority, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    """RFC 8446 §6.2: a certificate that has ended, one of somebody else's, and none at all are told apart."""
    tls = server_side(authority.issue("server"), client_authority=authority.file)
    tls.maximum_version = version
    ended = authority.issue("ended", ends_in=dt.timedelta(days=-1))
    stranger = Authority(tmp_path, "stranger").issue("desk")
    with tls_server(tls) as (url, requests):
        assert "has ended" in await told_certificate(client, url, kept(authority, ended))
        assert "does not know who made" in await told_certificate(client, url, kept(authority, stranger))
        good = kept(authority, authority.issue("desk"))
        assert (await client.send(Request("GET", url), trust=good)).body == b"ok"
        assert len(requests) == 1


async def test_an_alert_behind_the_handshake_is_no_crash(client: HttpxClient, authority: Authority) -> None:
    """RFC 8446 §4.4.2.4: a server that wants a certificate says so after the request left; that is told, too."""
    tls = server_side(authority.issue("server"), client_authority=authority.file)
    with tls_server(tls) as (url, requests):
        for _ in range(5):
            with pytest.raises(TransportError) as caught:
                await client.send(Request("POST", url, body=b"x"), trust=kept(authority))
            assert caught.value.fault in {TransportFault.CERTIFICATE, TransportFault.DISCONNECTED}
        assert requests == []


async def test_a_spoiled_certificate_fails_plainly(client: HttpxClient, authority: Authority) -> None:
    """What the vault holds of a certificate may be anything; the call fails, unsent."""
    trust = Trust(certificate=Secret("-----BEGIN CERTIFICATE-----"))
    assert "cannot be used" in await refused(client, "https://127.0.0.1:1/", trust)
    assert "cannot be used" in await refused(client, "https://127.0.0.1:1/", Trust(authorities="nothing"))
