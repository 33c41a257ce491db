"""``fmld-synth generate``: from a folder of photographs to a labeled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.choices import Crop, Executor, ImageFormat, Preset, RenderingChoice, Stage
from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.completion import colors as color_names
from fmld_synth.cli.completion import input_formats, landmark_sources, wear_states
from fmld_synth.cli.completion import templates as template_names
from fmld_synth.cli.exit_codes import INTERRUPTED, SHORTFALL
from fmld_synth.cli.generated_summary import show_generated
from fmld_synth.cli.options import SET_FORMATS, names_from, one_of
from fmld_synth.cli.sharing import check_stage, work_on_shard
from fmld_synth.cli.storage import check_local, local_copy, local_run
from fmld_synth.errors import UserError
from fmld_synth.wear import BUNDLED_STATES, default_mix

if TYPE_CHECKING:
    from fmld_synth.generation.configuration import Configuration


WORN = [name for name, state in BUNDLED_STATES.items() if state.geometry is not None]
DEFAULT_MIX = ", ".join(f"{name}={share:g}" for name, share in default_mix().items())
FILES, MASKS, PICTURES = "Input and output", "Masks", "Pictures"
FACES, ANNOTATED, RUN = "Faces and people", "Annotated datasets", "The run"
"""Groups of the help."""


def generate(
    input_: Annotated[
        Path | None,
        typer.Option(
            "--input", help="folder (with subfolders), photograph, text list or film", rich_help_panel=FILES
        ),
    ] = None,
    input_format: Annotated[
        str | None,
        names_from(
            input_formats,
            help=f"photographs, or the format of an annotated dataset: auto detects it; or {SET_FORMATS} "
            "(default: photographs)",
            panel=FILES,
        ),
    ] = None,
    classes: ClassesOption = None,
    output: Annotated[
        Path | None, typer.Option(help="folder of the finished dataset", rich_help_panel=FILES)
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(help="TOML file with any of these options; those given here win", rich_help_panel=FILES),
    ] = None,
    preset: Annotated[
        Preset | None,
        one_of(Preset, "preset", help="options under one name; others given here win", panel=FILES),
    ] = None,
    wear: Annotated[
        str | None,
        names_from(
            wear_states,
            several=True,
            help=f"wear states, with shares or without: {', '.join(WORN)} (default: {DEFAULT_MIX})",
            panel=MASKS,
        ),
    ] = None,
    include_correct: Annotated[
        bool,
        typer.Option(
            "--include-correct",
            help="add correctly worn masks: half of the masked pictures",
            rich_help_panel=MASKS,
        ),
    ] = False,
    correct_share: Annotated[
        float | None,
        typer.Option(
            help="add correctly worn masks: this share of the masked pictures", rich_help_panel=MASKS
        ),
    ] = None,
    include_unmasked: Annotated[
        bool | None,
        typer.Option(
            "--include-unmasked",
            help="also add each photograph itself, on top of --count or --per-face",
            rich_help_panel=MASKS,
        ),
    ] = None,
    things: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="share of faces that also get things that are no masks, such as cups, scarves and caps (default: 0)",
            rich_help_panel=MASKS,
        ),
    ] = None,
    templates: Annotated[
        str | None,
        names_from(
            template_names,
            several=True,
            help="names, families, patterns or folders of templates (default: all)",
            panel=MASKS,
        ),
    ] = None,
    colors: Annotated[
        str | None,
        names_from(color_names, several=True, help="names of colorways (default: all)", panel=MASKS),
    ] = None,
    rendering: Annotated[
        RenderingChoice | None,
        one_of(
            RenderingChoice,
            "rendering",
            help="flat: a plain 2D overlay as a control; mixed: either (default: full)",
            panel=MASKS,
        ),
    ] = None,
    prints: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="share of the cloth masks with a print: flowers, stripes, letters, plain colors, ... (default: 0)",
            rich_help_panel=MASKS,
        ),
    ] = None,
    print_folder: Annotated[
        Path | None,
        typer.Option(
            help="folder with pictures, of which half of the prints are taken", rich_help_panel=MASKS
        ),
    ] = None,
    per_face: Annotated[
        int | None, typer.Option(help="masked pictures of each face (default: 4)", rich_help_panel=PICTURES)
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(
            help="masked pictures in all, spread evenly, instead of --per-face", rich_help_panel=PICTURES
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="another seed gives another set (default: 0)", rich_help_panel=PICTURES),
    ] = None,
    crop: Annotated[
        Crop | None,
        one_of(
            Crop,
            "crop",
            help="face: square with a margin, or along the boxes of an annotated dataset; tight: close, down "
            "to where a mask under the chin hangs (default: none)",
            panel=PICTURES,
        ),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(
            help="longest side in pixels; smaller photographs are not enlarged", rich_help_panel=PICTURES
        ),
    ] = None,
    format_: Annotated[
        ImageFormat | None,
        one_of(
            ImageFormat, "format", "--format", help="format of the pictures (default: jpeg)", panel=PICTURES
        ),
    ] = None,
    quality: Annotated[
        int | None,
        typer.Option(help="of JPEG and WebP, 1 to 100 (default: 92)", rich_help_panel=PICTURES),
    ] = None,
    every: Annotated[
        int | None,
        typer.Option(
            help="of a film: one of so many frames becomes a picture of the dataset (default: 10)",
            rich_help_panel=PICTURES,
        ),
    ] = None,
    mattes: Annotated[
        bool | None,
        typer.Option(
            "--mattes/--no-mattes",
            help="write alpha mattes (default: mattes)",
            rich_help_panel=PICTURES,
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(help="splits by person (default: train=0.8,val=0.1,test=0.1)", rich_help_panel=FACES),
    ] = None,
    identity_from: Annotated[
        str | None,
        names_from(
            lambda: ("file", "parent"),
            help="who is in a photograph: file, parent or a regular expression (default: file)",
            panel=FACES,
        ),
    ] = None,
    min_face: Annotated[
        int | None,
        typer.Option(
            help="smallest face: its longer side in the picture, in pixels (default: 48)",
            rich_help_panel=FACES,
        ),
    ] = None,
    max_yaw: Annotated[
        float | None,
        typer.Option(help="largest turn of the head, in degrees (default: 60)", rich_help_panel=FACES),
    ] = None,
    scenes: Annotated[
        bool,
        typer.Option(
            "--scenes",
            help="whole scenes with all boxes; same as --crop none",
            rich_help_panel=ANNOTATED,
        ),
    ] = False,
    balance: Annotated[
        bool | None,
        typer.Option(
            "--balance",
            help="leave out pictures so that the classes have equally many faces",
            rich_help_panel=ANNOTATED,
        ),
    ] = None,
    include_test: Annotated[
        bool | None,
        typer.Option(
            "--include-test",
            help="put masks on faces of the test split, too",
            rich_help_panel=ANNOTATED,
        ),
    ] = None,
    keep_metadata: Annotated[
        bool | None,
        typer.Option(
            "--keep-metadata",
            help="leave EXIF, place and time in the files of the test split, which join as they are",
            rich_help_panel=ANNOTATED,
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="processes (default: one per core)", rich_help_panel=RUN)
    ] = None,
    executor: Annotated[
        Executor | None,
        one_of(
            Executor,
            "executor",
            help="who works: processes of this machine, or Ray's actors (default: processes)",
            panel=RUN,
        ),
    ] = None,
    ray_address: Annotated[
        str | None,
        typer.Option(
            help="of a running cluster, such as auto (default: Ray starts on this machine)",
            rich_help_panel=RUN,
        ),
    ] = None,
    resume: Annotated[
        bool | None,
        typer.Option("--resume", help="continue an interrupted run", rich_help_panel=RUN),
    ] = None,
    overwrite: Annotated[
        bool | None, typer.Option("--overwrite", help="replace an earlier dataset", rich_help_panel=RUN)
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N",
            help="of a run on several machines: which part to do, from 1/N to N/N",
            rich_help_panel=RUN,
        ),
    ] = None,
    stage: Annotated[
        Stage | None,
        one_of(
            Stage,
            "stage",
            help="of a run on several machines: survey for every shard, then render for every shard, then merge once",
            panel=RUN,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="only say what would be made, how long it takes and how large it gets; nothing is written",
            rich_help_panel=RUN,
        ),
    ] = False,
    landmarks: Annotated[
        str | None,
        names_from(
            landmark_sources,
            help="what finds faces, hands and people (default: bundled)",
            panel=RUN,
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="show nothing but errors", rich_help_panel=RUN)
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="print the summary as JSON", rich_help_panel=RUN)
    ] = False,
) -> None:
    """Make a labeled dataset of photographs of people who wear a face mask incorrectly."""
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.files import read_toml
    from fmld_synth.generation.configuration import make_configuration, merge_options
    from fmld_synth.generation.presets import find_preset
    from fmld_synth.generation.run import generate as make_set
    from fmld_synth.generation.shards import merge
    from fmld_synth.masked_films.run import generate_film

    if scenes and crop not in (None, "none"):
        raise UserError(f"--scenes keeps whole scenes, --crop {crop} cuts faces out; give one of them")
    given = {
        "input": input_, "input_format": input_format, "classes": classes, "output": output, "balance": balance,
        "include_test": include_test, "keep_metadata": keep_metadata, "wear": wear,
        "include_unmasked": include_unmasked, "things": things,
        "include_correct": 0.5 if include_correct and correct_share is None else correct_share,
        "templates": templates, "colors": colors, "per_face": per_face, "count": count, "seed": seed,
        "size": size, "crop": "none" if scenes else crop, "format": format_, "quality": quality,
        "mattes": mattes, "split": split, "identity_from": identity_from, "min_face": min_face,
        "max_yaw": max_yaw, "landmarks": landmarks, "rendering": rendering, "prints": prints,
        "print_folder": print_folder, "workers": workers, "executor": executor, "ray_address": ray_address,
        "resume": resume, "overwrite": overwrite, "every": every,
    }  # fmt: skip
    options = merge_options(find_preset(preset) if preset else {}, read_toml(config) if config else {})
    configuration = make_configuration(merge_options(options, given))
    if configuration.film:
        if dry_run or stage or shard:
            given_with = "--dry-run" if dry_run else "--stage" if stage else "--shard"
            raise UserError(f"{given_with} does not go with a film as --input; leave it out")
        if "://" in configuration.input:
            raise UserError(f"--input {configuration.input}: a film is read from a local file; copy it first")
    if dry_run:
        _say_what_would_be_made(configuration, quiet, json)
        return
    check_stage(stage, shard)
    if stage:
        check_local(configuration, f"--stage {stage}")
    again = "run the same command " + ("again" if stage else "with --resume") + " to continue"
    if configuration.film:
        again = "run the same command with --overwrite to begin anew"
    try:
        with ProgressBar(quiet or json) as progress:
            with local_run(configuration, progress) as (local, photographs):
                if stage in ("survey", "render"):
                    work_on_shard(local, stage, shard, photographs, progress, quiet, json)
                    return
                if configuration.film:
                    summary = generate_film(local, watcher=progress)
                else:
                    make = merge if stage == "merge" else make_set
                    summary = make(local, watcher=progress, photographs=photographs)
            summary = summary.model_copy(update={"output": configuration.output})
    except KeyboardInterrupt:
        typer.echo(
            f"interrupted; what is done is kept: {again}",
            err=True,
        )
        raise typer.Exit(INTERRUPTED) from None
    if json:
        typer.echo(summary.model_dump_json(indent=2))
    elif not quiet:
        show_generated(summary)
    if (summary.missing and configuration.count is not None) or not summary.images:
        why = f"{Path(summary.output) / 'rejected.jsonl'} says why"
        if not summary.rejected:
            why = "no face is there to wear a mask: none is labeled as bare outside a test part"
        wanted = f"{summary.missing} of the wanted pictures" if summary.missing else "pictures"
        typer.echo(f"{wanted} could not be made; {why}", err=True)
        raise typer.Exit(SHORTFALL)


def _say_what_would_be_made(configuration: Configuration, quiet: bool, json: bool) -> None:
    from fmld_synth.cli.forecast_summary import show_forecast
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.generation.dry_run import dry_run

    with ProgressBar(quiet or json) as progress:
        photographs = local_copy(Path(configuration.input), progress)
        forecast = dry_run(configuration, watcher=progress, photographs=photographs)
    if json:
        typer.echo(forecast.model_dump_json(indent=2))
    elif not quiet:
        show_forecast(forecast)
    if not forecast.pictures:
        raise typer.Exit(SHORTFALL)
