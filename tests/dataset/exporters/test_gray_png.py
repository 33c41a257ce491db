"""The short way of reading mattes agrees with OpenCV's decoder, and leaves to it what it does not know."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from fmld_synth.dataset.exporters.gray_png import decode_gray_png
from fmld_synth.files import encode_image
from fmld_synth.geometry import ByteArray

MATTES = arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(2, 40)))
"""OpenCV writes pictures one pixel wide without a filter."""


@given(MATTES, st.integers(0, 39), st.integers(0, 39))
def test_files_of_the_writer_are_read_as_they_were(matte: ByteArray, above: int, beside: int):
    matte[:above] = 0
    matte[:, beside:] = 0
    height, width = matte.shape
    decoded = decode_gray_png(encode_image(matte, "png", 100), width, height)
    assert decoded is not None, "OpenCV no longer writes what the decoder knows"
    assert (decoded.whole() == matte).all()


@given(MATTES, st.integers(0, 50))
def test_rows_that_hold_no_mask_are_not_looked_at(matte: ByteArray, rows: int):
    height, width = matte.shape
    decoded = decode_gray_png(encode_image(matte, "png", 100), width, height, rows)
    assert decoded is not None
    assert (decoded.whole()[:rows] == matte[:rows]).all() and not decoded.whole()[rows:].any()


@given(MATTES)
def test_files_of_others_are_read_alike_or_not_at_all(matte: ByteArray):
    file = io.BytesIO()
    Image.fromarray(matte).save(file, "png")
    decoded = decode_gray_png(file.getvalue(), matte.shape[1], matte.shape[0])
    assert decoded is None or (decoded.whole() == matte).all()


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGB", "RGBA", "I;16"])
def test_other_kinds_of_png_are_left_alone(mode: str):
    file = io.BytesIO()
    Image.new(mode, (30, 20)).save(file, "png")
    assert decode_gray_png(file.getvalue(), 30, 20) is None


def test_other_sizes_and_damaged_files_are_left_alone():
    whole = encode_image(np.full((20, 30), 200, np.uint8), "png", 100)
    assert decode_gray_png(whole, 30, 21) is None
    for length in range(len(whole) - 16):  # the last chunk is empty and may be missing
        assert decode_gray_png(whole[:length], 30, 20) is None
    for place in range(whole.index(b"IDAT"), whole.index(b"IEND") - 4):
        altered = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        assert decode_gray_png(altered, 30, 20) is None
        assert decode_gray_png(altered, 30, 20, rows=3) is None


def test_a_file_that_unpacks_to_more_than_its_size_is_left_alone():
    large = cv2.imencode(".png", np.zeros((4000, 4000), np.uint8))[1].tobytes()
    small = cv2.imencode(".png", np.zeros((20, 30), np.uint8))[1].tobytes()
    header = slice(16, 24)
    assert decode_gray_png(large[: header.start] + small[header] + large[header.stop :], 30, 20) is None
