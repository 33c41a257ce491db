"""``fmld-synth page``: a static page that runs the networks in the visitor's browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.baseline_options import baselines, finders
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.options import JsonOption, names_from


def page(
    output: Annotated[Path, typer.Option(help="folder to write the page into")],
    model: Annotated[
        str | None,
        names_from(
            baselines,
            help="a baseline's name, a model file or a run's folder (default: the bundled weights that predict takes)",
        ),
    ] = None,
    finder: Annotated[
        str | None,
        names_from(
            finders,
            help="what finds a classifier's faces: face-finder, bundled (MediaPipe's) or a detector's model "
            "(default: as the baseline has it)",
        ),
    ] = None,
    runtime: Annotated[
        Path | None, typer.Option(help="folder that holds onnxruntime-web of npm; nothing is fetched")
    ] = None,
    fetch_runtime: Annotated[
        bool,
        typer.Option(
            "--fetch-runtime", help="download onnxruntime-web from npm's registry, once, and keep it"
        ),
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="open the page in the browser of this machine, until Ctrl-C")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="of --serve; 0 for any that is free")] = 8765,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="write into a folder that holds files; replace those of equal name"),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Write a static page that finds faces and says how each wears its mask, in the visitor's browser alone."""
    require_baselines()
    from fmld_synth.baselines.page.site import write_site
    from fmld_synth.baselines.prediction.choosing import default_model

    site = write_site(
        output,
        model or default_model(),
        finder=finder,
        runtime=runtime,
        fetch_runtime=fetch_runtime,
        overwrite=overwrite,
    )
    if json:
        typer.echo(site.model_dump_json(indent=2))
    else:
        typer.echo(f"{output}: {len(site.bytes)} files, {sum(site.bytes.values()) / 1e6:.1f} MB")
    if serve:
        _serve(output, port)
    elif not json:
        typer.echo("to see it: add --serve --overwrite, or put the folder on any web server with https")


def _serve(folder: Path, port: int) -> None:
    """Until Ctrl-C, which is how it is meant to end."""
    from fmld_synth.baselines.page.serving import address_of, make_server

    with make_server(folder, port) as server:
        typer.echo(f"{address_of(server)} shows it to this machine alone; Ctrl-C ends it")
        webbrowser.open(address_of(server))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("ended")
