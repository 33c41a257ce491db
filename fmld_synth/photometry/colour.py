"""Between stored sRGB bytes and linear light, by table (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
_STEPS = 4096


def _decode(values: FloatArray) -> FloatArray:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4).astype(np.float32)


_TO_LINEAR = _decode(np.arange(256, dtype=np.float32) / 255)
_linear = np.linspace(0, 1, _STEPS + 1, dtype=np.float32)
_TO_SRGB = np.where(_linear <= 0.0031308, _linear * 12.92, 1.055 * _linear ** (1 / 2.4) - 0.055).astype(np.float32)


def to_linear(image: ByteArray) -> FloatArray:
    """uint8 sRGB of any shape -> float32 linear light, 0 to 1."""
    return np.asarray(_TO_LINEAR[image], np.float32)


def to_srgb(linear: FloatArray) -> FloatArray:
    """Linear light -> sRGB as float32, 0 to 1; clips."""
    return np.asarray(_TO_SRGB[(np.clip(linear, 0, 1) * _STEPS + 0.5).astype(np.int32)], np.float32)


def luminance(rgb: FloatArray) -> FloatArray:
    """Relative luminance (Rec. 709 weights) of linear RGB (..., 3)."""
    return np.asarray(rgb @ LUMINANCE, np.float32)
