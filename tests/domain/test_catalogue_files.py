"""The catalogue that is shipped."""

import re
from pathlib import Path

import pytest

from oauth_desk.domain.profile import parse_profile
from oauth_desk.domain.profile_questions import KEYS as QUESTION_KEYS
from oauth_desk.domain.profile_schema import FREE_TABLES, TABLES
from oauth_desk.domain.profile_text import write_profile
from oauth_desk.domain.reason import said_cause
from oauth_desk.domain.status import Cause

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "services"
FILES = sorted(FOLDER.glob("*.toml"))
GENERIC = {"openid", "oauth", "key"}


def test_the_catalogue_has_ten_services_and_three_generic_entries() -> None:
    """Thirteen files: ten services whose facts are sure, and three ways to any other."""
    assert len(FILES) == 13
    assert {file.stem for file in FILES} > GENERIC


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_entry_is_complete(file: Path) -> None:
    """An entry has its file's name, words for people, a colour, and both addresses unless it is generic."""
    text = file.read_text(encoding="utf-8")
    service = parse_profile(text, base=FOLDER)
    assert service.id == file.stem
    assert service.category
    assert service.summary
    assert service.color
    assert service.instructions
    assert service.client.client_id is None
    assert service.client.client_secret is None
    assert service.needs_client or service.key is not None
    assert set(service.scopes) <= {scope for scope, _ in service.scope_meaning}
    if service.id not in GENERIC:
        assert service.endpoints.authorization
        assert service.endpoints.token
        assert service.api_base_urls
        assert service.account is not None
        assert re.search(r'confidence\s"(one|two) sources?"', text.replace("Confidence", "confidence"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_entry_survives_sharing(file: Path) -> None:
    """Writing an entry and reading it again gives the same service."""
    service = parse_profile(file.read_text(encoding="utf-8"), base=FOLDER)
    assert parse_profile(write_profile(service), base=FOLDER) == service


def test_the_readme_names_every_key() -> None:
    """Each key of the format, each quirk above all, is explained beside the files."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    keys = {key for table in TABLES.values() for key in table}
    keys |= {*QUESTION_KEYS, "choices"}
    keys |= {table.removeprefix("quirks.") for table in FREE_TABLES}
    assert {key for key in keys if f"`{key}`" not in readme and f"`[{key}]`" not in readme} == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_service_gets_pkce(file: Path) -> None:
    """C03: no entry that is shipped turns PKCE off, though a profile for a service that it disturbs can."""
    assert parse_profile(file.read_text(encoding="utf-8"), base=FOLDER).quirks.send_pkce


def test_microsofts_numbers_tell_why() -> None:
    """What the number means is in the entry: the words around it come in the person's language."""
    service = parse_profile((FOLDER / "microsoft.toml").read_text(encoding="utf-8"), base=FOLDER)
    said = "invalid_grant AADSTS50173: Die angegebene Erteilung ist abgelaufen."
    assert said_cause(said, service.quirks.reasons) is Cause.PASSWORD
    assert said_cause(said) is None
