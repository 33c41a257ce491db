"""Light and color: exposure, contrast, gamma and white balance by a table; saturation and hue by a matrix."""

from __future__ import annotations

import math

import cv2
import numpy as np

from fmld_synth.baselines.data.augmentation.parameters import Color
from fmld_synth.geometry import ByteArray, FloatArray

LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the brightness of a color (ITU-R BT.601)."""
LEVELS = np.linspace(0, 1, 256)


def colored(pixels: ByteArray, color: Color) -> ByteArray:
    """The picture, uint8 (height, width, 3) RGB, in another light."""
    lit = np.asarray(cv2.LUT(pixels, tone_curves(color)), np.uint8)
    if color.saturation == 1 and color.hue == 0:
        return lit
    return np.asarray(cv2.transform(lit, chroma_matrix(color.saturation, color.hue)), np.uint8)


def tone_curves(color: Color) -> ByteArray:
    """What each level of red, green and blue becomes: uint8 (1, 256, 3)."""
    gains = np.array([color.red, 1.0, color.blue]) * color.brightness
    light = np.minimum(LEVELS[:, None] * gains, 1) ** color.gamma
    curves = (light - 0.5) * color.contrast + 0.5
    return np.asarray((curves.clip(0, 1) * 255).round(), np.uint8)[None]


def chroma_matrix(saturation: float, hue: float) -> FloatArray:
    """A matrix for RGB, float32 (3, 3), that leaves grays: hues turn around the gray axis, then colors move from gray.

    Args:
        saturation: factor of a color's distance from the gray of its brightness; 0 leaves only gray.
        hue: degrees.
    """
    angle = math.radians(hue)
    axis = np.full((3, 3), 1 / 3)
    across = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    turn = axis + math.cos(angle) * (np.eye(3) - axis) + math.sin(angle) * across
    gray = np.ones((3, 1)) * LUMA
    return np.asarray((gray + saturation * (np.eye(3) - gray)) @ turn, np.float32)
