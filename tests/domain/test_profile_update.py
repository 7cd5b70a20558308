"""What a newer profile changes for a connection, and what it leaves alone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from oauth_desk.domain.answered import answered
from oauth_desk.domain.grant import Assertion, Grant
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.profile_update import Update, origin_of, told_keys, update_of
from oauth_desk.domain.secret import Secret
from oauth_desk.domain.service import Client, Metadata, Service
from tests.domain.profile_samples import HEAD, written
from tests.domain.test_profile_sharing import profiles

BASE: dict[str, object] = {
    **HEAD,
    "service.authorization_endpoint": "https://login.acme.example/a",
    "service.token_endpoint": "https://login.acme.example/t",
    "service.api_base_urls": ["https://api.acme.example/v1"],
    "client.client_id": "desk",
    "scopes.default": ["read", "write"],
    "quirks.rejected_errors": ["gone"],
}


def profile(**changes: object) -> Service:
    """Return a profile; keys are dotted with two underscores, None takes one away."""
    keys = {**BASE, **{name.replace("__", "."): value for name, value in changes.items()}}
    return parse_profile(written({name: value for name, value in keys.items() if value is not None}))


def connected(made_from: Service | None = None, **changes: Any) -> Service:
    """Return the service of a connection that was made from a profile."""
    known = profile() if made_from is None else made_from
    return replace(known, origin=origin_of(known), **changes)


def found(now: Service, service: Service | None = None, scopes: tuple[str, ...] = ("read", "write")) -> Update:
    """Return what a newer profile changes; fail where it changes nothing."""
    update = update_of(connected() if service is None else service, scopes, now)
    assert update is not None
    return update


def test_the_same_profile_changes_nothing() -> None:
    """Neither a profile that stayed nor words for people are worth a question, nor is a connection of no profile."""
    assert update_of(connected(), ("read",), profile()) is None
    assert update_of(connected(), ("read",), profile(service__summary="New words", service__color="#123456")) is None
    assert update_of(profile(), ("read",), profile(client__client_id="other")) is None


@given(profiles())
def test_every_profile_leaves_its_own_connections_alone(values: dict[str, object]) -> None:
    """For any service: right after connecting there is nothing to ask."""
    known = parse_profile(written(values))
    assert update_of(connected(known), known.scopes, known) is None
    assert update_of(connected(known), known.scopes, known, locked_alone=True) is None


def test_a_new_quirk_keeps_the_tokens() -> None:
    """What the same servers are told in another way needs no sign-in and has no new hosts."""
    update = found(profile(quirks__rejected_errors=["gone", "dead"], service__summary="New"))
    assert (update.changed, update.hosts, update.signs_in) == (("quirks.rejected_errors",), (), False)
    assert (update.service.quirks.rejected_errors, update.service.summary) == (("gone", "dead"), "New")
    assert update_of(update.service, update.scopes, profile(quirks__rejected_errors=["gone", "dead"])) is None


@pytest.mark.parametrize(
    ("changes", "signs_in", "hosts"),
    [
        ({"service__token_endpoint": "https://login.acme.example/t2"}, False, ()),
        ({"service__token_endpoint": "https://new.acme.example/t"}, True, ("new.acme.example",)),
        ({"service__refresh_endpoint": "https://r.acme.example/t"}, True, ("r.acme.example",)),
        ({"service__authorization_endpoint": "https://pages.acme.example/a"}, False, ("pages.acme.example",)),
        ({"service__api_base_urls": ["https://b.example/"]}, False, ("b.example",)),
        ({"service__allowed_hosts": ["*.acme.example"]}, False, ("*.acme.example",)),
        ({"account__url": "https://me.example/"}, False, ("me.example",)),
        ({"revocation__url": "https://end.example/"}, False, ("end.example",)),
        ({"revocation__page": "https://page.example/"}, False, ()),
        ({"second_step__url": "https://step.example/"}, False, ("step.example",)),
        ({"client__client_id": "other"}, True, ()),
        ({"client__client_secret": "s"}, False, ()),
        ({"client__auth_method": "client_secret_post"}, False, ()),
        ({"scopes__default": ["read"]}, False, ()),
        ({"scopes__default": ["read", "write", "send"]}, True, ()),
        ({"security__resource": ["https://api.acme.example"]}, True, ()),
        ({"security__ca_file": "/ca.pem"}, True, ()),
    ],
)
def test_tokens_stay_with_their_client_and_their_server(
    changes: dict[str, object], signs_in: bool, hosts: tuple[str, ...]
) -> None:
    """Tokens are kept where client and token endpoint's host stay; every host that is new is named."""
    update = found(profile(**changes))
    assert (update.signs_in, update.hosts) == (signs_in, hosts)


