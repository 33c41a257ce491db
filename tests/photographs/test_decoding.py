"""Pictures and mattes of sets are decoded within bounds, whoever made them."""

import struct
import time
import zlib

import cv2
import numpy as np
import pytest

from fmld_synth.photographs.decoding import decode_image
from tests.photographs.drawn import chunk, portrait
from tests.photographs.test_jpeg_scans import with_scans


def encoded(ending, picture):
    return cv2.imencode(ending, picture)[1].tobytes()


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_pictures_of_sets_are_decoded_as_opencv_does(ending):
    content = encoded(ending, portrait())
    expected = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    np.testing.assert_array_equal(decode_image(content, cv2.IMREAD_COLOR), expected)


def bomb(side):
    """A PNG file of some bytes whose picture has ``side`` squared pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        encoded(".bmp", portrait()),
        encoded(".tiff", portrait()),
        bomb(9_000),
        bomb(30_000),
        bomb(0),
    ],
    ids=["empty", "text", "bmp", "tiff", "large", "huge", "nothing"],
)
def test_what_is_no_picture_of_a_set_or_too_large_is_none(content):
    assert decode_image(content, cv2.IMREAD_COLOR) is None


def test_a_bound_of_ones_own():
    content = encoded(".png", portrait())
    assert decode_image(content, cv2.IMREAD_COLOR, 150 * 120 - 1) is None
    assert decode_image(content, cv2.IMREAD_COLOR, 150 * 120) is not None


def test_thousands_of_scans_are_none_at_once():
    begin = time.perf_counter()
    assert decode_image(with_scans(5000), cv2.IMREAD_COLOR) is None
    assert time.perf_counter() - begin < 1
