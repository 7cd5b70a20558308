"""The catalogue that is shipped."""

import re
from pathlib import Path
from typing import Final

import pytest

from oauth_desk.domain.answered import answered
from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.profile_questions import KEYS as QUESTION_KEYS
from oauth_desk.domain.profile_schema import FREE_TABLES, TABLES
from oauth_desk.domain.profile_text import write_profile
from oauth_desk.domain.reason import said_cause
from oauth_desk.domain.service import Service
from oauth_desk.domain.status import Cause
from oauth_desk.domain.template import gaps, kept_gaps

FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "services"
FILES: Final = sorted(FOLDER.glob("*.toml"))
GENERIC: Final = {"openid", "oauth", "key"}

CATEGORIES: Final = {
    "Office": "google microsoft notion dropbox box airtable calendly typeform docusign yahoo yandex",
    "Messages": "slack discord zoom line kakao",
    "Tasks": "asana monday clickup linear todoist atlassian",
    "Sales": "salesforce hubspot zoho pipedrive mailchimp intercom zendesk shopify eventbrite",
    "Money": "stripe paypal square quickbooks xero freshbooks",
    "Code": "github gitlab bitbucket sentry pagerduty digitalocean heroku vercel huggingface",
    "Design": "figma miro canva adobe webflow wordpress",
    "Media": "spotify twitch vimeo",
    "Social": "linkedin x facebook reddit instagram tiktok",
    "Health": "strava fitbit oura withings",
    "Your company": "okta auth0 keycloak servicenow snowflake databricks openid oauth key",
}
CATEGORY_OF: Final = {name: category for category, names in CATEGORIES.items() for name in names.split()}

WITHOUT_PKCE: Final = {"linkedin", "pipedrive", "monday", "typeform"}
WITHOUT_PKCE_BESIDE_A_SECRET: Final = {"slack", "square"}

JARGON: Final = re.compile(r"oauth|token|scope|grant|refresh|callback", re.IGNORECASE)
LABELS: Final = re.compile(
    # Addresses and commands to copy; then what developer pages write in small letters.
    r"https?://\S+|oauth-desk connect \S+"
    r"|authorization callback URL|callback URLs?|scoped access|[Aa]ccess scopes|Permission scopes|authorization token"
)
CAPITALS: Final = re.compile(r"OAuth|[A-Z_]*(?:OAUTH|TOKEN)[A-Z_]*|\b(?:Token|Scope|Grant|Refresh|Callback)s?d?\b")
"""What stands in capitals is written so on the page itself: “add it under Callback URLs”."""

CONTRAST: Final = 4.5
"""WCAG 2.2, 1.4.3: of small letters to what is behind them."""


def read(file: Path) -> Service:
    """Parse a shipped file."""
    return parse_profile(file.read_text(encoding="utf-8"), base=FOLDER)


def comments(file: Path) -> str:
    """Return the comments of a file in one line."""
    return " ".join(line.partition("#")[2].strip() for line in file.read_text(encoding="utf-8").splitlines())


def contrast_with_white(color: str) -> float:
    """Return how well a white letter is read on a colour (WCAG 2.2: relative luminance)."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_the_catalogue_has_its_services() -> None:
    """All services of the table are there, 71 of them, and three generic entries; nothing else is."""
    assert {file.stem for file in FILES} == CATEGORY_OF.keys()
    assert len(FILES) - len(GENERIC) == 71


@each_file
def test_each_entry_is_complete(file: Path) -> None:
    """An entry has its file's name, words for people, and no client of ours."""
    service = read(file)
    assert service.id == file.stem
    assert service.name
    assert service.category == CATEGORY_OF[service.id]
    assert 0 < len(service.summary.split()) <= 4
    assert 3 <= len(service.instructions) <= 5
    assert service.docs_url
    assert service.client.client_id is None
    assert service.client.client_secret is None
    assert service.needs_client or service.key is not None
    assert set(service.scopes) <= {scope for scope, _ in service.scope_meaning}