def test_a_person_s_own_client_stays() -> None:
    """Whoever connected with a client of their own keeps it, and its secret, unless it is locked now."""
    own = connected(client=Client("mine", Secret("s")))
    assert update_of(own, ("read",), profile(client__client_id="company")) is None
    update = found(profile(client__client_id="company", policy__locked=["client.client_id"]), own)
    assert (update.service.client, update.signs_in) == (Client("company"), True)
    assert update.service.locked == ("client.client_id",)


def test_a_lock_counts_also_where_the_profile_said_it_before() -> None:
    """A value that an administrator locks today replaces a person's, whenever the profile had it."""
    own = connected(client=Client("mine"))
    assert found(profile(policy__locked=["client.client_id"]), own).changed == ("client.client_id",)


def test_locked_fields_can_be_taken_alone() -> None:
    """Without asking, nothing but locked fields changes; the rest is still there to be asked about."""
    now = profile(quirks__rejected_errors=["dead"], parameters__token=None, client__redirect_uri="http://127.0.0.1/x")
    assert update_of(connected(), ("read",), now, locked_alone=True) is None
    locked = replace(now, locked=("quirks.rejected_errors",))
    update = update_of(connected(), ("read", "write"), locked, locked_alone=True)
    assert update is not None
    assert (update.changed, update.service.quirks.rejected_errors) == (("quirks.rejected_errors",), ("dead",))
    assert update.service.client.redirect_uri == "http://127.0.0.1/callback"
    assert found(locked, update.service).changed == ("client.redirect_uri",)


def test_a_registration_of_the_program_s_own_gives_way_to_a_company_s_client() -> None:
    """What the program registered for itself is nobody's choice; nothing of it goes along."""
    bare = profile(client__client_id=None)
    client = Client("dyn", Secret("s"), registered_dynamically=True, registration_token=Secret("r"))
    dynamic = connected(bare, client=client)
    assert update_of(dynamic, ("read",), bare) is None
    update = found(profile(), dynamic)
    assert update.service.client == Client("desk")


def test_what_a_sign_in_learnt_stays() -> None:
    """Keys and certificates read from files, metadata and told addresses outlive a change that is not about them."""
    known = profile(service__issuer="https://login.acme.example")
    client = Client("desk", private_key=Secret("k"), private_key_file="/k.pem")
    service = connected(known, client=client, metadata=Metadata(document="{}"), told=("https://login.acme.example/t",))
    service = replace(
        service,
        security=replace(service.security, authorities="ca", certificate=Secret("c"), certificate_ends_at=1.0),
        assertion=Assertion(private_key=Secret("a")),
    )
    now = profile(service__issuer="https://login.acme.example", quirks__rejected_errors=["dead"])
    made = found(now, service).service
    assert replace(made, quirks=service.quirks, origin=service.origin) == service


