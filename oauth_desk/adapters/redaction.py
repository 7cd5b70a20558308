"""Taking secrets out of text that is about to be written down (NORMS C102): the last net, not the first."""

import functools
import re
from typing import Final

from oauth_desk.domain.secret import MASK

_NAMES: Final = (
    "access_token|refresh_token|id_token|id_token_hint|logout_token|device_code|user_code|client_secret|client_assertion"
    "|code_verifier|registration_access_token|subject_token|actor_token|assertion|password|passwd|passphrase"
    "|api_?key|x-api-key|private_key|dpop_key|secret|token|auth|session_state|code|state|nonce|sid|jti"
)
_HEADERS: Final = "proxy-authorization|authorization|set-cookie|cookie|dpop-nonce|dpop|x-api-key|x-auth-token"

_QUOTED: Final = r"b?\"(?:[^\"\\]|\\.)*\"?|b?'(?:[^'\\]|\\.)*'?"

_RANDOM_LOOKING: Final = r"(?<![\w/\\.~+-])(?=[\w.~+-]*\d)(?=[\w.~+-]*[a-z])(?=[\w.~+-]*[A-Z])[\w~+-]{24,}=*"
"""A run as tokens have them: long, with digits, small and capital letters; not a path, a number or a hex id."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@functools.cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns, compiled with the first line that is written: most commands write none."""
    return tuple(
        (re.compile(pattern, re.IGNORECASE), replacement)
        for pattern, replacement in (
            # members of JSON, of dicts and of pairs
            (rf"((?P<q>[\"'])(?:{_NAMES})(?P=q)\s*[:,=]\s*)(?:{_QUOTED}|[^\s,}}\])]+)", rf"\1{MASK}"),
            # headers, as lines or as pairs
            (rf"(\b(?:{_HEADERS})\b[\"']?\s*[:,=]\s*)(?:{_QUOTED}|[^\r\n]+)", rf"\1{MASK}"),
            # h11 quotes the value it refuses, and nothing says what it is
            (rf"(\billegal header value\b:?\s*)(?:{_QUOTED}|[^\r\n]+)", rf"\1{MASK}"),
            (r"\b(bearer|basic|dpop)\s+[\w.~+/=-]{6,}", rf"\1 {MASK}"),
            # a name and password before a host
            (r"(\b[a-z][a-z0-9+.-]{0,20}://)[^\s/@\"'<>]{1,500}@", rf"\1{MASK}@"),
            # queries and fragments: every value, since nobody knows all names
            (r"([?&#][^\s=&#?\"'<>]{1,80}=)[^\s&#\"'<>]+", rf"\1{MASK}"),
            # forms and sentences
            (rf"(\b(?:{_NAMES})=)(?:{_QUOTED}|[^\s&;,)\]}}\"'<>]+)", rf"\1{MASK}"),
            (r"(\b(?:access|refresh|id)[ _]token\s*:\s*)\S+", rf"\1{MASK}"),
            # JWTs, whole or their first parts
            (r"\beyJ[\w-]{6,}(?:\.[\w-]*){0,4}", MASK),
        )
    )


def redact(text: str) -> str:
    """Return the text with everything masked that looks like a secret, and no control characters."""
    for pattern, replacement in _rules():
        text = pattern.sub(replacement, text)
    text = re.sub(_RANDOM_LOOKING, MASK, text)
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
