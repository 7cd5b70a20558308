"""The keys of a profile about a service's own ways: what is read, and what contradicts itself."""

from pathlib import Path

import pytest

from oauth_desk.domain.manners import AnswerForm, ApiUse, CallbackForm, Renewal, Revocation, RevocationProof, SecondStep
from oauth_desk.domain.place import Places
from oauth_desk.domain.profile import ProfileError, parse_profile
from oauth_desk.domain.profile_text import write_profile
from oauth_desk.domain.service import AccountProbe

HEAD = 'format = 1\n[service]\nid = "acme"\nname = "Acme"\n'

FULL = """\
format = 1
[service]
id = "acme"
name = "Acme"
api_base_urls = ["https://api.acme.example/v1", "{token.instance_url}/services/data", "{place.base_uri}/v3"]
allowed_hosts = ["*.acme.example"]

[answer]
inside = "data[0]"
access_token = "token"
refresh_token = "again_token"
scope = "rights"
expires_in = "seconds"
expires_at = "end"
issued_at = "begin"
refresh_expires_in = "again.seconds"
refresh_expires_at = "again.end"
lifetime = 7200
zero_means_never = true
bearer_assumed = true
ok = "status"
ok_value = "0"
error = "problem.kind"
keep = ["instance_url", "team.id"]

[callback]
keep = ["realmId", "accounts-server"]
scope = "granted"
token_host = "accounts-server"
signed = "hmac"

[revocation]
url = "https://login.acme.example/{client_id}/{callback.realmId}/token"
method = "DELETE"
auth = "secret"
scheme = "Client"
body = "json"
page = "https://acme.example/apps"

[revocation.parameters]
token = "{access_token} {refresh_token} {client_secret} {client_id} {token.team.id}"

[account]
url = "https://api.acme.example/me"
label = "email"
labels = ["name", "login"]
keep = ["api_endpoint"]
auth = "client"

[account.headers]
Client-Id = "{client_id}"

[account.parameters]
token = "{access_token}"

[place]
label = "Site"
url = "https://api.acme.example/sites"
items = "data.sites"
value = "id"
name = "url"
keep = ["base_uri"]

[place.headers]
Client-Id = "{client_id}"

[parameters.refresh]
site = "{place.id}"

[api]
scheme = "OAuth"
header = "X-Token"

[api.headers]
X-Realm = "{callback.realmId} {account.api_endpoint}"
X-Site = "{place.id}"

[second_step]
url = "https://login.acme.example/more"
auth = "token"

[second_step.parameters]
old_token = "{access_token} {client_id}"

[renewal]
by = "access_token"
method = "GET"

[renewal.parameters]
for = "{client_id}"

[client]
secret_needed = true
"""


def test_every_key_arrives_in_the_service() -> None:
    """Each value stands in the service, and API addresses with gaps wait for a sign-in."""
    service = parse_profile(FULL)
    assert service.answer == AnswerForm(
        inside="data[0]",
        access_token="token",
        refresh_token="again_token",
        scope="rights",
        expires_in="seconds",
        expires_at="end",
        issued_at="begin",
        refresh_expires_in="again.seconds",
        refresh_expires_at="again.end",
        lifetime=7200,
        zero_means_never=True,
        bearer_assumed=True,
        ok="status",
        ok_value="0",
        error="problem.kind",
        keep=("instance_url", "team.id"),
    )
    assert service.callback == CallbackForm(("realmId", "accounts-server"), "granted", "accounts-server", "hmac")
    assert service.account == AccountProbe(
        "https://api.acme.example/me",
        label="email",
        headers=(("Client-Id", "{client_id}"),),
        labels=("name", "login"),
        keep=("api_endpoint",),
        auth="client",
        parameters=(("token", "{access_token}"),),
    )
    assert service.second_step == SecondStep(
        "https://login.acme.example/more", "token", (("old_token", "{access_token} {client_id}"),)
    )
    assert service.renewal == Renewal("access_token", "GET", (("for", "{client_id}"),))
    assert service.places == Places(
        "Site",
        "https://api.acme.example/sites",
        "data.sites",
        "id",
        "url",
        ("base_uri",),
        (("Client-Id", "{client_id}"),),
    )
    headers = (("X-Realm", "{callback.realmId} {account.api_endpoint}"), ("X-Site", "{place.id}"))
    assert service.api == ApiUse("OAuth", "X-Token", headers)
    assert service.revocation == Revocation(
        "https://login.acme.example/{client_id}/{callback.realmId}/token",
        "DELETE",
        RevocationProof.SECRET,
        "Client",
        "json",
        (("token", "{access_token} {refresh_token} {client_secret} {client_id} {token.team.id}"),),
        "https://acme.example/apps",
    )
    assert service.api_base_urls == ("https://api.acme.example/v1",)
    assert service.api_templates == (
        "https://api.acme.example/v1",
        "{token.instance_url}/services/data",
        "{place.base_uri}/v3",
    )


