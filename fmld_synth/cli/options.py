"""How options are declared that take names, and options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from fmld_synth.choices import ExportFormat, Labels, SetFormat, checked, names_of
from fmld_synth.cli.completion import Names, completion, set_formats

WIDEST_METAVAR = 22
"""Characters of names that stand beside an option; more would be broken, so they stand in its help."""


def one_of(choice: Any, parameter: str, *spellings: str, help: str, panel: str | None = None) -> Any:
    """An option that takes one name of a type of ``fmld_synth.choices``: help, completion and errors follow the type.

    Args:
        choice: the type.
        parameter: the option's name in Python, for the message about an unknown name.
        spellings: on the command line, where it is not called like its parameter.
        help: what it decides.
        panel: group of the command's help.
    """
    names = names_of(choice)
    shown = "|".join(names)
    if len(shown) > WIDEST_METAVAR:
        meaning, default, rest = help.partition(" (default")
        help, shown = f"{meaning}: {in_words(names)}{default}{rest}", "NAME"
    in_lower_case = {name.lower(): name for name in names}

    def parse(text: str) -> str:
        return checked(in_lower_case.get(text.lower(), text), choice, parameter)

    return typer.Option(
        *spellings,
        help=help,
        metavar=shown,
        parser=parse,
        autocompletion=completion(lambda: names),
        rich_help_panel=panel,
    )


def names_from(
    source: Names, *spellings: str, help: str, several: bool = False, panel: str | None = None
) -> Any:
    """An option that takes names of a registry, which plug-ins may add to; the library checks them.

    Args:
        source: lists the names.
        spellings: on the command line, where it is not called like its parameter.
        help: what it decides.
        several: it takes a list with commas.
        panel: group of the command's help.
    """
    return typer.Option(
        *spellings, help=help, autocompletion=completion(source, several=several), rich_help_panel=panel
    )


def in_words(names: Sequence[str]) -> str:
    """Names for a help text: ``a, b or c``."""
    return f"{', '.join(names[:-1])} or {names[-1]}"


OUR_OWN = "manifest"
"""Format of the datasets that ``generate`` makes."""

TemplatesOfTheSetOption = Annotated[
    bool,
    typer.Option(
        "--templates-of-the-set",
        help="load templates from the folders that the dataset names: only of datasets you trust",
    ),
]
PrintFolderOption = Annotated[
    Path | None,
    typer.Option(help="folder with the pictures that were printed on masks, as --print-folder of generate"),
]
SET_FORMATS = ", ".join(name.replace("_", "-") for name in names_of(SetFormat))
EXPORT_FORMATS = ", ".join(names_of(ExportFormat))

FromOption = Annotated[
    str, names_from(set_formats, "--from", help=f"format of the dataset: auto detects it; or {SET_FORMATS}")
]
LabelsOption = Annotated[Labels | None, one_of(Labels, "labels", help="label scheme")]
PhotographsOption = Annotated[
    Path | None,
    typer.Option(help="folder in which the photographs are now, if they were moved"),
]
WorkersOption = Annotated[int | None, typer.Option(help="processes (default: one per core)", min=1)]
QuietOption = Annotated[bool, typer.Option("--quiet", help="show nothing but errors")]
JsonOption = Annotated[bool, typer.Option("--json", help="print the result as JSON")]
