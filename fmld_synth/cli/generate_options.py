"""The options of ``fmld-synth generate``, in the groups of its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth import choices
from fmld_synth.cli.completion import colors as color_names
from fmld_synth.cli.completion import input_formats, landmark_sources, thing_kinds, wear_states
from fmld_synth.cli.completion import templates as template_names
from fmld_synth.cli.options import SET_FORMATS, names_from, one_of
from fmld_synth.wear import BUNDLED_STATES, default_mix

WORN = [name for name, state in BUNDLED_STATES.items() if state.geometry is not None]
DEFAULT_MIX = ", ".join(f"{name}={share:g}" for name, share in default_mix().items())

FILES = "Input and output"

Input = Annotated[
    Path | None,
    typer.Option(
        "--input", help="folder (with subfolders), photograph, text list or film", rich_help_panel=FILES
    ),
]
InputFormat = Annotated[
    str | None,
    names_from(
        input_formats,
        help=f"photographs, or the format of an annotated dataset: auto detects it; or {SET_FORMATS} "
        "(default: photographs)",
        panel=FILES,
    ),
]
Output = Annotated[Path | None, typer.Option(help="folder of the finished dataset", rich_help_panel=FILES)]
Config = Annotated[
    Path | None,
    typer.Option(help="TOML file with any of these options; those given here win", rich_help_panel=FILES),
]
Preset = Annotated[
    choices.Preset | None,
    one_of(choices.Preset, "preset", help="options under one name; others given here win", panel=FILES),
]

MASKS = "Masks"

Wear = Annotated[
    str | None,
    names_from(
        wear_states,
        several=True,
        help=f"wear states, with shares or without: {', '.join(WORN)} (default: {DEFAULT_MIX})",
        panel=MASKS,
    ),
]
IncludeCorrect = Annotated[
    bool,
    typer.Option(
        "--include-correct",
        help="add correctly worn masks: half of the masked pictures",
        rich_help_panel=MASKS,
    ),
]
CorrectShare = Annotated[
    float | None,
    typer.Option(help="add correctly worn masks: this share of the masked pictures", rich_help_panel=MASKS),
]
IncludeUnmasked = Annotated[
    bool | None,
    typer.Option(
        "--include-unmasked",
        help="also add each photograph itself, on top of --count or --per-face",
        rich_help_panel=MASKS,
    ),
]
Things = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        help="share of faces that also get things that are no masks, such as cups, scarves and caps (default: 0)",
        rich_help_panel=MASKS,
    ),
]
ThingKinds = Annotated[
    str | None,
    names_from(
        thing_kinds, several=True, help="kinds of these things, comma separated (default: all)", panel=MASKS
    ),
]
Templates = Annotated[
    str | None,
    names_from(
        template_names,
        several=True,
        help="names, families, patterns or folders of templates (default: all)",
        panel=MASKS,
    ),
]
Colors = Annotated[
    str | None,
    names_from(color_names, several=True, help="names of colorways (default: all)", panel=MASKS),
]
Rendering = Annotated[
    choices.RenderingChoice | None,
    one_of(
        choices.RenderingChoice,
        "rendering",
        help="flat: a plain 2D overlay as a control; mixed: either (default: full)",
        panel=MASKS,
    ),
]
Prints = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        help="share of the cloth masks with a print: flowers, stripes, letters, plain colors, ... (default: 0)",
        rich_help_panel=MASKS,
    ),
]
PrintFolder = Annotated[
    Path | None,
    typer.Option(help="folder with pictures, of which half of the prints are taken", rich_help_panel=MASKS),
]

PICTURES = "Pictures"

PerFace = Annotated[
    int | None, typer.Option(help="masked pictures of each face (default: 4)", rich_help_panel=PICTURES)
]
Count = Annotated[
    int | None,
    typer.Option(
        help="masked pictures in all, spread evenly, instead of --per-face", rich_help_panel=PICTURES
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(help="another seed gives another set (default: 0)", rich_help_panel=PICTURES),
]
Crop = Annotated[
    choices.Crop | None,
    one_of(
        choices.Crop,
        "crop",
        help="face: square with a margin, or along the boxes of an annotated dataset; tight: close, down "
        "to where a mask under the chin hangs; varied: that or closer, each side by chance (default: none)",
        panel=PICTURES,
    ),
]
Size = Annotated[
    int | None,
    typer.Option(
        help="longest side in pixels; smaller photographs are not enlarged", rich_help_panel=PICTURES
    ),
]
Format = Annotated[
    choices.ImageFormat | None,
    one_of(
        choices.ImageFormat,
        "format",
        "--format",
        help="format of the pictures (default: jpeg)",
        panel=PICTURES,
    ),
]
Quality = Annotated[
    int | None,
    typer.Option(help="of JPEG and WebP, 1 to 100 (default: 92)", rich_help_panel=PICTURES),
]
Every = Annotated[
    int | None,
    typer.Option(
        help="of a film: one of so many frames becomes a picture of the dataset (default: 10)",
        rich_help_panel=PICTURES,
    ),
]
Mattes = Annotated[
    bool | None,
    typer.Option(
        "--mattes/--no-mattes",
        help="write alpha mattes (default: mattes)",
        rich_help_panel=PICTURES,
    ),
]

FACES = "Faces and people"

Split = Annotated[
    str | None,
    typer.Option(help="splits by person (default: train=0.8,val=0.1,test=0.1)", rich_help_panel=FACES),
]
IdentityFrom = Annotated[
    str | None,
    names_from(
        lambda: ("file", "parent"),
        help="who is in a photograph: file, parent or a regular expression (default: file)",
        panel=FACES,
    ),
]
MinFace = Annotated[
    int | None,
    typer.Option(
        help="smallest face: its longer side in the picture, in pixels (default: 48)",
        rich_help_panel=FACES,
    ),
]
MaxYaw = Annotated[
    float | None,
    typer.Option(help="largest turn of the head, in degrees (default: 60)", rich_help_panel=FACES),
]

ANNOTATED = "Annotated datasets"

Scenes = Annotated[
    bool,
    typer.Option(
        "--scenes",
        help="whole scenes with all boxes; same as --crop none",
        rich_help_panel=ANNOTATED,
    ),
]
Balance = Annotated[
    bool | None,
    typer.Option(
        "--balance",
        help="leave out pictures so that the classes have equally many faces",
        rich_help_panel=ANNOTATED,
    ),
]
IncludeTest = Annotated[
    bool | None,
    typer.Option(
        "--include-test",
        help="put masks on faces of the test split, too",
        rich_help_panel=ANNOTATED,
    ),
]
KeepMetadata = Annotated[
    bool | None,
    typer.Option(
        "--keep-metadata",
        help="leave EXIF, place and time in the files of the test split, which join as they are",
        rich_help_panel=ANNOTATED,
    ),
]

RUN = "The run"

Workers = Annotated[int | None, typer.Option(help="processes (default: one per core)", rich_help_panel=RUN)]
Executor = Annotated[
    choices.Executor | None,
    one_of(
        choices.Executor,
        "executor",
        help="who works: processes of this machine, or Ray's actors (default: processes)",
        panel=RUN,
    ),
]
RayAddress = Annotated[
    str | None,
    typer.Option(
        help="of a running cluster, such as auto (default: Ray starts on this machine)",
        rich_help_panel=RUN,
    ),
]
Resume = Annotated[
    bool | None,
    typer.Option("--resume", help="continue an interrupted run", rich_help_panel=RUN),
]
Overwrite = Annotated[
    bool | None, typer.Option("--overwrite", help="replace an earlier dataset", rich_help_panel=RUN)
]
Shard = Annotated[
    str | None,
    typer.Option(
        metavar="K/N",
        help="of a run on several machines: which part to do, from 1/N to N/N",
        rich_help_panel=RUN,
    ),
]
Stage = Annotated[
    choices.Stage | None,
    one_of(
        choices.Stage,
        "stage",
        help="of a run on several machines: survey for every shard, then render for every shard, then merge once",
        panel=RUN,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="only say what would be made, how long it takes and how large it gets; nothing is written",
        rich_help_panel=RUN,
    ),
]
Landmarks = Annotated[
    str | None,
    names_from(
        landmark_sources,
        help="what finds faces, hands and people (default: bundled)",
        panel=RUN,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="show nothing but errors", rich_help_panel=RUN)]
Json = Annotated[bool, typer.Option("--json", help="print the summary as JSON", rich_help_panel=RUN)]
