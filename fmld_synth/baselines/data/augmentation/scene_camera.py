"""A drawn record made into a picture for a detector."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fmld_synth.baselines.data.augmentation.camera import with_effects
from fmld_synth.baselines.data.augmentation.face_boxes import cut_boxes
from fmld_synth.baselines.data.augmentation.mosaic import mosaic
from fmld_synth.baselines.data.augmentation.scene_parameters import SceneShot, View
from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
from fmld_synth.baselines.data.augmentation.turning import blindfolded, turned
from fmld_synth.baselines.data.augmentation.views import viewed
from fmld_synth.baselines.data.samples import SceneSample


def scene_photographed(
    samples: Sequence[SceneSample], shot: SceneShot, settings: SceneAugmentation, width: int, height: int
) -> SceneSample:
    """One picture for a detector, at its input's size, with the faces that are left of it.

    Args:
        samples: all pictures.
        shot: what was drawn.
        settings: tell which faces still count.
        width, height: of the result, in pixels.
    """

    def show(view: View, width: int, height: int) -> SceneSample:
        shown = viewed(samples, view, width, height)
        return cut_boxes(
            shown, width, height, least_visible=settings.least_visible, least_face=settings.least_face
        )

    if len(shot.views) == 1:
        scene = show(shot.views[0], width, height)
    else:
        sizes = [
            (across, down) for down in _lengths(shot.rows, height) for across in _lengths(shot.columns, width)
        ]
        tiles = [show(view, *size) for view, size in zip(shot.views, sizes, strict=True)]
        scene = mosaic(tiles, len(shot.columns) + 1)
    scene = blindfolded(scene, shot.blindfold)
    if shot.turn:
        scene = cut_boxes(
            turned(scene, shot.turn),
            width,
            height,
            least_visible=settings.least_visible,
            least_face=settings.least_face,
        )
    return scene._replace(pixels=with_effects(scene.pixels, shot.effects))


def _lengths(lines: Sequence[float], side: int) -> list[int]:
    """Of the parts into which lines, shares of a side, cut it: whole pixels that add up to it."""
    ends = [0, *(round(line * side) for line in lines), side]
    return [end - start for start, end in pairwise(ends)]
