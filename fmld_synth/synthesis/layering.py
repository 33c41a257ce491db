"""Several masks in one picture: each is rendered on the photograph alone, then all are laid into it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import ByteArray
from fmld_synth.synthesis.sample import Sample


def changed_pixels(sample: Sample) -> npt.NDArray[np.bool_]:
    """bool (height, width): where a sample differs from its photograph."""
    changed: npt.NDArray[np.bool_] = (sample.matte > 0) | sample.shadow
    return changed if sample.added is None else changed | sample.added


def laid_in(image: ByteArray, samples: Sequence[Sample]) -> ByteArray:
    """A picture with all masks of a photograph, uint8 (height, width, 3), RGB.

    Args:
        image: the picture without masks.
        samples: each rendered on ``image`` alone; they share no pixels.
    """
    if len(samples) == 1:
        return samples[0].image
    picture = image.copy()
    for sample in samples:
        changed = changed_pixels(sample)
        picture[changed] = sample.image[changed]
    return picture
