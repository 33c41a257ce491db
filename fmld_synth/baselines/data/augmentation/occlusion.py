"""Something plain in front of the face (Zhong et al., Random Erasing Data Augmentation, AAAI 2020)."""

from __future__ import annotations

from fmld_synth.baselines.data.augmentation.parameters import Patch
from fmld_synth.geometry import ByteArray


def occluded(pixels: ByteArray, patch: Patch) -> ByteArray:
    """A copy of the picture, uint8 (height, width, 3), with a patch on it."""
    height, width = pixels.shape[:2]
    left, top = round(patch.left * width), round(patch.top * height)
    right, bottom = round((patch.left + patch.width) * width), round((patch.top + patch.height) * height)
    covered = pixels.copy()
    covered[top:bottom, left:right] = patch.color
    return covered
