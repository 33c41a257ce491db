"""Shots that keep the mask in view: a face whose mask was cut away would be called after what nobody sees.

A mask under the chin lies in the last fifth of a crop, one that hangs from an ear at its side; zooms, shifts and the
border of a photograph together would cut off more than that. Bare faces are cut as far as ever.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from fmld_synth.baselines.data.augmentation.geometry import affine
from fmld_synth.baselines.data.augmentation.parameters import Border, Geometry, Shot, draw_shot
from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation
from fmld_synth.geometry import Box

LEAST_IN_VIEW = 0.9
"""Share of the mask's box. It goes up to the ears where loops do, so a tenth of it is up to half of the cloth under a
chin."""
TRIES = 8
"""Shots drawn before the face is taken as it is; a third of the masks under a chin need a second one."""
_GRID = (np.arange(8) + 0.5) / 8


def draw_shot_of_mask(
    settings: CameraAugmentation, generator: Generator, mask: Box | None, width: int, height: int
) -> Shot:
    """Draw how a face is photographed, as :func:`~.parameters.draw_shot` does, so that its mask still shows.

    Args:
        settings, generator: what to draw, and by which chance.
        mask: what is seen of it, in pixels of the crop; None where there is none or nobody knows where.
        width, height: of the crop, in pixels.
    """
    shot = draw_shot(settings, generator)
    if mask is None:
        return shot
    for _ in range(TRIES):
        if share_in_view(mask, shot, width, height) >= LEAST_IN_VIEW:
            return shot
        shot = draw_shot(settings, generator)
    return shot._replace(geometry=Geometry(shot.geometry.mirrored), border=Border())


def share_in_view(mask: Box, shot: Shot, width: int, height: int) -> float:
    """Share of the mask's box that a shot of a crop shows, 0 to 1, to a 64th.

    Args:
        mask: in pixels of the crop.
        shot: of which border and geometry count.
        width, height: of the crop, in pixels.
    """
    border = shot.border
    size = width * (1 - border.left - border.right), height * (1 - border.top - border.bottom)
    across = mask.x + mask.width * _GRID - border.left * width
    down = mask.y + mask.height * _GRID - border.top * height
    points = np.stack(np.broadcast_arrays(across, down[:, None]), axis=-1)
    matrix = affine(shot.geometry, size, size).astype(np.float64)
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    return float((_inside(points, size) & _inside(moved, size)).mean())


def _inside(points: npt.NDArray[np.float64], size: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return np.asarray(((points >= 0) & (points <= size)).all(axis=-1))
