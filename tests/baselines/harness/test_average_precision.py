"""Average precision against cases that can be worked out by hand, and against its definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.detection.decoding import Detections
from fmld_synth.baselines.harness.average_precision import average_precisions
from fmld_synth.baselines.networks import Targets

LEFT, RIGHT, NOWHERE = [0.0, 0.0, 0.4, 0.4], [0.6, 0.6, 1.0, 1.0], [0.4, 0.0, 0.6, 0.2]


def found(*detections):
    """Boxes with score and label, by falling score."""
    boxes, scores, labels = (
        zip(*sorted(detections, key=lambda one: -one[1]), strict=True) if detections else ((),) * 3
    )
    return Detections(
        torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        torch.tensor(scores, dtype=torch.float32),
        torch.tensor(labels, dtype=torch.int64),
        torch.zeros(len(boxes), 0),
    )


def true(*faces, ignored=()):
    boxes, labels = zip(*faces, strict=True) if faces else ((), ())
    corners = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
    return Targets(
        corners,
        torch.tensor(labels, dtype=torch.int64),
        torch.full_like(corners, math.nan),
        torch.tensor(ignored, dtype=torch.float32).reshape(-1, 4),
    )


def test_all_found_is_one_and_none_found_is_nought():
    faces = [true((LEFT, 0), (RIGHT, 1))]
    assert average_precisions([found((LEFT, 0.9, 0), (RIGHT, 0.8, 1))], faces, 3) == pytest.approx(
        [1, 1, math.nan], nan_ok=True
    )
    assert average_precisions([found()], faces, 2) == [0, 0]


def test_a_surer_mistake_halves_the_precision():
    assert average_precisions([found((NOWHERE, 0.9, 0), (LEFT, 0.5, 0))], [true((LEFT, 0))], 1) == [0.5]
    assert average_precisions([found((NOWHERE, 0.3, 0), (LEFT, 0.5, 0))], [true((LEFT, 0))], 1) == [1.0]


def test_a_face_is_found_once_and_only_with_its_label():
    assert average_precisions(
        [found((LEFT, 0.9, 0), (LEFT, 0.8, 0), (RIGHT, 0.7, 0))], [true((LEFT, 0), (RIGHT, 0))], 1
    ) == [pytest.approx(0.5 + 0.5 * 2 / 3)]
    assert average_precisions([found((LEFT, 0.9, 1))], [true((LEFT, 0))], 2)[0] == 0


def test_what_lies_on_an_ignored_face_does_not_count():
    detections = [found((NOWHERE, 0.9, 0), (LEFT, 0.5, 0))]
    assert average_precisions(detections, [true((LEFT, 0), ignored=[NOWHERE])], 1) == [1.0]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([LEFT, RIGHT, NOWHERE]), st.integers(1, 100).map(lambda number: number / 128)
        ),
        unique_by=lambda one: one[1],
    )
)
def test_is_the_area_under_the_curve(detections):
    """The mean over faces of the best precision at no less than their recall, the definition in words."""
    detections = sorted(detections, key=lambda one: -one[1])
    hits, seen = [], []
    for box, _ in detections:
        hits.append(box != NOWHERE and box not in seen)
        seen.append(box)
    precision, recall = np.cumsum(hits) / np.arange(1, len(hits) + 1), np.cumsum(hits) / 2
    expected = np.mean([max(precision[recall >= level], default=0.0) for level in (0.5, 1.0)])

    result = average_precisions(
        [found(*((box, score, 0) for box, score in detections))], [true((LEFT, 0), (RIGHT, 0))], 1
    )

    assert result == [pytest.approx(expected)]
