"""Every service of the catalogue is played as shipped, with all that it may be given."""

from collections import Counter
from pathlib import Path

import pytest

from oauth_desk.domain.profile import parse_profile
from tests.quirks.shipped.entry import Shipped
from tests.quirks.shipped.profile import FOLDER, GENERIC
from tests.quirks.shipped.table import SHIPPED
from tests.quirks.stand import stand_of
from tests.quirks.test_stories import named

FILES = {path.stem for path in FOLDER.glob("*.toml")} - GENERIC


def _wants_no_secret(manner: Shipped) -> bool:
    service = parse_profile((FOLDER / f"{manner.name}.toml").read_text(encoding="utf-8"), base=FOLDER)
    return not service.client_secret_needed and manner.wants.proof != "none"


PUBLIC = [manner for manner in SHIPPED if _wants_no_secret(manner)]


def test_every_shipped_service_is_played() -> None:
    """A file without a line in the table would be one whose facts nobody has tried, and a line without a file none."""
    assert Counter(manner.name for manner in SHIPPED) == Counter(FILES)


@pytest.mark.parametrize("manner", PUBLIC, ids=named)
async def test_a_client_without_a_secret(manner: Shipped, tmp_path: Path) -> None:
    """C36: where the secret may be left out, the client's id alone stands in the body, and all goes on as with one."""
    async with stand_of(manner.without_secret(), tmp_path) as stand:
        first = await stand.sign_in()
        assert first.tokens.access_token is not None
        if manner.renews:
            assert (await stand.renew(first)).tokens.access_token != first.tokens.access_token
