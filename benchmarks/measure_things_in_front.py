"""How often hands and things that are in a photograph stay in front of a mask.

    python benchmarks/measure_things_in_front.py FOLDER TABLE.csv [--each N]

The table has a line a photograph: columns ``file`` and ``thing_near_mouth`` (``hand``, ``object``, ``scarf`` or empty),
as people saw it. Counted on the largest face of each: whether anything is found in front of the lower face (over 3 % of
the part from the base of the nose to the chin), whether it is a hand, whether a hand would be found if it were always
looked for, and whether most of the mouth is hidden. What is found where the table names nothing is mostly hair, or a
false alarm.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.faces.face import Face
from fmld_synth.faces.networks.hands import BundledHands
from fmld_synth.faces.networks.person import BundledPerson
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.synthesis.photometry.occluders import compose, hands, patch, skin

LEAST_IN_FRONT = 0.03
"""Share of the lower face from which something is in front of it."""
MOST_OF_MOUTH = 0.6
"""Share of the lips from which they are hidden."""
LOWER_FACE_FROM = 0.6
"""Where the lower face begins, in inter-ocular distances below the eyes: the base of the nose."""
LIPS = (0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146, 61, 185, 40, 39, 37)
"""The mesh's points around the lips."""
COLUMNS = ("photographs", "faces", "in front", "a hand", "a hand, always asked", "mouth hidden")


@dataclass
class Sources:
    """What finds faces, hands and people."""

    faces: BundledSource
    hands: BundledHands
    person: BundledPerson


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="photographs")
    parser.add_argument("table", type=Path, help="what is near the mouth")
    parser.add_argument("--each", type=int, default=300, help="photographs of each kind, at most")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    sources = Sources(BundledSource(), BundledHands(), BundledPerson())
    counts: dict[str, Counter[str]] = {}
    with options.table.open(newline="", encoding="utf-8") as lines, reproducible_kernels():
        rows = list(csv.DictReader(lines))
        for row in evenly(rows, options.each):
            counted = counts.setdefault(row["thing_near_mouth"] or "nothing", Counter())
            counted["photographs"] += 1
            image = read_photograph(options.folder / row["file"]).image
            for face in sources.faces.find(image)[:1]:
                counted.update(["faces", *seen(image, face, sources)])
    print(f"{'near the mouth':16}" + "".join(f"{name:>{len(name) + 2}}" for name in COLUMNS))
    for kind, counted in sorted(counts.items()):
        print(f"{kind:16}" + "".join(f"{counted[name]:{len(name) + 2}}" for name in COLUMNS))


def evenly(rows: list[dict[str, str]], most: int) -> list[dict[str, str]]:
    """Up to so many rows of each kind, spread evenly over the table."""
    by_kind: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_kind.setdefault(row["thing_near_mouth"], []).append(row)
    return [row for same in by_kind.values() for row in same[:: max(-(-len(same) // most), 1)]]


def seen(image: ByteArray, face: Face, sources: Sources) -> list[str]:
    """What is found in front of the lower face, by the names of the columns."""
    cut = patch.cut_patch(image, face)
    likeness = skin.measure_skin(cut)
    lower = (cut.outside < 0) & (cut.down > LOWER_FACE_FROM) & cut.in_frame
    lips = cut.polygon(LIPS) > 0
    hand = hands.hands_matte(cut, likeness, sources.hands)
    whole = compose.occluder_matte(image, face, hands=sources.hands, person=sources.person)
    matte = cv2.warpAffine(whole, cut.matrix, cut.size)
    found = []
    if share(np.asarray(matte, np.float32), lower) > LEAST_IN_FRONT:
        found.append("in front")
    if share(hand, lower) > LEAST_IN_FRONT:
        found.append("a hand")
    if share(hands.hands_in(cut, sources.hands), lower) > LEAST_IN_FRONT:
        found.append("a hand, always asked")
    if share(np.asarray(matte, np.float32), lips) > MOST_OF_MOUTH:
        found.append("mouth hidden")
    return found


def share(matte: FloatArray, where: np.ndarray) -> float:
    """Mean of a matte over a part of the patch; 0 where there is none."""
    return float(matte[where].mean()) if where.any() else 0.0


if __name__ == "__main__":
    main()
