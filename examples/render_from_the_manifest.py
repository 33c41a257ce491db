"""Render pictures of a finished set again from their records, for example without JPEG compression.

    python examples/render_from_the_manifest.py out/ lossless/ [faces/]

The third argument names the folder of photographs, when it is not where it was.
"""

import sys
from pathlib import Path

from PIL import Image

import fmld_synth


def main(dataset: str, output: str, photographs: str | None = None) -> None:
    """Write one PNG for each line of the manifest."""
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate(Path(dataset, "manifest.jsonl").read_text().splitlines()):
        Image.fromarray(fmld_synth.render(line, photographs)).save(folder / f"{number:06d}.png")


if __name__ == "__main__":
    main(*sys.argv[1:4])
