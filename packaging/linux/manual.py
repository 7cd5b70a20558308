"""The manual page oauth-desk(1), written from the parser."""

import re
from typing import Final

from linux.commands import Command, CommandLine, Option, Word

_FILES: Final = (
    ("~/.local/share/oauth-desk", "Everything that is kept for you: connections, copies of them, choices, logs."),
    ("~/.local/share/oauth-desk/services", "Service files of your own (*.toml), offered under “Connect”."),
    ("/etc/xdg/oauth-desk/services", "Service files for everybody on this computer, put there by its administrator."),
    ("~/.config/autostart/oauth-desk.desktop", "Starts the window at login; made and deleted by “autostart”."),
)
_ENVIRONMENT: Final = (
    ("OAUTH_DESK_DATA_DIR", "As --data-dir."),
    ("OAUTH_DESK_PASSPHRASE_FILE", "As --passphrase-file."),
    ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "The proxy to reach services through, unless another one was chosen."),
    ("XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CONFIG_DIRS", "Other places for the files below."),
)
_EXAMPLES: Final = (
    ("oauth-desk", "Open the window."),
    ("oauth-desk connect acme.oauth-desk.toml", "Sign in to the service that a file describes."),
    ("curl -H \"Authorization: Bearer $(oauth-desk token 'Acme CRM')\" https://api.acme.example/", "Call an API."),
    ("oauth-desk tour", "See the whole life of a connection, with no account anywhere."),
)


def manual(line: CommandLine, version: str) -> str:
    """Return the page for man."""
    return "\n".join(
        (
            f'.TH OAUTH\\-DESK 1 "" "OAuth Desk {version}" "User Commands"',
            ".SH NAME",
            "oauth\\-desk, oauth\\-desk\\-window \\- keep connections to web services signed in",
            ".SH SYNOPSIS",
            ".B oauth\\-desk",
            "[\\fIOPTION\\fR]... [\\fIFILE\\fR]",
            ".br",
            ".B oauth\\-desk",
            "[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...",
            ".SH DESCRIPTION",
            text(line.description),
            ".PP",
            "\\fBoauth\\-desk\\-window\\fR is the same, made for menus.",
            ".SH OPTIONS",
            *_options(line.everywhere),
            *_options(line.program.options),
            ".SH COMMANDS",
            *(piece for command in line.commands for piece in _command(command)),
            ".SH EXIT STATUS",
            *_exit_codes(line.ending),
            ".SH ENVIRONMENT",
            *_pairs(_ENVIRONMENT),
            ".SH FILES",
            *_pairs(_FILES),
            ".SH EXAMPLES",
            *_pairs(_EXAMPLES),
            "",
        )
    )


def text(words: str) -> str:
    """Return words as they stand on a page: no dash becomes a hyphen, no first dot a request."""
    quoted = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    for sign, name in (("“", "\\(lq"), ("”", "\\(rq"), ("’", "\\(cq"), ("…", "..."), ("~", "\\(ti"), ("^", "\\(ha")):
        quoted = quoted.replace(sign, name)
    return f"\\&{quoted}" if quoted.startswith(".") else quoted


def _options(options: tuple[Option, ...]) -> list[str]:
    pieces: list[str] = []
    for option in options:
        flags = ", ".join(f"\\fB{text(flag)}\\fR" for flag in option.flags)
        value = f" \\fI{text(option.value)}\\fR" if option.value else ""
        pieces += [".TP", f"{flags}{value}", text(_sentence(option.help))]
    return pieces


def _command(command: Command) -> list[str]:
    words = "".join(f" {_form(word)}" for word in command.words)
    pieces = [f".SS \\fB{text(command.name)}\\fR{words}", text(_sentence(command.help))]
    for word in command.words:
        pieces += [".TP", f"\\fI{text(word.name)}\\fR", text(_sentence(word.help))]
    return pieces + _options(tuple(each for each in command.options if "-h" not in each.flags))


def _form(word: Word) -> str:
    name = f"\\fI{text(word.name)}\\fR"
    dots = "..." if word.repeated else ""
    return f"[{name}]{dots}" if word.optional else f"{name}{dots}"


def _exit_codes(ending: str) -> list[str]:
    pieces: list[str] = []
    for code, meaning in re.findall(r"(\d+) ([^,]+)", " ".join(ending.split())):
        pieces += [".TP", code, text(_sentence(meaning.strip()))]
    return pieces


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[str]:
    return [piece for name, told in pairs for piece in (".TP", f"\\fB{text(name)}\\fR", text(told))]


def _sentence(words: str) -> str:
    words = words.replace("%%", "%")
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '…')) else '.'}" if words else ""
