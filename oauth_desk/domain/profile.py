"""The service profile: one TOML format for the catalogue, administrators and users. Strict, with lines."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from oauth_desk.domain.api_key import KeyPlace
from oauth_desk.domain.grant import Grant
from oauth_desk.domain.profile_document import Document, service_of
from oauth_desk.domain.profile_lines import Path as KeyPath
from oauth_desk.domain.profile_lines import lines_of, nearest_line
from oauth_desk.domain.profile_manners import manner_problems
from oauth_desk.domain.profile_pieces import line_of_a_long_key
from oauth_desk.domain.profile_questions import QuestionProblem, checked_questions
from oauth_desk.domain.profile_schema import FORMAT, FREE_TABLES, LOCKABLE, REQUIRED, TABLES, FreeTable
from oauth_desk.domain.profile_values import Check
from oauth_desk.domain.service import Service

FILES: Final = (
    ("client", "private_key_file"),
    ("assertion", "private_key_file"),
    ("security", "ca_file"),
    ("security", "client_certificate"),
    ("security", "client_key"),
)
"""The keys that name a file beside the profile."""

QUESTIONS: Final = "questions"
LOCK: Final = "questions."

LONGEST_PROFILE: Final = 262_144
"""Characters; a longer text is no profile."""


class ProfileError(ValueError):
    """A text that is no service profile. Says the line and the key; never quotes a value, it may be a secret."""

    def __init__(self, message: str, line: int | None = None, key: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.key = key

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"


class _Problem(Exception):
    """Something wrong at a place; the line is looked up once, at the end."""

    def __init__(self, path: KeyPath, message: str) -> None:
        super().__init__(path, message)
        self.path = path
        self.message = message


def parse_profile(text: str, *, base: Path | None = None) -> Service:
    """Read a profile; raise ProfileError. Relative file names count from the folder ``base``."""
    text = text.removeprefix("\ufeff")
    raw = _toml(text)
    try:
        document = _checked(raw)
        _check_whole(document, base)
        return service_of(document, base)
    except QuestionProblem as problem:
        place, message = problem.place, problem.message
    except _Problem as problem:
        place, message = problem.path, problem.message
    raise ProfileError(message, nearest_line(lines_of(text), place), ".".join(place))


def _toml(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST_PROFILE:
        raise ProfileError("the file is too long for a service profile")
    too_deep = "values are nested too deeply"
    if (line := line_of_a_long_key(text)) is not None:
        raise ProfileError(too_deep, line)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(text, str(error)) from None
    except RecursionError:
        raise ProfileError(too_deep) from None
    except ValueError:  # of Python itself: an integer of more than 4,300 digits
        raise ProfileError("a number in it is too long") from None


def _syntax_error(text: str, message: str) -> ProfileError:
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    said = message[: place.start()] if place else message
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    return ProfileError(f"this is not valid TOML: {said[:1].lower()}{said[1:]}", line)


def _checked(raw: Mapping[str, Any]) -> Document:
    """Return the document with every value checked; unknown tables and keys are problems."""
    _check_format(raw)
    document: Document = {"format": FORMAT}
    for name, table in raw.items():
        if name == "format":
            continue
        if name == QUESTIONS:
            document[name] = checked_questions(_table((name,), table))
            continue
        if name not in TABLES:
            what = "table" if isinstance(table, Mapping) else "key"
            raise _Problem((name,), f'unknown {what} "{_shown(name)}"')
        document[name] = dict(_checked_keys(name, _table((name,), table)))
    for required in REQUIRED:
        table, _, key = required.partition(".")
        if key not in document.get(table, {}):
            raise _Problem((table,), f'the key "{required}" is missing')
    return document


def _check_format(raw: Mapping[str, Any]) -> None:
    if "format" not in raw:
        raise _Problem((), f'the key "format" is missing; the file must begin with format = {FORMAT}')
    number = raw["format"]
    if isinstance(number, bool) or not isinstance(number, int) or number != FORMAT:
        raise _Problem(("format",), f"format must be {FORMAT}; this file is for another version of the program")


def _table(path: KeyPath, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _Problem(path, f'"{".".join(path)}" must be a table')
    return value


def _checked_keys(name: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        path = (name, key)
        dotted = f"{name}.{key}"
        if dotted in FREE_TABLES:
            yield key, dict(_checked_free(path, FREE_TABLES[dotted], _table(path, value)))
        elif key in TABLES[name]:
            yield key, _value(path, TABLES[name][key], value)
        else:
            raise _Problem(path, f'unknown key "{_shown(dotted)}"')


def _checked_free(path: KeyPath, rule: FreeTable, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        place = (*path, key)
        if key in rule.taken:
            raise _Problem(place, f'"{_shown(".".join(place))}" is set by the program itself')
        _value(place, rule.key, key)
        yield key, str(_value(place, rule.value, value))


def _value(path: KeyPath, check: Check, value: object) -> object:
    try:
        return check(value)
    except ValueError as error:
        raise _Problem(path, f'"{_shown(".".join(path))}" {error}') from None


def _shown(name: str) -> str:
    """Return a name from the file as it may be printed."""
    return name if name.isprintable() else ascii(name).strip("'")


def _check_key(document: Document) -> None:
    """Check the table of a service that hands out keys: it has no sign-in, and a place may need a name."""
    key = document.get("key")
    if key is None:
        return
    place = key.get("place", KeyPlace.BEARER)
    needs_name = place in (KeyPlace.HEADER, KeyPlace.QUERY)
    if needs_name and "name" not in key:
        raise _Problem(("key",), f'the key "key.name" is missing: place = "{place}" needs it')
    for name, fits in (("name", needs_name), ("prefix", place == KeyPlace.HEADER), ("user", place == KeyPlace.BASIC)):
        if name in key and not fits:
            raise _Problem(("key", name), f'"key.{name}" says nothing with place = "{place}"')
    for table in ("client", "scopes", "parameters", "place"):
        if table in document:
            raise _Problem((table,), f'"{table}" belongs to a sign-in; a service with "key" has none')


def _check_grant(document: Document) -> None:
    """Check the tables of the ways to a token without a person."""
    client, assertion = document.get("client", {}), document.get("assertion", {})
    grant = client.get("grant", Grant.AUTHORIZATION_CODE)
    for table, needed in (("assertion", Grant.JWT_BEARER), ("exchange", Grant.TOKEN_EXCHANGE)):
        if table in document and grant != needed:
            raise _Problem((table,), f'"{table}" says nothing without client.grant = "{needed}"')
    if grant == Grant.JWT_BEARER and "issuer" not in assertion and "client_id" not in client:
        raise _Problem(("assertion",), 'the key "assertion.issuer" is missing; without it "client.client_id" is needed')
    for table in ("authorization", "another_account"):
        if grant != Grant.AUTHORIZATION_CODE and document.get("parameters", {}).get(table):
            message = f'"parameters.{table}" says nothing with client.grant = "{grant}"'
            raise _Problem(("parameters", table), message)


def _check_whole(document: Document, base: Path | None) -> None:
    """Check what concerns more than one key."""
    for path in document.get("policy", {}).get("locked", ()):
        question = path.removeprefix(LOCK) if path.startswith(LOCK) else ""
        if path not in LOCKABLE and question not in document.get(QUESTIONS, {}):
            raise _Problem(("policy", "locked"), f'"policy.locked" names "{path}", which is no key that can be locked')
    if "secret_needed" in document.get("client", {}) and document["client"].get("auth_method") == "none":
        raise _Problem(("client", "secret_needed"), '"client.secret_needed" contradicts auth_method = "none"')
    _check_key(document)
    _check_grant(document)
    for place, message in manner_problems(document):
        raise _Problem(place, message)
    scopes = document.get("scopes", {})
    separator = scopes.get("separator", " ")
    if any(separator in scope for scope in scopes.get("default", ())):
        raise _Problem(("scopes", "default"), '"scopes.default" must be one array member for each permission')
    parameter = document.get("quirks", {}).get("scope_parameter", "scope")
    for name, parameters in document.get("parameters", {}).items():
        if parameter in parameters:
            raise _Problem(("parameters", name, parameter), f'"{parameter}" belongs into "scopes.default"')
    _check_files(document, base)


def _check_files(document: Document, base: Path | None) -> None:
    security = document.get("security", {})
    if "client_key" in security and "client_certificate" not in security:
        raise _Problem(("security", "client_key"), '"security.client_key" needs "security.client_certificate"')
    for table, key in FILES:
        file = document.get(table, {}).get(key)
        if file is not None and base is None and not Path(file).is_absolute():
            raise _Problem((table, key), f'"{table}.{key}" must be an absolute path here')