def test_another_issuer_is_discovered_anew() -> None:
    """Addresses and metadata of the one before are forgotten, so that nothing is sent to a mixture of both."""
    plain = {"service__authorization_endpoint": None, "service__token_endpoint": None}
    before = profile(service__issuer="https://login.acme.example", **plain)
    service = connected(before, endpoints=profile().endpoints, metadata=Metadata(document="{}"), told=("x",))
    now = profile(service__issuer="https://id.acme.example", **plain)
    update = found(now, service)
    assert (update.service.endpoints, update.service.metadata, update.service.told) == (now.endpoints, Metadata(), ())
    assert (update.signs_in, update.hosts) == (True, ("id.acme.example",))


def test_files_are_read_anew_where_they_changed() -> None:
    """Another file's content replaces what was read from the one before, at the sign-in."""
    known = profile(
        security__ca_file="/a.pem", security__client_certificate="/a.crt", client__private_key_file="/a.key"
    )
    kept = {"authorities": "old", "certificate": Secret("old"), "certificate_ends_at": 1.0}
    service = connected(known, client=replace(known.client, private_key=Secret("old")))
    service = replace(service, security=replace(service.security, **kept))
    now = profile(security__ca_file="/b.pem", security__client_certificate="/b.crt", client__private_key_file="/b.key")
    made = found(now, service).service
    assert (made.security, made.client) == (now.security, now.client)


def test_what_was_ticked_stays_ticked() -> None:
    """Permissions that a person added or left out stay so; those that the profile adds or drops follow it."""
    now = profile(scopes__default=["read", "new"])
    assert found(now, scopes=("read", "write", "mine")).scopes == ("read", "mine", "new")
    locked = profile(scopes__default=["read", "new"], policy__locked=["scopes.default"])
    assert found(locked, scopes=("read", "write", "mine")).scopes == ("read", "new")


def test_the_last_day_of_a_secret_goes_with_its_secret() -> None:
    """A newer day, or another secret, brings its own end; the day that a person kept is that person's choice."""
    first = {"client__client_secret": "one", "client__client_secret_ends": date(2027, 3, 31)}
    known = profile(**first)
    later = profile(**{**first, "client__client_secret_ends": date(2028, 3, 31)})
    assert found(later, connected(known)).service.client == later.client
    other = profile(client__client_secret="two")
    assert found(other, connected(known)).service.client == other.client
    kept = connected(known, client=replace(known.client, secret_expires_at=1.9e9))
    assert update_of(kept, ("read",), later) is None
    assert found(other, kept).service.client == other.client


def test_what_a_sign_in_filled_in_stays() -> None:
    """C100: API addresses that an answer completed, and the server that it named, outlive what is not about them."""
    known = profile(
        service__api_base_urls=["{token.base}/v1"],
        service__allowed_hosts=["*.acme.example"],
        answer__keep=["base"],
        callback__token_host="server",
        policy__locked=["service.token_endpoint"],
    )
    moved = replace(known.endpoints, token="https://login.eu.acme.example/t")
    service = connected(known, api_base_urls=("https://eu.acme.example/v1",), endpoints=moved)
    assert update_of(service, ("read", "write"), known) is None
    assert update_of(service, ("read", "write"), known, locked_alone=True) is None
    newer = replace(known, quirks=replace(known.quirks, rejected_errors=("dead",)))
    made = found(newer, service).service
    assert replace(made, quirks=service.quirks, origin=service.origin) == service


def test_a_lock_takes_no_address_that_was_discovered() -> None:
    """An address that a profile leaves to discovery stays, also where nobody else may say it."""
    known = profile(service__token_endpoint=None, service__issuer="https://login.acme.example")
    service = connected(known, endpoints=replace(known.endpoints, token="https://login.acme.example/t"))
    locked = replace(known, locked=("service.token_endpoint",))
    assert update_of(service, ("read", "write"), locked) is None


ASKING: dict[str, Any] = {
    "service__token_endpoint": "https://{host}/t",
    "service__authorization_endpoint": "https://{host}/a",
    "parameters__token": {"audience": "{audience}"},
    "questions.host": {"label": "Server"},
    "questions.audience": {"label": "API", "kind": "text", "optional": True},
}


