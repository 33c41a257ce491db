"""``fmld-synth publish``: a finished set to Kaggle, to the Hugging Face Hub, or described in Croissant."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fmld_synth.publish.publication import Publication

INCOMPLETE = 1
TITLE = "Incorrectly worn face masks (synthetic)"

app = typer.Typer(help="Publish a finished set, or describe it for publication.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="folder of a finished set")]
License = Annotated[
    str,
    typer.Option(
        "--license",
        help="of the set: CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0, CC-BY-NC-4.0, CC-BY-NC-SA-4.0, apache-2.0, other",
    ),
]
SourceLicense = Annotated[
    str | None,
    typer.Option(help="under which the photographs of the faces may be used; nothing goes without it"),
]
Source = Annotated[str | None, typer.Option(help="what the photographs are: name, address, citation")]
Title = Annotated[str, typer.Option(help="of the set")]
Public = Annotated[bool, typer.Option("--public", help="everybody may see it [default: only you]")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="make and check everything, send nothing")]
Quiet = Annotated[bool, typer.Option("--quiet", help="show nothing but errors and warnings")]


@app.command()
def kaggle(
    folder: Folder,
    owner: Annotated[str, typer.Option(help="account or organisation, as in its page's address")],
    slug: Annotated[str, typer.Option(help="name in the address: 6 to 50 small letters, digits, hyphens")],
    license_: License,
    source_license: SourceLicense = None,
    source: Source = None,
    title: Title = TITLE,
    subtitle: Annotated[
        str | None, typer.Option(help="20 to 80 characters [default: from the counts]")
    ] = None,
    public: Public = False,
    version_notes: Annotated[
        str | None,
        typer.Option(help="what is new, when the dataset is there already [default: from the counts]"),
    ] = None,
    package: Annotated[
        Path | None, typer.Option(help="folder for what is sent [default: the set's name with -kaggle]")
    ] = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
) -> None:
    """Create a dataset on Kaggle, or add a version to it, through Kaggle's official client."""
    from fmld_synth.publish.contents import survey
    from fmld_synth.publish.kaggle_client import publish_package
    from fmld_synth.publish.kaggle_metadata import Names, check_names, default_subtitle
    from fmld_synth.publish.kaggle_package import make_package

    contents = survey(folder)
    subtitle = default_subtitle(contents) if subtitle is None else subtitle
    names = check_names(Names(owner, slug, title, subtitle))
    publication = _publication(title, license_, source_license, source, owner, names.url)
    destination = package or _beside(folder, "kaggle")
    made = make_package(contents, publication, names, destination, public=public)
    if not quiet:
        _show_files(made.folder, made.files)
    if dry_run:
        typer.echo(f"dry run: nothing was sent to {names.url}")
        return
    notes = version_notes or f"{contents.pictures} pictures, fingerprint {contents.fingerprint[:12]}"
    screen = sys.stdout
    outcome = publish_package(
        made, names, public=public, version_notes=notes,
        report=lambda line: None if quiet else typer.echo(line, file=screen),
    )  # fmt: skip
    done = "created" if outcome.created else "new version of"
    typer.echo(f"{done} {outcome.url} ({'public' if outcome.public else 'private'})")
    _show_warnings(outcome.warnings)


@app.command()
def croissant(
    folder: Folder,
    license_: License,
    source_license: SourceLicense = None,
    source: Source = None,
    title: Title = TITLE,
) -> None:
    """Write croissant.json into a set: its description in Croissant 1.1, for programs that load data sets."""
    from fmld_synth.publish.contents import survey
    from fmld_synth.publish.describing import describe

    publication = _publication(title, license_, source_license, source, None, None)
    typer.echo(f"wrote {describe(survey(folder), publication)}")


def _publication(
    title: str,
    license_name: str,
    source_license: str | None,
    source: str | None,
    owner: str | None,
    url: str | None,
) -> Publication:
    from datetime import date

    from fmld_synth.publish.licences import check_source_licence, find_licence
    from fmld_synth.publish.publication import Publication

    licence = find_licence(license_name)
    stated = check_source_licence(source_license, licence)
    return Publication(title, licence, stated, source, owner, url, date.today())


def _beside(folder: Path, service: str) -> Path:
    """Where the files for a service are made: next to the set, never inside it."""
    return folder.resolve().with_name(f"{folder.resolve().name}-{service}")


def _show_files(folder: Path, files: Mapping[str, int]) -> None:
    typer.echo(f"{len(files)} files in {folder}, {sum(files.values()) / 1e6:,.1f} MB:")
    for name, size in files.items():
        typer.echo(f"  {name}  {size / 1e6:,.2f} MB")


def _show_warnings(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        typer.echo(f"warning: {warning}", err=True)
    if warnings:
        raise typer.Exit(INCOMPLETE)
