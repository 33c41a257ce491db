"""Pictures of more than 8 bits are as bright as they were meant, or refused."""

import cv2
import numpy as np
import pytest
from PIL import Image

from fmld_synth.errors import Rejected
from fmld_synth.photographs.reading import read_photograph
from tests.photographs.drawn import ORIENTATION, png, portrait, tiff, turned_to

GRAY = portrait()[..., 1]
BITS = [8, 10, 12, 14, 16]


def scaled(picture, white):
    return (picture / 255 * white).round()


def close(photograph, picture, most=1):
    expected = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    return np.abs(photograph.image.astype(int) - expected).max() <= most


@pytest.mark.parametrize("bits", BITS)
@pytest.mark.parametrize("kind", ["png", "tif"])
@pytest.mark.parametrize("picture", [GRAY, portrait()], ids=["gray", "color"])
def test_fewer_bits_in_numbers_of_16(tmp_path, bits, kind, picture):
    white = (1 << bits) - 1
    values = scaled(picture, white).astype(np.uint16)
    path = tmp_path / f"a.{kind}"
    if kind == "png":
        path.write_bytes(png(values))
    else:
        path.write_bytes(tiff(values))
    photograph = read_photograph(path)
    assert close(photograph, picture)
    assert photograph.guess == (f"white at {white}" if bits < 16 else None)


@pytest.mark.parametrize("bits", [12, 16])
@pytest.mark.parametrize("opaque", [True, False])
@pytest.mark.parametrize("picture", [GRAY[..., None], portrait()], ids=["gray", "color"])
def test_alpha_is_scaled_like_the_colors(tmp_path, bits, opaque, picture):
    white = (1 << bits) - 1
    alpha = np.full((*picture.shape[:2], 1), white)
    if not opaque:
        alpha[:, 75:] = 0
    values = np.dstack([scaled(picture, white), alpha]).astype(np.uint16)
    (tmp_path / "a.png").write_bytes(png(values))
    image = read_photograph(tmp_path / "a.png").image
    assert np.abs(image[:, :75].astype(int) - picture[:, :75]).max() <= 1
    assert opaque or (image[:, 75:] == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["png", "tif"])
def test_turned_color_of_12_bits(tmp_path, orientation, kind):
    stored = np.asarray(turned_to(portrait(), orientation))
    values = scaled(stored, 4095).astype(np.uint16)
    path = tmp_path / f"a.{kind}"
    if kind == "png":
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        path.write_bytes(png(values, (b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))))
    else:
        path.write_bytes(tiff(values, orientation=orientation))
    assert close(read_photograph(path), portrait())


def test_bits_that_the_file_states_are_no_guess(tmp_path):
    """TIFF can hold 12 bits packed."""
    values = scaled(GRAY, 4095).astype(np.uint16)
    pairs = values.reshape(-1, 2)
    packed = np.stack(
        [pairs[:, 0] >> 4, (pairs[:, 0] & 15) << 4 | pairs[:, 1] >> 8, pairs[:, 1] & 255], axis=1
    )
    path = tmp_path / "a.tif"
    path.write_bytes(tiff(values, bits=12, content=packed.astype(np.uint8).tobytes()))
    photograph = read_photograph(path)
    assert close(photograph, GRAY)
    assert photograph.guess is None


@pytest.mark.parametrize("white", [255, 4095, 65535])
def test_whole_numbers_of_32_bits(tmp_path, white):
    Image.fromarray(scaled(GRAY, white).astype(np.int32)).save(tmp_path / "a.tif")
    assert close(read_photograph(tmp_path / "a.tif"), GRAY)


@pytest.mark.parametrize(
    ("values", "guess"),
    [
        (GRAY / 255, None),
        (np.clip(GRAY / 255 * 1.1 - 0.05, -0.03, 1.04), None),
        (GRAY / 127.5 - 1, "black at -1"),
        (GRAY * 1.0, "white at 255"),
        (GRAY * 257.0, "white at 65535"),
        (scaled(GRAY, 4095) * 1.0, "white at 4095"),
    ],
    ids=["0 to 1", "sharpened", "-1 to 1", "0 to 255", "0 to 65535", "12 bits"],
)
def test_floats(tmp_path, values, guess):
    Image.fromarray(values.astype(np.float32)).save(tmp_path / "a.tif")
    photograph = read_photograph(tmp_path / "a.tif")
    assert close(photograph, GRAY, most=14 if guess is None else 1)
    assert photograph.guess == guess


def test_floats_that_are_no_numbers_are_no_hindrance(tmp_path):
    values = GRAY / 255
    values[:2, :2], values[5, 5], values[6, 6] = np.nan, np.inf, -np.inf
    Image.fromarray(values.astype(np.float32)).save(tmp_path / "a.tif")
    image = read_photograph(tmp_path / "a.tif").image
    assert np.abs(image[10:, 10:, 0].astype(int) - GRAY[10:, 10:]).max() <= 1


def test_brightnesses_of_a_scene_are_refused(tmp_path):
    Image.fromarray((GRAY / 60).astype(np.float32)).save(tmp_path / "a.tif")
    with pytest.raises(Rejected, match="unsupported") as refusal:
        read_photograph(tmp_path / "a.tif")
    assert "what is white" in str(refusal.value.measured["message"])


def test_color_in_floats_is_unsupported_and_not_damaged(tmp_path):
    assert cv2.imwrite(str(tmp_path / "a.tif"), (portrait() / 255).astype(np.float32))
    with pytest.raises(Rejected, match="unsupported"):
        read_photograph(tmp_path / "a.tif")


def test_a_picture_that_is_really_dark_in_8_bits_is_left_as_it_is(tmp_path):
    Image.fromarray(portrait() // 20).save(tmp_path / "a.png")
    np.testing.assert_array_equal(read_photograph(tmp_path / "a.png").image, portrait() // 20)


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_white_that_is_0(tmp_path, bits):
    """Scanners write negatives so."""
    white = (1 << bits) - 1
    values = (white - scaled(GRAY, white)).astype(np.uint8 if bits == 8 else np.uint16)
    (tmp_path / "a.tif").write_bytes(tiff(values, photometric=0))
    assert close(read_photograph(tmp_path / "a.tif"), GRAY)
