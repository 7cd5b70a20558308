"""oidc-provider and programs that prove themselves by signed statements and certificates."""

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from joserfc.jwk import ECKey

from tests.adapters.certificates import Authority
from tests.e2e.browser import PersonAtBrowser
from tests.e2e.desk import Desk
from tests.e2e.provider import OidcProvider
from tests.protocol.certificates import bundle
from tests.protocol.keys import KINDS, jwk, pem, private_key

SECRET = "a secret that is long enough to sign with"
STRANGER = ECKey.generate_key("P-256")


def profile(folder: Path, provider: OidcProvider, client_id: str, **tables: dict[str, str]) -> str:
    """Write a profile with these keys of ``client`` and ``security``; return its path."""
    parts = {
        "service": {"id": "acme", "name": "Acme", "issuer": provider.issuer},
        "client": {"client_id": client_id, **tables.get("client", {})},
        "security": tables.get("security", {}),
    }
    lines = ["format = 1"]
    for name, keys in parts.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    bases = json.dumps([f"{provider.issuer}/api", *([f"{provider.mutual}/api"] if provider.mutual else [])])
    lines.insert(2, f"api_base_urls = {bases}")
    text = "\n".join([*lines, "[scopes]", 'default = ["openid", "email", "offline_access"]', ""])
    tomllib.loads(text)
    path = folder / "acme.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def whole_life(desk: Desk, target: str) -> None:
    """Connect, renew twice, ask the server of the token, end it there."""
    done = desk.run("connect", target, "--name", "Work", "--json")
    assert done.json()["status"] == "valid"
    for file in Path(target).parent.glob("*.pem"):
        file.unlink()
    assert [desk.run("refresh", "Work", "--json").json()["generation"] for _ in range(2)] == [2, 3]
    assert desk.run("show", "Work", "--introspect", "--json").json()["introspection"]["active"] is True


@pytest.fixture
def signing() -> Iterator[OidcProvider]:
    """Start a server that knows the public halves of three keys and takes pushed requests alone."""
    keys = [{**jwk(kind, private=False), "kid": kind.lower(), "use": "sig"} for kind in KINDS]
    provider = OidcProvider.start(jwks={"keys": keys}, pushed="required")
    yield provider
    provider.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_signs_with_a_key(
    desk: Desk, browser: PersonAtBrowser, signing: OidcProvider, tmp_path: Path, kind: str
) -> None:
    """C85: pushed request, code, renewals, introspection and revocation are signed; the key's file may go."""
    (tmp_path / "key.pem").write_bytes(pem(private_key(kind)))
    key = {"auth_method": "private_key_jwt", "private_key_file": "key.pem", "key_id": kind.lower()}
    whole_life(desk, profile(tmp_path, signing, "desk-signing", client=key))
    assert desk.run("disconnect", "Work", "--json").json()["revoked"] == "yes"
    assert signing.grants_alive() == [False]
    statuses = {entry["status"] for entry in signing.journal("http") if entry["method"] == "POST"}
    assert statuses <= {200, 201, 302, 303}


def test_a_key_given_by_hand(desk: Desk, browser: PersonAtBrowser, signing: OidcProvider, tmp_path: Path) -> None:
    """C85: a sealed key, named at the command line with its passphrase, counts as well as the profile's."""
    (tmp_path / "key.pem").write_bytes(pem(private_key("EC"), "pass phrase"))
    (tmp_path / "words").write_text("pass phrase\n", encoding="utf-8")
    target = profile(tmp_path, signing, "desk-signing")
    more = ("--client-key-file", str(tmp_path / "key.pem"), "--client-key-id", "ec")
    sealed = desk.run("connect", target, "--name", "Work", *more, "--json")
    assert (sealed.code, sealed.error()["code"]) == (6, "passphrase_for_key_needed")
    passphrase = ("--client-key-passphrase-file", str(tmp_path / "words"))
    assert desk.run("connect", target, "--name", "Work", *more, *passphrase, "--json").json()["status"] == "valid"
    assert desk.run("reconnect", "Work", "--json").json()["generation"] == 2


def test_somebody_elses_key(desk: Desk, browser: PersonAtBrowser, signing: OidcProvider, tmp_path: Path) -> None:
    """C56: a key that the service does not know is a settings problem, told before the browser; nothing is stored."""
    (tmp_path / "key.pem").write_bytes(STRANGER.as_pem(private=True))
    done = desk.run(
        "connect", profile(tmp_path, signing, "desk-signing", client={"private_key_file": "key.pem"}), "--json"
    )
    assert (done.code, done.error()["code"]) == (6, "settings_problem")
    assert desk.run("list", "--json").json() == []


def test_a_program_that_signs_with_its_secret(
    desk: Desk, browser: PersonAtBrowser, signing: OidcProvider, tmp_path: Path
) -> None:
    """C85: client_secret_jwt proves the program by its secret, which is never sent."""
    secret = {"auth_method": "client_secret_jwt", "client_secret": SECRET}
    whole_life(desk, profile(tmp_path, signing, "desk-secret-jwt", client=secret))
    assert desk.run("disconnect", "Work", "--json").json()["revoked"] == "yes"


