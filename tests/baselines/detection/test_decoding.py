from __future__ import annotations

import pytest
import torch

from fmld_synth.baselines.detection.boxes import to_corners
from fmld_synth.baselines.detection.decoding import decode
from fmld_synth.baselines.networks import Predictions
from tests.baselines.detection.tiny_detector import TinyDetector

SURE, LIKELY, NO = 3.0, 1.0, -5.0


def predictions(*scores: tuple[float, float]) -> Predictions:
    """Of one picture, at the anchors themselves."""
    return Predictions(torch.tensor([scores]), torch.zeros(1, 5, 4))


def test_one_suppression_over_all_classes() -> None:
    detector = TinyDetector()
    (found,) = decode(predictions((LIKELY, NO), (NO, NO), (NO, NO), (NO, LIKELY), (NO, SURE)), detector)
    assert found.labels.tolist() == [1, 1]
    torch.testing.assert_close(found.scores, torch.tensor([SURE, LIKELY]).sigmoid())
    torch.testing.assert_close(found.boxes, to_corners(detector.anchors[[4, 3]]))


def test_thresholds_decide_what_stays() -> None:
    given = predictions((LIKELY, NO), (NO, NO), (NO, NO), (NO, NO), (NO, SURE))
    (strict,) = decode(given, TinyDetector(), confidence=0.9)
    (lenient,) = decode(given, TinyDetector(), confidence=0.001, iou=1.0)
    assert len(strict.scores) == 1
    assert lenient.scores.tolist() == sorted(lenient.scores.tolist(), reverse=True)
    assert len(lenient.scores) == 5


def test_the_likeliest_class_is_the_label() -> None:
    (found,) = decode(predictions((LIKELY, SURE), *[(NO, NO)] * 4), TinyDetector())
    assert found.labels.tolist() == [1]
    torch.testing.assert_close(found.probabilities, torch.tensor([[LIKELY, SURE]]).sigmoid())


def test_boxes_end_at_the_pictures_edge() -> None:
    scores = torch.full((1, 5, 2), NO)
    scores[0, 0, 0] = SURE
    offsets = torch.zeros(1, 5, 4)
    offsets[0, 0, 2:] = 10.0
    (found,) = decode(Predictions(scores, offsets), TinyDetector())
    assert found.boxes[0, :2].tolist() == [0, 0]
    assert found.boxes.max() <= 1


def test_every_picture_of_a_batch_has_its_own_list() -> None:
    scores = torch.full((2, 5, 2), NO)
    scores[1, 2, 1] = SURE
    nobody, somebody = decode(Predictions(scores, torch.zeros(2, 5, 4)), TinyDetector())
    assert nobody.boxes.shape == (0, 4)
    assert somebody.labels.tolist() == [1]


@pytest.mark.parametrize("thresholds", [{"confidence": 1.5}, {"iou": -0.1}])
def test_impossible_thresholds_are_refused(thresholds: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must lie from 0 to 1"):
        decode(predictions(*[(NO, NO)] * 5), TinyDetector(), **thresholds)
