"""Views of images: the pixels that plain arithmetic gives, wherever OpenCV's own functions round."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fmld_synth.faces.networks.sampling import Region, as_tensor, sample, whole_region
from fmld_synth.geometry import ByteArray, FloatArray

IMAGE: ByteArray = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)


def position(region: Region, width: int, height: int) -> tuple[Any, Any]:
    """Where the pixels of a view lie in the image, by the geometry of a turned rectangle, in double precision."""
    across = (np.arange(width) / width - 0.5)[None, :] * region.width
    down = (np.arange(height) / height - 0.5)[:, None] * region.height
    cosine, sine = math.cos(region.rotation), math.sin(region.rotation)
    x = region.center_x + cosine * across - sine * down
    y = region.center_y + sine * across + cosine * down
    return x, y


def mixed(image: ByteArray, x: FloatArray, y: FloatArray, *, repeat_border: bool) -> ByteArray:
    """Four pixels mixed by integer weights, at positions in 1/32 of pixels."""
    height, width = image.shape[:2]
    column, row = np.rint(x * 32).astype(np.int64), np.rint(y * 32).astype(np.int64)
    right, below = (column & 31)[..., None], (row & 31)[..., None]
    column, row = column >> 5, row >> 5

    def pixel(down: int, across: int) -> npt.NDArray[np.int64]:
        at_row, at_column = np.clip(row + down, 0, height - 1), np.clip(column + across, 0, width - 1)
        found = image[at_row, at_column].astype(np.int64)
        if not repeat_border:
            found[(at_row != row + down) | (at_column != column + across)] = 0
        return found

    total = (
        pixel(0, 0) * (32 - right) * (32 - below)
        + pixel(0, 1) * right * (32 - below)
        + pixel(1, 0) * (32 - right) * below
        + pixel(1, 1) * right * below
    )
    return ((total + 512) // 1024).astype(np.uint8)


@pytest.mark.parametrize("repeat_border", [False, True])
@settings(max_examples=60, deadline=None)
@given(st.floats(-40, 160), st.floats(-40, 130), st.floats(8, 300), st.floats(8, 300), st.floats(-3.1, 3.1))
def test_pixels_are_those_of_plain_arithmetic(
    repeat_border: bool, x: float, y: float, width: float, height: float, rotation: float
) -> None:
    region = Region(x, y, width, height, rotation)
    found = sample(IMAGE, region, 70, 40, repeat_border=repeat_border)
    columns, rows = position(region, 70, 40)
    expected = mixed(IMAGE, columns, rows, repeat_border=repeat_border)
    # Corners are computed in single precision; a position beside the middle of two may fall to the other.
    doubtful = np.zeros(found.shape[:2], bool)
    for place in (columns, rows):
        doubtful |= np.abs((place * 32) % 1 - 0.5) < 0.01
    assume(doubtful.mean() < 0.5)
    assert np.array_equal(found[~doubtful], expected[~doubtful])


def test_an_image_seen_whole_at_its_own_size_is_itself() -> None:
    square = np.ascontiguousarray(IMAGE[:, :90])
    assert np.array_equal(sample(square, whole_region(square), 90, 90), square)
    assert np.array_equal(sample(IMAGE, whole_region(IMAGE, square=False), 120, 90), IMAGE)


def test_every_second_pixel_at_half_the_size() -> None:
    assert np.array_equal(sample(IMAGE, whole_region(IMAGE, square=False), 60, 45), IMAGE[::2, ::2])


def test_a_quarter_turn() -> None:
    square = np.ascontiguousarray(IMAGE[:, :90])
    found = sample(square, Region(45, 45, 90, 90, math.pi / 2), 90, 90)
    # What lies at the left comes from the top: pixel (x, y) from (90 - y, x).
    assert np.array_equal(found[1:], np.rot90(square)[:-1])


def test_a_whole_image_lies_in_the_middle_of_its_square() -> None:
    found = sample(IMAGE, whole_region(IMAGE), 120, 120)
    assert np.array_equal(found[15:105], IMAGE)
    assert not found[:15].any()
    assert not found[105:].any()


def test_beyond_the_border_its_pixels_are_repeated() -> None:
    found = sample(IMAGE, Region(0, 45, 90, 90), 90, 90, repeat_border=True)
    assert np.array_equal(found[:, :45], np.repeat(IMAGE[:, :1], 45, axis=1))
    assert np.array_equal(found[:, 45:], IMAGE[:, :45])


@pytest.mark.skipif(cv2.__version__ >= "5", reason="OpenCV 5 computes positions otherwise")
@pytest.mark.parametrize("seed", range(20))
def test_pixels_are_those_of_opencv_4(seed: int) -> None:
    generator = np.random.default_rng(seed)
    if seed % 2:
        image = generator.integers(0, 256, (*generator.integers(30, 600, 2), 3), dtype=np.uint8)
        region, border = whole_region(image), cv2.BORDER_CONSTANT
    else:
        side = generator.uniform(20, 200)
        image, border = IMAGE, cv2.BORDER_REPLICATE
        x, y = generator.uniform(0, 100, 2).tolist()
        region = Region(x, y, side, side, generator.uniform(-3, 3))
    degrees = float(np.float32(region.rotation) * np.float32(180)) / math.pi
    corners = cv2.boxPoints((region[:2], region[2:4], degrees))
    target = np.array([(0, 192), (0, 0), (192, 0), (192, 192)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    expected = cv2.warpPerspective(image, matrix, (192, 192), flags=cv2.INTER_LINEAR, borderMode=border)
    found = sample(image, region, 192, 192, repeat_border=border == cv2.BORDER_REPLICATE)
    assert np.array_equal(found, expected)


def test_any_memory_layout() -> None:
    region = Region(50, 40, 80, 80, 0.3)
    assert np.array_equal(sample(np.asfortranarray(IMAGE), region, 64, 64), sample(IMAGE, region, 64, 64))
    assert np.array_equal(
        sample(IMAGE[:, ::-1], region, 64, 64), sample(IMAGE[:, ::-1].copy(), region, 64, 64)
    )


def test_tensor_of_pixels() -> None:
    pixels = np.array([[(0, 51, 255), (102, 0, 153)]], np.uint8)
    tensor = as_tensor(pixels, -1, 1)
    assert tensor.dtype == np.float32
    assert tensor.flags.c_contiguous
    expected = np.array([[[[-1, -0.2]], [[-0.6, -1]], [[1, 0.2]]]])
    np.testing.assert_allclose(tensor, expected, atol=1e-6)
    np.testing.assert_allclose(as_tensor(pixels, 0, 1), (expected + 1) / 2, atol=1e-6)


def test_points_of_a_region() -> None:
    region = Region(50, 40, 20, 10, math.pi / 2)
    relative = np.array([(0.5, 0.5, 0), (1, 0.5, 0.5), (0.5, 1, -1)], np.float32)
    np.testing.assert_allclose(region.points(relative), [(50, 40, 0), (50, 50, 10), (45, 40, -20)], atol=1e-5)
    np.testing.assert_allclose(region.points(relative[:, :2]), [(50, 40), (50, 50), (45, 40)], atol=1e-5)
