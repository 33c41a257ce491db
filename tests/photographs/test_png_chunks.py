"""Texts of any length keep no PNG file from being read, and what they inflate to is bounded."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from fmld_synth.photographs import png_chunks
from fmld_synth.photographs.png_chunks import MOST_INFLATED, essential_chunks
from fmld_synth.photographs.reading import read_photograph
from tests.photographs.drawn import ORIENTATION, chunk, png, portrait, text_chunk, turned_to

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>'


def read(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    return read_photograph(tmp_path / "a.png").image


@pytest.mark.parametrize(
    "long",
    [
        text_chunk(1_500_000),
        text_chunk(100 << 20),
        (b"zTXt", b"Raw profile type xmp\0\0" + zlib.compress(b"x" * 3_000_000)),
        (b"tEXt", b"Comment\0" + b"x" * 3_000_000),
        (b"iTXt", b"no end"),
        (b"zTXt", b"Comment\0\0not compressed"),
        (b"prIV", b"private of some program"),
    ],
    ids=["history", "bomb", "zTXt", "tEXt", "short", "damaged", "private"],
)
def test_texts_are_no_hindrance(tmp_path, long):
    for content in (png(portrait(), long), png(portrait(), after=[long])):
        np.testing.assert_array_equal(read(tmp_path, content), portrait())


def test_many_long_texts_together(tmp_path):
    np.testing.assert_array_equal(read(tmp_path, png(portrait(), *[text_chunk(2_000_000)] * 80)), portrait())


def test_a_wrong_checksum_of_a_text_does_not_lose_the_picture(tmp_path):
    content = png(portrait(), (b"tEXt", b"Comment\0hello"))
    np.testing.assert_array_equal(read(tmp_path, content.replace(b"hello", b"jello")), portrait())


@pytest.mark.parametrize("text", [text_chunk(1_500_000, text=XMP), text_chunk(len(XMP), text=XMP)])
def test_the_orientation_in_a_long_text_counts(tmp_path, text):
    stored = np.asarray(turned_to(portrait(), 6))
    np.testing.assert_array_equal(read(tmp_path, png(stored, text)), portrait())
    np.testing.assert_array_equal(read(tmp_path, png(stored, after=[text])), portrait())


def test_the_orientation_that_imagemagick_writes_counts(tmp_path):
    exif = Image.Exif()
    exif[ORIENTATION] = 8
    raw = (
        b"Exif\0\0" + exif.tobytes()[6:]
        if exif.tobytes().startswith(b"Exif")
        else b"Exif\0\0" + exif.tobytes()
    )
    told = b"\nexif\n%8d\n%s\n" % (len(raw), raw.hex().encode())
    stored = np.asarray(turned_to(portrait(), 8))
    text = (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(told))
    np.testing.assert_array_equal(read(tmp_path, png(stored, text)), portrait())


def test_an_ordinary_file_stays_as_it_is():
    buffer = io.BytesIO()
    Image.fromarray(portrait()).save(buffer, "PNG")
    assert essential_chunks(buffer.getvalue()) == (buffer.getvalue(), None, None)


def test_a_profile_is_bounded():
    profile = b"p" * MOST_INFLATED
    packed = (b"iCCP", b"name\0\0" + zlib.compress(profile))
    assert essential_chunks(png(portrait(), packed)).profile == profile
    bomb = (b"iCCP", b"name\0\0" + zlib.compress(profile + b"p"))
    content = essential_chunks(png(portrait(), bomb))
    assert content.profile is None
    assert content.data == png(portrait())


def test_what_follows_the_end_is_cut_off():
    assert essential_chunks(png(portrait()) + b"a film, or anything").data == png(portrait())


def test_a_cut_file_keeps_what_it_has():
    content = png(portrait())
    assert essential_chunks(content[:-100]).data == content[:-100]


def test_senselessly_many_chunks(monkeypatch):
    monkeypatch.setattr(png_chunks, "MOST_CHUNKS", 5)
    with pytest.raises(ValueError, match="chunks"):
        essential_chunks(png(portrait(), *[(b"tEXt", b"")] * 6))


def test_helper_makes_real_files():
    assert chunk(b"IEND", b"") == bytes.fromhex("0000000049454e44ae426082")
