"""How often the face finder finds a face, and how its boxes are framed.

    python benchmarks/measure_face_finder.py FOLDER [FOLDER ...] [--sheet SHEET.png] [--whole]
    python benchmarks/measure_face_finder.py SET --set

Each folder holds photographs that show a face. Prints the share in which a face is found, the share in which the
finder is sure of it, and the time. The sheet shows the most prominent face of some, as classifiers are given it, or
with ``--whole`` the photographs with all boxes.

``--set`` takes a set of ``fmld-synth generate`` instead, made without ``--crop tight``, and prints for each label how
found boxes lie to those of the set, which come from the bare face: medians, and how far half of the faces are off.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from fmld_synth.baselines.data.cutting import FACE_MARGIN, cut_face
from fmld_synth.baselines.face_finding.bundled import SAME_FACE, SURE, BundledFaceFinder
from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.dataset.records import Record
from fmld_synth.errors import Rejected
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
        left, top, right, bottom = (
            round(value)
            for value in (face.box.x, face.box.y, face.box.x + face.box.width, face.box.y + face.box.height)
        )
        cv2.rectangle(picture, (left, top), (right, bottom), (255, 0, 0), max(max(image.shape) // 100, 1))
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


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--sheet", type=Path, help="save faces as a picture")
    parser.add_argument("--whole", action="store_true", help="show whole photographs on it")
    parser.add_argument("--set", action="store_true", help="compare with the boxes of a set of our own")
    options = parser.parse_args()
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
