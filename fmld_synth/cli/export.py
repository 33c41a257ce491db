"""``fmld-synth export``: a set in the format that a trainer reads, or as overlays without faces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.choices import Labels, Link
from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.completion import export_formats
from fmld_synth.cli.options import (
    EXPORT_FORMATS,
    OUR_OWN,
    FromOption,
    JsonOption,
    QuietOption,
    names_from,
    one_of,
)

if TYPE_CHECKING:
    from fmld_synth.dataset.exporting import Exported

OVERLAYS = "overlays"
FOR_OVERLAYS = "For overlays"


def export(
    folder: Annotated[Path, typer.Argument(help="folder of the dataset")],
    to: Annotated[
        str, names_from(export_formats, help=f"format to write: {EXPORT_FORMATS}; or overlays, masks alone")
    ],
    output: Annotated[Path, typer.Option(help="folder to make")],
    labels: Annotated[
        Labels | None,
        one_of(Labels, "labels", help="label scheme (default: three; fmld for pascal-voc)"),
    ] = None,
    link: Annotated[
        Link, one_of(Link, "link", help="how images get there: hard or symbolic links, or copies")
    ] = "hard",
    from_: FromOption = OUR_OWN,
    classes: ClassesOption = None,
    images_per_shard: Annotated[int, typer.Option(help="most images in a shard of webdataset")] = 1000,
    keep_metadata: Annotated[
        bool,
        typer.Option(
            "--keep-metadata", help="hand on what image files tell of place, time and camera (EXIF)"
        ),
    ] = False,
    photographs: Annotated[
        Path | None,
        typer.Option(
            help="folder in which the photographs are now, if they were moved", rich_help_panel=FOR_OVERLAYS
        ),
    ] = None,
    templates_of_the_set: Annotated[
        bool,
        typer.Option(
            "--templates-of-the-set",
            help="load templates from the folders that the dataset names: only of datasets you trust",
            rich_help_panel=FOR_OVERLAYS,
        ),
    ] = False,
    print_folder: Annotated[
        Path | None,
        typer.Option(
            help="folder with the pictures that were printed on masks, as --print-folder of generate",
            rich_help_panel=FOR_OVERLAYS,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="processes (default: one per core)", min=1, rich_help_panel=FOR_OVERLAYS),
    ] = None,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Write a dataset in another format; images are linked, or copied without metadata."""
    from fmld_synth.cli.storage import local_copy, local_output
    from fmld_synth.dataset.exporting import export_set
    from fmld_synth.dataset.readers.class_mapping import parse_classes
    from fmld_synth.dataset.readers.open_set import open_set
    from fmld_synth.errors import UserError
    from fmld_synth.object_storage.store import as_url

    folder = local_copy(folder)
    if to == OVERLAYS:
        if classes is not None:
            raise UserError("--classes: overlays keep the classes of their dataset; leave it out")
        _export_overlays(
            folder, output, link, from_, photographs, templates_of_the_set, print_folder, workers, quiet, json
        )
        return
    with local_output(output) as local:
        exported = export_set(
            folder,
            to=to,
            output=local,
            reader=open_set(folder, from_, parse_classes(classes)),
            labels=labels,
            link=link,
            images_per_shard=images_per_shard,
            keep_metadata=keep_metadata,
        )
    exported = exported.model_copy(update={"output": as_url(output) or exported.output})
    if json:
        typer.echo(exported.model_dump_json(indent=2))
    elif not quiet:
        _show(exported)


def _export_overlays(
    folder: Path,
    output: Path,
    link: Link,
    from_: str,
    photographs: Path | None,
    templates_of_the_set: bool,
    print_folder: Path | None,
    workers: int | None,
    quiet: bool,
    json: bool,
) -> None:
    from json import dumps

    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.cli.storage import local_output
    from fmld_synth.errors import UserError
    from fmld_synth.overlays.export import export_overlays

    if from_ != OUR_OWN:
        raise UserError(f"--from {from_}: overlays can only be made of a set that generate made")
    with ProgressBar(quiet or json) as progress, local_output(output, watcher=progress) as local:
        layers = export_overlays(
            folder,
            local,
            link=link,
            source_folder=photographs,
            templates_of_the_set=templates_of_the_set,
            print_folder=print_folder,
            workers=workers,
            watcher=progress,
        )
    if json:
        typer.echo(dumps({"output": output.as_posix(), "format": OVERLAYS, "layers": layers}))
    elif not quiet:
        typer.echo(f"{layers} mask layers without faces in {output}; fmld-synth apply puts them on again")


def _show(exported: Exported) -> None:
    from rich.console import Console
    from rich.markup import escape

    from fmld_synth.cli.tables import figures_table, print_table
    from fmld_synth.dataset.readers.reading import counted

    console = Console()
    console.print(
        f"[bold green]{exported.images}[/] images as {exported.format} in [bold]{escape(exported.output)}[/]\n",
        highlight=False,
    )
    counts = exported.by_split.values()
    names = dict.fromkeys(name for split in counts for name in split)
    rows = [(name, *(str(split.get(name, 0)) for split in counts)) for name in names]
    print_table(figures_table("Faces", ["class", *exported.by_split], rows), console)
    if exported.encoded_again:
        console.print(
            f"{counted(exported.encoded_again, 'image')} turned upright or made 8-bit RGB and encoded again without "
            "metadata, so that all programs show them alike",
            highlight=False,
        )
    if exported.metadata_removed:
        console.print(
            f"{counted(exported.metadata_removed, 'image')} written without EXIF and other metadata, which may tell "
            "place and time; --keep-metadata keeps them",
            highlight=False,
        )
    if exported.unlabeled:
        console.print(
            f"{exported.unlabeled} faces have no label; docs/exports.md says what becomes of them",
            highlight=False,
        )
