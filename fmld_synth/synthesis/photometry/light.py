"""The light on a face, and how it falls on a surface."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from fmld_synth.arithmetic import weighted_sum
from fmld_synth.geometry import FloatArray, Window

WHITE_CLOTH = 0.86
"""Reflectance of white cloth: real white masks are not pure white. Chosen by eye."""
LEAST_SHADING = 0.1
"""Relative shading of what faces away from the light: something always lights it. Chosen by eye."""


@dataclass(frozen=True, eq=False)
class Light:
    """The light on one face.

    Attributes:
        white: luminance (linear) of white cloth facing the mean direction of the skin.
        ambient, direction: relative shading of a normal n is ambient + direction . n; 1 on average over the skin.
        cast: float32 (3,), color of the light in linear RGB, luminance 1.
        shading: float32 (h, w), smooth factor for what the fit misses; low resolution, over ``area``.
        area: (left, top, width, height) in pixels that ``shading`` spans.
        saturation: 0 for a grayscale photograph, 1 for an ordinary one.
        tone: float32 (3,), chromaticity of the skin; what a grayscale or sepia photograph tones everything with.
    """

    white: float
    ambient: float
    direction: FloatArray
    cast: FloatArray
    shading: FloatArray
    area: tuple[float, float, float, float]
    saturation: float
    tone: FloatArray

    def relative(self, normals: FloatArray) -> FloatArray:
        """Shading (...) of unit normals (3, ...), about 1 on average; never below ``LEAST_SHADING``."""
        facing = weighted_sum(self.direction, normals) + np.float32(self.ambient)
        return np.asarray(np.maximum(facing, LEAST_SHADING), np.float32)

    def residual(self, window: Window, size: tuple[int, int] | None = None) -> FloatArray:
        """The smooth shading factor over a window of the photograph.

        Args:
            window: in pixels of the photograph.
            size: columns and rows of the result, which are spread evenly over the window; None is one a pixel.

        Returns:
            float32 (rows, columns).
        """
        left, top, width, height = self.area
        rows, columns = self.shading.shape
        size = size or (window.width, window.height)
        step_x, step_y = window.width / size[0], window.height / size[1]
        across, down = columns / width, rows / height
        lookup = np.array(
            [
                [step_x * across, 0, (window.left + step_x / 2 - left) * across - 0.5],
                [0, step_y * down, (window.top + step_y / 2 - top) * down - 0.5],
            ],
            np.float32,
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        found = cv2.warpAffine(self.shading, lookup, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(found, np.float32)


NEUTRAL_LIGHT = Light(
    white=WHITE_CLOTH,
    ambient=1.0,
    direction=np.zeros(3, np.float32),
    cast=np.ones(3, np.float32),
    shading=np.ones((2, 2), np.float32),
    area=(0.0, 0.0, 1.0, 1.0),
    saturation=1.0,
    tone=np.ones(3, np.float32),
)
"""Even white light, for the flat control."""