def asking(**changes: Any) -> Service:
    """Return a profile with questions."""
    keys = {**BASE, **{name.replace("__", "."): value for name, value in {**ASKING, **changes}.items()}}
    return parse_profile(written(keys))


def test_answers_are_no_difference_and_are_kept() -> None:
    """Right after its questions were answered a connection is asked nothing; an update fills in the same answers."""
    known = asking()
    service = answered(connected(known), {"host": "git.acme.example"})
    assert update_of(service, ("read", "write"), known) is None
    locked = replace(known, locked=("service.token_endpoint",))
    assert update_of(service, ("read", "write"), locked, locked_alone=True) is None
    now = asking(service__token_endpoint="https://{host}/t2")
    update = found(now, service)
    assert (update.changed, update.hosts) == (("service.token_endpoint",), ())
    assert update.service.endpoints.token == "https://git.acme.example/t2"
    assert update.service.endpoints.authorization == "https://git.acme.example/a"
    assert update.service.questions == ()
    assert update_of(update.service, update.scopes, now) is None
    assert found(asking(service__token_endpoint="https://{host}/t3"), update.service).service.endpoints.token == (
        "https://git.acme.example/t3"
    )


def test_a_question_that_was_never_answered_is_told_and_changes_nothing() -> None:
    """Where a newer profile asks what nobody has said, or takes an answer no longer, the connection stays as it is."""
    service = answered(connected(asking()), {"host": "git.acme.example"})
    now = asking(**{"service__token_endpoint": "https://{host}/{realm}", "questions.realm": {"label": "Realm"}})
    update = update_of(service, ("read", "write"), now)
    assert update is not None
    assert (update.service, update.asks, update.changed, update.hosts) == (service, ("Realm",), (), ())
    assert not update.signs_in
    assert update_of(service, ("read", "write"), now, locked_alone=True) is None
    renamed = asking(**{"questions.host.choices": {"elsewhere": "git.acme.example"}})
    again = update_of(service, ("read", "write"), renamed)
    assert again is not None
    assert (again.asks, again.mark != update.mark) == (("Server",), True)


def test_where_nobody_signs_in_nobody_is_asked_to() -> None:
    """A key is kept, and a program's own access is asked for anew, unless a file has to be read first."""
    key = parse_profile(written({**HEAD, "key.place": "bearer", "service.api_base_urls": ["https://api.acme.example"]}))
    moved = parse_profile(written({**HEAD, "key.place": "bearer", "service.api_base_urls": ["https://b.example"]}))
    assert (found(moved, connected(key)).signs_in, found(moved, connected(key)).hosts) == (False, ("b.example",))
    own = {"client__grant": "client_credentials"}
    robot = connected(profile(**own), grant=Grant.CLIENT_CREDENTIALS)
    assert not found(profile(**own, client__client_id="other"), robot).signs_in
    assert found(profile(**own, client__private_key_file="/k.pem"), robot).signs_in
    assert found(profile(**own)).signs_in


def test_each_state_of_a_profile_has_a_mark() -> None:
    """The same newer settings are recognised, others are not; the mark tells nothing of a secret."""
    one, same, other = (profile(client__client_secret=text) for text in ("canary-1", "canary-1", "canary-2"))
    assert found(one).mark == found(same).mark != found(other).mark
    assert "canary" not in found(one).mark
    assert "canary" not in repr(origin_of(one))


def test_changes_are_told_in_plain_words() -> None:
    """Each thing is said once; what has no word of its own is how the service is spoken to."""
    keys = (
        "client.client_id",
        "client.auth_method",
        "service.token_endpoint",
        "service.jwks_uri",
        "quirks.x",
        "security.x",
    )
    assert list(told_keys(keys)) == [
        "the registration of this program",
        "how this program proves itself",
        "its addresses",
        "how the service is spoken to",
    ]
