"""Keys and certificates of the program's own in sign-ins and renewals."""

import asyncio
import datetime as dt
import json
from dataclasses import replace

import pytest

from oauth_desk.domain.errors import DeskError, Kind
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Metadata, Security, Service
from oauth_desk.domain.status import Cause, Status
from oauth_desk.protocol.client_auth import ASSERTION_TYPE
from oauth_desk.services.ports import TransportFault, Trust
from oauth_desk.services.wording import sentence
from tests.fakes.http import failure, form_of
from tests.protocol.certificates import bundle
from tests.protocol.keys import pem, private_key
from tests.services.stage import Stage, answer, plain
from tests.services.world import TOKEN_URL, World, connection, granted

MUTUAL_URL = "https://mutual.login.example/token"
SIGNING = Client("desk", auth_method=AuthMethod.PRIVATE_KEY_JWT, private_key_file="/k.pem")


def showing(**changes: object) -> Service:
    """Return a service that knows this program by its certificate, at an address of its own."""
    document = {"token_endpoint": TOKEN_URL, "mtls_endpoint_aliases": {"token_endpoint": MUTUAL_URL}}
    metadata = Metadata(challenge_methods=("S256",), document=json.dumps(document))
    client = Client("desk", auth_method=AuthMethod.TLS)
    return plain(client=client, security=Security(client_certificate="/c.pem"), metadata=metadata, **changes)


async def test_a_key_is_read_before_the_browser_opens(stage: Stage) -> None:
    """C85: a key that cannot be read ends the sign-in before anybody sees a page."""
    with pytest.raises(DeskError) as caught:
        await stage.begin(plain(client=SIGNING))
    assert (caught.value.kind, stage.browser.opened) == (Kind.SETTINGS, [])


async def test_a_sign_in_with_a_key(stage: Stage) -> None:
    """C85: the code request says that it will be signed, for the issuer; the key is in the vault afterwards."""
    stage.put_file("/k.pem", pem(private_key("EC"), "pw"))
    stage.http.reply(TOKEN_URL, granted())
    session = await stage.begin(plain(client=SIGNING), key_passphrase=Secret("pw"))
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    made = await waiting
    request = stage.http.sent_to(TOKEN_URL)[0]
    assert form_of(request)["client_assertion_type"] == ASSERTION_TYPE
    assert request.client_proof is not None
    assert (request.client_proof.audience, request.client_proof.algorithm) == ("https://login.example", "ES256")
    assert made.service.client.private_key == request.client_proof.key


async def test_a_sign_in_with_a_certificate(stage: Stage) -> None:
    """RFC 8705 §5: the code goes to the alias with the certificate; the connection keeps both, and uses them again."""
    end = dt.datetime.fromtimestamp(stage.clock.now(), dt.UTC) + dt.timedelta(days=9)
    stage.put_file("/c.pem", bundle(ends_at=end))
    stage.http.reply(MUTUAL_URL, granted(), granted("A2", "R2"))
    session = await stage.begin(showing())
    waiting = asyncio.create_task(session.wait())
    stage.loopback.last.hit(answer(session))
    made = await waiting
    assert made.service.security.certificate_ends_at == end.timestamp()
    await stage.process.renewer.renew(made.id)
    trusts = [trust for request, _, trust in stage.http.calls if request.url == MUTUAL_URL]
    assert trusts == [Trust(certificate=made.service.security.certificate)] * 2


async def test_a_refused_certificate_keeps_the_tokens(world: World) -> None:
    """C56: a server that refuses the certificate is a settings problem; tokens stay, and nothing is sent again."""
    process = await world.process(replace(connection(world.clock), service=showing()))
    world.http.reply(TOKEN_URL, failure(TransportFault.CERTIFICATE, sent=False, detail="the certificate has ended"))
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    assert (caught.value.kind, caught.value.detail) == (Kind.SETTINGS, "The certificate has ended.")
    stored = world.file.records["c0"]
    assert (stored.condition.status, stored.condition.cause) == (Status.SETTINGS_PROBLEM, Cause.CERTIFICATE)
    assert stored.tokens.refresh_token == Secret("R0")
    assert (await process.renewer.ensure_fresh("c0", min_valid=1)).tokens.access_token == Secret("A0")
    assert world.sent == 1


@pytest.mark.parametrize("fault", [TransportFault.PROXY, TransportFault.PROXY_SIGN_IN])
async def test_a_proxy_in_the_way_is_told(world: World, fault: TransportFault) -> None:
    """C57: trouble with a proxy passes: tokens are kept, it is tried again, and the words name the proxy."""
    process = await world.process(connection(world.clock))
    world.http.reply(TOKEN_URL, failure(fault, sent=False, detail="the proxy refuses connections"))
    with pytest.raises(DeskError) as caught:
        await process.renewer.renew("c0")
    assert caught.value.kind is Kind.UNREACHABLE
    stored = world.file.records["c0"]
    assert stored.condition.status is Status.RETRYING
    assert "proxy" in sentence(stored, world.clock.now()).text
