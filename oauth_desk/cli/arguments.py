"""The arguments of every command."""

import argparse
from pathlib import Path
from typing import Final, NoReturn

from oauth_desk import __version__
from oauth_desk.cli.client_options import add_client_options, answer_to_question
from oauth_desk.cli.seconds import read_seconds

GLOBAL_DEFAULTS: Final = {"data_dir": None, "passphrase_file": None, "demo": False, "log_level": "info"}
_LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_LONGEST_WAIT: Final = 86_400.0
_LAST_PORT: Final = 65_535

_EXIT_CODES: Final = """\
exit codes: 0 done, 1 failure, 2 usage, 3 sign-in needed, 4 vault locked or no key,
5 service not reachable, 6 settings problem, 7 no such connection or service"""


class UsageError(Exception):
    """Arguments that are not understood; the message is a plain sentence and quotes no value of an option."""


class Parser(argparse.ArgumentParser):
    """Raises instead of printing a page of usage."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(message)


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    common = _global_options()
    parser = Parser(
        prog="oauth-desk",
        description="Connect an account once; it stays connected, and you always know. "
        "Without a command the window opens, with the service file that is named, if any.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"oauth-desk {__version__}")
    parser.add_argument(
        "--hidden", action="store_true", help="start the window in the tray, or minimised where there is none"
    )
    parser.add_argument("--connect", action="store_true", help="open the window where a service is connected")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    build = _Commands(commands, common)
    build.sign_in()
    build.tokens()
    build.calls()
    build.looking()
    build.keeping()
    build.protecting()
    build.running()
    return parser


def _global_options() -> Parser:
    """Return what may stand before and after the command; defaults come later, so that neither hides the other."""
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group("everywhere")
    group.add_argument("--data-dir", type=Path, metavar="DIR", help="keep everything in DIR (or OAUTH_DESK_DATA_DIR)")
    group.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="open or create a vault with the passphrase in FILE (or OAUTH_DESK_PASSPHRASE_FILE)",
    )
    group.add_argument("--demo", action="store_true", help="start the demo service, too")
    group.add_argument("--log-level", choices=_LOG_LEVELS, help="how much is logged; debug shows tracebacks")
    return common


class _Commands:
    """Adds the commands, family by family."""

    def __init__(self, commands: "argparse._SubParsersAction[Parser]", common: Parser) -> None:
        self._commands = commands
        self._common = common

    def _add(self, name: str, explanation: str, *, name_of_connection: bool = False, json: bool = True) -> Parser:
        parser = self._commands.add_parser(
            name, help=explanation, description=explanation, parents=[self._common], allow_abbrev=False
        )
        if name_of_connection:
            parser.add_argument("name", metavar="NAME", help="the connection's name")
        if json:
            parser.add_argument("--json", action="store_true", help="end stdout with one JSON value")
        return parser

    def sign_in(self) -> None:
        """Add connect, reconnect and disconnect."""
        connect = self._add("connect", "sign in to a service and keep the connection")
        connect.add_argument(
            "target",
            metavar="TARGET",
            help="an id of the catalogue, a profile file, a service account's key file (.json), or an address",
        )
        connect.add_argument("--name", metavar="N", help="the connection's name; the service's if left out")
        connect.add_argument("--issuer", metavar="URL", help="of several that an API names, sign in through this one")
        reconnect = self._add("reconnect", "sign in again on the same connection, or ask anew", name_of_connection=True)
        reconnect.add_argument("--register", action="store_true", help="let the program register itself anew")
        reconnect.add_argument("--update", action="store_true", help="use the newer settings of its profile")
        reconnect.add_argument("--accept-hosts", action="store_true", help="with --update: also where hosts are new")
        reconnect.add_argument("--replace-account", action="store_true", help="allow somebody else's account")
        for parser in (connect, reconnect):
            add_client_options(parser)
            parser.add_argument("--scope", metavar='"a b"', help="ask for these permissions instead")
            parser.add_argument("--redirect-uri", metavar="U", help="where the browser comes back to, as registered")
            parser.add_argument("--device", action="store_true", help="sign in with a code on another device")
            parser.add_argument(
                "--print-url", action="store_true", help="print the address as the first line and open no browser"
            )
            parser.add_argument("--place", metavar="P", help="the site, organisation or account that calls are for")
            parser.add_argument("--trace", action="store_true", help="tell each step and check on stderr")
            parser.add_argument("--browser", metavar="B", help='sign in with "firefox", "firefox:Work" or "default"')
            parser.add_argument("--timeout", type=_wait, default=300.0, metavar="S", help="seconds to wait (300)")
        connect.add_argument(
            "--tenant",
            dest="answers",
            type=answer_to_question,
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="which host, region or environment of the service is yours; repeatable",
        )
        connect.add_argument("--key-file", metavar="F", help="a file that holds an API key; - is stdin")
        connect.add_argument(
            "--key-as",
            metavar="T",
            default="Authorization: Bearer KEY",
            help='how an address wants its key: "X-API-Key: KEY", "?api_key=KEY", "USER:KEY"',
        )
        connect.add_argument("--replace-by", metavar="DAY", help="when another key is due: 2027-03-31, or never")
        replace_key = self._add("replace-key", "put another API key in place", name_of_connection=True)
        replace_key.add_argument("--key-file", metavar="F", help="a file that holds the new key; - is stdin")
        replace_key.add_argument("--replace-by", metavar="DAY", help="when another key is due: 2027-03-31, or never")
        replace_key.add_argument("--keep-key", action="store_true", help="change that day alone")
        replace_key.add_argument("--go-back", action="store_true", help="use the key of before again")
        place = self._add(
            "place", "list, or choose, which site, organisation or account calls are for", name_of_connection=True
        )
        place.add_argument("value", metavar="VALUE", nargs="?", help="its value or name; left out: list all")
        disconnect = self._add("disconnect", "revoke where the service can, then delete", name_of_connection=True)
        disconnect.add_argument("--keep-remote", action="store_true", help="delete here only; tell the service nothing")

    def tokens(self) -> None:
        """Add token and refresh."""
        token = self._add("token", "print a live access token", name_of_connection=True)
        token.add_argument(
            "--min-valid", type=_seconds, metavar="S", help="renew first if fewer than S seconds are left"
        )
        self._add("refresh", "renew now, whatever the expiry", name_of_connection=True)

    def calls(self) -> None:
        """Add request."""
        request = self._add("request", "make one API call with the live token", name_of_connection=True)
        request.add_argument("method", metavar="METHOD", help="GET, POST, PUT, PATCH, DELETE …")
        request.add_argument("url", metavar="URL", help="may be relative to the service's API address")
        request.add_argument(
            "-H",
            dest="headers",
            type=_header,
            action="append",
            default=[],
            metavar='"K: V"',
            help="a header; repeatable",
        )
        request.add_argument("--data", metavar="S|@FILE", help="the body: a text, a file, or @- for stdin")
        request.add_argument("-i", dest="include", action="store_true", help="print status and headers before the body")
        request.add_argument(
            "--allow-redirects", action="store_true", help="follow redirects, never with credentials to another origin"
        )
        request.add_argument(
            "--step-up",
            action="store_true",
            help="where a permission is missing, sign in for it in the browser and send again",
        )

    def looking(self) -> None:
        """Add list, show, events, services, browsers and profile."""
        self._add("list", "list the connections and how they stand")
        show = self._add("show", "show everything known of one connection, tokens masked", name_of_connection=True)
        show.add_argument("--introspect", action="store_true", help="ask the server what it says of the token")
        show.add_argument("--userinfo", action="store_true", help="ask the server who it is")
        events = self._add("events", "show the activity log, newest first")
        events.add_argument("name", metavar="NAME", nargs="?", help="of this connection only")
        events.add_argument("--limit", type=_count, default=100, metavar="N", help="at most N lines (100)")
        self._add("services", "list the catalogue")
        self._add("browsers", "list the browsers of this computer and their profiles, for --browser")
        profile = self._add(
            "profile", "write a service file for a colleague, without your secrets", name_of_connection=True
        )
        update = self._add("update", "say, or take, the newer settings that a profile has for a connection")
        update.add_argument("name", metavar="NAME", nargs="?", help="the connection's name; left out: list all")
        update.add_argument("--accept-hosts", action="store_true", help="also where hosts are new to the connection")
        profile.add_argument("file", metavar="FILE", type=Path, nargs="?", help="a new file; left out: stdout")

    def keeping(self) -> None:
        """Add backup, restore, export and import."""
        backup = self._add("backup", "copy all connections now")
        backup.add_argument("file", metavar="FILE", type=Path, nargs="?", help="a new file; left out: beside the vault")
        backup.add_argument("--list", action="store_true", help="list the copies there are instead")
        restore = self._add("restore", "go back to a copy, after what is there was set aside")
        restore.add_argument("file", metavar="FILE", type=Path, nargs="?", help="which copy; left out: the newest")
        restore.add_argument("--empty", action="store_true", help="after damage or without a key, start empty instead")
        export = self._add("export", "write connections to one sealed file, for another computer")
        export.add_argument("--move", action="store_true", help="keep them here no more; a copy from before is kept")
        take = self._add("import", "take connections from such a file")
        known = take.add_mutually_exclusive_group()
        known.add_argument("--replace", action="store_true", help="let the file's sign-in replace the one here")
        known.add_argument("--keep-both", action="store_true", help="take it beside the one here")
        for parser in (export, take):
            parser.add_argument("file", metavar="FILE", type=Path, help="the sealed file")
            parser.add_argument("names", metavar="NAME", nargs="*", help="these connections; left out: all")
            parser.add_argument(
                "--export-passphrase-file", type=Path, metavar="F", help="holds the file's passphrase; else it is asked"
            )

    def protecting(self) -> None:
        """Add protect and settings."""
        protect = self._add("protect", "say or change what protects the connections: the keyring or a passphrase")
        kind = protect.add_mutually_exclusive_group()
        kind.add_argument("--passphrase", action="store_true", help="a passphrase, new or another than now")
        kind.add_argument("--keyring", action="store_true", help="the keyring of this system")
        protect.add_argument(
            "--new-passphrase-file", type=Path, metavar="F", help="holds the new passphrase; else it is asked"
        )
        settings = self._add("settings", "list what was chosen and what your company set, or choose otherwise")
        settings.add_argument("setting", metavar="SETTING", nargs="?", help="this one alone")
        settings.add_argument("value", metavar="VALUE", nargs="?", help="what it is from now on")

    def running(self) -> None:
        """Add agent, autostart, demo-server, tour, version and doctor."""
        self._add("agent", "keep connections renewed with no window, until stopped", json=False)
        start = self._add("autostart", "say or choose whether the window starts, hidden, when you log in")
        start.add_argument("turn", metavar="on|off", choices=("on", "off"), nargs="?", help="left out: say how it is")
        demo = self._add("demo-server", "run the demo service alone", json=False)
        demo.add_argument("--port", type=_port, metavar="P", help="listen here and nowhere else")
        demo.add_argument("--access-ttl", type=_wait, default=90.0, metavar="S", help="seconds a token lives (90)")
        # How the program starts the demo for itself: a child that ends with its parent, and remembers.
        demo.add_argument("--state-file", type=Path, help=argparse.SUPPRESS)
        demo.add_argument("--exit-with-parent", action="store_true", help=argparse.SUPPRESS)
        self._add("tour", "play the whole story against the demo service in this terminal", json=False)
        version = self._add("version", "say which version this is, and whether a newer one was told of")
        version.add_argument("--check", action="store_true", help="ask now, where an address for that was set")
        self._add("doctor", "check screen, keyring, vault, browser, network and clock")


# --- values ----------------------------------------------------------------------


def _seconds(text: str) -> float:
    """Read a length of time that may be 0."""
    try:
        return read_seconds(text)
    except ValueError:
        raise argparse.ArgumentTypeError("needs a number of seconds") from None


def _wait(text: str) -> float:
    seconds = _seconds(text)
    if not 0 < seconds <= _LONGEST_WAIT:
        raise argparse.ArgumentTypeError("needs a number of seconds, more than 0 and at most a day")
    return seconds


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 10 or int(text) == 0:  # noqa: PLR2004
        raise argparse.ArgumentTypeError("needs a whole number above 0")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 6 or int(text) > _LAST_PORT:  # noqa: PLR2004
        raise argparse.ArgumentTypeError("needs a port number")
    return int(text)


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise argparse.ArgumentTypeError('needs a header such as "Accept: text/plain"')
    return name.strip(), value.strip()
