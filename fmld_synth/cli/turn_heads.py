"""``fmld-synth turn-heads``: photographs of heads turned to the side, from photographs of heads that are not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.exit_codes import SHORTFALL
from fmld_synth.cli.options import JsonOption, QuietOption, WorkersOption


def turn_heads(
    input_: Annotated[
        Path, typer.Argument(metavar="INPUT", help="folder (with subfolders), photograph or text list")
    ],
    output: Annotated[Path, typer.Option(help="folder of the turned heads")],
    yaw: Annotated[
        str,
        typer.Option(
            metavar="LOW:HIGH",
            help="degrees to either side that turned heads point to; by at most 38 more than before",
        ),
    ] = "25:60",
    pitch: Annotated[
        str,
        typer.Option(
            metavar="LOW:HIGH",
            help="degrees up (negative) or down that 60 % of them nod to; by at most 20",
        ),
    ] = "-15:25",
    per_photograph: Annotated[int, typer.Option(help="pictures of each photograph", min=1)] = 1,
    seed: Annotated[int, typer.Option(help="another seed: other turns", min=0)] = 0,
    min_face: Annotated[
        int, typer.Option(help="least length in pixels of the longer side of a face", min=8)
    ] = 60,
    workers: WorkersOption = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="replace turned heads that were made earlier")
    ] = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Turn the largest head of every photograph further to the side. Exit code 1 when none could be turned."""
    from rich.console import Console

    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.cli.tables import show_tables
    from fmld_synth.turned_heads.run import turn_heads as turn

    with ProgressBar(quiet or json) as progress:
        made = turn(
            input_,
            output,
            yaw=_range("yaw", yaw),
            pitch=_range("pitch", pitch),
            per_photograph=per_photograph,
            seed=seed,
            min_face=min_face,
            workers=workers,
            overwrite=overwrite,
            watcher=progress,
        )
    if json:
        typer.echo(made.model_dump_json(indent=2))
    elif not quiet:
        typer.echo(f"{made.pictures:,} turned heads of {made.photographs:,} photographs in {output}")
        if made.rejected:
            show_tables({"Rejected, by reason": made.rejected}, Console())
    if not made.pictures:
        raise typer.Exit(SHORTFALL)


def _range(name: str, text: str) -> tuple[float, float]:
    """Two numbers with a colon between them."""
    from fmld_synth.errors import UserError

    try:
        low, high = map(float, text.split(":"))
    except ValueError:
        raise UserError(f"`{name}` {text}: give two numbers of degrees, such as 25:60") from None
    return low, high
