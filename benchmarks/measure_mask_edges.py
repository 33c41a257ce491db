"""How sharp the upper edges of masks are, in real photographs and in generated sets, side by side.

    python benchmarks/measure_mask_edges.py SET [SET ...] [--classes unlabelled=none] [--most 1000]

SET is any set with boxes and wear states. Faces are brought to one height, smaller ones are left out. In columns about
the middle of each face the steepest step down the face is looked for where the mask's edge lies; its sharpness is the
share of the whole change, from 4 pixels above to 5 below, that happens between two pixels: 1 for an edge between two
pixels, 0.5 for one in the middle of a pixel, more where a camera sharpened. A face's is the median over its columns.
Prints, by set and wear state, quantiles over faces.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers.class_mapping import parse_classes
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.reading import read_photograph

HEIGHT = 96
"""Of every face in pixels."""
WHERE = {"correct": (0.25, 0.60), "nose_exposed": (0.50, 0.90), "nose_tip_exposed": (0.40, 0.85)}
"""Where the upper edge lies, in heights of the face below its top, by wear state."""
COLUMNS = np.linspace(0.38, 0.62, 9)
"""In widths of the face."""
LEAST_COLUMNS = 5
"""With fewer columns that show an edge a face is left out."""
LEAST_CHANGE = 12.0
"""Smaller changes of color, in CIELAB, are no edge of a mask."""
BEFORE, AFTER = slice(-5, -2), slice(4, 7)
"""Rows from the step whose means are the colors on both sides."""
QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)


def sharpness(image: ByteArray, box: Box, where: tuple[float, float]) -> float | None:
    """Sharpness of the edge in one face.

    Args:
        image: uint8 (height, width, 3), RGB.
        box: of the face in pixels.
        where: rows between which the edge lies, in heights of the face below its top.

    Returns:
        see the module; None where the face is too small or shows no edge.
    """
    scale = HEIGHT / box.height
    if scale > 1:
        return None
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    left, top = box.x * scale, box.y * scale
    first, last = (int(top + share * HEIGHT) for share in where)
    found = []
    for share in COLUMNS:
        column = int(left + share * box.width * scale)
        if not 1 <= column < lab.shape[1] - 1 or first + BEFORE.start < 0 or last + AFTER.stop > len(lab):
            continue
        profile = lab[:, column - 1 : column + 2].mean(axis=1)
        steps = np.linalg.norm(np.diff(profile, axis=0), axis=1)
        row = first + int(np.argmax(steps[first:last]))
        above, below = (profile[row + part.start : row + part.stop].mean(axis=0) for part in (BEFORE, AFTER))
        change = float(np.linalg.norm(below - above))
        if change >= LEAST_CHANGE:
            found.append(float(steps[row]) / change)
    return float(np.median(found)) if len(found) >= LEAST_COLUMNS else None


def by_state(images: list[AnnotatedImage], most: int) -> dict[str, list[float]]:
    """Sharpness of the faces of a set, at most ``most`` a wear state."""
    found: dict[str, list[float]] = {state: [] for state in WHERE}
    for image in images:
        faces = [
            face for face in image.faces if face.wear_state in WHERE and len(found[face.wear_state]) < most
        ]
        pixels = read_photograph(image.path).image if faces else None
        for face in faces:
            assert face.wear_state is not None and pixels is not None
            value = sharpness(pixels, face.box, WHERE[face.wear_state])
            if value is not None:
                found[face.wear_state].append(value)
    return found


def main() -> None:
    """Read the command line and print a line a set and wear state."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    parser.add_argument("--classes", default="", help="what unknown class names mean, a=b,c=d")
    parser.add_argument("--most", type=int, default=1000, help="faces a wear state (default: 1000)")
    options = parser.parse_args()
    table = Table("set", "wear state", "faces", *(f"{quantile:.0%}" for quantile in QUANTILES))
    for folder in options.sets:
        found = by_state(list(open_set(folder, classes=parse_classes(options.classes))(folder)), options.most)
        for state, values in found.items():
            if values:
                quantiles = (f"{value:.2f}" for value in np.quantile(values, QUANTILES))
                table.add_row(folder.name, state, f"{len(values):,}", *quantiles)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
