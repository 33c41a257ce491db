"""What a set of very many pictures costs beside the pictures themselves: time and memory of every step of a run.

    python benchmarks/measure_many_pictures.py [--pictures 10000,100000] [--folder FOLDER] [--forecast 10000000]

Photographs, faces and masks are simulated by the fast engine of the tests: a few pictures are made for each split,
and stand for all, as links. Everything else is what a run does: journal, near duplicates, splits, plan, manifest,
statistics, exports and verification. One photograph in a hundred is a near duplicate of another. Each number of
pictures is a process of its own; times are of its processor, memory is the most that it has held up to then.

A second table computes from the costs of the largest set how long ``--forecast`` pictures take on several machines of
``--cores``: photographs are surveyed and pictures rendered on all, for ``--photograph-ms`` and ``--picture-ms`` of a
core each (``benchmark_generation.py`` prints the latter, ``--dry-run`` both); reading the survey, near duplicates and
plan are done by each machine, merging by one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))  # the fast engine lies among the tests

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.duplicates import HASH_BITS, group_near_duplicates
from fmld_synth.dataset.exporting import export_set
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.dataset.records import Record
from fmld_synth.dataset.sample_names import sample_id
from fmld_synth.dataset.summary import files_of
from fmld_synth.faces.face import HeadPose
from fmld_synth.generation.configuration import Configuration, make_configuration
from fmld_synth.generation.description import finish
from fmld_synth.generation.journal import Journal
from fmld_synth.generation.output_folder import open_output
from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.plan import Plan, Slot
from fmld_synth.generation.rounds import portions_of
from fmld_synth.generation.run import generate
from fmld_synth.generation.survey import SurveyedFace, SurveyedPhotograph
from fmld_synth.generation.work import UnitResult
from fmld_synth.geometry import Box
from fmld_synth.photographs.framing import Frame
from fmld_synth.stats.statistics import statistics_of
from fmld_synth.verification.verification import verify
from tests.fake_engine import SIDE, fake_engine, fake_landmarks, write_photograph

PER_FACE = 4
STATES = ("nose_exposed", "mouth_exposed", "chin", "chin_exposed")
LINKS_OF_A_FILE = 20_000
"""In the set; each of two exports links it as often. Usual file systems allow 65,000."""
MEBIBYTE = 2**20
MACHINES = (1, 10, 100, 1000)
EACH_MACHINE = ("survey: read again", "near duplicates, people, splits", "plan")
"""What every machine does for the whole set before it renders its part."""
ONE_MACHINE = (*EACH_MACHINE, "merge: manifest and description")
"""What the machine that merges does."""
SECONDS_AN_HOUR = 3600


class Costs:
    """Seconds of the processor and peak of memory, step by step."""

    def __init__(self, pictures: int) -> None:
        self._pictures = pictures

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Print what a step has cost."""
        before = _processor_seconds()
        yield
        seconds = _processor_seconds() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEBIBYTE
        print(f"{step}\t{self._pictures}\t{seconds:.3f}\t{peak:.0f}", flush=True)


def _processor_seconds() -> float:
    return sum(os.times()[:4])


