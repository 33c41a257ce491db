"""Time and memory of generation, by stage and against its floor.

    python benchmarks/benchmark_generation.py [FOLDER] [--sources 16] [--outputs 1000] [--long]

Sources are brought to 600 px JPEG; without FOLDER they are variations of bundled public-domain portraits. The
floor of an output is what no generator can do without: decoding and landmarks once a source, shared by the
source's four outputs, and encoding each output.
"""

from __future__ import annotations

import argparse
import functools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageEnhance, ImageOps
from rich.console import Console
from rich.table import Table
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
LAPS = 3  # of which the fastest counts: other work on the machine only ever adds time


def bundled_portraits() -> list[Image.Image]:
    """The portraits of ``examples/portraits``."""
    return [Image.fromarray(read_photograph(path).image) for path in sorted(PORTRAITS.glob("*.jpg"))]


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
            _, template, colorway = choice.draw(generator)
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
        "stage", "ms a source", "ms an output", title=f"{sources} sources, {outputs} outputs, one core"
    )
    for name in in_order(stages):
        seconds = stages.seconds[name]
        table.add_row(name, f"{1000 * seconds / sources:.2f}", f"{1000 * seconds / outputs:.2f}")
    console.print(table)
    once = stages.seconds["decode"] + stages.seconds["landmarks"]
    work = once + stages.seconds["prepare"] + stages.seconds["make"]
    for name, encoding in (
        ("with mattes", stages.seconds["encode image"] + stages.seconds["encode matte"]),
        ("without mattes", stages.seconds["encode image"]),
    ):
        total, floor = 1000 * (work + encoding) / outputs, 1000 * (once + encoding) / outputs
        console.print(f"{name}: {total:.1f} ms an output, floor {floor:.1f} ms, ratio {total / floor:.2f}")


@functools.cache
def allowed_cores() -> tuple[int, ...]:
    """The cores this program may use when it starts; none are known on macOS."""
    return tuple(sorted(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else ()


def confine_to(cores: tuple[int, ...]) -> None:
    """Keep this process on ``cores``, as far as the system can: MediaPipe starts threads of its own."""
    if cores:
        os.sched_setaffinity(0, cores)


@dataclass(frozen=True)
class Run:
    """One run of the command line in its own process.

    Attributes:
        seconds: wall-clock, with starting up.
        peak_megabytes: most memory that one process of the run held.
    """

    seconds: float
    peak_megabytes: float


def run_generate(folder: Path, output: Path, count: int, workers: int) -> Run:
    """Generate ``count`` pictures from ``folder``, with one core for each worker."""
    options = [
        "--input",
        str(folder),
        "--output",
        str(output),
        "--count",
        str(count),
        "--workers",
        str(workers),
    ]
    cores = allowed_cores()[:workers]
    start = time.perf_counter()
    code = "from fmld_synth.cli.main import run; run()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "generate", *options, "--quiet"], preexec_fn=lambda: confine_to(cores)
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"generate failed with {count} pictures and {workers} workers")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, KiB on Linux
    return Run(seconds, usage.ru_maxrss * unit / 1e6)


def show_runs(folder: Path, work: Path, outputs: int, long: bool, console: Console) -> None:
    """Print the speed of one and two workers, and the memory as outputs grow."""
    few = outputs // 10
    started: dict[int, float] = {}
    for workers in (1, 2):
        short = run_generate(folder, work / f"short_{workers}", few, workers)
        whole = run_generate(folder, work / f"whole_{workers}", outputs, workers)
        started[workers] = (whole.seconds - short.seconds) / (outputs - few)
        console.print(
            f"{workers} worker(s): {outputs} outputs in {whole.seconds:.1f} s, "
            f"{1000 * started[workers]:.1f} ms each once started"
        )
    console.print(f"2 workers, once started, are {started[1] / started[2]:.2f} times as fast as 1")
    table = Table("outputs", "peak memory of a process (MB)")
    for count in (100, 1000, 10000) if long else (100, 1000):
        run = run_generate(folder, work / f"memory_{count}", count, 1)
        table.add_row(str(count), f"{run.peak_megabytes:.0f}")
    console.print(table)


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, help="photographs to use instead of bundled portraits"
    )
    parser.add_argument("--sources", type=int, default=16, help="how many sources to use")
    parser.add_argument("--outputs", type=int, default=1000, help="outputs of the end-to-end runs")
    parser.add_argument("--stages-only", action="store_true", help="skip the end-to-end runs")
    parser.add_argument("--long", action="store_true", help="also measure memory after 10,000 outputs")
    options = parser.parse_args()
    confine_to(allowed_cores()[:1])
    cv2.setNumThreads(1)
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        if options.folder:
            found = find_photographs(options.folder).photographs[: options.sources]
            portraits = [Image.fromarray(read_photograph(path).image) for path in found]
        else:
            portraits = bundled_portraits()
        paths = write_sources(work / "sources", portraits, options.sources)
        engine = standard_engine()
        time_stages(paths[:2], engine)  # loads models and templates
        laps = [time_stages(paths, engine) for _ in range(LAPS)]
        show_stages(*min(laps, key=lambda lap: sum(lap[0].seconds.values())), console)
        if not options.stages_only:
            show_runs(work / "sources", work, options.outputs, options.long, console)


if __name__ == "__main__":
    main()
