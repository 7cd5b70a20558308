"""What is played in a case, by name."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from oauth_desk.domain.connection import Connection
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import AuthMethod, Client, Security
from tests.adapters.certificates import Authority, server_side
from tests.adapters.web_server import web_server
from tests.conformance import jwt
from tests.conformance.life import Ended, Life, ended
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
    authority = Authority(life.folder)
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


SCENES: Final = MappingProxyType({scene.__name__: scene for scene in (sign_in, two_sign_ins, renewal, mutual_tls)})
