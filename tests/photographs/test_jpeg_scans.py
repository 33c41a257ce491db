"""The time that a JPEG file takes is bounded, whatever its size."""

import io
import time

import numpy as np
import pytest
from PIL import Image

from fmld_synth.errors import Rejected
from fmld_synth.photographs.jpeg_scans import MOST_SCANS, has_too_many_scans
from fmld_synth.photographs.reading import read_photograph
from tests.photographs.drawn import portrait


def jpeg(**options):
    buffer = io.BytesIO()
    Image.fromarray(portrait()).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def with_scans(number):
    """A progressive file whose last scan is there so many times."""
    data = jpeg(progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * number + data[-2:]


def test_usual_files_have_few():
    for options in (
        {},
        {"progressive": True},
        {"quality": 100, "subsampling": 0},
        {"restart_marker_blocks": 1},
    ):
        assert not has_too_many_scans(jpeg(**options))


def test_scans_are_counted():
    assert not has_too_many_scans(with_scans(MOST_SCANS - 20))
    assert has_too_many_scans(with_scans(MOST_SCANS + 1))


def test_what_looks_like_scans_elsewhere_does_not_count():
    """In metadata, and in the film that follows the picture of a moving photograph."""
    disguise = b"\xff\xda\x00\x02" * 5000
    assert not has_too_many_scans(jpeg(comment=disguise))
    assert not has_too_many_scans(jpeg(exif=b"Exif\0\0" + disguise))
    assert not has_too_many_scans(jpeg() + disguise)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xda", b"\xff\xd8\xff\xe1\xff"])
def test_stumps(data):
    assert not has_too_many_scans(data)


def test_a_file_of_thousands_of_scans_is_refused_at_once(tmp_path):
    (tmp_path / "a.jpg").write_bytes(with_scans(5000))
    begin = time.perf_counter()
    with pytest.raises(Rejected, match="too_many_scans"):
        read_photograph(tmp_path / "a.jpg")
    assert time.perf_counter() - begin < 1


def test_a_file_below_the_limit_is_read(tmp_path):
    (tmp_path / "a.jpg").write_bytes(with_scans(5))
    assert np.abs(read_photograph(tmp_path / "a.jpg").image.astype(int) - portrait()).mean() < 20
