"""Perspective matrices against numpy's linear algebra."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.faces.networks.perspective import inverse, perspective

TARGETS = np.array([(0, 40), (0, 0), (70, 0), (70, 40)])


@pytest.mark.parametrize("seed", range(10))
def test_corners_arrive_where_they_should(seed: int) -> None:
    generator = np.random.default_rng(seed)
    corners = (np.array([(0, 1), (0, 0), (1, 0), (1, 1)]) + generator.uniform(-0.3, 0.3, (4, 2))) * 200
    matrix = perspective(corners.astype(np.float32), 70, 40)
    x, y, divisor = matrix @ np.c_[corners, np.ones(4)].T
    # The system holds single precision products.
    np.testing.assert_allclose(np.stack([x, y], axis=1) / divisor[:, None], TARGETS, atol=1e-3)


@pytest.mark.parametrize("seed", range(10))
def test_inverse(seed: int) -> None:
    matrix = np.random.default_rng(seed).uniform(-2, 2, (3, 3))
    np.testing.assert_allclose(inverse(matrix), np.linalg.inv(matrix), rtol=1e-9)


def test_an_upright_rectangle_needs_nothing_but_scale_and_shift() -> None:
    corners = np.array([(10, 100), (10, 20), (150, 20), (150, 100)], np.float32)
    expected = [(0.5, 0, -5), (0, 0.5, -10), (0, 0, 1)]
    np.testing.assert_allclose(perspective(corners, 70, 40), expected, atol=1e-12)
