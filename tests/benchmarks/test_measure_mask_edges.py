"""Edges of known blur measure as sharp as they are, and what shows none is left out."""

import cv2
import numpy as np
import pytest
from measure_mask_edges import HEIGHT, sharpness

from fmld_synth.geometry import Box

WHERE = (0.3, 0.7)
FACE = Box(10, 10, 80, HEIGHT)


def masked(blur: float = 0.0, times: int = 1) -> np.ndarray:
    """A face of skin above a mask, the edge between two pixels, blurred (pixels of a face ``HEIGHT`` high)."""
    picture = np.full((120 * times, 100 * times, 3), (200, 160, 140), np.uint8)
    picture[58 * times :] = (120, 170, 220)
    return cv2.GaussianBlur(picture, (0, 0), blur * times) if blur else picture


def test_an_edge_between_two_pixels_is_all_in_one_step() -> None:
    assert sharpness(masked(), FACE, WHERE) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("blur", "middle"), [(0.8, 0.468), (1.2, 0.323)])
def test_a_blurred_edge_is_the_middle_of_its_gaussian(blur: float, middle: float) -> None:
    """``middle``: share of a Gaussian within half a pixel of its mean."""
    assert sharpness(masked(blur), FACE, WHERE) == pytest.approx(middle, abs=0.04)


def test_larger_faces_are_brought_to_the_same_height() -> None:
    large = sharpness(masked(times=3), Box(30, 30, 240, 3 * HEIGHT), WHERE)
    assert large == pytest.approx(1, abs=0.02)


def test_small_faces_and_faces_without_an_edge_are_left_out() -> None:
    assert sharpness(masked(), Box(10, 10, 80, HEIGHT - 1), WHERE) is None
    assert sharpness(np.full((120, 100, 3), 128, np.uint8), FACE, WHERE) is None
