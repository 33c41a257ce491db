"""Between stored sRGB bytes and linear light, by table (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import power, weighted_sum
from fmld_synth.geometry import ByteArray, FloatArray

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Weights of linear R, G and B (Rec. ITU-R BT.709)."""
MAXIMUM_RADIANCE = 2.5
"""Linear light beyond which nothing gets brighter; 1 is white. Chosen by eye."""
_KNEE = 0.72
"""Linear light from which highlights are compressed. Chosen by eye."""
_STEPS = 16000
"""Steps of the table to display values: none is more than about half an 8-bit level."""

# The sRGB curve (IEC 61966-2-1): encoded = 12.92 linear near black, 1.055 linear^(1 / 2.4) - 0.055 elsewhere.
_SLOPE_NEAR_BLACK, _SCALE, _OFFSET, _GAMMA = 12.92, 1.055, 0.055, 2.4
_ENCODED_KNEE, _LINEAR_KNEE = 0.04045, 0.0031308


def _decode(values: FloatArray) -> FloatArray:
    """Encoded sRGB, 0 to 1 -> linear light."""
    curve = power((values + _OFFSET) / _SCALE, _GAMMA)
    return np.where(values <= _ENCODED_KNEE, values / _SLOPE_NEAR_BLACK, curve).astype(np.float32)


_TO_LINEAR = _decode(np.arange(256, dtype=np.float32) / np.float32(255))


def _display_table() -> FloatArray:
    """Encoded sRGB of ``_STEPS`` + 1 linear lights from 0 to ``MAXIMUM_RADIANCE``, highlights compressed."""
    radiance = np.linspace(0, MAXIMUM_RADIANCE, _STEPS + 1)
    room = 1 - _KNEE
    over = _KNEE + room * np.tanh((radiance - _KNEE) / room)
    light = np.where(radiance > _KNEE, over, radiance)
    power = _SCALE * light ** (1 / _GAMMA) - _OFFSET
    return np.where(light <= _LINEAR_KNEE, light * _SLOPE_NEAR_BLACK, power).astype(np.float32)


_DISPLAY = _display_table()


def to_linear(image: ByteArray) -> FloatArray:
    """uint8 sRGB of any shape -> float32 linear light, 0 to 1."""
    return np.asarray(_TO_LINEAR[image], np.float32)


def to_display(radiance: FloatArray) -> FloatArray:
    """Linear light (any shape, 0 to MAXIMUM_RADIANCE) -> sRGB as float32, 0 to 1.

    Highlights are compressed as cameras do, so that bright cloth keeps its folds instead of clipping.
    """
    steps = radiance * np.float32(_STEPS / MAXIMUM_RADIANCE)
    return np.take(_DISPLAY, steps.astype(np.intp), mode="clip")


def luminance(rgb: FloatArray) -> FloatArray:
    """Relative luminance (Rec. 709 weights) of linear RGB (..., 3)."""
    return np.asarray(weighted_sum(LUMINANCE, np.moveaxis(rgb, -1, 0)), np.float32)
