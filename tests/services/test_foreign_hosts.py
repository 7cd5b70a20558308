"""Hosts that seem to belong to different organisations."""

from dataclasses import replace

from oauth_desk.domain.manners import Revocation, SecondStep
from oauth_desk.domain.service import AccountProbe, Endpoints, Service
from oauth_desk.services.foreign_hosts import foreign_hosts, foreign_words

ACME = Service("acme", "Acme", endpoints=Endpoints("https://login.acme.example/a", "https://evil.example/t"))


def test_both_hosts_are_said() -> None:
    """Whoever reads it can compare."""
    assert foreign_hosts(ACME) == ("login.acme.example", "evil.example")
    assert foreign_words(foreign_hosts(ACME)) == (
        "You sign in at login.acme.example, and the connection itself comes from evil.example. "
        "Go on only if both belong to the service."
    )


def test_every_other_host_is_said() -> None:
    """C81: an endpoint beside the two, or the issuer, may be a stranger's as well."""
    more = replace(ACME.endpoints, userinfo="https://api.acme.example/me", revocation="https://third.example/r")
    hosts = foreign_hosts(replace(ACME, endpoints=more))
    assert hosts == ("login.acme.example", "evil.example", "third.example")
    assert "the connection also uses evil.example and third.example." in foreign_words(hosts)


def test_what_is_not_known_or_a_demo_says_nothing() -> None:
    """Without both addresses there is nothing to compare."""
    assert foreign_hosts(replace(ACME, endpoints=Endpoints())) == ()
    assert foreign_hosts(replace(ACME, is_demo=True)) == ()


def test_what_came_with_the_program_is_not_asked_about() -> None:
    """Its hosts were looked at already: a person is not sent to compare them."""
    assert foreign_hosts(replace(ACME, vouched=True)) == ()


def test_where_the_profile_sends_secrets_besides_is_said() -> None:
    """C81: the step after the code, the end and a question of the client's own get a token or the client's secret."""
    own = replace(ACME, endpoints=Endpoints("https://login.acme.example/a", "https://login.acme.example/t"))
    assert foreign_hosts(own) == ()
    for service in (
        replace(own, second_step=SecondStep(url="https://evil.example/long")),
        replace(own, revocation=Revocation(url="https://evil.example/end")),
        replace(own, account=AccountProbe("https://evil.example/who", auth="client")),
    ):
        assert foreign_hosts(service) == ("login.acme.example", "evil.example")


def test_an_address_that_only_a_sign_in_tells_is_no_host() -> None:
    """What a service names itself is held within the allowed hosts once it is known; there is nothing to show yet."""
    home = Endpoints("https://login.acme.example/a", "https://login.acme.example/t")
    told = Revocation("{token.instance_url}/revoke")
    assert foreign_hosts(replace(ACME, endpoints=home, revocation=told)) == ()
