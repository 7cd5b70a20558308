"""Where an API is that only the service knows."""

import pytest

from oauth_desk.protocol.api_place import completed, placed
from tests.protocol.samples import acme

HOSTS = ("*.acme.example", "acme.example", "other.example:8443")


def place(template: str, **known: str) -> str:
    """Return the completed address."""
    return completed(template, {f"token.{name}": value for name, value in known.items()}, acme(allowed_hosts=HOSTS))


@pytest.mark.parametrize(
    ("template", "value", "url"),
    [
        ("{token.x}/data", "https://eu.acme.example", "https://eu.acme.example/data"),
        ("{token.x}/data", "https://eu.acme.example/base/", "https://eu.acme.example/base/data"),
        ("{token.x}", "https://other.example:8443", "https://other.example:8443"),
        ("https://{token.x}.acme.example/3.0", "us-6", "https://us-6.acme.example/3.0"),
        ("https://api.example/company/{token.x}", "123:4~5@6+7-8_9.0", "https://api.example/company/123:4~5@6+7-8_9.0"),
        ("https://api.example/a?company={token.x}", "7", "https://api.example/a?company=7"),
    ],
)
def test_a_place_within_the_profiles_hosts(template: str, value: str, url: str) -> None:
    """C100: a host that the profile allows, or a path below one that it names."""
    assert place(template, x=value) == url


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{token.x}/data", "https://evil.example"),
        ("{token.x}/data", "https://acme.example.evil.example"),
        ("{token.x}/data", "https://evilacme.example"),
        ("{token.x}/data", "http://eu.acme.example"),
        ("{token.x}/data", "http://127.0.0.1:8080"),
        ("{token.x}/data", "https://eu.acme.example:444"),
        ("{token.x}/data", "https://other.example"),
        ("{token.x}/data", "https://acme.example@evil.example"),
        ("{token.x}/data", "https://evil.example?.acme.example"),
        ("{token.x}/data", "https://evil.example#.acme.example"),
        ("{token.x}/data", "https://evil.example\\.acme.example"),
        ("{token.x}/data", "acme.example"),
        ("{token.x}.acme.example", "https://evil.example/x"),
        ("https://{token.x}.acme.example", "evil.example/"),
        ("https://{token.x}.acme.example", "evil.example#"),
        ("https://{token.x}.acme.example", "a@b"),
        ("https://{token.x}.acme.example", "a..b"),
        ("https://{token.x}", "evil.example"),
        ("https://api.example/{token.x}/a", ".."),
        ("https://api.example/{token.x}/a", "a/../../b"),
        ("https://api.example/{token.x}/a", "a?b"),
        ("https://api.example/{token.x}/a", "%2e%2e"),
        ("https://api.example/{token.x}/a", "a b"),
    ],
)
def test_any_other_place_is_refused(template: str, value: str) -> None:
    """C100: no other host, nothing unencrypted, and no value that would change the rest of the address."""
    with pytest.raises(ValueError, match=r"."):
        place(template, x=value)


def test_what_is_refused_is_told_and_what_is_unknown_is_left_out() -> None:
    """The note names the host; the other addresses stay, in the profile's order."""
    templates = ("https://api.example/{token.id}", "{token.place}", "https://api.example/v1", "{token.missing}/x")
    service, notes = placed(
        acme(api_templates=templates, allowed_hosts=HOSTS), (("token.place", "https://evil.example"), ("token.id", "7"))
    )
    assert service.api_base_urls == ("https://api.example/7", "https://api.example/v1")
    assert len(notes) == 1
    assert "evil.example" in notes[0]


def test_a_service_without_gaps_stays_as_it_is() -> None:
    """Nothing is looked at where nothing is open."""
    service = acme()
    assert placed(service, (("token.place", "https://evil.example"),)) == (service, ())
