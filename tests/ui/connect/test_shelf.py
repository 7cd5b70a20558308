"""Finding a service."""

import pytest

from oauth_desk.domain.service import Service
from oauth_desk.ui.connect.shelf import address_in, categories, shown

GOOGLE = Service(id="google", name="Google", category="Office", summary="Calendar, Drive, Gmail")
GITHUB = Service(
    id="github", name="GitHub", category="Code", summary="Code, issues", scope_meaning=(("mail", "See your e-mail"),)
)
MAIL = Service(id="mailer", name="Mailer", category="Zebra", scope_meaning=(("read", "Read your mail"),))
ADS = Service(id="ads", name="Big Google Ads", category="Zebra")
OPENID = Service(id="openid", name="Any OpenID provider", category="Your company", summary="Google Workspace too")
ALL = [OPENID, GITHUB, ADS, GOOGLE]


def test_categories_have_an_order_people_expect() -> None:
    """Office first, one's own company last; only categories that have services."""
    assert categories(ALL) == ["Office", "Code", "Zebra", "Your company"]
    names = ["Office", "Messages", "Tasks", "Sales", "Money", "Code", "Design", "Media", "Social", "Health"]
    every = [Service(id=f"s{number}", name=name, category=name) for number, name in enumerate(sorted(names))]
    assert categories([OPENID, *every]) == [*names, "Your company"]


def test_what_most_look_for_stands_first() -> None:
    """The popular services come in the order of the drawing, the others by name behind them."""
    popular = ["google", "microsoft", "slack", "notion", "github", "hubspot"]
    popular += ["dropbox", "spotify", "zoom", "xero", "asana", "linear"]
    others = [Service(id=f"other-{letter}", name=letter) for letter in "ABC"]
    every = [*others, *(Service(id=name, name=name) for name in sorted(popular))]
    assert [service.id for service in shown(every, "")] == [*popular, "other-A", "other-B", "other-C"]


@pytest.mark.parametrize(
    ("wanted", "category", "found"),
    [
        ("", "", [GOOGLE, GITHUB, ADS, OPENID]),
        ("  ", "Code", [GITHUB]),
        ("GOO", "", [GOOGLE, ADS, OPENID]),
        ("zebra", "", [ADS]),
        ("gmail", "", [GOOGLE]),
        ("git code", "", [GITHUB]),
        ("nothing", "", []),
    ],
)
def test_search_looks_at_names_and_what_they_are_for(wanted: str, category: str, found: list[Service]) -> None:
    """Every word has to occur; names that begin with it come first, stand-ins for any service last."""
    assert shown(ALL, wanted, category) == found


def test_what_can_be_done_somewhere_is_found_behind_the_names() -> None:
    """Whoever types what they want to do finds where: at the beginning of a word, and after services called so."""
    outlook = Service(id="outlook", name="Outlook", scope_meaning=(("read", "Read all your mail"),))
    assert shown([outlook, MAIL, GITHUB], "mail") == [MAIL, outlook]
    assert shown([outlook, MAIL], "all mail") == [outlook]
    assert shown([outlook], "ail") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://login.example/realm", "https://login.example/realm"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("login.example/x", "https://login.example/x"),
        ("git.example:8443", "https://git.example:8443"),
        ("google", None),
        ("any other.service", None),
        ("ftp://x.example", None),
        ("3.14", None),
        ("", None),
    ],
)
def test_tells_an_address_from_a_word(text: str, address: str | None) -> None:
    """An address may be pasted with or without https."""
    assert address_in(text) == address


def test_half_an_address_is_no_address_yet() -> None:
    """What stands there while somebody types is never a traceback."""
    assert address_in("https://[") is None
    assert address_in("https://[::1]/x") == "https://[::1]/x"
