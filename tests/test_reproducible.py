"""Results do not depend on where arrays lie in memory."""

from __future__ import annotations

import cv2
import numpy as np
import skimage.data

from fmld_synth.photometry.grain import measure_grain
from fmld_synth.scene import Scene


def test_measuring_again_elsewhere_in_memory_changes_no_bit(portrait: Scene) -> None:
    astronaut = skimage.data.astronaut()
    generator = np.random.default_rng(0)
    measured = set()
    for _ in range(12):
        clutter = [np.empty(int(size), np.uint8) for size in generator.integers(1, 400_000, 7)]
        measured.add(str(measure_grain(astronaut.copy(), portrait.face, 95)))
        clutter.clear()
    assert len(measured) == 1


def test_intels_kernels_are_off() -> None:
    assert not cv2.ipp.useIPP()
