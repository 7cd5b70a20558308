"""What shells offer at a press of Tab, written from the parser: bash, zsh and fish."""

import re
from collections.abc import Iterable
from typing import Final

from linux.commands import Command, CommandLine, Option

NAMES: Final = "oauth-desk oauth-desk-window"


def bash(line: CommandLine) -> str:
    """Return the completion for bash; it needs no bash-completion beside it."""
    takes_file = " | ".join(_flags(each for each in _all_options(line) if each.is_path))
    takes_value = " | ".join(
        _flags(each for each in _all_options(line) if each.value and not each.is_path and not each.choices)
    )
    chosen = "".join(
        f'        {" | ".join(each.flags)}) COMPREPLY=($(compgen -W {_quoted(" ".join(each.choices))} -- "$current")); '
        "return ;;\n"
        for each in _choosing(line)
    )
    cases = "".join(
        f"        {each.name}) offered={_quoted(' '.join((*_flags(each.options), *_chosen_words(each))))}"
        f"{' files=yes' if any(word.is_path for word in each.words) else ''} ;;\n"
        for each in line.commands
    )
    common = " ".join(_flags(line.everywhere))
    first = " ".join((*_flags(line.program.options), *(each.name for each in line.commands)))
    return f"""\
# bash completion for oauth-desk, made from its parser
_oauth_desk() {{
    local current previous command offered word files
    current=${{COMP_WORDS[COMP_CWORD]}}
    previous=${{COMP_WORDS[COMP_CWORD - 1]}}
    COMPREPLY=()
    case $previous in
{chosen}        {takes_file}) COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null; return ;;
        {takes_value}) return ;;
    esac
    command= files=
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in
            {" | ".join(each.name for each in line.commands)}) command=$word; break ;;
        esac
    done
    case $command in
        "") offered={_quoted(first)} files=yes ;;
{cases}    esac
    COMPREPLY=($(compgen -W "$offered {common}" -- "$current"))
    if [[ $files = yes && $current != -* && ($current != "" || $command != "") ]]; then
        COMPREPLY+=($(compgen -f -- "$current"))
        compopt -o filenames 2>/dev/null
    fi
}}
complete -F _oauth_desk {NAMES}
"""


def zsh(line: CommandLine) -> str:
    """Return the completion for zsh, a file called ``_oauth-desk`` in its function path."""
    commands = "\n".join(f"        {_zsh(f'{each.name}:{each.help}')}" for each in line.commands)
    cases = "\n".join(
        f"        {each.name})\n            _arguments -s $everywhere \\\n"
        + " \\\n".join(f"                {spec}" for spec in (*_zsh_options(each.options), *_zsh_words(each)))
        + " ;;"
        for each in line.commands
        if each.options or each.words
    )
    everywhere = "\n".join(f"        {spec}" for spec in _zsh_options(line.everywhere))
    own = " \\\n".join(f"        {spec}" for spec in _zsh_options(line.program.options))
    return f"""\
#compdef {NAMES}
# made from the parser of oauth-desk
_oauth_desk() {{
    local context state state_descr line
    typeset -A opt_args
    local -a commands everywhere
    everywhere=(
{everywhere}
    )
    commands=(
{commands}
    )
    _arguments -C -s $everywhere \\
{own} \\
        '1: :->first' \\
        '*::argument:->rest'
    case $state in
        first) _describe -t commands command commands; _files -g '*.(toml|json)' ;;
        rest) _oauth_desk_rest ;;
    esac
}}
_oauth_desk_rest() {{
    case $line[1] in
{cases}
        *) _arguments -s $everywhere ;;
    esac
}}
_oauth_desk "$@"
"""


def fish(line: CommandLine) -> dict[str, str]:
    """Return the completions for fish: a file for each name of the program."""
    return {name: _fish_of(name, line) for name in NAMES.split()}


def _fish_of(program: str, line: CommandLine) -> str:
    names = " ".join(each.name for each in line.commands)
    none = _quoted(f"not __fish_seen_subcommand_from {names}")
    start = f"complete -c {program}"
    lines = ["# made from the parser of oauth-desk"]
    lines += [f"{start} -n {none} -a {each.name} -d {_fish(each.help)}" for each in line.commands]
    lines += [f"{start} {_fish_option(each)}" for each in line.everywhere]
    lines += [f"{start} -n {none} {_fish_option(each)}" for each in line.program.options]
    for command in line.commands:
        seen = _quoted(f"__fish_seen_subcommand_from {command.name}")
        lines += [f"{start} -n {seen} {_fish_option(each)}" for each in command.options]
        lines += [f"{start} -n {seen} -f -a {_quoted(word)}" for word in _chosen_words(command)]
    return "\n".join((*lines, ""))


def _all_options(line: CommandLine) -> list[Option]:
    """Return every option once; two commands may have the same."""
    found = [*line.everywhere, *line.program.options, *(each for one in line.commands for each in one.options)]
    return list({each.flags: each for each in reversed(found)}.values())[::-1]


def _choosing(line: CommandLine) -> list[Option]:
    return [each for each in _all_options(line) if each.choices]


def _flags(options: Iterable[Option]) -> list[str]:
    return list(dict.fromkeys(flag for option in options for flag in option.flags))


def _chosen_words(command: Command) -> list[str]:
    return [choice for word in command.words for choice in word.choices]


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "'\\''") + "'"


def _zsh(words: str) -> str:
    return _quoted(words.replace("%%", "%"))


def _zsh_options(options: tuple[Option, ...]) -> list[str]:
    specs = []
    for option in options:
        told = re.sub(r"([\[\]:\\])", r"\\\1", option.help.replace("%%", "%"))
        for flag in option.flags:
            value = ""
            if option.choices:
                value = f":value:({' '.join(option.choices)})"
            elif option.value:
                value = f":{option.value.replace(':', ' ')}:{'_files' if option.is_path else ' '}"
            specs.append(_quoted(f"*{flag}[{told}]{value}"))
    return specs


def _zsh_words(command: Command) -> list[str]:
    specs = []
    for word in command.words:
        action = f"({' '.join(word.choices)})" if word.choices else "_files" if word.is_path else " "
        name = word.name.replace(":", " ")
        specs.append(_quoted(f"*:{name}:{action}" if word.repeated else f":{name}:{action}"))
    return specs


def _fish(words: str) -> str:
    return "'" + words.replace("%%", "%").replace("\\", "\\\\").replace("'", "\\'") + "'"


def _fish_option(option: Option) -> str:
    pieces = [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags]
    if option.choices:
        pieces.append(f"-x -a {_quoted(' '.join(option.choices))}")
    elif option.value:
        pieces.append("-r -F" if option.is_path else "-x")
    return " ".join((*pieces, "-d", _fish(option.help)))
