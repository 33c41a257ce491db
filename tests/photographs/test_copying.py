"""Only files that every program shows alike are handed on as they are, and without metadata."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from fmld_synth.photographs.color_profiles import profile_of_gamma
from fmld_synth.photographs.copying import copied, handed_on, look_at, recorded_copy
from tests.photographs.drawn import ORIENTATION, png, portrait, text_chunk

OWNER = 0x013B
"""EXIF's tag of the artist."""
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(orientation):
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    return tags


def saved(path, picture, **options):
    Image.fromarray(picture).save(path, **options)
    return path


def alike(path):
    return look_at(path.read_bytes()).alike


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
    for path in (tmp_path / "b.jpg", saved(tmp_path / "c.bmp", portrait())):
        assert copied(path, path.read_bytes(), keep_metadata=True) is None


def test_long_texts_do_not_matter(tmp_path):
    (tmp_path / "a.png").write_bytes(png(portrait(), text_chunk(2_000_000)))
    assert alike(tmp_path / "a.png")


def again(path, *, keep_metadata=False):
    """What is handed on instead of a file, as Pillow opens it; None where the file itself is."""
    handed = handed_on(path, path.read_bytes(), keep_metadata=keep_metadata)
    return None if handed.content is None else Image.open(io.BytesIO(handed.content))


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "avif"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_turned_and_mirrored_images_become_upright_without_metadata(tmp_path, ending, orientation):
    tags = exif(orientation)
    tags[OWNER] = "Ann Owner"
    path = saved(tmp_path / f"a.{ending}", portrait()[:96, :120], exif=tags)
    assert handed_on(path, path.read_bytes(), keep_metadata=False).encoded_again
    with again(path) as found, Image.open(path) as original:
        assert found.format == original.format
        assert not dict(found.getexif()).keys() & {ORIENTATION, OWNER}
        original.load()
        expected = np.asarray(ImageOps.exif_transpose(original).convert("RGB"), float)
        assert np.abs(np.asarray(found.convert("RGB"), float) - expected).mean() < 2


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "bmp", "gif", "avif"])
def test_upright_images_that_tell_nothing_stay_the_files_that_they_are(tmp_path, ending):
    assert again(saved(tmp_path / f"a.{ending}", portrait())) is None


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "gif", "avif"])
def test_the_owner_leaves_every_format_and_no_pixel_changes(tmp_path, ending):
    tags = exif(1)
    tags[OWNER] = "Ann Owner"
    options = {"comment": b"Ann Owner"} if ending == "gif" else {"exif": tags}
    path = saved(tmp_path / f"a.{ending}", portrait(), **options)
    assert b"Ann Owner" in path.read_bytes()
    handed = handed_on(path, path.read_bytes(), keep_metadata=False)
    assert not handed.encoded_again and b"Ann Owner" not in (handed.content or b"Ann Owner")
    with again(path) as found, Image.open(path) as original:
        assert np.array_equal(np.asarray(found.convert("RGB")), np.asarray(original.convert("RGB")))
    assert handed_on(path, path.read_bytes(), keep_metadata=True) == (None, False)


@pytest.mark.parametrize("orientation", [0, 1, 9, 200])
def test_orientations_of_no_meaning_turn_nothing(tmp_path, orientation):
    path = saved(tmp_path / "a.jpg", portrait(), exif=exif(orientation))
    assert again(path, keep_metadata=True) is None


def test_transparent_pixels_become_white_as_they_are_read_here(tmp_path):
    alpha = np.full(portrait().shape[:2], 255, np.uint8)
    alpha[:40] = 0
    with again(saved(tmp_path / "a.png", np.dstack([portrait(), alpha]))) as found:
        assert (found.mode, np.asarray(found)[:40].min()) == ("RGB", 255)
        assert np.array_equal(np.asarray(found)[40:], portrait()[40:])


def test_16_bits_become_8(tmp_path):
    levels = np.linspace(0, 65535, 60 * 48).reshape(48, 60).astype(np.uint16)
    with again(saved(tmp_path / "a.png", levels)) as found:
        assert found.mode == "RGB"
        assert np.abs(np.asarray(found)[..., 0] - levels / 257).max() <= 1


def test_inks_become_light(tmp_path):
    path = tmp_path / "a.jpg"
    Image.fromarray(np.full((48, 60, 3), 100, np.uint8)).convert("CMYK").save(path)
    with again(path) as found:
        assert found.mode == "RGB"
        assert np.asarray(found)[24, 50, 0] == pytest.approx(100, abs=4)


def test_small_images_are_encoded_again_too(tmp_path):
    with again(saved(tmp_path / "a.jpg", portrait()[:9, :12], exif=exif(6))) as found:
        assert found.size == (9, 12)


def test_what_is_no_picture_is_left_to_others(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    assert again(tmp_path / "a.jpg") is None


def test_a_copy_is_found_again_by_its_hash(tmp_path):
    tags = exif(1)
    tags[OWNER] = "Ann Owner"
    path = saved(tmp_path / "a.jpg", portrait(), exif=tags)
    data = path.read_bytes()
    for keep in (False, True):
        content, extension = copied(path, data, keep_metadata=keep)
        assert extension == "jpg" and (b"Ann Owner" in content) is keep
        assert recorded_copy(data, hashlib.sha256(content).hexdigest()) == content
