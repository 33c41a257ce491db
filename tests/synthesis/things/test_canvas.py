"""Shapes have the areas and heights of geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fmld_synth.synthesis.things.canvas import Canvas


def area(canvas: Canvas, share: np.ndarray) -> float:
    return float(share.sum()) / canvas.resolution**2


def test_areas() -> None:
    canvas = Canvas(-1, -1, 1, 1)
    assert area(canvas, canvas.ellipse(0.1, 0, 0.5, 0.4)) == pytest.approx(math.pi * 0.2, rel=0.01)
    assert area(canvas, canvas.box(-0.5, -0.2, 0.3, 0.4)) == pytest.approx(0.48, rel=0.01)
    assert area(canvas, canvas.box(-0.5, -0.2, 0.3, 0.4, 0.1)) == pytest.approx(
        0.48 - 0.04 + math.pi * 0.01, rel=0.01
    )
    share, height = canvas.stroke((-0.5, 0), (0.5, 0), 0.1)
    assert area(canvas, share) == pytest.approx(0.2 + math.pi * 0.01, rel=0.01)
    assert height.max() == pytest.approx(0.1, abs=0.002)


def test_a_turned_body_is_round() -> None:
    canvas = Canvas(-1, -1, 1, 1)
    share, height = canvas.turned([-0.5, 0.5], [0.6, 0.3])
    assert area(canvas, share) == pytest.approx(0.9, rel=0.01)
    middle = canvas.shape[0] // 2, canvas.shape[1] // 2
    assert height[middle] == pytest.approx(0.45, abs=0.01)
    assert height[:, 0].max() == 0


def test_paint_covers_what_lies_beneath() -> None:
    canvas = Canvas(0, 0, 0.2, 0.2)
    everywhere = np.ones(canvas.shape, np.float32)
    canvas.paint(everywhere, (1, 0, 0), 0.1)
    canvas.paint(everywhere, (0, 1, 0), 0.3, opacity=0.25)
    np.testing.assert_allclose(canvas.albedo[3, 3], (0.75, 0.25, 0), atol=1e-6)
    np.testing.assert_allclose(canvas.alpha, 1, atol=1e-6)
    np.testing.assert_allclose(canvas.relief, 0.3, atol=1e-6)
