"""Pictures for detectors: boxes follow the pixels exactly, whatever is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fmld_synth.baselines.data.augmentation.face_boxes import cut_boxes, still_faces
from fmld_synth.baselines.data.augmentation.mosaic import mosaic
from fmld_synth.baselines.data.augmentation.scene_camera import scene_photographed
from fmld_synth.baselines.data.augmentation.scene_parameters import SceneShot, View, draw_scene_shot
from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
from fmld_synth.baselines.data.augmentation.textures import KINDS, texture
from fmld_synth.baselines.data.augmentation.views import viewed
from fmld_synth.baselines.data.samples import SceneSample

LIGHT = ("blur_share", "motion_share", "color_share", "gray_share", "noise_share", "jpeg_share")
GEOMETRY_ONLY: dict[str, Any] = dict.fromkeys(LIGHT, 0.0)
FACE, MASK, IGNORED = (250, 0, 0), (0, 0, 250), (0, 250, 0)
WIDTH, HEIGHT = 120, 100
POINTS = ((0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8))
"""Of each face, as shares of its box's width and height."""


def _scene(height: int, width: int, *faces: tuple[float, ...], ignored=()) -> SceneSample:
    """Gray, with a red oblong for each face, a blue lower half for its mask, and green ones to ignore."""
    pixels = np.full((height, width, 3), 100, np.uint8)
    masks = [(left, (top + bottom) // 2, right, bottom) for left, top, right, bottom in faces]
    for boxes, color in ((ignored, IGNORED), (faces, FACE), (masks, MASK)):
        for left, top, right, bottom in boxes:
            pixels[top:bottom, left:right] = color
    boxes, mask_boxes, others = (
        np.array(rows, np.float32).reshape(-1, 4) for rows in (faces, masks, ignored)
    )
    labels = np.arange(len(faces), dtype=np.int64)
    points = boxes[:, None, :2] + np.array(POINTS, np.float32) * (boxes[:, None, 2:] - boxes[:, None, :2])
    return SceneSample(pixels, boxes, labels, mask_boxes, others, "ann", Path("a.jpg"), "a.jpg", points)


SCENES = [
    _scene(90, 120, (40, 20, 80, 70)),
    _scene(200, 150, (20, 30, 90, 130)),
    _scene(60, 60, (0, 0, 60, 60)),
    _scene(150, 300, (110, 50, 200, 140)),
]


def _extent(pixels: np.ndarray, *colors) -> np.ndarray:
    """Left, top, right, bottom of what has one of the colors, half covered pixels counted by halves."""
    likeness = sum(
        1 - np.abs(pixels.astype(float) - color).sum(axis=2) / np.abs(np.array(color) - 100.0).sum()
        for color in colors
    )
    rows, columns = np.nonzero(likeness > 0.5)
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])


@given(st.integers(0, 2**32), st.integers(0, len(SCENES) - 1))
@example(2187, 2)  # a part whose edge falls between pixels, and that shows just enough
@settings(max_examples=150, deadline=None)
def test_boxes_are_where_the_pixels_are(seed, index):
    gray = _scene(20, 20)
    samples, groups = [*SCENES, gray], [np.array([len(SCENES)])]
    augmentation = SceneAugmentation(**GEOMETRY_ONLY, mosaic_share=0, scenery_share=1, least_face=0)
    shot = draw_scene_shot(samples, index, groups, augmentation, np.random.default_rng(seed))
    scene = scene_photographed(samples, shot, augmentation, WIDTH, HEIGHT)
    assert len(scene.boxes) == 1, "a part of a picture is chosen so that its face stays"
    # Pixels that a box's edge crosses mix with what lies beside it; an enlarged pixel may be several wide.
    rows, columns = SCENES[index].pixels.shape[:2]
    view = shot.views[0]
    blur = 1.1 + 0.5 * max(WIDTH / (columns * view.width), HEIGHT / (rows * view.height), 1.0)
    face, mask = scene.boxes[0], scene.mask_boxes[0]
    assert np.abs(_extent(scene.pixels, FACE, MASK)[[0, 2, 3]] - face[[0, 2, 3]]).max() < blur
    assert np.abs(_extent(scene.pixels, MASK)[[0, 2, 3]] - mask[[0, 2, 3]]).max() < blur
    if (scene.pixels[..., 0] > 200).any():
        assert abs(_extent(scene.pixels, FACE)[1] - face[1]) < blur
        assert abs(_extent(scene.pixels, MASK)[1] - mask[1]) < blur


