"""The two portraits that networks are tested on, as arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image

from fmld_synth.geometry import ByteArray

PORTRAIT_FILES = Path(__file__).parents[2] / "examples" / "portraits"
"""Both, as files."""


def astronaut() -> ByteArray:
    """Eileen Collins, 512 x 512 pixels, with her surroundings."""
    return np.ascontiguousarray(skimage.data.astronaut())


def admiral() -> ByteArray:
    """Grace Hopper, 600 x 512 pixels."""
    return np.array(Image.open(PORTRAIT_FILES / "grace_hopper.jpg").convert("RGB"))


PORTRAITS = {"astronaut": astronaut, "admiral": admiral}
