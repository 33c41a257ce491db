"""Time and memory of generation, by stage and against its floor.

    python benchmarks/benchmark_generation.py [FOLDER ...] [--sources 60] [--outputs 1000] [--long]

Sources are brought to 600 px JPEG; without a folder they are variations of bundled public-domain portraits. The
floor of an output is what no generator can do without: decoding and landmarks once a source, shared by the
source's four outputs, and encoding each output. With ``--long`` sets of up to 25,296 pictures are made of all
photographs of the folders, as they are.

Stages, the floor and the whole command are measured in CPU time, so that their ratios hold on a busy machine, too; only
two workers against one, and the large sets, are measured by the clock on the wall.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageEnhance, ImageOps
from rich.console import Console
from rich.table import Table
from runs import allowed_cores, confine_to, run_generate
from stages import Stages, parts_measured

from fmld_synth.errors import Rejected
from fmld_synth.files import encode_image
from fmld_synth.generation.engine import Engine, standard_engine
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.photographs.finding import find_photographs
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.synthesis import measured_face, sample
from fmld_synth.wear import default_mix, fitting_states, wear_state

PORTRAITS = Path(__file__).parents[1] / "examples" / "portraits"
SOURCE_SIDE = 600
SOURCE_QUALITY = 92
OUTPUTS_A_SOURCE = 4
PART = "  "  # begins the name of what is part of a stage
OUTPUT_QUALITY = 92
LONG_COUNTS, LONG_SIDE = (1000, 5000, 25296), 224
FLOOR = ("decode", "landmarks", "encode image")
IMAGES = (("prepare", "make", *FLOOR), FLOOR)  # all stages, and their floor
MATTES = (("encode matte", *IMAGES[0]), ("encode matte", *FLOOR))
LAPS = 3  # of which the fastest counts: other work on the machine only ever adds time


def write_sources(folder: Path, portraits: Sequence[Image.Image], number: int) -> list[Path]:
    """Write ``number`` JPEG files of 600 px: the portraits, again mirrored and darker when too few."""
    folder.mkdir()
    paths = []
    for index, portrait in enumerate(islice(cycle(portraits), number)):
        lap = index // len(portraits)
        picture = ImageOps.mirror(portrait) if lap % 2 else portrait
        picture = ImageEnhance.Brightness(picture).enhance(1 - 0.04 * (lap // 2))
        scale = SOURCE_SIDE / max(picture.size)
        picture = picture.resize(
            (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
        )
        paths.append(folder / f"source_{index:04d}.jpg")
        picture.save(paths[-1], quality=SOURCE_QUALITY)
    return paths


def time_stages(paths: Sequence[Path], engine: Engine) -> tuple[Stages, int, int]:
    """Run every stage on every source in this process; also count sources with a face, and outputs."""
    stages, choice = Stages(), TemplateChoice(engine, (), ())
    mix = default_mix()
    sources = outputs = 0
    for index, path in enumerate(paths):
        with stages.measure("decode"):
            photograph = read_photograph(path)
        with stages.measure("landmarks"):
            faces = engine.find_faces(photograph.image)
        if not faces:
            continue
        sources += 1
        with (
            stages.measure("prepare"),
            parts_measured(measured_face, "fmld_synth", stages, f"{PART}prepare: "),
        ):
            prepared = engine.prepare(photograph.image, faces[0], photograph.compression)
        states = fitting_states(prepared.shares_in_frame, mix)
        shares = np.array([mix[name] for name in states])
        generator = np.random.default_rng(index)
        for _ in range(OUTPUTS_A_SOURCE if states else 0):
            state = wear_state(str(generator.choice(states, p=shares / shares.sum())))
            _, template, colorway = choice.draw(generator, state.name)
            seed = int(generator.integers(2**32))
            try:
                with stages.measure("make"), parts_measured(sample, "fmld_synth", stages, f"{PART}make: "):
                    made = engine.make(prepared, state, template, seed, colorway=colorway)
            except Rejected:
                continue  # its time counts, as it does in a run
            outputs += 1
            with stages.measure("encode image"):
                encode_image(made.image, "jpeg", OUTPUT_QUALITY)
            with stages.measure("encode matte"):
                encode_image(made.matte, "png", 100)
    return stages, sources, outputs


def in_order(stages: Stages) -> list[str]:
    """Names of the stages, each followed by its parts."""
    names = list(stages.seconds)
    wholes = [name for name in names if not name.startswith(PART)]
    return [
        name for whole in wholes for name in (whole, *(n for n in names if n.startswith(f"{PART}{whole}:")))
    ]


def show_stages(stages: Stages, sources: int, outputs: int, console: Console) -> None:
    """Print milliseconds by stage, and the whole against the floor."""
    table = Table(
        "stage",
        "ms a source",
        "ms an output",
        title=f"CPU time: {sources} sources, {outputs} outputs, one core",
    )
    for name in in_order(stages):
        seconds = stages.seconds[name]
        table.add_row(name, f"{1000 * seconds / sources:.2f}", f"{1000 * seconds / outputs:.2f}")
    console.print(table)
    for name, encoded in (("with mattes", MATTES), ("without mattes", IMAGES)):
        total, floor = (1000 * sum(stages.seconds[one] for one in names) / outputs for names in encoded)
        console.print(
            f"stages over floor, {name}: {total / floor:.2f} ({total:.1f} ms over {floor:.1f} ms an output)"
        )


def show_command(folder: Path, work: Path, outputs: int, stages: float, console: Console) -> None:
    """Print what the whole command costs beside its stages, how soon it makes a picture, and how workers share it.

    Args:
        folder: of the sources.
        work: for what is made.
        outputs: pictures a run.
        stages: seconds of CPU time that the stages of one output take.
    """
    first = next(iter(sorted(folder.iterdir())))
    start = run_generate(first, work / "first", 1, 1)
    console.print(f"CPU time from the start to the first picture: {start.cpu_seconds:.2f} s")
    runs = {workers: run_generate(folder, work / f"whole_{workers}", outputs, workers) for workers in (1, 2)}
    ratio = runs[1].cpu_seconds / (stages * outputs)
    console.print(
        f"whole command over the sum of its stages: {ratio:.2f} "
        f"({1000 * runs[1].cpu_seconds / outputs:.1f} ms over {1000 * stages:.1f} ms an output, {outputs} outputs)"
    )
    few = outputs // 10
    short = {workers: run_generate(folder, work / f"short_{workers}", few, workers) for workers in (1, 2)}
    one, two = ((runs[workers].seconds - short[workers].seconds) / (outputs - few) for workers in (1, 2))
    console.print(
        f"two workers over one, once started: {one / two:.2f} "
        f"({1000 * one:.1f} ms over {1000 * two:.1f} ms of wall time an output)"
    )


def show_memory(folder: Path, work: Path, counts: Sequence[int], console: Console) -> None:
    """Print the most memory that a worker holds while it makes these numbers of pictures."""
    for count in counts:
        run = run_generate(folder, work / f"memory_{count}", count, 1)
        console.print(f"memory of a worker, {count} outputs: {run.peak_megabytes:.0f} MB")


def show_long(photographs: Sequence[Path], work: Path, console: Console) -> None:
    """Print what pictures of faces cost as sets grow, with one worker a core."""
    listed = work / "photographs.txt"
    listed.write_text("".join(f"{path.resolve()}\n" for path in photographs), encoding="utf-8")
    workers = max(len(allowed_cores()), 1)
    before, made = 0.0, 0
    for count in LONG_COUNTS:
        run = run_generate(
            listed, work / f"long_{count}", count, workers, "--crop", "face", "--size", str(LONG_SIDE)
        )
        further = 1000 * (run.cpu_seconds - before) / (count - made)
        console.print(
            f"{count} pictures of {len(photographs)} photographs at {LONG_SIDE} px, {workers} worker(s): "
            f"{run.seconds:.0f} s, {1000 * run.cpu_seconds / count:.1f} ms of CPU time a picture"
            + (f", {further:.1f} ms each beyond {made}" if made else ", with the survey of all photographs")
        )
        before, made = run.cpu_seconds, count


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, help="photographs to use instead of bundled portraits"
    )
    parser.add_argument("--sources", type=int, default=60, help="how many sources to use, spread over all")
    parser.add_argument("--outputs", type=int, default=1000, help="outputs of the end-to-end runs")
    parser.add_argument("--stages-only", action="store_true", help="skip the end-to-end runs")
    parser.add_argument(
        "--long", action="store_true", help="also memory of 10,000 outputs, and sets of up to 25,296"
    )
    options = parser.parse_args()
    cores = allowed_cores()
    confine_to(cores[:1])
    cv2.setNumThreads(1)
    console = Console(width=120)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        found = [
            path for folder in options.folders or [PORTRAITS] for path in find_photographs(folder).photographs
        ]
        used = found[:: max(len(found) // options.sources, 1)][: options.sources]
        portraits = [Image.fromarray(read_photograph(path).image) for path in used]
        paths = write_sources(work / "sources", portraits, options.sources)
        engine = standard_engine()
        time_stages(paths, engine)  # loads models and templates
        laps = [time_stages(paths, engine) for _ in range(LAPS)]
        stages, sources, outputs = min(laps, key=lambda lap: sum(lap[0].seconds[one] for one in MATTES[0]))
        show_stages(stages, sources, outputs, console)
        if not options.stages_only:
            an_output = sum(stages.seconds[one] for one in MATTES[0]) / outputs
            show_command(work / "sources", work, options.outputs, an_output, console)
            show_memory(work / "sources", work, (100, 1000, 10000) if options.long else (100, 1000), console)
        if options.long:
            confine_to(cores)
            show_long(found, work, console)


if __name__ == "__main__":
    main()
