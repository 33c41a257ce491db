"""``fmld-synth templates``: list, show, check and add mask templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from fmld_synth.choices import Family, StrapKind
from fmld_synth.cli.command import Command
from fmld_synth.cli.completion import completion, template_names, templates
from fmld_synth.cli.exit_codes import SHORTFALL
from fmld_synth.cli.options import one_of
from fmld_synth.cli.tables import shown
from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.templates.template import Point

SHAPE = "Its shape on the face"

app = typer.Typer(help="List, show, check and add mask templates.", no_args_is_help=True)


@app.command("list", cls=Command)
def list_command(
    selection: Annotated[
        str,
        typer.Argument(
            help="names, families or patterns, comma separated",
            autocompletion=completion(templates, several=True),
        ),
    ] = "all",
) -> None:
    """List the templates, bundled and your own."""
    from fmld_synth.templates.library import find_templates, load_description

    table = Table("name", "family", "what it is", "colors")
    for name in find_templates(selection):
        description = load_description(name)
        colors = ", ".join(colorway.name for colorway in description.colorways)
        table.add_row(*map(shown, (description.name, description.family, description.title, colors)))
    Console().print(table)


@app.command(cls=Command)
def show(
    name: Annotated[
        str,
        typer.Argument(help="name of a template, or its folder", autocompletion=completion(template_names)),
    ],
) -> None:
    """Show all about one template, and where its preview lies."""
    from fmld_synth.templates.library import load_description, template_folder

    description, folder = load_description(name), template_folder(name)
    shape, straps, fabric = description.shape, description.straps, description.fabric
    table = Table(show_header=False, box=None)
    for field, value in (
        ("name", description.name),
        ("title", description.title),
        ("family", description.family),
        ("license", description.license),
        ("size", f"{shape.width} x {shape.height} inter-ocular distances"),
        (
            "shape",
            f"stiffness {shape.stiffness}, bulge {shape.bulge}, beak {shape.beak}, "
            f"below chin {shape.below_chin}",
        ),
        ("straps", f"{straps.kind}, width {straps.width}"),
        ("fabric", f"{fabric.weave}, sheen {fabric.sheen}"),
        ("weight", str(description.weight)),
        ("colors", ", ".join(colorway.name for colorway in description.colorways)),
        ("folder", str(folder)),
        ("preview", str(folder / "preview.png")),
    ):
        table.add_row(field, shown(value))
    Console(soft_wrap=True).print(table)


@app.command(cls=Command)
def check(path: Annotated[Path, typer.Argument(help="a template's folder")]) -> None:
    """Check a template; exit status 1 when something is wrong."""
    from fmld_synth.templates.checking import check_template

    problems = check_template(path)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(SHORTFALL)
    typer.echo(f"{path}: sound")


@app.command(cls=Command)
def add(
    picture: Annotated[Path, typer.Argument(help="PNG of a flat mask on a transparent background")],
    name: Annotated[str, typer.Option(help="what to call it: a-z, 0-9 and _")],
    family: Annotated[Family, one_of(Family, "family", help="kind of mask")],
    into: Annotated[Path | None, typer.Option(help="library folder; your own when left out")] = None,
    title: Annotated[str | None, typer.Option(help="a few words for people")] = None,
    license_: Annotated[str, typer.Option("--license", help="license of the picture")] = "unknown",
    width: Annotated[
        float | None,
        typer.Option(
            help="length across the picture, in inter-ocular distances (6.3 cm)", rich_help_panel=SHAPE
        ),
    ] = None,
    below_chin: Annotated[
        float | None,
        typer.Option(help="how far it reaches below the chin", rich_help_panel=SHAPE),
    ] = None,
    straps: Annotated[
        StrapKind | None, one_of(StrapKind, "straps", help="how it is held", panel=SHAPE)
    ] = None,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=U,V: replaces a guessed anchor, e.g. top_left=0.05,0.12; may be repeated",
            rich_help_panel=SHAPE,
        ),
    ] = None,
    relief_from_picture: Annotated[
        bool, typer.Option("--relief-from-picture", help="read folds from light and dark")
    ] = False,
    remove_background: Annotated[
        bool, typer.Option("--remove-background", help="cut it out of white")
    ] = False,
) -> None:
    """Make a template of your own picture."""
    from fmld_synth.templates.adding import add_template

    folder = add_template(
        picture,
        name,
        family,
        into=into,
        title=title,
        license=license_,
        width=width,
        below_chin=below_chin,
        straps=straps,
        anchors=dict(_parse_anchor(text) for text in anchor or ()),
        relief="picture" if relief_from_picture else "flat",
        remove_background=remove_background,
    )
    typer.echo(f"added {folder}; look at {folder / 'preview.png'}")


def _parse_anchor(text: str) -> tuple[str, Point]:
    from fmld_synth.templates.earlier_spelling import american

    name, _, point = text.partition("=")
    try:
        u, v = (float(part) for part in point.split(","))
    except ValueError:
        raise UserError(f"--anchor: {text!r} is not NAME=U,V, such as top_left=0.05,0.12") from None
    return american(name.strip()), (u, v)
