"""Texts with gaps: where the gaps are, and which addresses can be made of them."""

import pytest

from oauth_desk.domain.template import check_template, gaps, is_named_by_service, kept_gaps
from oauth_desk.domain.web_address import check_endpoint


def test_gaps_are_named_and_told_apart() -> None:
    """A gap is a name, or a source with a path; what else stands in braces is text."""
    text = '{host}/{token.team.id}/{callback.realmId}/{account.a[0].b}/{"query"}/{ me }/{Upper}'
    assert gaps(text) == ("host", "token.team.id", "callback.realmId", "account.a[0].b")
    assert kept_gaps(text) == ("token.team.id", "callback.realmId", "account.a[0].b")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{token.url}/api", True),
        ("https://{token.dc}.api.example/3.0", True),
        ("https://api.example:{token.port}?x=1", True),
        ("https://api.example/{token.id}", False),
        ("https://api.example?realm={callback.realm}", False),
        ("https://api.example", False),
    ],
)
def test_who_decides_about_the_host(template: str, *, told: bool) -> None:
    """A gap before the path lets somebody else say where the address leads."""
    assert is_named_by_service(template) is told


@pytest.mark.parametrize("template", ["{token.url}/api", "https://{host}/a/{token.id}", "https://api.example"])
def test_addresses_that_can_be(template: str) -> None:
    """A template comes back as it is."""
    assert check_template(template, check_endpoint) == template


@pytest.mark.parametrize("template", ["http://{host}/a", "api/{token.id}", "https://a.example/{token.id}#x", "{a}b"])
def test_addresses_that_cannot_be(template: str) -> None:
    """What is no address with its gaps filled is none."""
    with pytest.raises(ValueError, match=r"must|has a host"):
        check_template(template, check_endpoint)
