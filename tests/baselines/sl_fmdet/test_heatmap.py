"""Heatmap targets: the closed form, which regions there are, and what happens at the edges."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.networks import Targets
from fmld_synth.baselines.sl_fmdet.heatmap import bare_classes, face_and_mask_regions, heatmap_targets

WEARS = torch.tensor([True, False])
MASKED, BARE = 0, 1


def target(*faces):
    """Faces as (box, label) or (box, label, mask box)."""
    unknown = (math.nan,) * 4
    return Targets(
        torch.tensor([face[0] for face in faces], dtype=torch.float32).reshape(-1, 4),
        torch.tensor([face[1] for face in faces], dtype=torch.int64),
        torch.tensor([face[2] if len(face) > 2 else unknown for face in faces]).reshape(-1, 4).float(),
    )


def closed_form(regions, rows, columns):
    """Sum of Gaussians cell by cell, in float64."""
    heat = np.zeros((rows, columns))
    for left, top, right, bottom in regions:
        x, y = math.floor((left + right) / 2 * columns), math.floor((top + bottom) / 2 * rows)
        across, down = (right - left) * columns / 6, (bottom - top) * rows / 6
        for row in range(rows):
            for column in range(columns):
                power = ((column - x) / across) ** 2 + ((row - y) / down) ** 2
                heat[row, column] += math.exp(-power / 2)
    return np.minimum(heat, 1)


# Multiples of 1/64 off the cells' borders, so that float32 and float64 agree on a center's cell.
starts = st.integers(0, 40).map(lambda n: n / 64)
lengths = st.integers(2, 23).map(lambda n: n / 64 + 1 / 1000)
boxes = st.tuples(starts, starts, lengths, lengths).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))


@settings(max_examples=15, deadline=None)
@given(st.lists(boxes, min_size=1, max_size=4), st.sampled_from([(10, 10), (7, 12)]))
def test_it_is_the_closed_form(faces, shape):
    heat = heatmap_targets([target(*[(box, BARE) for box in faces])], WEARS, *shape)
    assert heat.shape == (1, 1, *shape)
    np.testing.assert_allclose(heat[0, 0].numpy(), closed_form(faces, *shape), atol=1e-5)


def test_a_known_mask_box_has_the_second_gaussian():
    face, mask = (0.2, 0.2, 0.6, 0.8), (0.25, 0.55, 0.55, 0.82)
    for label in (MASKED, BARE):
        heat = heatmap_targets([target((face, label, mask))], WEARS, 20, 20)
        np.testing.assert_allclose(heat[0, 0].numpy(), closed_form([face, mask], 20, 20), atol=1e-5)


def test_without_a_mask_box_it_is_the_lower_half_of_the_face():
    face = (0.2, 0.2, 0.6, 0.8)
    heat = heatmap_targets([target((face, MASKED))], WEARS, 20, 20)
    lower = (0.2, 0.5, 0.6, 0.8)
    np.testing.assert_allclose(heat[0, 0].numpy(), closed_form([face, lower], 20, 20), atol=1e-5)


def test_a_bare_face_has_one_gaussian():
    regions = face_and_mask_regions(
        target(((0.1, 0.1, 0.3, 0.3), BARE), ((0.5, 0.5, 0.9, 0.9), MASKED)), WEARS
    )
    assert regions.shape == (3, 4)
    torch.testing.assert_close(regions[2], torch.tensor([0.5, 0.7, 0.9, 0.9]))


def test_each_picture_has_its_own_map_and_nobody_leaves_it_black():
    heat = heatmap_targets([target(), target(((0.4, 0.4, 0.6, 0.6), BARE))], WEARS, 8, 8)
    assert not heat[0].any()
    assert heat[1].max() == 1


@pytest.mark.parametrize("box", [(0.5, 0.5, 0.5, 0.5), (0.999, 0.999, 1.0, 1.0), (0.0, 0.0, 1e-6, 1e-6)])
def test_the_smallest_faces_light_one_cell(box):
    heat = heatmap_targets([target((box, BARE))], WEARS, 40, 40)
    assert heat.isfinite().all()
    assert heat.max() == 1
    assert (heat > 0.01).sum() == 1


def test_classes_that_unmasked_faces_have_are_bare():
    assert {"none", "unmasked", "non-compliant"} <= bare_classes()
    assert not {"correct", "incorrect", "masked_face"} & bare_classes()