# --- certificates ---------------------------------------------------------------------


class Doors:
    """The server with its other door, and who signed what."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder)
        self.server = pieces(self.authority.issue("server"))
        self.desk = self.authority.issue("desk")
        self.desk.rename(folder / "desk.pem")
        own = bundle(private_key("EC"))
        (folder / "own.pem").write_bytes(own)
        certificate = x509.load_pem_x509_certificate(own)
        shown = {**jwk("EC", private=False), "x5c": [_x5c(certificate)]}
        settings = {**self.server, "ca": self.authority.file.read_text(), "self_signed": {"keys": [shown]}}
        self.provider = OidcProvider.start(mutual=settings)


def pieces(file: Path) -> dict[str, str]:
    """Return key and certificate of a file."""
    key, mark, certificate = file.read_text().partition("-----BEGIN CERTIFICATE-----")
    return {"key": key, "cert": mark + certificate}


def _x5c(certificate: x509.Certificate) -> str:
    text = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return "".join(text.splitlines()[1:-1])


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    """Start a server with a door for certificates."""
    made = Doors(tmp_path)
    yield made
    made.provider.stop()


METHODS = {"desk-tls": ("tls_client_auth", "desk.pem"), "desk-self-signed": ("self_signed_tls_client_auth", "own.pem")}


@pytest.mark.parametrize("client", METHODS)
def test_a_program_that_shows_a_certificate(
    desk: Desk, browser: PersonAtBrowser, doors: Doors, tmp_path: Path, client: str
) -> None:
    """RFC 8705: sign-in, renewals and calls show the certificate; the token alone is of no use; the files may go."""
    provider = doors.provider
    method, certificate = METHODS[client]
    security = {"ca_file": "ca.pem", "client_certificate": certificate}
    whole_life(desk, profile(tmp_path, provider, client, client={"auth_method": method}, security=security))
    me = f"{provider.mutual}/api/me"
    assert desk.run("request", "Work", "GET", me, "--json").json()["status"] == 200
    stolen = Request(
        f"{provider.issuer}/api/me", headers={"Authorization": f"Bearer {desk.run('token', 'Work').out.strip()}"}
    )
    with pytest.raises(HTTPError, match="401"):
        urlopen(stolen, timeout=10)
    assert provider.journal("token")
    assert not [entry for entry in provider.journal("http") if entry["path"].startswith("/token")], "the aliases"
    assert desk.run("disconnect", "Work", "--json").json()["revoked"] == "yes"


def test_a_server_that_is_another_one_suddenly(
    desk: Desk, browser: PersonAtBrowser, doors: Doors, tmp_path: Path
) -> None:
    """C38, C56, C57: an impostor gets nothing; one that refuses our certificate is a settings problem; all is kept."""
    provider = doors.provider
    security = {"ca_file": "ca.pem", "client_certificate": "desk.pem"}
    target = profile(tmp_path, provider, "desk-tls", client={"auth_method": "tls_client_auth"}, security=security)
    assert desk.run("connect", target, "--name", "Work", "--json").code == 0
    provider.ask("show_certificate", **pieces(Authority(tmp_path, "stranger").issue("impostor")))
    failed = desk.run("refresh", "Work", "--json")
    assert failed.code == 5
    assert "certificate is not trusted" in failed.error()["detail"]
    assert desk.run("token", "Work").code == 0
    provider.ask("show_certificate", **doors.server, ca=(tmp_path / "stranger.pem").read_text())
    refused = desk.run("refresh", "Work", "--json")
    assert (refused.code, refused.error()["code"]) == (6, "settings_problem")
    assert desk.run("token", "Work").code == 0
    provider.ask("show_certificate")
    assert desk.run("refresh", "Work", "--json").json()["generation"] == 2


def test_certificates_that_do_not_count(desk: Desk, browser: PersonAtBrowser, doors: Doors, tmp_path: Path) -> None:
    """C56: an ended certificate, a stranger's, and an authority that is another one: each told, nothing stored."""
    provider, method = doors.provider, {"auth_method": "tls_client_auth"}
    (tmp_path / "elsewhere").mkdir()
    cases = {
        "ended": (doors.authority.issue("ended", ends_in=dt.timedelta(days=-1)), "ca.pem", 6, "ended on"),
        "stranger": (Authority(tmp_path / "elsewhere").issue("desk"), "ca.pem", 6, "registration"),
        "authority": (tmp_path / "desk.pem", "elsewhere/ca.pem", 5, "not safe"),
    }
    for certificate, authority, code, words in cases.values():
        security = {"ca_file": authority, "client_certificate": str(certificate)}
        target = profile(tmp_path, provider, "desk-tls", client=method, security=security)
        done = desk.run("connect", target, "--json")
        assert (done.code, words in done.error()["title"]) == (code, True), done
    assert desk.run("list", "--json").json() == []