def test_every_tile_of_a_mosaic_is_where_its_boxes_say():
    whole = SceneAugmentation.off()
    shot = SceneShot(tuple(View(index, mirrored=index == 3) for index in range(4)), (0.4,), (0.6,))
    scene = scene_photographed(SCENES, shot, whole, WIDTH, HEIGHT)
    assert scene.pixels.shape == (HEIGHT, WIDTH, 3)
    assert len(scene.boxes) == 4
    corners = [(0, 0), (48, 0), (0, 60), (48, 60)]
    for (left, top), box in zip(corners, scene.boxes, strict=True):
        tile = scene.pixels[top : top + 60 if top == 0 else HEIGHT, left : left + 48 if left == 0 else WIDTH]
        assert np.abs(_extent(tile, FACE, MASK) - (box - (left, top, left, top))).max() < 1.6


@given(st.integers(0, 2**32))
@settings(max_examples=80, deadline=None)
def test_any_draw_gives_boxes_inside_the_picture_and_repeats(seed):
    augmentation = SceneAugmentation(mosaic_share=0.5, mosaic_range=(2, 4))
    shot, again = (
        draw_scene_shot(SCENES, 1, [np.arange(4)], augmentation, np.random.default_rng(seed))
        for _ in range(2)
    )
    assert shot == again
    scene = scene_photographed(SCENES, shot, augmentation, WIDTH, HEIGHT)
    assert scene.pixels.shape == (HEIGHT, WIDTH, 3)
    assert len(scene.boxes) == len(scene.labels) == len(scene.mask_boxes) == len(scene.points)
    for boxes in (scene.boxes, scene.mask_boxes, scene.ignored):
        assert boxes.dtype == np.float32
        assert (boxes >= 0).all()
        assert (boxes <= (WIDTH, HEIGHT, WIDTH, HEIGHT)).all()
        assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert (scene.boxes[:, 2:] - scene.boxes[:, :2]).max(axis=1, initial=8).min(initial=8) >= 8


@given(st.integers(0, 2**32), st.integers(0, len(SCENES) - 1))
@settings(max_examples=50, deadline=None)
def test_points_stay_where_they_are_in_their_face(seed, index):
    augmentation = SceneAugmentation(**GEOMETRY_ONLY, mosaic_share=0, least_visible=0.999, least_face=0)
    shot = draw_scene_shot(SCENES, index, [np.arange(4)], augmentation, np.random.default_rng(seed))
    scene = scene_photographed(SCENES, shot, augmentation, WIDTH, HEIGHT)
    for box, points in zip(scene.boxes, scene.points, strict=True):
        shares = (points - box[:2]) / (box[2:] - box[:2])
        # The layout is symmetric: in a mirror the eyes change places, and so do the corners of the mouth.
        assert np.abs(shares - POINTS).max() < 0.02


def test_in_a_mirror_the_left_of_a_pair_still_comes_first():
    mirrored = viewed(SCENES, View(0, mirrored=True), 120, 90)
    (points,), (box,) = mirrored.points, mirrored.boxes
    assert points[0, 0] < points[1, 0] and points[3, 0] < points[4, 0]
    assert points[2, 0] == pytest.approx((box[0] + box[2]) / 2)


def test_pictures_without_a_face_show_a_part_beside_all_faces_or_a_drawn_surface():
    augmentation = SceneAugmentation.off().model_copy(update={"faceless_share": 1.0})
    filled = _scene(50, 50, (0, 0, 50, 50))
    for seed in range(30):
        for index, samples in ((0, SCENES), (0, [filled])):
            shot = draw_scene_shot(samples, index, [np.arange(1)], augmentation, np.random.default_rng(seed))
            scene = scene_photographed(samples, shot, augmentation, WIDTH, HEIGHT)
            assert len(scene.boxes) == len(scene.ignored) == len(scene.points) == 0
            if samples[0] is filled:
                assert shot.views[0].blank
            if not shot.views[0].blank:
                assert (scene.pixels == 100).all(), "nothing of a face is seen"


