"""Write ``docs/commands.md`` from the program itself: every command with its arguments, options and defaults.

python build_data/write_command_reference.py            # after a change to the command line
python build_data/write_command_reference.py --check    # exit code 1 when the file is not what it would write
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from typer import Context, Typer
from typer.main import get_command

from fmld_synth.cli.exit_codes import EXIT_CODES
from fmld_synth.cli.main import app

PROGRAM = "fmld-synth"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
INTRODUCTION = f"""\
# Commands

What `{PROGRAM} COMMAND --help` shows, on one page, written from the program by
`python build_data/write_command_reference.py`. The [README](../README.md) says what the commands are for.
"""
STATED_DEFAULT = re.compile(r"\s*\(default: (.*)\)$")
VALUES = {
    "str": "text",
    "int": "integer",
    "float": "number",
    "path": "path",
    "file": "path",
    "directory": "path",
}
"""How the types of values are called, by typer's names."""


def command_reference(application: Typer, program: str = PROGRAM) -> str:
    """The whole page.

    Args:
        application: the command line to describe.
        program: its name, as users type it.

    Returns:
        Markdown that depends on nothing but the application: not on the terminal, nor on the machine.
    """
    commands = [*_commands(get_command(application), program, None)]
    root, *others = commands
    parts = [INTRODUCTION, _contents(others), _exit_codes(), f"## `{program}`\n", _parameters(*root[1:])]
    for name, command, context in others:
        parts += [f"## `{name}`\n", f"{_cell(command.help or '')}\n", _usage(name, command, context)]
        parts += [_parameters(command, context)]
    return "\n".join(part for part in parts if part)


def _commands(command: Any, name: str, parent: Context | None) -> Iterator[tuple[str, Any, Context]]:
    """A command, and those below it, with their full names; what is hidden is left out."""
    context = Context(command, parent=parent, info_name=name)
    yield name, command, context
    for below, nested in getattr(command, "commands", {}).items():
        if not nested.hidden:
            yield from _commands(nested, f"{name} {below}", context)


def _contents(commands: list[tuple[str, Any, Context]]) -> str:
    rows = [
        (f"[`{name}`](#{name.replace(' ', '-')})", _cell((command.help or "").partition("\n")[0]))
        for name, command, _ in commands
    ]
    return _table(("command", "what it does"), rows)


def _exit_codes() -> str:
    rows = [(str(code), _cell(meaning)) for code, meaning in EXIT_CODES.items()]
    return f"## Exit codes\n\n{_table(('code', 'meaning'), rows)}"


def _usage(name: str, command: Any, context: Context) -> str:
    if getattr(command, "commands", None):
        return ""
    words = [name, *(_argument(one) for one in command.params if one.param_type_name == "argument")]
    words += [f"{one.opts[0]} {one.name.rstrip('_').upper()}" for one in _options(command) if one.required]
    words += ["[OPTIONS]"] if any(not one.required for one in _options(command)) else []
    return f"    {' '.join(words)}\n"


def _argument(argument: Any) -> str:
    name = argument.metavar or argument.name.rstrip("_").upper()
    many = "..." if argument.nargs != 1 else ""
    return f"{name}{many}" if argument.required else f"[{name}]{many}"


def _options(command: Any) -> list[Any]:
    return [one for one in command.params if one.param_type_name == "option" and not one.hidden]


def _parameters(command: Any, context: Context) -> str:
    """Tables of arguments and options, an option's panel above its table where there are several."""
    tables = []
    arguments = [one for one in command.params if one.param_type_name == "argument" and not one.hidden]
    if arguments:
        rows = [(f"`{_argument(one)}`", _cell(STATED_DEFAULT.sub("", one.help or ""))) for one in arguments]
        tables.append(_table(("argument", "meaning"), rows))
    panels: dict[str, list[tuple[str, ...]]] = {}
    for one in _options(command):
        panels.setdefault(one.rich_help_panel or "", []).append(_option(one, context))
    for panel, options in panels.items():
        title = f"**{panel}**\n\n" if panel else ""
        tables.append(title + _table(("option", "value", "default", "meaning"), options))
    return "\n".join(tables)


def _option(option: Any, context: Context) -> tuple[str, str, str, str]:
    """The row of an option: names, what may be given, what holds without it, meaning."""
    text = option.help or ""
    stated = STATED_DEFAULT.search(text)
    if option.required:
        default = "required"
    elif stated:
        default = _cell(stated[1])
    elif option.is_flag:
        default = "on" if option.default else "off"
    else:
        default = "" if option.default in (None, "") else f"`{option.default}`"
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return names, _value(option, context), default, _cell(STATED_DEFAULT.sub("", text))


def _value(option: Any, context: Context) -> str:
    """What may be given to an option, such as ``integer, at least 1``; empty for a flag."""
    if option.is_flag:
        return ""
    kind = option.display_type(context).strip("<>")
    if "|" in kind:
        value = ", ".join(f"`{choice}`" for choice in kind.removeprefix("list[").removesuffix("]").split("|"))
    else:
        plain = kind.removesuffix(" range").removeprefix("list[").removesuffix("]")
        value = VALUES.get(plain.lower(), plain)
    if option.min is not None and option.max is not None:
        value += f", {option.min} to {option.max}"
    elif option.min is not None:
        value += f", at least {option.min}"
    elif option.max is not None:
        value += f", at most {option.max}"
    return f"{value}; may be repeated" if option.multiple else value


def _cell(text: str) -> str:
    """Text on one line of a table, in which no character is markup."""
    return re.sub(r"([\\|*_<>\[\]`])", r"\\\1", " ".join(text.split()))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|---" * len(head) + "|", *lines[1:], ""])


def main() -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 when the page is stale"
    )
    parser.add_argument("--output", type=Path, default=PAGE, help="the page (default: docs/commands.md)")
    options = parser.parse_args()
    text = command_reference(app)
    if not options.check:
        options.output.write_text(text, encoding="utf-8")
    elif not options.output.is_file() or options.output.read_text(encoding="utf-8") != text:
        sys.exit(f"{options.output} is stale: run python build_data/write_command_reference.py")


if __name__ == "__main__":
    main()
