"""Draw ``docs/images/results.jpg``: the public-domain portraits in every wear state, for the README.

python build_data/draw_results.py [--output FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image

from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, landmark_source
from fmld_synth.photographs.framing import cut_out, face_in_frame, frame_around
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.sheets import Tile, draw_sheet
from fmld_synth.synthesis.measured_face import prepare
from fmld_synth.synthesis.sample import make
from fmld_synth.templates.library import load_template
from fmld_synth.wear import wear_state

ROOT = Path(__file__).parents[1]
PORTRAITS = ROOT / "examples" / "portraits"
OUTPUT = ROOT / "docs" / "images" / "results.jpg"
SIDE, QUALITY = 300, 82
# For each portrait: state, template, colorway.
SHOWN = (
    (
        ("nose_exposed", "surgical_pleated", "light_blue"),
        ("mouth_exposed", "cloth_plain", "navy"),
        ("chin", "surgical_procedure", "white"),
        ("chin_exposed", "kn95", "white"),
        ("correct", "n95_cup", "white"),
    ),
    (
        ("nose_exposed", "polyurethane_loops", "black"),
        ("mouth_exposed", "surgical_pleated", "mint"),
        ("chin", "polyurethane_slim", "dark_gray"),
        ("chin_exposed", "cloth_gingham", "red"),
        ("correct", "surgical_procedure", "light_blue"),
    ),
)


def draw() -> Image.Image:
    """The sheet: one portrait a row, the photograph and five wear states across."""
    tiles = []
    source = landmark_source(DEFAULT_LANDMARKS)
    portraits = [read_photograph(path) for path in sorted(PORTRAITS.glob("*.jpg"))]
    for photograph, row in zip(portraits, SHOWN, strict=True):
        face = source.find(photograph.image)[0]
        frame = frame_around(photograph.width, photograph.height, face.box, "face", 2 * SIDE)
        picture = cut_out(photograph.image, frame)
        scene = prepare(picture, face_in_frame(face, frame), photograph.compression)
        tiles.append(Tile(picture, ("the photograph", "")))
        for state, name, colorway in row:
            template = load_template(name)
            chosen = next((c.name for c in template.description.colorways if c.name == colorway), None)
            sample = make(scene, wear_state(state), template, 4, colorway=chosen)
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
