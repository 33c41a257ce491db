"""Average precision as the COCO challenge defines it (Lin et al., Microsoft COCO, ECCV 2014)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from faster_coco_eval import COCO, COCOeval_faster

from fmld_synth.baselines.evaluation.confusion import Floats
from fmld_synth.baselines.evaluation.judged import JudgedScene

UNIT = 1000.0
"""Width and height of a picture in the evaluation's pixels. Overlaps do not change when a picture is stretched."""


class CocoFigures(NamedTuple):
    """Average precision of each class; nan for those without faces.

    ap: float64 (classes,): mean over the least IoU of 0.50, 0.55 ... 0.95.
    ap50: float64 (classes,): at a least IoU of 0.50.
    recall: float64 (101,): 0 to 1.
    precision50: float64 (classes, 101): at a least IoU of 0.50, over ``recall``; 0 where it is not reached.
    """

    ap: Floats
    ap50: Floats
    recall: Floats
    precision50: Floats


def coco_figures(scenes: Sequence[JudgedScene], classes: int) -> CocoFigures:
    """Average precision of detections.

    Args:
        scenes: pictures with true and found faces. Detections on an ignored face are neither right nor wrong.
        classes: how many there are.
    """
    found = _detections(scenes)
    truth = COCO(_truth(scenes, classes))
    evaluation = COCOeval_faster(truth, truth.loadRes(found), "bbox", print_function=_say_nothing)
    evaluation.evaluate()
    evaluation.accumulate()
    # Of (IoUs, recalls, classes, areas, most detections): all areas, 100 detections; -1 where there are no faces.
    precision = np.asarray(evaluation.eval["precision"], np.float64)[:, :, :, 0, -1]
    precision[precision < 0] = np.nan
    return CocoFigures(
        precision.mean(axis=(0, 1)),
        precision[0].mean(axis=0),
        np.asarray(evaluation.params.recThrs, np.float64),
        precision[0].T,
    )


def _truth(scenes: Sequence[JudgedScene], classes: int) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = []
    for image, scene in enumerate(scenes, start=1):
        counted = [(box, label, 0) for box, label in zip(scene.boxes, scene.labels.tolist(), strict=True)]
        # A crowd may be found any number of times; here it stands for one face, of whatever class.
        crowds = [(box, label, 1) for box in scene.ignored for label in range(classes)]
        for box, label, crowd in counted + crowds:
            left, top, width, height = _box(box)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image,
                    "category_id": label + 1,
                    "bbox": [left, top, width, height],
                    "area": width * height,
                    "iscrowd": crowd,
                }
            )
    return {
        "images": [{"id": image + 1, "width": UNIT, "height": UNIT} for image in range(len(scenes))],
        "categories": [{"id": label + 1, "name": str(label)} for label in range(classes)],
        "annotations": annotations,
    }


def _detections(scenes: Sequence[JudgedScene]) -> list[dict[str, Any]]:
    return [
        {"image_id": image, "category_id": label + 1, "bbox": _box(box), "score": score}
        for image, scene in enumerate(scenes, start=1)
        for box, score, label in zip(
            scene.found.boxes, scene.found.scores.tolist(), scene.found.labels.tolist(), strict=True
        )
    ]


def _box(corners: Floats) -> list[float]:
    """Left, top, width, height in the evaluation's pixels."""
    left, top, right, bottom = (corners * UNIT).tolist()
    return [left, top, right - left, bottom - top]


def _say_nothing(*_: object) -> None:
    """The evaluation's messages are for people at a prompt."""
