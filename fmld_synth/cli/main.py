"""The command line. One file a command; heavy imports wait until a command runs."""

from __future__ import annotations

import io
import sys
from typing import Annotated, Any

import typer

from fmld_synth.cli.apply import apply
from fmld_synth.cli.benchmark_baselines import benchmark_baselines
from fmld_synth.cli.command import Command
from fmld_synth.cli.compare import compare
from fmld_synth.cli.compare_backbones import compare_backbones
from fmld_synth.cli.evaluate import evaluate
from fmld_synth.cli.exit_codes import EXIT_CODES, INTERRUPTED, USER_ERROR
from fmld_synth.cli.export import export
from fmld_synth.cli.export_model import export_model
from fmld_synth.cli.forget import forget
from fmld_synth.cli.generate import generate
from fmld_synth.cli.option_names import in_options
from fmld_synth.cli.page import page
from fmld_synth.cli.predict import predict
from fmld_synth.cli.preview import preview
from fmld_synth.cli.publish import app as publish
from fmld_synth.cli.remarks import show_remarks
from fmld_synth.cli.stats import stats
from fmld_synth.cli.templates import app as templates
from fmld_synth.cli.train_baseline import train_baseline
from fmld_synth.cli.turn_heads import turn_heads
from fmld_synth.cli.verify import verify
from fmld_synth.errors import UserError
from fmld_synth.version import VERSION

CommandLineError: type[Exception] = typer.BadParameter.mro()[2]
"""What is wrong with a command line, however Typer finds it out; it has no public name there."""

app = typer.Typer(
    help="Turn face photographs into verified, labeled photographs of incorrectly worn face masks.",
    epilog="Exit codes: " + "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()) + ".",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (
    generate,
    preview,
    verify,
    forget,
    stats,
    compare,
    export,
    apply,
    train_baseline,
    evaluate,
    benchmark_baselines,
    compare_backbones,
    predict,
    export_model,
    page,
    turn_heads,
):
    app.command(cls=Command)(command)
app.add_typer(templates, name="templates")
app.add_typer(publish, name="publish")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(VERSION)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="show the version")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="show where in the program an error arose")] = False,
) -> None:
    """Options before the command; ``--debug`` is taken out by :func:`run`, wherever it stands."""
    show_remarks()


def run() -> None:
    """Run the command line: a user's mistake ends with one line, and every end has a code of ``EXIT_CODES``."""
    _show_any_letter()
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        code = app(arguments, prog_name="fmld-synth", standalone_mode=False)
    except (UserError, CommandLineError) as error:
        if debug:
            raise
        if message := _one_line(error):
            typer.echo(f"error: {message}", err=True)
        code = USER_ERROR
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("interrupted", err=True)
        code = INTERRUPTED
    if code:
        sys.exit(code)


def _show_any_letter() -> None:
    """Letters that a screen or pipe cannot show, as in a locale of ASCII alone, become escapes instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _one_line(error: Exception) -> str:
    """What a mistake was; empty when the help was shown instead."""
    if isinstance(error, UserError):
        return in_options(str(error))
    told: Any = error
    message = " ".join(told.format_message().split()).rstrip(".")
    return f"{message}; see {told.ctx.command_path} --help" if message and told.ctx else message


if __name__ == "__main__":
    run()
