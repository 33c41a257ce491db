"""What is measured on a picture itself: brightness, sharpness, and a hash that finds its near duplicates."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.dataset.duplicates import perceptual_hash
from fmld_synth.geometry import ByteArray

SHARPNESS_SIDE = 256


class Measures(NamedTuple):
    """Of one picture.

    brightness: mean gray value (Rec. 601 luma), 0 black to 1 white.
    sharpness: see :func:`sharpness`.
    perceptual_hash: 256 bits, see :func:`fmld_synth.dataset.duplicates.perceptual_hash`.
    """

    brightness: float
    sharpness: float
    perceptual_hash: int


def measure(picture: ByteArray) -> Measures:
    """Measure a picture: uint8 (height, width, 3), RGB."""
    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    return Measures(float(gray.mean()) / 255, sharpness(gray), perceptual_hash(picture))


def sharpness(gray: ByteArray) -> float:
    """Standard deviation of the Laplacian, in gray levels: some 5 for a blurred portrait, 30 for a crisp one.

    Its square, the variance of the Laplacian, is the usual measure (Pech-Pacheco et al., "Diatom autofocusing
    in brightfield microscopy", 2000); its root is easier to read. Larger pictures are first scaled down to
    256 px, so that pictures of different sizes compare as they look on a page.

    Args:
        gray: uint8 (height, width).
    """
    scale = SHARPNESS_SIDE / max(gray.shape)
    if scale < 1:
        size = max(round(gray.shape[1] * scale), 1), max(round(gray.shape[0] * scale), 1)
        gray = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    return float(cv2.Laplacian(gray, cv2.CV_32F).std())
