"""``fmld-synth publish``: a finished set to Kaggle, to the Hugging Face Hub, or described in Croissant."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.choices import LicenseName, PackageLayout
from fmld_synth.cli.command import Command
from fmld_synth.cli.exit_codes import SHORTFALL
from fmld_synth.cli.options import QuietOption, one_of

if TYPE_CHECKING:
    from fmld_synth.publish.package import Outcome, Package, Report
    from fmld_synth.publish.publication import Publication

TITLE = "Incorrectly worn face masks (synthetic)"

app = typer.Typer(help="Publish a finished dataset, or describe it for publication.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="folder of a finished dataset")]
LicenseOption = Annotated[
    LicenseName, one_of(LicenseName, "license", "--license", help="license of the dataset")
]
SourceLicense = Annotated[
    str | None,
    typer.Option(help="license under which the photographs of the faces may be used; required"),
]
Source = Annotated[str | None, typer.Option(help="what the photographs are: name, address, citation")]
Title = Annotated[str, typer.Option(help="of the dataset")]
Public = Annotated[bool, typer.Option("--public", help="everybody may see it (default: only you)")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="make and check everything, send nothing")]


@app.command(cls=Command)
def kaggle(
    folder: Folder,
    owner: Annotated[str, typer.Option(help="account or organization, as in its page's address")],
    slug: Annotated[str, typer.Option(help="name in the address: 6 to 50 small letters, digits, hyphens")],
    license_: LicenseOption,
    source_license: SourceLicense = None,
    source: Source = None,
    title: Title = TITLE,
    subtitle: Annotated[
        str | None, typer.Option(help="20 to 80 characters (default: from the counts)")
    ] = None,
    public: Public = False,
    version_notes: Annotated[
        str | None,
        typer.Option(help="what is new, when the dataset is there already (default: from the counts)"),
    ] = None,
    package: Annotated[
        Path | None, typer.Option(help="folder for what is sent (default: the dataset's name with -kaggle)")
    ] = None,
    dry_run: DryRun = False,
    quiet: QuietOption = False,
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
    destination = _destination(package, folder, "kaggle")
    made = make_package(contents, publication, names, destination, public=public)
    if not quiet:
        _show_size(made)
    if dry_run:
        typer.echo(f"dry run: nothing was sent to {names.url}")
        return
    notes = version_notes or f"{contents.pictures} pictures, fingerprint {contents.fingerprint[:12]}"
    outcome = publish_package(made, names, public=public, version_notes=notes, report=_reporter(quiet))
    _show_outcome(outcome)


@app.command(cls=Command)
def huggingface(
    folder: Folder,
    repo: Annotated[str, typer.Option(help="OWNER/NAME of the dataset's repository")],
    license_: LicenseOption,
    source_license: SourceLicense = None,
    source: Source = None,
    title: Title = TITLE,
    layout: Annotated[
        PackageLayout,
        one_of(PackageLayout, "layout", help="imagefolder: open pictures; webdataset: shards"),
    ] = "imagefolder",
    public: Public = False,
    package: Annotated[
        Path | None,
        typer.Option(help="folder for what is sent (default: the dataset's name with -huggingface)"),
    ] = None,
    dry_run: DryRun = False,
    quiet: QuietOption = False,
) -> None:
    """Make a repository on the Hugging Face Hub hold a dataset, through the Hub's official client."""
    from fmld_synth.publish.contents import survey
    from fmld_synth.publish.hugging_face_client import check_repository, page_of, publish_package
    from fmld_synth.publish.hugging_face_package import make_package

    owner = check_repository(repo).partition("/")[0]
    publication = _publication(title, license_, source_license, source, owner, page_of(repo))
    contents = survey(folder)
    made = make_package(contents, publication, layout, _destination(package, folder, "huggingface"))
    if not quiet:
        _show_size(made)
    if dry_run:
        typer.echo(f"dry run: nothing was sent to {page_of(repo)}")
        return
    message = f"{contents.pictures} pictures, fingerprint {contents.fingerprint[:12]}"
    outcome = publish_package(made, repo, public=public, message=message, report=_reporter(quiet))
    _show_outcome(outcome)


@app.command(cls=Command)
def croissant(
    folder: Folder,
    license_: LicenseOption,
    source_license: SourceLicense = None,
    source: Source = None,
    title: Title = TITLE,
) -> None:
    """Write croissant.json into a dataset: its description in Croissant 1.1, for programs that load datasets."""
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

    from fmld_synth.publish.licenses import check_source_license, find_license
    from fmld_synth.publish.publication import Publication

    license = find_license(license_name)
    stated = check_source_license(source_license, license)
    return Publication(title, license, stated, source, owner, url, date.today())


def _destination(package: Path | None, folder: Path, service: str) -> Path:
    """Where the files for a service are made: next to the set, never inside it."""
    from fmld_synth.errors import UserError

    beside = folder.resolve().with_name(f"{folder.resolve().name}-{service}")
    chosen = package or beside
    if folder.resolve() in (chosen.resolve(), *chosen.resolve().parents):
        raise UserError(
            f"--package {chosen} lies inside the set: choose a folder beside it, such as {beside}"
        )
    return chosen


def _reporter(quiet: bool) -> Report:
    """Prints to the screen as it is now: while a client works, what is printed elsewhere is thrown away."""
    screen = sys.stdout
    return lambda line: None if quiet else typer.echo(line, file=screen)


def _show_size(package: Package) -> None:
    typer.echo(
        f"made {package.folder}: {len(package.files):,} files, {sum(package.files.values()) / 1e6:,.1f} MB"
    )


def _show_outcome(outcome: Outcome) -> None:
    done = "created" if outcome.created else "updated"
    typer.echo(f"{done} {outcome.url} ({'public' if outcome.public else 'private'})")
    for warning in outcome.warnings:
        typer.echo(f"warning: {warning}", err=True)
    if outcome.warnings:
        raise typer.Exit(SHORTFALL)
