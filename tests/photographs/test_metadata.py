"""What a file tells beside its picture is taken out; its pixels and its color profile stay."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from fmld_synth.photographs.metadata import without_metadata

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
PIXELS = np.random.default_rng(3).integers(0, 255, (40, 60, 3), np.uint8)


def encoded(image_format: str, *, told: bool, progressive: bool = False) -> bytes:
    """A picture with place and owner, or without."""
    options: dict = {"icc_profile": PROFILE}
    if told:
        exif = Image.Exif()
        exif[0x013B] = "Ann Owner"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (46.0, 3.0, 0.0)
        options |= {"exif": exif, "xmp": b"<x:xmpmeta>Ann Owner</x:xmpmeta>"}
        if image_format == "JPEG":
            options["comment"] = b"Ann Owner"
        if image_format == "PNG":
            texts = PngImagePlugin.PngInfo()
            texts.add_text("Author", "Ann Owner")
            texts.add_itxt("XML:com.adobe.xmp", "Ann Owner")
            options["pnginfo"] = texts
            del options["xmp"]
    if image_format == "JPEG":
        options["progressive"] = progressive
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, image_format, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("image_format", "progressive"), [("JPEG", False), ("JPEG", True), ("PNG", False), ("WEBP", False)]
)
def test_pixels_and_profile_stay_and_the_rest_goes(image_format, progressive):
    told = encoded(image_format, told=True, progressive=progressive)
    assert b"Ann Owner" in told
    slim = without_metadata(told)
    assert b"Ann Owner" not in slim
    with Image.open(io.BytesIO(told)) as before, Image.open(io.BytesIO(slim)) as after:
        assert not dict(after.getexif()) and "xmp" not in after.info and "comment" not in after.info
        assert after.info["icc_profile"] == PROFILE
        assert np.array_equal(np.asarray(before), np.asarray(after))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
def test_a_file_that_tells_nothing_stays_itself(image_format):
    data = encoded(image_format, told=False)
    assert without_metadata(data) is data


def test_what_follows_a_picture_goes():
    data = encoded("JPEG", told=False)
    assert without_metadata(data + encoded("JPEG", told=True)) == data


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_damaged_files_stay_and_nothing_is_raised(image_format):
    data = encoded(image_format, told=True)
    for length in range(0, len(data), 97):
        without_metadata(data[:length])