@pytest.mark.parametrize("file", [file for file in FILES if file.stem not in GENERIC], ids=lambda file: file.stem)
def test_each_service_says_where_it_is_and_how_sure_that_is(file: Path) -> None:
    """Both addresses, the API's, the developer page and who signed in are there, and how sure the facts are."""
    service = read(file)
    assert service.endpoints.authorization
    assert service.endpoints.token
    assert service.api_base_urls or service.api_templates
    assert service.developer_console_url
    assert service.account is not None or "who signed in" in comments(file).lower()
    assert re.search(r'[Cc]onfidence "(one source|two sources)"', comments(file))


@each_file
def test_a_white_letter_is_read_on_each_colour(file: Path) -> None:
    """The colour of an entry is dark enough."""
    assert contrast_with_white(read(file).color) >= CONTRAST


@each_file
def test_words_for_people_are_plain(file: Path) -> None:
    """What people read has no word that only developers know, but for what stands on the service's own page."""
    service = read(file)
    if service.id in GENERIC:
        return  # for developers and administrators
    shown = [service.summary, *(meaning for _, meaning in service.scope_meaning)]
    shown += [text for each in service.questions for text in (each.label, *(name for name, _ in each.choices))]
    shown += [CAPITALS.sub("", LABELS.sub("", text)) for text in service.instructions]
    assert [text for text in shown if JARGON.search(text)] == []


@each_file
def test_the_address_to_register_is_the_one_that_is_used(file: Path) -> None:
    """One port for all services that want one; where no address of this computer will do, the steps name the page."""
    service = read(file)
    address = service.client.redirect_uri
    here = {f"http://{host}{port}/callback" for host in ("127.0.0.1", "localhost") for port in ("", ":27182")}
    assert address in {*here, "https://localhost/callback"}
    if address.startswith("https"):
        steps = " ".join(service.instructions)
        assert "does not load" in steps
        assert address in steps or "address shown here" in steps


@each_file
def test_no_address_is_left_open(file: Path) -> None:
    """With its questions answered, an entry has no gap but those that a sign-in fills."""
    service = read(file)
    answers = {each.name: each.example for each in service.questions if each.default is None and not each.optional}
    filled = answered(service, answers)
    places = (filled.issuer, filled.developer_console_url, filled.revocation.page, *filled.instructions)
    endpoints = filled.endpoints
    places += (endpoints.authorization, endpoints.token, endpoints.refresh, endpoints.revocation)
    assert [place for place in places if place and gaps(place)] == []
    every = (*filled.api_base_urls, *filled.api_templates)
    assert all(gaps(address) == kept_gaps(address) for address in every)


@each_file
def test_each_entry_survives_sharing(file: Path) -> None:
    """Writing an entry and reading it again gives the same service."""
    service = read(file)
    assert parse_profile(write_profile(service), base=FOLDER) == service


@each_file
def test_every_service_gets_pkce(file: Path) -> None:
    """C03: PKCE is kept for all but these, where the service answers with an error otherwise; the file says why.

    A connection without it carries a note that says so.
    """
    quirks = read(file).quirks
    assert quirks.send_pkce is (file.stem not in WITHOUT_PKCE)
    assert quirks.pkce_without_secret_only is (file.stem in WITHOUT_PKCE_BESIDE_A_SECRET)
    if file.stem in WITHOUT_PKCE | WITHOUT_PKCE_BESIDE_A_SECRET:
        key = r"(?:send_pkce = false|pkce_without_secret_only = true)"
        assert re.search(rf"(?m)^{key}\s+# \w+", file.read_text(encoding="utf-8"))


def test_the_readme_names_every_key() -> None:
    """Each key of the format, each quirk above all, is explained beside the files."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    keys = {key for table in TABLES.values() for key in table}
    keys |= {*QUESTION_KEYS, "choices"}
    keys |= {table.removeprefix("quirks.") for table in FREE_TABLES}
    assert {key for key in keys if f"`{key}`" not in readme and f"`[{key}]`" not in readme} == set()


def test_microsofts_numbers_tell_why() -> None:
    """What the number means is in the entry: the words around it come in the person's language."""
    service = read(FOLDER / "microsoft.toml")
    said = "invalid_grant AADSTS50173: Die angegebene Erteilung ist abgelaufen."
    assert said_cause(said, service.quirks.reasons) is Cause.PASSWORD
    assert said_cause(said) is None
