import numpy as np
import pytest

from fmld_synth.baselines.evaluation.coco import coco_figures
from fmld_synth.baselines.evaluation.detection import measure_detector
from fmld_synth.baselines.evaluation.portraits import measure_portraits, surest_labels
from tests.baselines.evaluation.scenes import scene

LEFT, RIGHT = (10, 10, 30, 30), (60, 60, 80, 80)


def test_figures_by_hand():
    scenes = [
        scene([(LEFT, 0), (RIGHT, 1)], [(LEFT, 0, 0.9), (RIGHT, 0, 0.7)], name="a.png"),
        scene([(LEFT, 0)], [(LEFT, 0, 0.8), (RIGHT, 1, 0.6)], name="b.png"),
        scene([(RIGHT, 1)], [(RIGHT, 1, 0.4)], [LEFT], name="c.png"),
    ]
    figures = measure_detector(scenes, coco_figures(scenes, 3), ("mask", "bare", "other"), confidence=0.5)
    assert figures.confusion == [[2, 0, 0, 0], [1, 0, 0, 1], [0, 0, 0, 0], [0, 1, 0, 0]]
    assert (figures.pictures, figures.faces, figures.ignored) == (3, 4, 1)
    mask, bare, other = figures.classes
    assert mask.recall.value == 1 and mask.precision.value == pytest.approx(2 / 3)
    assert mask.recall.low is not None
    assert bare.recall.value == 0 and bare.ap50 == pytest.approx(0.5 * 51 / 101, abs=1e-6)
    assert other.ap is None and figures.absent == ["other"]
    assert figures.mean_ap50 == pytest.approx((mask.ap50 + bare.ap50) / 2)


def test_portraits_by_hand():
    nothing = 2
    labels = np.array([0, 0, 0, 1])
    found = np.array([0, 1, nothing, 1])
    figures = measure_portraits(
        labels, found, list("abcd"), ("mask", "bare"), label_scheme="masked", confidence=0.5
    )
    assert figures.found.value == 3 / 4 and figures.right.value == 2 / 4
    assert figures.right_of_found.value == pytest.approx(2 / 3)
    assert figures.balanced_accuracy.value == pytest.approx((1 / 3 + 1) / 2)
    assert figures.confusion == [[1, 1, 1], [0, 1, 0]]
    mask, bare = figures.classes
    assert mask.found.value == pytest.approx(2 / 3) and bare.precision.value == 1 / 2


def test_portraits_in_which_nothing_is_found():
    figures = measure_portraits(
        np.array([0, 1]), np.array([2, 2]), list("ab"), ("mask", "bare"), label_scheme="m", confidence=0.5
    )
    assert figures.found.value == figures.right.value == 0 and figures.right_of_found.value is None


def test_the_surest_detection_speaks_for_a_picture():
    scenes = [
        scene([(LEFT, 0)], [(LEFT, 0, 0.6), (RIGHT, 1, 0.9)]),
        scene([(LEFT, 0)], [(LEFT, 0, 0.4)]),
        scene([(LEFT, 0)], []),
    ]
    assert surest_labels(scenes, 0.5, 2).tolist() == [1, 2, 2]
