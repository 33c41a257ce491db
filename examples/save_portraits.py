"""Save the public-domain portraits that installed packages bring along, to try the generator on.

    python examples/save_portraits.py FOLDER

The portraits are Eileen Collins (NASA; from scikit-image) and Grace Hopper (United States Navy; from
Matplotlib, which MediaPipe brings).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import matplotlib
import skimage.data
from PIL import Image


def save_portraits(folder: Path) -> list[Path]:
    """Write the portraits into ``folder``, which is made when missing, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    astronaut = folder / "astronaut.jpg"
    Image.fromarray(skimage.data.astronaut()).save(astronaut, quality=95)
    admiral = folder / "grace_hopper.jpg"
    shutil.copyfile(Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg", admiral)
    return [astronaut, admiral]


def main() -> None:
    """Read the command line and save the portraits."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    for path in save_portraits(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()
