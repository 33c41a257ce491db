"""What augmentation of whole pictures draws by chance, as plain records."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from fmld_synth.baselines.data.augmentation.face_boxes import still_faces
from fmld_synth.baselines.data.augmentation.parameters import Effects, between, draw_effects, factor, hit
from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.geometry import LabelArray

ATTEMPTS = 20
"""Parts of a picture that are tried until one holds a face."""
MIDDLE_OF_MOSAIC = (0.4, 0.6)
"""Where the four pictures of a mosaic meet: further off the middle they would be stretched too much."""


class View(NamedTuple):
    """A window on a picture, in shares of its width and height; where it reaches beyond the picture, there is canvas.

    picture: its place in the list.
    left, top, width, height: of the window.
    mirrored: left and right exchanged.
    scenery: place of the picture that fills the canvas, blurred; None fills it with the mean color.
    """

    picture: int
    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0
    mirrored: bool = False
    scenery: int | None = None

    def window(self, columns: int, rows: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in whole pixels of a picture of this size; at least one of them is inside."""
        left, top = min(round(self.left * columns), columns - 1), min(round(self.top * rows), rows - 1)
        right = max(round((self.left + self.width) * columns), left + 1)
        return left, top, right, max(round((self.top + self.height) * rows), top + 1)


class SceneShot(NamedTuple):
    """One picture for a detector.

    views: one, or four: top left, top right, bottom left, bottom right of a mosaic.
    middle: where the four meet, as shares of width and height.
    effects: of the camera.
    """

    views: tuple[View, ...]
    middle: tuple[float, float] = (0.5, 0.5)
    effects: Effects = Effects()


def draw_scene_shot(
    samples: Sequence[SceneSample],
    index: int,
    groups: Sequence[LabelArray],
    settings: SceneAugmentation,
    generator: Generator,
) -> SceneShot:
    """Draw how a picture is shown.

    Args:
        samples: all pictures.
        index: of this one.
        groups: indices of pictures, int64 (pictures,) each; the others of a mosaic come from each group equally often.
        settings: what may happen.
        generator: the source of chance.
    """
    shown = [index]
    if hit(settings.mosaic_share, generator):
        shown += [_any_of(groups, generator) for _ in range(3)]
        shown = [shown[place] for place in generator.permutation(4)]
    views = tuple(_draw_view(samples, one, groups, settings, generator) for one in shown)
    middle = between(MIDDLE_OF_MOSAIC, generator), between(MIDDLE_OF_MOSAIC, generator)
    return SceneShot(views, middle, draw_effects(settings, generator))


def _any_of(groups: Sequence[LabelArray], generator: Generator) -> int:
    group = groups[int(generator.integers(len(groups)))]
    return int(group[generator.integers(len(group))])


def _draw_view(
    samples: Sequence[SceneSample],
    index: int,
    groups: Sequence[LabelArray],
    settings: SceneAugmentation,
    generator: Generator,
) -> View:
    whole = View(
        index,
        mirrored=hit(settings.flip_share, generator),
        scenery=_any_of(groups, generator) if hit(settings.scenery_share, generator) else None,
    )
    if hit(settings.random_crop_share, generator):
        return _draw_crop(whole, samples[index], settings, generator)
    if hit(settings.zoom_out_share, generator):
        return _draw_canvas(whole, settings, generator)
    return whole


def _draw_crop(whole: View, scene: SceneSample, settings: SceneAugmentation, generator: Generator) -> View:
    """A part of the picture that still holds a face (Liu et al., SSD, ECCV 2016), or else the whole picture."""
    rows, columns = scene.pixels.shape[:2]
    for _ in range(ATTEMPTS):
        side = between(settings.crop_range, generator)
        stretch = math.sqrt(factor(settings.crop_aspect_range, generator))
        width, height = min(side * stretch, 1.0), min(side / stretch, 1.0)
        left, top = (1 - width) * generator.random(), (1 - height) * generator.random()
        part = whole._replace(left=left, top=top, width=width, height=height)
        window = np.array(part.window(columns, rows), np.float64)
        if not len(scene.boxes) or still_faces(scene, window, settings.least_visible).any():
            return part
    return whole


def _draw_canvas(whole: View, settings: SceneAugmentation, generator: Generator) -> View:
    """A canvas around the picture (Liu et al., SSD, section 3.6), nowhere smaller than it."""
    zoom = factor(settings.zoom_out_range, generator)
    stretch = math.sqrt(factor(settings.zoom_aspect_range, generator))
    width, height = max(zoom * stretch, 1.0), max(zoom / stretch, 1.0)
    left, top = (1 - width) * generator.random(), (1 - height) * generator.random()
    return whole._replace(left=left, top=top, width=width, height=height)
