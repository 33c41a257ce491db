"""Draw ``docs/images/results.jpg`` for the README: two portraits in wear states, printed cloth, and with things.

python build_data/draw_results.py [--output FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from fmld_synth.api import prepare
from fmld_synth.photographs.framing import cut_out, frame_around
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.sheets import Tile, draw_sheet

ROOT = Path(__file__).parents[1]
PORTRAITS = ROOT / "examples" / "portraits"
OUTPUT = ROOT / "docs" / "images" / "results.jpg"
SIDE, QUALITY = 300, 82
USUAL_SEED = 4


class Shown(NamedTuple):
    """One picture: how a mask is worn, which, and whether the cloth is printed and things are added."""

    state: str
    template: str
    colorway: str | None = None
    seed: int = USUAL_SEED
    prints: float = 0.0
    things: float = 0.0


# Two rows for each portrait: five wear states beside the photograph; two more, prints, and things that are no masks.
SHOWN = (
    (
        Shown("nose_exposed", "surgical_pleated", "light_blue"),
        Shown("mouth_exposed", "cloth_plain", "navy"),
        Shown("chin", "surgical_procedure", "white"),
        Shown("chin_exposed", "kn95", "white"),
        Shown("correct", "n95_cup", "white"),
        Shown("hanging_from_ear", "surgical_procedure", seed=2),
        Shown("forehead", "n95_cup", seed=2),
        Shown("correct", "cloth_plain", seed=3, prints=1),
        Shown("nose_exposed", "cloth_pleated", seed=2, prints=1),
        Shown("correct", "kn95", seed=6, things=1),
        Shown("mouth_exposed", "surgical_procedure", seed=3, things=1),
    ),
    (
        Shown("nose_exposed", "polyurethane_loops", "black"),
        Shown("mouth_exposed", "surgical_pleated", "mint"),
        Shown("chin", "polyurethane_slim", "dark_gray"),
        Shown("chin_exposed", "cloth_gingham", "red"),
        Shown("correct", "surgical_procedure", "light_blue"),
        Shown("hanging_from_ear", "surgical_procedure", seed=1),
        Shown("forehead", "n95_cup", seed=7),
        Shown("correct", "cloth_plain", seed=7, prints=1),
        Shown("nose_exposed", "cloth_pleated", seed=1, prints=1),
        Shown("correct", "kn95", seed=0, things=1),
        Shown("mouth_exposed", "surgical_procedure", seed=101, things=1),
    ),
)


def draw() -> Image.Image:
    """The sheet: two rows for each portrait."""
    tiles = []
    portraits = [read_photograph(path) for path in sorted(PORTRAITS.glob("*.jpg"))]
    for photograph, row in zip(portraits, SHOWN, strict=True):
        box = prepare(photograph.image)[0].face.box
        frame = frame_around(photograph.width, photograph.height, box, "face", 2 * SIDE)
        face = prepare(cut_out(photograph.image, frame))[0]
        tiles.append(Tile(face.image, ("the photograph", "")))
        for state, name, colorway, seed, prints, things in row:
            sample = face.wear(state, name, seed, colorway, prints=prints, things=things)
            tiles.append(Tile(sample.image, (state, name)))
    return Image.fromarray(draw_sheet(tiles, columns=6, side=SIDE))


def main() -> None:
    """Read the command line and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    output: Path = parser.parse_args().output
    draw().save(output, quality=QUALITY, optimize=True)
    print(output)


if __name__ == "__main__":
    main()
