"""Whatever bytes a picture file holds: pixels, or a reason; nothing hangs, nothing is inflated without bound."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fmld_synth.errors import Rejected
from fmld_synth.photographs.color_profiles import profile_of_gamma
from fmld_synth.photographs.opening import DECODER_ERRORS, upright_size
from fmld_synth.photographs.reading import read_photograph
from tests.photographs.drawn import ORIENTATION, png, portrait, text_chunk, tiff

SMALL = portrait()[40:80, 40:80]


def _encoded(form, **options):
    buffer = io.BytesIO()
    Image.fromarray(SMALL).save(buffer, form, **options)
    return buffer.getvalue()


def _exif():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    return exif


WHOLE = {
    "jpg": _encoded("JPEG", exif=_exif()),
    "progressive": _encoded("JPEG", progressive=True),
    "png": png(SMALL, (b"gAMA", struct.pack(">I", 100_000)), text_chunk(50)),
    "png with profile": png(SMALL, (b"iCCP", b"a\0\0" + zlib.compress(profile_of_gamma(1.0, None)))),
    "deep png": png((SMALL * np.uint16(16)), (b"cICP", bytes([9, 16, 0, 1]))),
    "webp": _encoded("WEBP"),
    "bmp": _encoded("BMP"),
    "gif": _encoded("GIF"),
    "tif": tiff(SMALL, orientation=6),
    "packed tif": _encoded("TIFF", compression="tiff_lzw"),
    "deep tif": tiff(SMALL * np.uint16(16)),
    "avif": _encoded("AVIF"),
}  # fmt: skip


@st.composite
def damaged(draw):
    """A whole file of some kind in which bytes were changed, inserted, taken out or cut off."""
    data = bytearray(WHOLE[draw(st.sampled_from(sorted(WHOLE)))])
    for _ in range(draw(st.integers(1, 6))):
        # Headers are where it matters.
        place = draw(st.one_of(st.integers(0, min(len(data), 120)), st.integers(0, len(data))))
        piece = draw(st.binary(max_size=4))
        kind = draw(st.sampled_from(["change", "insert", "delete", "cut", "flip"]))
        if kind == "change":
            data[place : place + len(piece)] = piece
        elif kind == "insert":
            data[place:place] = piece
        elif kind == "delete":
            del data[place : place + draw(st.integers(1, 40))]
        elif kind == "cut":
            del data[max(place, 1) :]
        elif place < len(data):
            data[place] ^= 1 << draw(st.integers(0, 7))
    return bytes(data)


@pytest.mark.filterwarnings("error")
@settings(
    max_examples=300,
    deadline=2000,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.one_of(damaged(), st.binary(max_size=200)))
def test_damaged_bytes_are_pixels_or_a_reason(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(data)
    try:
        image = read_photograph(path).image
        assert image.dtype == np.uint8
        assert image.ndim == 3
        assert image.shape[2] == 3
    except Rejected as refusal:
        assert refusal.stage == "photograph"
        assert refusal.reason
    try:
        width, height = upright_size(path)
        assert width > 0
        assert height > 0
    except (Rejected, Image.DecompressionBombError, *DECODER_ERRORS):
        pass


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_whole_files_are_read(tmp_path, name):
    (tmp_path / "a").write_bytes(WHOLE[name])
    assert read_photograph(tmp_path / "a").image.shape == (40, 40, 3)
