"""Commands that know what their options were called in earlier versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperCommand

RENAMED: Mapping[str, Mapping[str, str]] = {
    "generate": {"--colors": "--colors"},
    "preview": {"--colors": "--colors"},
    "verify": {"--source": "--photographs"},
    "export": {"--faces": "--photographs"},
    "apply": {"--faces": "--photographs"},
    "add": {"--license": "--license"},
    "kaggle": {"--license": "--license", "--source-license": "--source-license"},
    "huggingface": {"--license": "--license", "--source-license": "--source-license"},
    "croissant": {"--license": "--license", "--source-license": "--source-license"},
    "train-baseline": {"--format": "--from", "--workers": "--loading-threads"},
    "evaluate": {"--format": "--from"},
    "benchmark-baselines": {"--format": "--from"},
    "compare-backbones": {"--format": "--from", "--weights": "--weights-folder"},
}
"""Earlier spellings of options, by command, and what they are called now."""


class Command(TyperCommand):
    """Accepts earlier spellings of its options, with a line on the error stream."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line."""
        return super().parse_args(ctx, list(renewed(args, RENAMED.get(self.name or "", {}))))


def renewed(arguments: Sequence[str], renamed: Mapping[str, str]) -> Iterator[str]:
    """The arguments with their options' present names."""
    options = True
    for argument in arguments:
        options = options and argument != "--"
        option, equals, value = argument.partition("=")
        if options and option in renamed:
            typer.echo(f"note: {option} is now called {renamed[option]}", err=True)
            option = renamed[option]
        yield f"{option}{equals}{value}"
