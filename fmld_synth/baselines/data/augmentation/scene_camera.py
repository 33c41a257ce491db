"""A drawn record made into a picture for a detector."""

from __future__ import annotations

from collections.abc import Sequence

from fmld_synth.baselines.data.augmentation.camera import with_effects
from fmld_synth.baselines.data.augmentation.face_boxes import cut_boxes
from fmld_synth.baselines.data.augmentation.mosaic import mosaic
from fmld_synth.baselines.data.augmentation.scene_parameters import SceneShot, View
from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
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
        right_of, below = (
            round(share * side) for share, side in zip(shot.middle, (width, height), strict=True)
        )
        sizes = [
            (across, down) for down in (below, height - below) for across in (right_of, width - right_of)
        ]
        scene = mosaic([show(view, *size) for view, size in zip(shot.views, sizes, strict=True)])
    return scene._replace(pixels=with_effects(scene.pixels, shot.effects))
