"""Parts of a photograph as face models need them."""

import cv2
import numpy as np
import pytest

from fmld_synth.faces.image_parts import LONGEST_SIDE, whole

FINE_STRIPES = np.tile(np.array([0, 255], np.uint8), LONGEST_SIDE)
"""Two pixels a stripe's period: a filter that does not average them shows bands."""


@pytest.mark.parametrize("longer", [LONGEST_SIDE + 1, LONGEST_SIDE + 300, 2 * LONGEST_SIDE])
def test_a_photograph_is_reduced_alike_whichever_way_it_lies(longer):
    """Also one that is hardly larger, whose shorter side keeps its length by rounding."""
    across = np.broadcast_to(FINE_STRIPES[:longer, None, None], (longer, 100, 3)).transpose(1, 0, 2)
    lying, standing = (whole(np.ascontiguousarray(image)) for image in (across, across.transpose(1, 0, 2)))
    assert lying.pixels.shape[1] == standing.pixels.shape[0] == LONGEST_SIDE
    assert np.abs(lying.pixels.transpose(1, 0, 2).astype(int) - standing.pixels).max() <= 1
    expected = cv2.resize(across, lying.pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.array_equal(lying.pixels, expected)


def test_a_small_photograph_stays_as_it_is():
    image = np.zeros((30, 40, 3), np.uint8)
    assert np.array_equal(whole(image).pixels, image)