def surveyed_photographs(number: int) -> Iterator[SurveyedPhotograph]:
    """Photographs of one face each; one in a hundred is nearly another."""
    generator = np.random.default_rng(0)
    earlier = bytes(HASH_BITS // 8)
    for place in range(number):
        content = bytearray(generator.bytes(HASH_BITS // 8))
        if place % 100 == 99:
            content = bytearray(earlier)
            content[generator.integers(len(content))] ^= 1
        earlier = bytes(content)
        path = f"{place // 1000:05d}/{place:08d}.jpg"
        face = SurveyedFace(
            index=0, score=0.9, head_pose=HeadPose(5, -3, 1), row=0,
            frame=Frame(0, 0, SIDE, SIDE, SIDE, SIDE), states=STATES,
        )  # fmt: skip
        box = Box.around(fake_landmarks(SIDE, SIDE)[:, :2])
        yield SurveyedPhotograph(
            path=path, sha256=hashlib.sha256(path.encode()).hexdigest(), width=SIDE, height=SIDE,
            perceptual_hash=earlier.hex(), found=True, faces=(face,),
            annotation=AnnotatedImage(Path("faces", path), path, SIDE, SIDE, (AnnotatedFace(box, None),)),
        )  # fmt: skip


class Pictures:
    """Records and files that stand for those of a run: one a split and state is made, the rest are links."""

    def __init__(self, folder: Path, output: Path) -> None:
        self._output, self._made = output, {}
        for number, split in enumerate(("train", "val", "test")):
            write_photograph(folder / split / "in" / "a.png", number)
            options = {
                "input": folder / split / "in", "output": folder / split / "out", "split": {split: 1}, "workers": 1,
                "per_face": 40,
            }  # fmt: skip
            generate(make_configuration(options), engine_factory=fake_engine)
            for record in read_manifest(folder / split / "out"):
                self._made[split, record.wear_state] = (record, folder / split / "out")
        self._linked = 0

    def record(self, slot: Slot, library: PhotographLibrary) -> Record:
        """The record of a slot, whose files are linked into the output."""
        photograph, place = library.photographs[slot.key.sha256], library.places[slot.key.sha256]
        record, origin = self._made[place.split, slot.state]
        identifier = sample_id(slot.key.sha256, slot.key.face, slot.variants[0])
        mask = record.faces[0].mask
        assert mask is not None and mask.matte is not None
        matte = mask.matte.replace(record.id, identifier)
        face = record.faces[0].model_copy(update={"mask": mask.model_copy(update={"matte": matte})})
        source = record.source.model_copy(
            update={"path": photograph.path, "sha256": photograph.sha256, "folder": "faces"}
        )
        made = record.model_copy(
            update={
                "id": identifier, "image": record.image.replace(record.id, identifier), "faces": (face,),
                "source": source, "identity": place.identity, "group": place.group,
            }
        )  # fmt: skip
        for (before, _), (now, _) in zip(files_of(record), files_of(made), strict=True):
            self._link(origin / before, self._output / now)
        return made

    def _link(self, original: Path, path: Path) -> None:
        if original.stat().st_nlink > LINKS_OF_A_FILE:
            content = original.read_bytes()
            original.unlink()
            original.write_bytes(content)
        try:
            os.link(original, path)
        except FileNotFoundError:
            path.parent.mkdir(parents=True)
            os.link(original, path)


def measure(pictures: int, folder: Path) -> None:
    """Print the costs of every step of a run of so many pictures."""
    output = folder / "out"
    configuration = make_configuration({"input": "faces", "output": output, "per_face": PER_FACE})
    open_output(configuration)
    journal, costs = Journal(output), Costs(pictures)
    landmarks = fake_landmarks(SIDE, SIDE)[None]
    journal.read_survey()
    simulated = list(surveyed_photographs(pictures // PER_FACE))
    with costs.of("survey: journal"):
        for one in simulated:
            journal.add_survey(one, landmarks)
    del simulated
    with costs.of("survey: read again"):
        surveyed = journal.read_survey()
    with costs.of("near duplicates"):
        group_near_duplicates([int(one.perceptual_hash, 16) for one in surveyed])
    with costs.of("near duplicates, people, splits"):
        library = PhotographLibrary(surveyed, configuration)
    with costs.of("plan"):
        plan = Plan(library.fitting_states(), configuration)
        portions = portions_of(plan.next_round())
    makes = Pictures(folder, output)
    with costs.of("(links that stand for pictures) and journal"):
        for portion in portions:
            records = tuple(makes.record(slot, library) for slot in portion.slots)
            journal.add_unit(UnitResult(sha256=portion.sha256, records=records, rejections=(), failed=()))
            for slot in portion.slots:
                plan.note(slot, True)
    with costs.of("merge: manifest and description"):
        finish(configuration, journal.units(), library.rejections(), plan.missing)
        journal.remove()
    _after(output, configuration, costs, folder)


def _after(output: Path, configuration: Configuration, costs: Costs, folder: Path) -> None:
    """What is done with a finished set."""
    with costs.of("stats"):
        statistics_of(output)
    for to in ("csv", "coco"):
        with costs.of(f"export to {to}"):
            export_set(output, to=to, output=folder / to, reader=open_set(output, "manifest"))
    with costs.of("verify, on mattes"):
        found = verify(output, workers=1, engine_factory=fake_engine)
    assert found.faults == [], found.faults[:3]


def report(lines: list[list[str]], show: Callable[[Table], None]) -> None:
    """A table with a column for each number of pictures: microseconds a picture, and MiB."""
    sizes = sorted({int(line[1]) for line in lines})
    table = Table("step", *(f"{size:,}" for size in sizes), title="µs a picture (peak MiB)")
    for step in dict.fromkeys(line[0] for line in lines):
        cells = {
            int(line[1]): f"{float(line[2]) / int(line[1]) * 1e6:,.0f} ({line[3]})"
            for line in lines
            if line[0] == step
        }
        table.add_row(step, *(cells.get(size, "") for size in sizes))
    show(table)


def forecast(lines: list[list[str]], arguments: argparse.Namespace) -> Table:
    """A table of hours for a set that nobody has made here: computed, with a row for each number of machines."""
    largest = max(int(line[1]) for line in lines)
    costs = {line[0]: float(line[2]) / largest for line in lines if int(line[1]) == largest}
    pictures = arguments.forecast
    photographs = pictures / PER_FACE
    apart, at_the_end = (
        sum(costs[step] for step in steps) * pictures for steps in (EACH_MACHINE, ONE_MACHINE)
    )
    table = Table(
        "machines", "survey", "render", "merge", "in all", title=f"hours for {pictures:,} pictures, computed"
    )
    for machines in MACHINES:
        cores = machines * arguments.cores
        survey = photographs * arguments.photograph_ms / 1000 / cores
        render = pictures * arguments.picture_ms / 1000 / cores + apart
        hours = [seconds / SECONDS_AN_HOUR for seconds in (survey, render, at_the_end)]
        table.add_row(f"{machines:,}", *(f"{hour:.2f}" for hour in (*hours, sum(hours))))
    return table


def main() -> None:
    """Measure each number of pictures in a process of its own, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", default="10000,100000", help="numbers of pictures, with commas")
    parser.add_argument("--folder", type=Path, help="where to work (default: the system's temporary folder)")
    parser.add_argument(
        "--forecast", type=int, default=10_000_000, help="pictures of the set that is computed"
    )
    parser.add_argument("--cores", type=int, default=16, help="of each machine there")
    parser.add_argument("--photograph-ms", type=float, default=40.0, help="of a core, to survey a photograph")
    parser.add_argument("--picture-ms", type=float, default=33.0, help="of a core, to render a picture")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as work:
        if arguments.one:
            measure(arguments.one, Path(work))
            return
    lines = []
    for size in arguments.pictures.split(","):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, __file__, "--one", size, *(["--folder", arguments.folder] if arguments.folder else [])],
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        lines += [line.split("\t") for line in done.stdout.splitlines()]
        print(f"{int(size):,} pictures: {time.perf_counter() - began:.0f} s on the clock", file=sys.stderr)
    console = Console(width=120)
    report(lines, console.print)
    console.print(forecast(lines, arguments))


if __name__ == "__main__":
    main()