def test_an_account_that_the_token_answer_tells() -> None:
    """Without an address the paths lead into what is kept."""
    service = parse_profile(HEAD + '[answer]\nkeep = ["user.id"]\n[account]\nsubject = "user.id"\n')
    assert service.account == AccountProbe(subject="user.id")


def test_a_written_profile_reads_as_the_same_service(tmp_path: Path) -> None:
    """Sharing loses nothing."""
    service = parse_profile(FULL)
    assert parse_profile(write_profile(service), base=tmp_path) == service


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('[answer]\nbody = "x"\n', 6, "answer.body"),
        ('[answer]\ninside = "a..b"\n', 6, "answer.inside"),
        ("[answer]\nlifetime = 0\n", 6, "answer.lifetime"),
        ('[answer]\nkeep = "team"\n', 6, "answer.keep"),
        ('[answer]\nkeep = ["authed_user.access_token"]\n', 6, "answer.keep"),
        ('[answer]\nkeep = ["refresh_token[0]"]\n', 6, "answer.keep"),
        ('[answer]\nok_value = "0"\n', 6, "answer.ok_value"),
        ('[quirks]\nclient_id_parameter = "state"\n', 6, "quirks.client_id_parameter"),
        ('[quirks]\nscope_parameter = "code"\n', 6, "quirks.scope_parameter"),
        ('[quirks]\nomit_parameters = ["state"]\n', 6, "quirks.omit_parameters"),
        ('[quirks]\nomit_parameters = ["code_challenge"]\n', 6, "quirks.omit_parameters"),
        ('[quirks]\nchallenge_encoding = "plain"\n', 6, "quirks.challenge_encoding"),
        ('[parameters.authorization]\nx = "{redirect_uri}"\n', 6, "parameters.authorization.x"),
        ('[parameters.token]\nx = "{token.team}"\n', 6, "parameters.token.x"),
        ('[parameters.token]\nx = "{client_secret}"\n', 6, "parameters.token.x"),
        (
            '[quirks]\nclient_id_parameter = "client_key"\n[parameters.token]\nclient_key = "x"\n',
            8,
            "parameters.token.client_key",
        ),
        ('[account]\nlabel = "x"\n', 5, "account"),
        ("[account]\nlabels = []\n", 5, "account"),
        ('[account]\nlabel = "x"\n[answer]\nkeep = ["x"]\n[key]\n', 5, "account"),
        ('[account]\nurl = "https://a.example"\nkeep = ["access_token"]\n', 7, "account.keep"),
        ('[account]\nurl = "https://a.example"\n[account.parameters]\nt = "x"\n', 7, "account.parameters"),
        (
            '[account]\nurl = "https://a.example"\nauth = "client"\n[account.parameters]\nt = "{refresh_token}"\n',
            9,
            "account.parameters.t",
        ),
        ('[account]\nurl = "https://a.example"\n[account.headers]\nX = "{access_token}"\n', 8, "account.headers.X"),
        ('[api]\nscheme = "two words"\n', 6, "api.scheme"),
        ('[api]\nheader = "Authorization"\n', 6, "api.header"),
        ('[api]\nheader = "Cookie"\n', 6, "api.header"),
        ('[api.headers]\nHost = "evil.example"\n', 6, "api.headers.Host"),
        ('[api.headers]\nX = "{token.id}"\n', 6, "api.headers.X"),
        ('[second_step]\nauth = "token"\n', 5, "second_step"),
        ('[second_step]\nurl = "https://a.example/{access_token}"\n', 6, "second_step.url"),
        (
            '[second_step]\nurl = "https://a.example"\n[second_step.parameters]\nt = "{client_secret}"\n',
            8,
            "second_step.parameters.t",
        ),
        (
            '[second_step]\nurl = "https://a.example"\n[second_step.parameters]\nclient_secret = "x"\n',
            8,
            "second_step.parameters.client_secret",
        ),
        ('[renewal]\nmethod = "GET"\n', 5, "renewal"),
        ('[renewal]\nby = "access_token"\n[renewal.parameters]\nt = "{access_token}"\n', 8, "renewal.parameters.t"),
        ('[answer]\naccess_token = "result.value"\n', 6, "answer.access_token"),
        ('[answer]\nrefresh_token = "again[0]"\n', 6, "answer.refresh_token"),
        ('[answer]\nrefresh_token = "token_type"\n', 6, "answer.refresh_token"),
        (
            '[revocation]\nurl = "https://a.example"\n[revocation.parameters]\nt = "{client_secret}"\n',
            8,
            "revocation.parameters.t",
        ),
        (
            '[second_step]\nurl = "https://a.example"\n[second_step.parameters]\nold = "{access_token}"\n',
            8,
            "second_step.parameters.old",
        ),
        (
            '[account]\nurl = "https://a.example"\nauth = "client"\n[account.parameters]\nx = "{access_token}"\n',
            9,
            "account.parameters.x",
        ),
        ("[place]\n", 5, "place"),
        ('[place]\nlabel = "Site"\nurl = "https://a.example"\n', 5, "place"),
        ('[place]\nurl = "http://a.example"\n', 6, "place.url"),
        ('[place]\nurl = "https://a.example/{token.id}"\nlabel = "S"\nvalue = "i"\n', 6, "place.url"),
        ('[place]\nitems = "$.data"\nx = 1\n', 7, "place.x"),
        ('[place]\nitems = ""\n', 6, "place.items"),
        ('[place]\nvalue = "access_token"\n', 6, "place.value"),
        ('[place]\nlabel = "S"\nurl = "https://a.example"\nvalue = "i"\nkeep = ["id"]\n', 9, "place.keep"),
        (
            '[place]\nlabel = "S"\nurl = "https://a.example"\nvalue = "i"\n[place.headers]\nX = "{place.id}"\n',
            10,
            "place.headers.X",
        ),
        ('[place]\nlabel = "S"\nurl = "https://a.example"\nvalue = "i"\n[key]\n', 5, "place"),
        ('api_base_urls = ["https://a.example/{place.id}"]\n', 5, "service.api_base_urls"),
        ('[api.headers]\nX = "{place.id}"\n', 6, "api.headers.X"),
        ('[parameters.authorization]\nx = "{place.id}"\n', 6, "parameters.authorization.x"),
        ('[revocation]\nmethod = "DELETE"\n', 6, "revocation.method"),
        ('[revocation]\npage = "http://a.example"\n', 6, "revocation.page"),
        ('[revocation]\nurl = "https://a.example/{access_token}"\n', 6, "revocation.url"),
        ('[revocation]\nurl = "https://a.example?t={refresh_token}"\n', 6, "revocation.url"),
        ('[revocation]\nurl = "https://a.example/{client_secret}"\n', 6, "revocation.url"),
        ('[revocation]\nurl = "https://a.example/{token.id}"\n', 6, "revocation.url"),
        ('[revocation]\nurl = "https://{token.id}.example"\n[answer]\nkeep = ["id"]\n', 6, "revocation.url"),
        ('[revocation]\nurl = "https://a.example"\nauth = "magic"\n', 7, "revocation.auth"),
        ('[revocation]\nurl = "https://a.example"\nmethod = "GET"\n', 7, "revocation.method"),
        (
            '[revocation]\nurl = "https://a.example"\n[revocation.parameters]\nt = "{id_token}"\n',
            8,
            "revocation.parameters.t",
        ),
        ('[callback]\nkeep = ["code"]\n', 6, "callback.keep"),
        ('[callback]\nkeep = ["a b"]\n', 6, "callback.keep"),
        ('[callback]\nscope = "state"\n', 6, "callback.scope"),
        ('[callback]\nsigned = "rsa"\n', 6, "callback.signed"),
        ('[callback]\nsigned = "hmac"\n', 6, "callback.signed"),
        ('[callback]\ntoken_host = "server"\n', 6, "callback.token_host"),
        ('api_base_urls = ["https://a.example/{callback.realm}"]\n', 5, "service.api_base_urls"),
        ('api_base_urls = ["{token.place}/api"]\nallowed_hosts = ["*.example"]\n', 5, "service.api_base_urls"),
        ('api_base_urls = ["http://api.example/{token.id}"]\n', 5, "service.api_base_urls"),
        ('api_base_urls = ["{token.place}/api"]\n[answer]\nkeep = ["place"]\n', 5, "service.api_base_urls"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(text: str, line: int, key: str) -> None:
    """The line and the key are named; a place that the service names needs hosts that are allowed."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(HEAD + text)
    assert (caught.value.line, caught.value.key) == (line, key)
