"""``fmld-synth forget``: take a person out of a finished set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def forget(
    folder: Annotated[Path, typer.Argument(help="folder of a finished dataset")],
    identity: Annotated[
        str | None, typer.Option(help="the person, as `identity` in the manifest names them")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="a photograph, or the film: its path as `source` in the manifest has it, or the file itself"
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing")] = False,
) -> None:
    """Take a person out of a finished dataset: pictures, mattes, records, rejections, contact sheet and counts."""
    from fmld_synth.forgetting import forget as take_out

    gone = take_out(folder, identity=identity, source=source)
    if not quiet:
        typer.echo(
            f"{gone.pictures} pictures of {gone.photographs} photographs and {gone.rejections} rejections are taken "
            f"out of {folder}"
        )
        typer.echo(
            "Reports, exports, packages and copies made before still show them: make these anew, and delete the "
            "old ones."
        )
