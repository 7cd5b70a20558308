"""The answers that no honest server gives, as tables."""

from types import ModuleType
from typing import Final

from tests.conformance.case import Case
from tests.conformance.hostile import (
    callbacks,
    device_codes,
    documents,
    extensions,
    id_tokens,
    insiders,
    later,
    token_answers,
)

TABLES: Final[tuple[ModuleType, ...]] = (
    documents,
    callbacks,
    token_answers,
    id_tokens,
    insiders,
    extensions,
    device_codes,
    later,
)
CASES: Final[tuple[Case, ...]] = tuple(case for table in TABLES if table is not insiders for case in table.CASES)
"""Those of the insiders need names, and are played by test_private_network."""
