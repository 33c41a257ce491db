"""What people see of ``fmld-synth generate --dry-run``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from fmld_synth.generation.dry_run import Forecast

MEGABYTE = 1e6


def show_forecast(forecast: Forecast) -> None:
    """Print what would be made, and where the estimates come from."""
    from rich.console import Console

    from fmld_synth.cli.tables import show_tables

    console = Console()
    console.print(
        f"[bold green]{forecast.pictures:,}[/] pictures of {forecast.photographs:,} photographs with "
        f"{forecast.faces:,} faces would be made; nothing was written\n",
        highlight=False,
    )
    tables = {
        "Wear states": forecast.by_wear_state,
        "Splits": forecast.by_split,
        "Templates, as first drawn": forecast.by_template,
        "Rejected, by reason": forecast.rejected,
    }
    show_tables(tables, console)
    if forecast.short:
        typer.echo(f"{forecast.short:,} of the wanted pictures cannot be made: no face is left to carry them")
    typer.echo(_estimate(forecast))


def _estimate(forecast: Forecast) -> str:
    if forecast.seconds is None or forecast.bytes is None:
        return f"time and size: not known, as none of {forecast.sampled_photographs} sampled photographs gave a picture"
    return (
        f"about {timedelta(seconds=round(forecast.seconds))} with {forecast.workers} "
        f"worker{'s' * (forecast.workers > 1)} and {forecast.bytes / MEGABYTE:,.1f} MB: estimated from "
        f"{forecast.sampled_pictures} pictures of {forecast.sampled_photographs} photographs, made in one process and "
        f"thrown away, and from the survey, which took {forecast.survey_seconds:.1f} s"
    )
