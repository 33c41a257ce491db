"""Pictures that are turned take their points and boxes along; a band covers eyes."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.data.augmentation.parameters import Effects
from fmld_synth.baselines.data.augmentation.scene_camera import scene_photographed
from fmld_synth.baselines.data.augmentation.scene_parameters import SceneShot, View, draw_scene_shot
from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
from fmld_synth.baselines.data.augmentation.turning import Blindfold, blindfolded, turned
from fmld_synth.baselines.data.samples import SceneSample

EYE = (70.0, 50.0)


def _scene() -> SceneSample:
    """A white dot for one eye on gray, in a face of 40 x 60 pixels."""
    pixels = np.full((100, 120, 3), 90, np.uint8)
    cv2.circle(pixels, (69, 49), 3, (255, 255, 255), -1)  # the pixel whose middle is (69.5, 49.5)
    points = np.array([[EYE, (85, 50), (77, 60), (70, 75), (84, 75)]], np.float32)
    box = np.array([[55, 25, 95, 85]], np.float32)
    nowhere = np.full((1, 4), np.nan, np.float32)
    return SceneSample(
        pixels, box, np.zeros(1, np.int64), nowhere, box + 2, "ann", Path("a.jpg"), "a.jpg", points
    )


@given(st.floats(-60, 60))
@settings(max_examples=30, deadline=None)
def test_points_turn_with_the_pixels(degrees):
    shown = turned(_scene(), degrees)
    weight = np.clip(shown.pixels[..., 0].astype(float) - 100, 0, None)
    rows, columns = np.mgrid[:100, :120] + 0.5
    center = (weight * columns).sum() / weight.sum(), (weight * rows).sum() / weight.sum()
    assert np.abs(shown.points[0, 0] - center).max() < 1
    for boxes in (shown.boxes, shown.ignored):
        middle = (boxes[0, :2] + boxes[0, 2:]) / 2
        assert (boxes[0, :2] < middle).all()


def test_a_quarter_turn_exchanges_width_and_height_clockwise():
    shown = turned(_scene(), 90)
    assert (shown.boxes[0, 2:] - shown.boxes[0, :2]).tolist() == pytest.approx([60, 40], abs=0.01)
    # What was 10 right of the middle (60, 50) is 10 below it now.
    assert shown.points[0, 0].tolist() == pytest.approx([60, 60], abs=0.01)
    assert np.isnan(shown.mask_boxes).all()


def test_no_turn_is_no_change():
    scene = _scene()
    assert turned(scene, 0.0) is scene
    assert blindfolded(scene, None) is scene


def test_a_band_covers_both_eyes_and_nothing_else_moves():
    scene = _scene()
    shown = blindfolded(scene, Blindfold(1.6, 0.6, 0.0, (10, 200, 30)))
    for x, y in scene.points[0, :2].astype(int):
        assert shown.pixels[y, x].tolist() == [10, 200, 30]
    assert shown.pixels[75, 77].tolist() == [90, 90, 90]
    assert np.array_equal(shown.boxes, scene.boxes)
    unknown = scene._replace(points=np.full((1, 5, 2), np.nan, np.float32))
    assert np.array_equal(blindfolded(unknown, Blindfold(1.6, 0.6, 0.0, (1, 2, 3))).pixels, scene.pixels)


def test_turned_faces_are_cut_at_the_border_as_others_are():
    shot = SceneShot((View(0),), effects=Effects(), turn=60.0)
    scene = scene_photographed([_scene()], shot, SceneAugmentation.off(), 120, 100)
    assert len(scene.boxes) == len(scene.points) == 1
    assert (scene.boxes >= 0).all() and (scene.boxes <= (120, 100, 120, 100)).all()


def test_shares_decide_how_often():
    always = SceneAugmentation(turn_share=1.0, turn_range=(10.0, 20.0), blindfold_share=1.0)
    for seed in range(10):
        shot = draw_scene_shot([_scene()], 0, [np.arange(1)], always, np.random.default_rng(seed))
        assert 10 <= shot.turn <= 20 and shot.blindfold is not None
        never = draw_scene_shot(
            [_scene()], 0, [np.arange(1)], SceneAugmentation(), np.random.default_rng(seed)
        )
        assert never.turn == 0 and never.blindfold is None
