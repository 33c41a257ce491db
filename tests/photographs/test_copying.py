"""Only files that every program shows alike are handed on as they are."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from fmld_synth.photographs.color_profiles import profile_of_gamma
from fmld_synth.photographs.copying import shown_alike
from fmld_synth.photographs.reading import read_photograph
from tests.photographs.drawn import ORIENTATION, png, portrait, text_chunk

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(orientation):
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    return tags


def saved(path, picture, **options):
    Image.fromarray(picture).save(path, **options)
    return path


def alike(path):
    return shown_alike(read_photograph(path))


@pytest.mark.parametrize("picture", [portrait(), portrait()[..., 0]], ids=["color", "gray"])
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.JPEG", "a.webp"])
def test_usual_files_are(tmp_path, picture, name):
    assert alike(saved(tmp_path / name, picture))
    assert alike(saved(tmp_path / name, picture, exif=exif(1)))
    if picture.ndim == 3:
        assert alike(saved(tmp_path / name, picture, icc_profile=SRGB))


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_turned_files_and_other_colors_are_not(tmp_path, name):
    assert not alike(saved(tmp_path / name, portrait(), exif=exif(6)))
    assert alike(saved(tmp_path / name, portrait(), exif=exif(9)))
    assert not alike(saved(tmp_path / name, portrait(), icc_profile=profile_of_gamma(1.0, None)))


def test_a_turned_square_is_not(tmp_path):
    assert not alike(saved(tmp_path / "a.jpg", portrait()[:, :120], exif=exif(3)))


def test_16_bits_alpha_and_palettes_are_not(tmp_path):
    gray = portrait()[..., 0]
    for number, pixels in enumerate(
        (
            gray * np.uint16(257),
            portrait() * np.uint16(257),
            np.dstack([gray, gray]),
            np.dstack([portrait(), gray]),
        )
    ):
        path = tmp_path / f"{number}.png"
        path.write_bytes(png(pixels))
        assert not alike(path)
    Image.fromarray(portrait()).quantize(16).save(tmp_path / "p.png")
    assert not alike(tmp_path / "p.png")


def test_cmyk_is_not(tmp_path):
    Image.fromarray(portrait()).convert("CMYK").save(tmp_path / "a.jpg")
    assert not alike(tmp_path / "a.jpg")


def test_animations_and_false_names_are_not(tmp_path):
    Image.fromarray(portrait()).save(
        tmp_path / "a.webp", save_all=True, append_images=[Image.fromarray(portrait()[::-1])]
    )
    assert not alike(tmp_path / "a.webp")
    saved(tmp_path / "b.png", portrait()).rename(tmp_path / "b.jpg")
    assert not alike(tmp_path / "b.jpg")
    assert not alike(saved(tmp_path / "c.bmp", portrait()))


def test_long_texts_do_not_matter(tmp_path):
    (tmp_path / "a.png").write_bytes(png(portrait(), text_chunk(2_000_000)))
    assert alike(tmp_path / "a.png")
