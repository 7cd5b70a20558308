"""What is played in a case, by name."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import pytest

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Security
from oauth_desk.services.console import ApiCall
from oauth_desk.services.trace import written
from tests.adapters.certificates import Authority, server_side
from tests.adapters.web_server import web_server
from tests.conformance import jwt
from tests.conformance.case import Case
from tests.conformance.internet import Internet
from tests.conformance.life import PUBLIC, Ended, Folder, Life, Page, browse, ended, landing, life, measured
from tests.conformance.play import Play
from tests.conformance.provider import CLIENT_ID

Scene = Callable[[Life], Awaitable[Ended]]


async def sign_in(life: Life) -> Ended:
    """Sign in; what failed has left nothing."""
    outcome = await life.sign_in()
    assert (life.stored == []) is (outcome.connection is None)
    assert life.desk.book.all() == life.stored
    return outcome


async def two_sign_ins(life: Life) -> Ended:
    """Sign in twice, with other keys of the provider the second time."""
    first = await sign_in(life)
    assert first.connection is not None
    life.provider.play = Play(header={"kid": "other"}, sign=jwt.rs256("other"), keys=lambda: [jwt.public_jwk("other")])
    return await life.sign_in(reconnect=first.connection.id)


async def renewal(life: Life) -> Ended:
    """Renew; where that fails everything is kept, and the next renewal of an honest provider works."""
    before = await life.connected()
    outcome = await ended(_renewed(life, before))
    if outcome.connection is None:
        _check_kept(life, before)
        life.provider.play, hostile = Play(), life.provider.play
        after = (await life.desk.renewer.renew(before.id)).connection
        assert after.tokens.access_token != before.tokens.access_token
        life.provider.play = hostile
    return outcome


async def _renewed(life: Life, before: Connection) -> Ended:
    return Ended((await life.desk.renewer.renew(before.id)).connection)


def _check_kept(life: Life, before: Connection) -> None:
    (kept,) = life.stored
    assert (kept.tokens, kept.generation, kept.name) == (before.tokens, before.generation, before.name)
    assert (kept.account, kept.service) == (before.account, before.service)


async def mutual_tls(life: Life) -> Ended:
    """Sign in with a certificate, at the addresses that are for those who show one."""
    authority = Authority(life.folder())
    doors = server_side(authority.issue("server"), client_authority=authority.file)
    shown = Secret(authority.issue("client", host="desk").read_text())
    async with web_server(life.provider.script, tls=doors) as mutual:
        aliases = {"token_endpoint": f"{mutual.url}/token", "userinfo_endpoint": f"{mutual.url}/userinfo"}
        life.provider.play = Play(metadata={"mtls_endpoint_aliases": aliases})
        outcome = await life.sign_in(
            service=replace(
                life.service(),
                client=Client(client_id=CLIENT_ID, auth_method=AuthMethod.TLS),
                security=Security(authorities=authority.file.read_text(), certificate=shown),
            )
        )
        assert [seen.target for seen in mutual.requests] == ["/token", "/userinfo"]
    return outcome


async def strangers(life: Life) -> Ended:
    """Sign in while others come to the callback first."""
    session = await life.begin()
    page = urlsplit(session.redirect_uri)
    waiting = asyncio.ensure_future(life.finish(session, ()))
    for stray in life.case.strays:
        url = page._replace(path=stray.path or page.path, query=stray.query).geturl()
        shown = await browse(url, method=stray.method, host=stray.host)
        assert shown.status == stray.status
        assert not waiting.done()
    await browse(session.url)
    return await ended(waiting)


async def twice(life: Life) -> Ended:
    """Come back to the callback twice with one code."""
    session = await life.begin()
    back = await landing(session.url)
    return await ended(life.finish(session, (back, back)))


async def moved(life: Life) -> Ended:
    """Sign in at a provider that tells something else of itself once the browser is open."""
    play, life.provider.play = life.provider.play, Play()
    session = await life.begin()
    life.provider.play = play
    return await ended(life.finish(session, (session.url,)))


async def device(life: Life) -> Ended:
    """Sign in with a code that is typed elsewhere."""
    outcome = await ended(life.signed_in(device=True))
    assert (life.stored == []) is (outcome.connection is None)
    return outcome


async def address(life: Life) -> Ended:
    """Give the provider's address, or that of the API behind it, and sign in at what is found."""
    return await ended(_at_an_address(life))


async def _at_an_address(life: Life) -> Ended:
    service = await life.desk.catalogue.resolve(f"{life.provider.url}{life.case.place}")
    return await life.sign_in(service=replace(service, client=PUBLIC))


async def userinfo(life: Life) -> Ended:
    """Ask who signed in, on a connection that is good; it stays as it is."""
    before = await life.connected()
    outcome = await ended(_told(life.desk.inspector.userinfo(before.id)))
    _check_kept(life, before)
    return outcome


async def introspection(life: Life) -> Ended:
    """Ask what the provider says of the token, on a connection that is good; it stays as it is."""
    before = await life.connected()
    outcome = await ended(_told(life.desk.inspector.introspect(before.id)))
    _check_kept(life, before)
    return outcome


async def _told(asking: Awaitable[object]) -> Ended:
    return Ended(word="told", page=Page(200, str(await asking)))


async def disconnect(life: Life) -> Ended:
    """Disconnect; here the connection goes whatever the provider says."""
    before = await life.connected()
    result = await life.desk.disconnector.disconnect(before.id)
    assert life.stored == []
    return Ended(word=result.revoked)


async def call(life: Life) -> Ended:
    """Call the API twice."""
    before = await life.connected()
    url = f"{life.provider.url}/api"
    answers = [await life.desk.console.send(before.id, ApiCall("GET", url)) for _ in range(2)]
    return Ended(word=" ".join(str(answer.response.status) for answer in answers))


async def play(
    case: Case, folder: Folder, caplog: pytest.LogCaptureFixture, *, internet: Internet | None = None
) -> None:
    """Play a case while everything is logged and traced, and judge it."""
    caplog.set_level(logging.DEBUG)
    async with life(case, folder, internet) as played, measured(case.memory):
        with played.desk.tracer.recording() as trace:
            await played.judge(await SCENES[case.scene](played))
    told = [record.getMessage() for record in caplog.records]
    told += [line for step in trace.steps for line in written(step)]
    told += [entry.detail for entry in played.desk.file.entries]
    for line in told:
        played.check_line(line)


SCENES: Final = MappingProxyType(
    {
        scene.__name__: scene
        for scene in (
            sign_in,
            two_sign_ins,
            renewal,
            mutual_tls,
            strangers,
            twice,
            moved,
            device,
            address,
            userinfo,
            introspection,
            disconnect,
            call,
        )
    }
)
