"""Encoding."""

import cv2
import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.files import encode_image, make_folder, whole_file, write_file
from tests.full_disk import LARGEST, full_disk


@pytest.mark.parametrize("image_format", ["jpeg", "png", "webp"])
def test_encoding_keeps_colors_and_repeats_itself(image_format):
    image = np.zeros((40, 60, 3), np.uint8)
    image[:, :] = 200, 90, 30
    content = encode_image(image, image_format, 95)
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    assert np.abs(decoded.astype(int) - image).max() <= 6
    assert encode_image(image, image_format, 95) == content


def test_mattes_are_stored_exactly():
    matte = np.arange(256, dtype=np.uint8).reshape(16, 16)
    decoded = cv2.imdecode(np.frombuffer(encode_image(matte, "png", 100), np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(decoded, matte)


def test_a_picture_too_large_for_its_format_is_named():
    with pytest.raises(UserError, match="`format` webp"):
        encode_image(np.zeros((2, 16400, 3), np.uint8), "webp", 90)


@pytest.mark.parametrize("resumable", [False, True])
def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path, resumable):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with full_disk(), pytest.raises(UserError, match="cannot write") as told:
        write_file(path, bytes(2 * LARGEST), resumable=resumable)
    assert ("resume" in str(told.value)) is resumable  # only what can be resumed advises it
    with full_disk(), pytest.raises(UserError, match="cannot write"), whole_file(path) as part:
        part.write_bytes(bytes(2 * LARGEST))
    assert [one.name for one in tmp_path.iterdir()] == ["a"] and path.read_bytes() == b"old"


def test_a_folder_below_a_file_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="a part of its path is a file"):
        make_folder(tmp_path / "file" / "folder")
