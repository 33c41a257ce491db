"""Sheets around the head and the neck, in the canonical frame."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import cosine, power, sine
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import NECK_DEPTH, canonical_head, to_cartesian

# Chosen by eye; lengths are in inter-ocular distances.
_SKULL_DEPTH = 0.72
"""Depth of the middle of the skull behind the eyes."""
_SKULL_HALF_WIDTH, _SKULL_HALF_DEPTH = 1.17, 0.98
"""Half axes of the head with its hair, where a hat sits."""


def dome(
    band: FloatArray,
    top: float,
    angles: FloatArray,
    wider: float = 1.0,
    rows: int = 15,
    squareness: float = 1.0,
) -> FloatArray:
    """The crown of a hat: (rows, columns, 3), from its top to its band.

    Args:
        band: (columns,), height of its lower edge at each angle.
        top: height of its highest point.
        angles: (columns,), degrees around the skull, 0 in front.
        wider: factor on the head's girth.
        rows: of the sheet.
        squareness: above 1 its sides stand upright for longer.
    """
    rise = np.linspace(90, 0, rows, dtype=np.float32)[:, None]
    turn, lift = np.deg2rad(angles)[None, :], np.deg2rad(rise)
    girth = power(np.maximum(cosine(lift), 0), 1 / squareness) * np.float32(wider)
    height = band[None, :] + (np.float32(top) - band[None, :]) * sine(lift)
    return np.asarray(
        np.stack(
            [
                _SKULL_HALF_WIDTH * girth * sine(turn),
                np.broadcast_to(height, (rows, len(angles))),
                _SKULL_DEPTH - _SKULL_HALF_DEPTH * girth * cosine(turn),
            ],
            axis=-1,
        ),
        np.float32,
    )


def visor(
    band: FloatArray, angles: FloatArray, reach: float, droop: float, wider: float = 1.0, rows: int = 5
) -> FloatArray:
    """The peak of a cap: (rows, columns, 3), from the band to its rim.

    Args:
        band: (columns,), height of its root at each angle.
        angles: (columns,), degrees around the skull, 0 in front.
        reach: how far it stands out in front.
        droop: how far its rim lies below its root, in the middle.
        wider: factor on the head's girth.
        rows: of the sheet.
    """
    turn = np.deg2rad(angles)[None, :]
    out = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    edge = np.abs(angles / np.abs(angles).max())[None, :]
    profile = np.sqrt(np.maximum(1 - edge**2, 0)).astype(np.float32)
    x = _SKULL_HALF_WIDTH * wider * sine(turn) * (1 + 0.04 * out)
    z = _SKULL_DEPTH - _SKULL_HALF_DEPTH * wider * cosine(turn) - np.float32(reach) * out * profile
    y = band[None, :] + np.float32(droop) * out * (0.35 + 0.65 * profile) + 0.18 * out * edge**2
    return np.asarray(np.stack(np.broadcast_arrays(x, y, z), axis=-1), np.float32)


def around_neck(top: FloatArray, bottom: FloatArray, radius: FloatArray, angles: FloatArray) -> FloatArray:
    """A sheet around the neck: (rows, columns, 3).

    Args:
        top, bottom: (columns,), y of its edges.
        radius: (rows,) or (rows, columns), distance from the neck's axis.
        angles: (columns,), degrees around the neck, 0 in front.
    """
    down = np.linspace(0, 1, len(radius), dtype=np.float32)[:, None]
    wide = radius[:, None] if radius.ndim == 1 else radius
    turn = np.deg2rad(angles)[None, :]
    y = top[None, :] + (bottom - top)[None, :] * down
    points = np.stack(np.broadcast_arrays(wide * sine(turn), y, NECK_DEPTH - wide * cosine(turn)), axis=-1)
    return np.asarray(points, np.float32)


def on_head(angles: FloatArray, heights: FloatArray, off: FloatArray | float) -> FloatArray:
    """Points (..., 3) on the head at angles (degrees) and heights of equal shape, ``off`` its surface."""
    radius, level = canonical_head().at(angles, heights)
    return to_cartesian(angles, radius + np.asarray(off, np.float32), level).astype(np.float32)


def band_along(
    angles: FloatArray, heights: FloatArray, width: float, off: float, rows: int = 3
) -> FloatArray:
    """A band (rows, n, 3) on the head along a line of angles (degrees) and heights, both (n,)."""
    step_a, step_h = np.gradient(angles), np.gradient(heights)
    across = step_a / np.float32(60)  # about an inter-ocular distance to so many degrees
    size = np.maximum(np.sqrt(across**2 + step_h**2), 1e-6)
    offsets = np.linspace(-width / 2, width / 2, rows, dtype=np.float32)[:, None]
    turned = angles[None, :] - offsets * (step_h / size)[None, :] * 60
    lifted = heights[None, :] + offsets * (across / size)[None, :]
    return on_head(turned.astype(np.float32), lifted.astype(np.float32), off)
