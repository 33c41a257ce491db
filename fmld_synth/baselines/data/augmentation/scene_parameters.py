"""What augmentation of whole pictures draws by chance, as plain records."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from fmld_synth.baselines.data.augmentation.face_boxes import shares_inside_window, still_faces
from fmld_synth.baselines.data.augmentation.parameters import Effects, between, draw_effects, factor, hit
from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
from fmld_synth.baselines.data.augmentation.turning import Blindfold
from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.geometry import LabelArray

ATTEMPTS = 20
"""Parts of a picture that are tried until one holds a face."""
OFF_THE_GRID = 0.2
"""How far the lines of a mosaic are off an even grid, in its cells: further, pictures would be stretched too much."""
TEXTURES = 2**31
"""Surfaces that can be drawn."""
LEAST_SIDE = 0.1
"""Of a part without a face, as a share of the picture's: smaller ones show nothing."""


class View(NamedTuple):
    """A window on a picture, in shares of its width and height; where it reaches beyond the picture, there is canvas.

    picture: its place in the list.
    left, top, width, height: of the window.
    mirrored: left and right exchanged.
    scenery: place of the picture that fills the canvas, blurred; None fills it with the mean color.
    texture: seed of a drawn surface that fills the canvas instead; None draws none.
    blank: canvas alone; nothing of the picture.
    """

    picture: int
    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0
    mirrored: bool = False
    scenery: int | None = None
    texture: int | None = None
    blank: bool = False

    def window(self, columns: int, rows: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in whole pixels of a picture of this size; at least one of them is inside."""
        left, top = min(round(self.left * columns), columns - 1), min(round(self.top * rows), rows - 1)
        right = max(round((self.left + self.width) * columns), left + 1)
        return left, top, right, max(round((self.top + self.height) * rows), top + 1)


class SceneShot(NamedTuple):
    """One picture for a detector.

    views: one, or those of a mosaic, row by row.
    columns, rows: where a mosaic's pictures meet, as shares of its width and its height, in rising order.
    effects: of the camera.
    turn: of the whole, degrees, clockwise.
    blindfold: over the eyes of its faces; None where they are seen.
    """

    views: tuple[View, ...]
    columns: tuple[float, ...] = ()
    rows: tuple[float, ...] = ()
    effects: Effects = Effects()
    turn: float = 0.0
    blindfold: Blindfold | None = None


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
    shown, along = [index], 1
    if hit(settings.mosaic_share, generator):
        least, most = settings.mosaic_range
        along = int(generator.integers(least, most + 1))
        shown += [_any_of(groups, generator) for _ in range(along**2 - 1)]
        shown = [shown[place] for place in generator.permutation(along**2)]
    views = tuple(_draw_view(samples, one, groups, settings, generator) for one in shown)
    columns, rows = _draw_lines(along, generator), _draw_lines(along, generator)
    effects = draw_effects(settings, generator)
    turn = between(settings.turn_range, generator) if hit(settings.turn_share, generator) else 0.0
    blindfold = _draw_blindfold(generator) if hit(settings.blindfold_share, generator) else None
    return SceneShot(views, columns, rows, effects, turn, blindfold)


def _draw_blindfold(generator: Generator) -> Blindfold:
    red, green, blue = generator.integers(0, 256, 3).tolist()
    return Blindfold(
        between((1.4, 2.6), generator),
        between((0.4, 1.2), generator),
        between((-0.3, 0.2), generator),
        (red, green, blue),
    )


def _draw_lines(along: int, generator: Generator) -> tuple[float, ...]:
    """Where so many pictures in a row meet, as shares of the row."""
    return tuple(
        (line + between((-OFF_THE_GRID, OFF_THE_GRID), generator)) / along for line in range(1, along)
    )


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
        texture=int(generator.integers(TEXTURES)) if hit(settings.texture_share, generator) else None,
    )
    if hit(settings.faceless_share, generator):
        return _draw_faceless(whole, samples[index], generator)
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


def _draw_faceless(whole: View, scene: SceneSample, generator: Generator) -> View:
    """A part of the picture that shows nothing of any face, or else a drawn surface."""
    rows, columns = scene.pixels.shape[:2]
    faces = np.concatenate([scene.boxes, scene.ignored])
    for _ in range(ATTEMPTS):
        width, height = (between((LEAST_SIDE, 0.6), generator) for _ in range(2))
        left, top = (1 - width) * generator.random(), (1 - height) * generator.random()
        part = whole._replace(left=left, top=top, width=width, height=height)
        window = part.window(columns, rows)
        if not (shares_inside_window(faces, np.array(window, np.float64)) > 0).any():
            return part
    return whole._replace(texture=int(generator.integers(TEXTURES)), blank=True)


def _draw_canvas(whole: View, settings: SceneAugmentation, generator: Generator) -> View:
    """A canvas around the picture (Liu et al., SSD, section 3.6), nowhere smaller than it."""
    zoom = factor(settings.zoom_out_range, generator)
    stretch = math.sqrt(factor(settings.zoom_aspect_range, generator))
    width, height = max(zoom * stretch, 1.0), max(zoom / stretch, 1.0)
    left, top = (1 - width) * generator.random(), (1 - height) * generator.random()
    return whole._replace(left=left, top=top, width=width, height=height)
