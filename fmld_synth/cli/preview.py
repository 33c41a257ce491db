"""``fmld-synth preview``: one face in every wear state and template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.choices import Crop, RenderingChoice
from fmld_synth.cli.completion import colors as color_names
from fmld_synth.cli.completion import landmark_sources, wear_states
from fmld_synth.cli.completion import templates as template_names
from fmld_synth.cli.completion import thing_kinds as kinds_of_things
from fmld_synth.cli.options import names_from, one_of


def preview(
    input_: Annotated[Path, typer.Option("--input", help="a photograph that shows a face")],
    output: Annotated[Path, typer.Option(help="picture to write: .png, .jpg or .webp")],
    wear: Annotated[
        str | None, names_from(wear_states, several=True, help="wear states, comma separated (default: all)")
    ] = None,
    templates: Annotated[
        str | None,
        names_from(
            template_names,
            several=True,
            help="names, families, patterns or folders of templates (default: all)",
        ),
    ] = None,
    colors: Annotated[
        str | None, names_from(color_names, several=True, help="names of colorways (default: any)")
    ] = None,
    seed: Annotated[int, typer.Option(help="another seed: other colors, heights and folds", min=0)] = 0,
    face: Annotated[int, typer.Option(help="which face: 0 for the largest", min=0)] = 0,
    crop: Annotated[Crop, one_of(Crop, "crop", help="how much of the photograph is shown")] = "face",
    rendering: Annotated[
        RenderingChoice, one_of(RenderingChoice, "rendering", help="flat: a plain 2D overlay; mixed: either")
    ] = "full",
    prints: Annotated[
        float, typer.Option(metavar="SHARE", help="share of the cloth masks with a print", min=0, max=1)
    ] = 0.0,
    things: Annotated[
        float,
        typer.Option(
            metavar="SHARE", help="share of the tiles that also get things that are no masks", min=0, max=1
        ),
    ] = 0.0,
    thing_kinds: Annotated[
        str | None,
        names_from(
            kinds_of_things, several=True, help="kinds of these things, comma separated (default: all)"
        ),
    ] = None,
    print_folder: Annotated[
        Path | None, typer.Option(help="folder with pictures, of which half of the prints are taken")
    ] = None,
    landmarks: Annotated[
        str | None,
        names_from(
            landmark_sources,
            help="what finds faces, hands and people (default: bundled)",
        ),
    ] = None,
) -> None:
    """Show one face in every wear state and template, side by side."""
    from fmld_synth.errors import UserError
    from fmld_synth.files import EXTENSIONS, encode_image, write_file
    from fmld_synth.generation.configuration import make_configuration
    from fmld_synth.generation.engine import standard_engine
    from fmld_synth.preview import preview_sheet
    from fmld_synth.wear import masked_states

    formats = {**{f".{extension}": name for name, extension in EXTENSIONS.items()}, ".jpeg": "jpeg"}
    image_format = formats.get(output.suffix.lower())
    if image_format is None:
        raise UserError(f"--output {output}: end its name with one of {', '.join(sorted(formats))}")
    options = {
        "input": input_, "output": output, "templates": templates or "", "colors": colors or "", "seed": seed,
        "crop": crop, "rendering": rendering, "prints": prints, "print_folder": print_folder, "things": things,
        "thing_kinds": thing_kinds or "", "wear": wear or ",".join(masked_states()),
    }  # fmt: skip
    checked = make_configuration(options if landmarks is None else {**options, "landmarks": landmarks})
    sheet = preview_sheet(
        input_,
        standard_engine(checked.landmarks, checked.print_folder),
        states=tuple(checked.wear),
        templates=checked.templates,
        colors=checked.colors,
        seed=checked.seed,
        face_index=face,
        crop=checked.crop,
        rendering=checked.rendering,
        prints=checked.prints,
        things=checked.things,
        thing_kinds=checked.thing_kinds,
    )
    write_file(output, encode_image(sheet, image_format, 90))
    typer.echo(output)
