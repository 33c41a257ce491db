"""Help texts as they stand on the screen: square brackets are markup there, and would be swallowed."""

from collections.abc import Iterator

import typer

from fmld_synth.cli.main import app


def help_texts(command, name: str) -> Iterator[tuple[str, str]]:
    """Every text of a command, of its options and of the commands below it, and where it stands."""
    yield name, command.help or ""
    for parameter in command.params:
        yield f"{name} {parameter.opts[0]}", getattr(parameter, "help", None) or ""
    for below, nested in getattr(command, "commands", {}).items():
        yield from help_texts(nested, f"{name} {below}")


def test_no_help_text_is_swallowed_as_markup():
    texts = dict(help_texts(typer.main.get_command(app), "fmld-synth"))
    assert "(default: one per core)" in texts["fmld-synth generate --workers"]
    assert [where for where, text in texts.items() if "[" in text] == []
