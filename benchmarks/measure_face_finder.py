"""How often the face finder finds a face, and how its boxes are framed.

    python benchmarks/measure_face_finder.py FOLDER [FOLDER ...] [--sheet SHEET.png] [--whole]
    python benchmarks/measure_face_finder.py SET --set
    python benchmarks/measure_face_finder.py SET --boxes [--finder NAME] [--points] [--sheet SHEET.png]

Each folder holds photographs that show a face. Prints the share in which a face is found, the share in which the
finder is sure of it, and the time. The sheet shows the most prominent face of some, as classifiers are given it, or
with ``--whole`` the photographs with all boxes.

``--set`` takes a set of ``fmld-synth generate`` instead, made without ``--crop tight``, and prints for each label how
found boxes lie to those of the set, which come from the bare face: medians, and how far half of the faces are off.

``--boxes`` takes any annotated set with boxes, and one or several finders. Prints for each kind of face how many are
found with an IoU of 0.5, how many sure boxes lie on none of the set's faces or on one again (a set that leaves out
faces has many), and the processor time on one thread, as a ratio to the first finder's, too. Eyes are measured where
the set knows them, with ``--points`` also on bare faces in which the landmark source finds a mesh. The sheet shows
what the last finder missed (red) and invented (yellow).
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from face_finder_figures import NEAR, Figures, figures_of
from rich.console import Console
from rich.table import Table

from fmld_synth.baselines.baseline import BUNDLED, FACE_FINDER, FaceFinding
from fmld_synth.baselines.data.cutting import FACE_MARGIN, cut_face
from fmld_synth.baselines.data.splits import splits_of
from fmld_synth.baselines.face_finding.bundled import SAME_FACE, BundledFaceFinder
from fmld_synth.baselines.face_finding.choosing import FinderOptions, choose_finder
from fmld_synth.baselines.face_finding.interface import SURE, FaceFinder, FoundFace
from fmld_synth.baselines.face_finding.taught import TaughtFaceFinder
from fmld_synth.dataset.readers.class_mapping import parse_classes
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.dataset.records import Record
from fmld_synth.errors import Rejected
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, landmark_source
from fmld_synth.generation.inputs import find_inputs
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.sheets import Tile, draw_sheet

ON_SHEET, COLUMNS, SIDE = 60, 12, 140


def measure(folder: Path, finder: BundledFaceFinder, whole: bool) -> tuple[list[str], list[Tile]]:
    """One row of the table and the tiles of a folder's photographs."""
    inputs = find_inputs(folder)
    scores, seconds, tiles = [], 0.0, []
    for path in inputs.paths:
        try:
            image = read_photograph(inputs.root / path).image
        except Rejected:  # counted by nobody: there is nothing to find
            continue
        start = time.perf_counter()
        faces = finder.find(image)
        seconds += time.perf_counter() - start
        scores.append(faces[0].score if faces else 0.0)
        tiles.append(_tile(image, faces, Path(path).stem, whole))
    number = len(scores)
    found, sure = (sum(score > least for score in scores) / number for least in (0.0, SURE))
    return [
        str(folder),
        f"{number:,}",
        f"{found:.1%}",
        f"{sure:.1%}",
        f"{seconds / number * 1000:.0f}",
    ], tiles


def _tile(image: ByteArray, faces: list[FoundFace], name: str, whole: bool) -> Tile:
    score = f"{faces[0].score:.2f}" if faces else "none"
    if not whole:
        return Tile(cut_face(image, faces[0].box, FACE_MARGIN) if faces else image, (name, score))
    picture = np.ascontiguousarray(image)
    for face in faces:
        _frame(picture, face.box, (255, 0, 0))
    return Tile(picture, (name, score))


def compare(folder: Path, finder: BundledFaceFinder) -> Table:
    """Of the val and test parts of a set of our own, how found boxes differ from the set's.

    Offsets in heights of the set's box, downwards; sizes over the set's.
    """
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        record = Record.model_validate_json(line)
        if record.split == "train" or record.face_box is None or record.label is None:
            continue
        box = Box(*record.face_box)
        faces = finder.find(read_photograph(folder / record.image).image)
        same = [face.box for face in faces if face.box.intersection_over_union(box) >= SAME_FACE]
        if same:
            top, bottom = same[0].y - box.y, same[0].y + same[0].height - box.y - box.height
            sizes = same[0].width / box.width, same[0].height / box.height
            found[record.label].append((top / box.height, bottom / box.height, *sizes))
    table = Table("label", "faces", "top", "bottom", "width", "height")
    for label, rows in sorted(found.items()):
        low, middle, high = np.percentile(np.array(rows), (25, 50, 75), axis=0)
        off = [f"{m:.3f} ± {(h - lo) / 2:.3f}" for lo, m, h in zip(low, middle, high, strict=True)]
        table.add_row(label, f"{len(rows):,}", *off)
    return table


