"""The saved form of tokens, apart from the other forms: the quick look at a token loads it alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from oauth_desk.adapters.vault.forms import NUMBER, PAIRS, SECRET, TEXT, YES_NO, Codec, maybe, row_of

TOKEN_MEMBERS: Final[Mapping[str, Codec[Any]]] = MappingProxyType(
    {
        "access_token": maybe(SECRET),
        "obtained_at": NUMBER,
        "expires_at": maybe(NUMBER),
        "refresh_token": maybe(SECRET),
        "refresh_expires_at": maybe(NUMBER),
        "refresh_obtained_at": maybe(NUMBER),
        "token_type": TEXT,
        "scopes": row_of(TEXT),
        "id_token": maybe(SECRET),
        "kept": PAIRS,
        "scopes_assumed": YES_NO,
    }
)
