"""What readers of sets guessed or passed over, shown as lines on standard error."""

from __future__ import annotations

import logging

import typer

from fmld_synth.cli.option_names import in_options
from fmld_synth.remarks import REMARKS


class _ToScreen(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        typer.echo(f"note: {in_options(record.getMessage())}", err=True)


def show_remarks() -> None:
    """Show every remark from now on, by ``--quiet`` and ``--json`` too: a guess is never silent."""
    REMARKS.handlers = [_ToScreen()]
    REMARKS.propagate = False