def test_a_drawn_surface_surrounds_the_picture():
    view = View(0, -1.0, -1.0, 4.0, 4.0, texture=5)
    shown = viewed(SCENES, view, 80, 80)
    assert np.array_equal(shown.pixels[:20], texture(5, 80, 80)[:20])
    assert np.array_equal(shown.pixels[20:40, 20:40], viewed(SCENES, View(0), 20, 20).pixels)


def test_zooming_out_makes_small_faces_on_scenery_or_mean_color():
    portrait = _scene(60, 60, (0, 0, 60, 60))
    plain = viewed([portrait], View(0, -1.0, -1.0, 4.0, 4.0), 80, 80)
    assert plain.boxes.tolist() == [[20, 20, 40, 40]]
    assert (plain.pixels[:20] == np.round(portrait.pixels.mean(axis=(0, 1)))).all()
    other = np.random.default_rng(0).integers(0, 255, (50, 50, 3), np.uint8)
    samples = [portrait, portrait._replace(pixels=other)]
    scenery = viewed(samples, View(0, -1.0, -1.0, 4.0, 4.0, scenery=1), 80, 80)
    assert np.array_equal(scenery.pixels[20:40, 20:40], plain.pixels[20:40, 20:40])
    assert scenery.pixels[:20].std() < 0.5 * other.std(), "no face can be seen in it"


def test_faces_cut_too_much_or_too_small_are_ignored_from_then_on():
    scene = _scene(100, 100, (0, 0, 30, 30), (-20, 40, 20, 60), (50, 50, 54, 54), (200, 0, 230, 30))
    cut = cut_boxes(scene, 100, 100, least_visible=0.6, least_face=8)
    assert cut.labels.tolist() == [0]
    assert cut.ignored.tolist() == [[0, 40, 20, 60], [50, 50, 54, 54]]


def test_a_face_whose_mask_is_cut_away_no_longer_shows_how_it_is_worn():
    scene = _scene(100, 100, (0, 0, 40, 80))
    window = np.array([0, 0, 100, 60])
    assert still_faces(scene, window, 0.7).tolist() == [False]
    bare = scene._replace(mask_boxes=np.full((1, 4), np.nan, np.float32))
    assert still_faces(bare, window, 0.7).tolist() == [True]
    assert np.isnan(cut_boxes(bare, 100, 60, least_visible=0.7, least_face=0).mask_boxes).all()


def test_a_mosaic_holds_the_faces_of_all_four():
    scene = _scene(40, 40, (10, 20, 30, 40), ignored=[(0, 0, 10, 20)])
    sizes = [(20, 40), (60, 40), (20, 20), (60, 20)]
    joined = mosaic([viewed([scene], View(0), *size) for size in sizes], 2)
    assert joined.pixels.shape == (60, 80, 3)
    assert joined.boxes.tolist() == [[5, 20, 15, 40], [35, 20, 65, 40], [5, 50, 15, 60], [35, 50, 65, 60]]
    assert joined.ignored.tolist() == [[0, 0, 5, 20], [20, 0, 35, 20], [0, 40, 5, 50], [20, 40, 35, 50]]
    assert len(joined.labels) == len(joined.mask_boxes) == 4


def test_switched_off_pictures_are_only_resized():
    shot = draw_scene_shot(SCENES, 0, [np.arange(4)], SceneAugmentation.off(), np.random.default_rng(0))
    scene = scene_photographed(SCENES, shot, SceneAugmentation.off(), 60, 45)
    assert np.array_equal(scene.pixels, cv2.resize(SCENES[0].pixels, (60, 45), interpolation=cv2.INTER_AREA))
    assert scene.boxes.tolist() == [[20, 10, 40, 35]]


@pytest.mark.parametrize(
    "wrong", [{"zoom_out_range": (0.5, 2.0)}, {"crop_range": (0.0, 1.0)}, {"least_visible": 0.0}]
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        SceneAugmentation.model_validate(wrong)


def test_surfaces_repeat_and_differ():
    drawn = [texture(seed, 40, 30) for seed in range(4 * len(KINDS))]
    assert all(one.shape == (30, 40, 3) and one.dtype == np.uint8 for one in drawn)
    assert np.array_equal(drawn[3], texture(3, 40, 30))
    assert len({one.tobytes() for one in drawn}) == len(drawn)
