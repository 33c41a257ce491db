"""``fmld-synth generate``: from a folder of photographs to a labelled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.cli.exit_codes import INTERRUPTED, SHORTFALL
from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.generation.finishing import Summary


def generate(
    input_: Annotated[
        Path | None, typer.Option("--input", help="folder (with subfolders), photograph or text list")
    ] = None,
    input_format: Annotated[
        str | None,
        typer.Option(
            help="photographs, or of an annotated set: auto, fmld, aizoo, moxa3k, kaggle-853, medical-mask, "
            "coco, yolo, pascal-voc, class-folders, manifest (default: photographs)"
        ),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            help="options of a known set: enhanced-fmld, maskedface-net, classifier, detector; "
            "others given here win"
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="folder of the finished set")] = None,
    config: Annotated[
        Path | None, typer.Option(help="TOML file with any of these options; those given here win")
    ] = None,
    wear: Annotated[
        str | None,
        typer.Option(
            help="wear states, as chin,correct or nose_exposed=0.5,chin=0.5 "
            "(default: nose_exposed=0.5,mouth_exposed=0.2,chin=0.2,chin_exposed=0.1)"
        ),
    ] = None,
    include_correct: Annotated[
        bool, typer.Option("--include-correct", help="add correctly worn masks: half of the masked pictures")
    ] = False,
    correct_share: Annotated[
        float | None, typer.Option(help="add correctly worn masks: this share of the masked pictures")
    ] = None,
    include_unmasked: Annotated[
        bool | None,
        typer.Option(
            "--include-unmasked", help="also add each photograph itself, on top of --count or --per-face"
        ),
    ] = None,
    balance: Annotated[
        bool | None,
        typer.Option(
            "--balance",
            help="annotated set: leave out pictures so that its classes have equally many faces",
        ),
    ] = None,
    include_test: Annotated[
        bool | None,
        typer.Option("--include-test", help="annotated set: put masks on faces of its test part, too"),
    ] = None,
    scenes: Annotated[
        bool, typer.Option("--scenes", help="annotated set: whole scenes with all boxes; same as --crop none")
    ] = False,
    templates: Annotated[
        str | None, typer.Option(help="names, families, patterns or folders of templates (default: all)")
    ] = None,
    colors: Annotated[str | None, typer.Option(help="names of colourways (default: all)")] = None,
    per_face: Annotated[int | None, typer.Option(help="masked pictures a face (default: 4)")] = None,
    count: Annotated[
        int | None, typer.Option(help="masked pictures in all, spread evenly, instead of --per-face")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="another seed gives another set (default: 0)")] = None,
    size: Annotated[
        int | None, typer.Option(help="longest side in pixels; smaller photographs are not enlarged")
    ] = None,
    crop: Annotated[
        str | None,
        typer.Option(
            help="none, face (square with margin; of an annotated set, along the boxes) or tight "
            "(default: none)"
        ),
    ] = None,
    format_: Annotated[str | None, typer.Option("--format", help="jpeg, png or webp (default: jpeg)")] = None,
    quality: Annotated[int | None, typer.Option(help="of JPEG and WebP, 1 to 100 (default: 92)")] = None,
    mattes: Annotated[
        bool | None, typer.Option("--mattes/--no-mattes", help="write alpha mattes (default: mattes)")
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="splits by person (default: train=0.8,val=0.1,test=0.1)")
    ] = None,
    identity_from: Annotated[
        str | None,
        typer.Option(help="who is in a photograph: file, parent or a regular expression (default: file)"),
    ] = None,
    min_face: Annotated[
        int | None,
        typer.Option(help="least longer side of a face in the picture, in pixels (default: 48)"),
    ] = None,
    max_yaw: Annotated[
        float | None, typer.Option(help="greatest turn of the head, in degrees (default: 60)")
    ] = None,
    landmarks: Annotated[
        str | None,
        typer.Option(help="what finds faces, hands and people: bundled or mediapipe (default: bundled)"),
    ] = None,
    rendering: Annotated[
        str | None,
        typer.Option(help="full; flat: a plain 2D overlay as a control; or mixed: either (default: full)"),
    ] = None,
    workers: Annotated[int | None, typer.Option(help="processes (default: one a core)")] = None,
    resume: Annotated[bool | None, typer.Option("--resume", help="go on with an interrupted run")] = None,
    overwrite: Annotated[bool | None, typer.Option("--overwrite", help="replace an earlier set")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing but errors")] = False,
    json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Make a labelled set of photographs of people who wear a face mask incorrectly."""
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.files import read_toml
    from fmld_synth.generation.configuration import make_configuration, merge_options
    from fmld_synth.generation.presets import find_preset
    from fmld_synth.generation.run import generate as make_set

    if scenes and crop not in (None, "none"):
        raise UserError(f"--scenes keeps whole scenes, --crop {crop} cuts faces out; give one of them")
    given = {
        "input": input_, "input_format": input_format, "output": output, "balance": balance,
        "include_test": include_test, "wear": wear, "include_unmasked": include_unmasked,
        "include_correct": 0.5 if include_correct and correct_share is None else correct_share,
        "templates": templates, "colors": colors, "per_face": per_face, "count": count, "seed": seed,
        "size": size, "crop": "none" if scenes else crop, "format": format_, "quality": quality,
        "mattes": mattes, "split": split, "identity_from": identity_from, "min_face": min_face,
        "max_yaw": max_yaw, "landmarks": landmarks, "rendering": rendering, "workers": workers, "resume": resume,
        "overwrite": overwrite,
    }  # fmt: skip
    options = merge_options(find_preset(preset) if preset else {}, read_toml(config) if config else {})
    configuration = make_configuration(merge_options(options, given))
    try:
        with ProgressBar(quiet or json) as progress:
            summary = make_set(configuration, watcher=progress)
    except KeyboardInterrupt:
        typer.echo("interrupted; what is done is kept: run the same command with --resume to go on", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        typer.echo(summary.model_dump_json(indent=2))
    elif not quiet:
        _show(summary)
    if (summary.missing and configuration.count is not None) or not summary.images:
        typer.echo(
            f"{summary.missing} of the wanted pictures could not be made; "
            f"{Path(summary.output) / 'rejected.jsonl'} tells why",
            err=True,
        )
        raise typer.Exit(SHORTFALL)


def _show(summary: Summary) -> None:
    from rich.console import Console

    from fmld_synth.cli.tables import show_tables

    console = Console()
    console.print(
        f"[bold green]{summary.images}[/] pictures of {summary.photographs_used} photographs "
        f"in [bold]{summary.output}[/]\n",
        highlight=False,
    )
    tables = {
        "Wear states": summary.by_wear_state,
        "Labels": summary.by_label,
        "Faces": summary.faces_by_label,
        "Splits": summary.by_split,
        "Rejected, by reason": summary.rejected,
    }
    show_tables(tables, console)
    console.print(f"Look at {Path(summary.output) / 'contact_sheet.jpg'}", highlight=False)
