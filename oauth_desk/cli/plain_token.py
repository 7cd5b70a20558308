"""``token`` asked for plainly: what can be told from the arguments without the parser of all commands."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from oauth_desk.cli.seconds import read_seconds

_WITH_VALUE: Final = ("--data-dir", "--min-valid")


class PlainToken(NamedTuple):
    """The name of a connection, and what was said besides."""

    name: str
    data_dir: str | None = None
    min_valid: float | None = None
    json: bool = False


def plain_token(argv: Sequence[str], environment: Mapping[str, str]) -> PlainToken | None:
    """Return what was asked for; None where the parser of all commands has to look: it alone finds mistakes."""
    if environment.get("OAUTH_DESK_PASSPHRASE_FILE"):
        return None
    words: list[str] = []
    options: dict[str, str] = {}
    rest = iter(argv)
    for word in rest:
        if not word.startswith("-"):
            words.append(word)
            continue
        option, equals, value = word.partition("=")
        if option in _WITH_VALUE:
            value = value if equals else next(rest, "")
            if not value or value.startswith("-"):
                return None
        elif word != "--json":
            return None
        if option in options:
            return None
        options[option] = value
    return _asked(words, options, environment)


def _asked(words: list[str], options: dict[str, str], environment: Mapping[str, str]) -> PlainToken | None:
    if len(words) != 2 or words[0] != "token":  # noqa: PLR2004 - the command and a name
        return None
    min_valid = None
    if "--min-valid" in options:
        try:
            min_valid = read_seconds(options["--min-valid"])
        except ValueError:
            return None
    data_dir = options.get("--data-dir") or environment.get("OAUTH_DESK_DATA_DIR") or None
    return PlainToken(words[1], data_dir, min_valid, "--json" in options)
