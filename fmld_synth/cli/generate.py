"""``fmld-synth generate``: from a folder of photographs to a labeled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fmld_synth.choices import Stage
from fmld_synth.cli import generate_options as options
from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.exit_codes import INTERRUPTED, SHORTFALL
from fmld_synth.cli.generated_summary import show_generated
from fmld_synth.cli.sharing import check_stage, work_on_shard
from fmld_synth.cli.storage import check_local, local_copy, local_run
from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.dataset.summary import Summary
    from fmld_synth.generation.configuration import Configuration


def generate(
    input_: options.Input = None,
    input_format: options.InputFormat = None,
    classes: ClassesOption = None,
    output: options.Output = None,
    config: options.Config = None,
    preset: options.Preset = None,
    wear: options.Wear = None,
    include_correct: options.IncludeCorrect = False,
    correct_share: options.CorrectShare = None,
    include_unmasked: options.IncludeUnmasked = None,
    things: options.Things = None,
    thing_kinds: options.ThingKinds = None,
    templates: options.Templates = None,
    colors: options.Colors = None,
    rendering: options.Rendering = None,
    prints: options.Prints = None,
    print_folder: options.PrintFolder = None,
    per_face: options.PerFace = None,
    count: options.Count = None,
    seed: options.Seed = None,
    crop: options.Crop = None,
    size: options.Size = None,
    format_: options.Format = None,
    quality: options.Quality = None,
    every: options.Every = None,
    mattes: options.Mattes = None,
    split: options.Split = None,
    identity_from: options.IdentityFrom = None,
    min_face: options.MinFace = None,
    max_yaw: options.MaxYaw = None,
    scenes: options.Scenes = False,
    balance: options.Balance = None,
    include_test: options.IncludeTest = None,
    keep_metadata: options.KeepMetadata = None,
    workers: options.Workers = None,
    executor: options.Executor = None,
    ray_address: options.RayAddress = None,
    resume: options.Resume = None,
    overwrite: options.Overwrite = None,
    shard: options.Shard = None,
    stage: options.Stage = None,
    dry_run: options.DryRun = False,
    landmarks: options.Landmarks = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
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
        "include_unmasked": include_unmasked, "things": things, "thing_kinds": thing_kinds,
        "include_correct": 0.5 if include_correct and correct_share is None else correct_share,
        "templates": templates, "colors": colors, "per_face": per_face, "count": count, "seed": seed,
        "size": size, "crop": "none" if scenes else crop, "format": format_, "quality": quality,
        "mattes": mattes, "split": split, "identity_from": identity_from, "min_face": min_face,
        "max_yaw": max_yaw, "landmarks": landmarks, "rendering": rendering, "prints": prints,
        "print_folder": print_folder, "workers": workers, "executor": executor, "ray_address": ray_address,
        "resume": resume, "overwrite": overwrite, "every": every,
    }  # fmt: skip
    written = merge_options(find_preset(preset) if preset else {}, read_toml(config) if config else {})
    configuration = make_configuration(merge_options(written, given))
    if configuration.film:
        _check_film(configuration, dry_run, stage, shard)
    check_stage(stage, shard)
    if dry_run and stage:
        raise UserError(f"--dry-run looks at the whole run: leave out --stage {stage}")
    if dry_run:
        _say_what_would_be_made(configuration, quiet, json)
        return
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
        typer.echo(f"interrupted; what is done is kept: {again}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    _tell(summary, configuration, quiet, json)


def _check_film(configuration: Configuration, dry_run: bool, stage: Stage | None, shard: str | None) -> None:
    """Refuse what cannot be done with a film.

    Raises:
        UserError: it is asked for.
    """
    if dry_run or stage or shard:
        given_with = "--dry-run" if dry_run else "--stage" if stage else "--shard"
        raise UserError(f"{given_with} does not go with a film as --input; leave it out")
    if "://" in configuration.input:
        raise UserError(f"--input {configuration.input}: a film is read from a local file; copy it first")


def _tell(summary: Summary, configuration: Configuration, quiet: bool, json: bool) -> None:
    """Show what was made; an exit code of its own says that pictures are missing."""
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
