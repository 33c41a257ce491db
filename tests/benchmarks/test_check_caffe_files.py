"""The tool that proves that Caffe files load needs files from elsewhere; here it is told that they are missing."""

import numpy as np
import pytest
from check_caffe_files import as_input, differences

from fmld_synth.errors import UserError


def test_missing_files_are_named(tmp_path):
    with pytest.raises(UserError, match=r"face_mask_detection\.prototxt"):
        differences(tmp_path)


def test_the_input_is_rgb_from_0_to_1():
    image = np.zeros((2, 3, 3), np.uint8)
    image[0, 1] = (255, 0, 51)
    prepared = as_input(image)
    assert prepared.shape == (1, 3, 2, 3)
    np.testing.assert_allclose(prepared[0, :, 0, 1], (1, 0, 0.2))
