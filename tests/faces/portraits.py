"""The two portraits that come with installed packages, as arrays."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
import skimage.data
from PIL import Image

from fmld_synth.geometry import ByteArray


def astronaut() -> ByteArray:
    """Eileen Collins, 512 x 512 pixels, with her surroundings."""
    return np.ascontiguousarray(skimage.data.astronaut())


def admiral() -> ByteArray:
    """Grace Hopper, 600 x 512 pixels."""
    path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    return np.array(Image.open(path).convert("RGB"))


PORTRAITS = {"astronaut": astronaut, "admiral": admiral}
