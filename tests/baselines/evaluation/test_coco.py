import contextlib
import io

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from fmld_synth.baselines.evaluation import coco
from tests.baselines.evaluation.scenes import scene, scenes_by_chance

LEFT, RIGHT = (10, 10, 30, 30), (60, 60, 80, 80)


def test_a_perfect_detector():
    figures = coco.coco_figures([scene([(LEFT, 0), (RIGHT, 1)], [(LEFT, 0, 0.9), (RIGHT, 1, 0.8)])], 2)
    assert figures.ap.tolist() == figures.ap50.tolist() == [1, 1]
    assert (figures.precision50 == 1).all()


def test_a_sure_false_alarm_halves_precision():
    figures = coco.coco_figures([scene([(LEFT, 0)], [(RIGHT, 0, 0.9), (LEFT, 0, 0.8)])], 1)
    assert figures.ap50.tolist() == [0.5]


def test_a_false_alarm_on_an_ignored_face_costs_nothing():
    figures = coco.coco_figures([scene([(LEFT, 0)], [(RIGHT, 0, 0.9), (LEFT, 0, 0.8)], [RIGHT])], 1)
    assert figures.ap50.tolist() == [1]


def test_a_class_without_faces_has_no_figure():
    figures = coco.coco_figures([scene([(LEFT, 0)], [(LEFT, 0, 0.9), (RIGHT, 1, 0.8)])], 2)
    assert figures.ap50[0] == 1 and np.isnan(figures.ap50[1]) and np.isnan(figures.ap[1])


def test_nothing_found_at_all():
    figures = coco.coco_figures([scene([(LEFT, 0)], [])], 1)
    assert figures.ap.tolist() == figures.ap50.tolist() == [0]


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_pycocotools(seed):
    scenes = scenes_by_chance(40, 3, seed)
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = coco._truth(scenes, 3)
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(coco._detections(scenes)), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, :, 0, -1]
    figures = coco.coco_figures(scenes, 3)
    np.testing.assert_allclose(figures.ap, precision.mean(axis=(0, 1)), atol=1e-9)
    np.testing.assert_allclose(figures.ap50, precision[0].mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(figures.precision50, precision[0].T, atol=1e-9)
    assert figures.ap50.min() > 0.1 and figures.ap50.max() < 0.95
