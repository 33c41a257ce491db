"""Between stored sRGB bytes and linear light, by table (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
MAXIMUM_RADIANCE = 2.5
_KNEE = 0.72  # where the compression of highlights begins
_STEPS = 16000


def _decode(values: FloatArray) -> FloatArray:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


_TO_LINEAR = _decode(np.arange(256, dtype=np.float32) / 255)


def _display_table() -> FloatArray:
    radiance = np.linspace(0, MAXIMUM_RADIANCE, _STEPS + 1)
    room = 1 - _KNEE
    over = _KNEE + room * np.tanh((radiance - _KNEE) / room)
    light = np.where(radiance > _KNEE, over, radiance)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)


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
    return np.asarray(rgb @ LUMINANCE, np.float32)