def judge(options: argparse.Namespace, folder: Path) -> list[Table]:
    """What finders do on a set with boxes: faces by kind, and everything else."""
    names = options.finder or [BUNDLED, FACE_FINDER]
    splits = splits_of(open_set(folder, "auto", parse_classes(options.classes))(folder))
    images = [image for part in splits.values() for image in part if options.split in ("all", image.split)]
    reference = landmark_source(DEFAULT_LANDMARKS) if options.points else None
    cv2.setNumThreads(1)
    by_name = {name: figures_of(_finder(name), images, reference) for name in names}
    kinds = Table("faces found, and by a sure box", "number", *names)
    for kind, number in sorted(by_name[names[0]].faces.items()):
        kinds.add_row(
            kind, f"{number:,}", *(f"{one.found[kind]} {one.sure[kind]}" for one in by_name.values())
        )
    rows: dict[str, Callable[[Figures], str]] = {
        "found": lambda one: _share(sum(one.found.values()), sum(one.faces.values())),
        "overlapped by 0.3": lambda one: _share(one.near, sum(one.faces.values())),
        "by a sure box": lambda one: _share(sum(one.sure.values()), sum(one.faces.values())),
        "sure boxes beside all faces of the set": lambda one: _share(one.false, one.given),
        "IoU of half of the found": lambda one: f"{np.median(one.overlaps):.3f}",
        f"eyes within {NEAR} eye distances": lambda one: _near(one.eye_errors),
        "all five points likewise": lambda one: _near(one.point_errors),
        "ms a picture": lambda one: f"{1000 * one.seconds / one.pictures:.1f}",
        "time": lambda one: f"{one.seconds / by_name[names[0]].seconds:.2f}",
    }
    table = Table("", *names)
    for title, figure in rows.items():
        table.add_row(title, *map(figure, by_name.values()))
    if options.sheet:
        _draw_mistakes(by_name[names[-1]], options.sheet)
    return [kinds, table]


def _finder(name: str) -> FaceFinder:
    """By its name; a packed finder by its file."""
    if name.endswith("face_finder.onnx"):
        return TaughtFaceFinder(Path(name))
    return choose_finder(FinderOptions(finder=name), FaceFinding(), torch.device("cpu")).make()


def _share(number: int, of: int) -> str:
    return f"{number} of {of}, {number / of:.1%}" if of else "–"


def _near(errors: Sequence[float]) -> str:
    return _share(sum(error <= NEAR for error in errors), len(errors))


def _draw_mistakes(figures: Figures, path: Path) -> None:
    tiles = []
    for color, mistakes in (((255, 0, 0), figures.misses), ((255, 255, 0), figures.inventions)):
        for file, box, words in mistakes:
            picture = np.ascontiguousarray(read_photograph(file).image)
            _frame(picture, box, color)
            tiles.append(Tile(picture, (file.stem, words)))
    sheet = draw_sheet(tiles, COLUMNS, SIDE)
    cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


def _frame(picture: ByteArray, box: Box, color: tuple[int, int, int]) -> None:
    corners = (round(value) for value in (box.x, box.y, box.x + box.width, box.y + box.height))
    left, top, right, bottom = corners
    cv2.rectangle(picture, (left, top), (right, bottom), color, max(max(picture.shape) // 100, 1))


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--sheet", type=Path, help="save faces as a picture")
    parser.add_argument("--whole", action="store_true", help="show whole photographs on it")
    parser.add_argument("--set", action="store_true", help="compare with the boxes of a set of our own")
    parser.add_argument("--boxes", action="store_true", help="judge finders by an annotated set with boxes")
    parser.add_argument("--finder", action="append", help="with --boxes: a finder, or several")
    parser.add_argument("--split", default="all", help="with --boxes: the part of the set")
    parser.add_argument(
        "--classes", default="", help="with --boxes: what class names mean, see docs/reading.md"
    )
    parser.add_argument("--points", action="store_true", help="with --boxes: eyes of bare faces, too")
    options = parser.parse_args()
    if options.boxes:
        for folder in options.folders:
            for part in judge(options, folder):
                Console(width=100).print(part)
        return
    finder = BundledFaceFinder()
    if options.set:
        for folder in options.folders:
            Console(width=100).print(compare(folder, finder))
        return
    table = Table("folder", "photographs", "face found", "sure", "ms each")
    shown: list[Tile] = []
    for folder in options.folders:
        row, tiles = measure(folder, finder, options.whole)
        table.add_row(*row)
        wanted = ON_SHEET // len(options.folders)
        shown += tiles[:: max(len(tiles) // wanted, 1)][:wanted]
    Console().print(table)
    if options.sheet:
        sheet = draw_sheet(shown, COLUMNS, SIDE)
        cv2.imwrite(str(options.sheet), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
