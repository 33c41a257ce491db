"""``fmld-synth export``: a set in the format that a trainer reads, or as overlays without faces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fmld_synth.dataset.annotations import Reader
    from fmld_synth.dataset.exporting import Exported

OVERLAYS = "overlays"
OUR_OWN = "manifest"


def export(
    folder: Annotated[Path, typer.Argument(help="folder of the set")],
    to: Annotated[
        str,
        typer.Option(
            help="coco, yolo, yolo-segmentation, pascal-voc, image-folder, hugging-face, webdataset, "
            "parquet, csv or overlays"
        ),
    ],
    output: Annotated[Path, typer.Option(help="folder to make")],
    labels: Annotated[
        str | None,
        typer.Option(
            help="wear, three, two, masked, fmld, maskedface-net or face (default: three; fmld for pascal-voc)"
        ),
    ] = None,
    link: Annotated[str, typer.Option(help="how images get there: hard, sym or copy")] = "hard",
    from_: Annotated[str, typer.Option("--from", help="format of the set")] = OUR_OWN,
    images_per_shard: Annotated[int, typer.Option(help="most images in a shard of webdataset")] = 1000,
    faces: Annotated[
        Path | None,
        typer.Option(help="for overlays: folder the photographs lie in now, if not where they were"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="for overlays: processes (default: one a core)", min=1)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing but errors")] = False,
    json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Write a set in another format; images are linked or copied, never encoded again."""
    from fmld_synth.dataset.exporting import export_set

    if to == OVERLAYS:
        _export_overlays(folder, output, link, from_, faces, workers, quiet, json)
        return
    exported = export_set(
        folder,
        to=to,
        output=output,
        reader=_reader(from_),
        labels=labels,
        link=link,
        images_per_shard=images_per_shard,
    )
    if json:
        typer.echo(exported.model_dump_json(indent=2))
    elif not quiet:
        _show(exported)


def _reader(name: str) -> Reader:
    if name == OUR_OWN:
        from fmld_synth.dataset.readers.manifest import read_manifest

        return read_manifest
    from fmld_synth.dataset.readers import find_reader

    return find_reader(name)


def _export_overlays(
    folder: Path,
    output: Path,
    link: str,
    from_: str,
    faces: Path | None,
    workers: int | None,
    quiet: bool,
    json: bool,
) -> None:
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.dataset.exporting import checked_link
    from fmld_synth.errors import UserError
    from fmld_synth.overlays.export import export_overlays

    if from_ != OUR_OWN:
        raise UserError(f"--from {from_}: overlays can only be made of a set that generate made")
    with ProgressBar(quiet or json) as progress:
        layers = export_overlays(
            folder,
            output,
            link=checked_link(link),
            source_folder=faces,
            workers=workers,
            watcher=progress,
        )
    if json:
        typer.echo(f'{{"output": "{output.as_posix()}", "format": "overlays", "layers": {layers}}}')
    elif not quiet:
        typer.echo(f"{layers} mask layers without faces in {output}; fmld-synth apply puts them on again")


def _show(exported: Exported) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(
        f"[bold green]{exported.images}[/] images as {exported.format} in [bold]{exported.output}[/]\n",
        highlight=False,
    )
    table = Table(title="Faces", title_justify="left", title_style="bold", box=None)
    table.add_column("class")
    for split in exported.by_split:
        table.add_column(split, justify="right")
    for name in dict.fromkeys(name for counts in exported.by_split.values() for name in counts):
        table.add_row(name, *(str(counts.get(name, 0)) for counts in exported.by_split.values()))
    console.print(table)
    if exported.unlabelled:
        console.print(
            f"{exported.unlabelled} faces have no label; docs/exports.md says what becomes of them",
            highlight=False,
        )
