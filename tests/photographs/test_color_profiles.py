"""Colors are right whatever a profile is called, and however a file describes them."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from fmld_synth.photographs.color_profiles import (
    D65,
    PRIMARIES,
    SRGB_PRIMARIES,
    profile_of_coding,
    profile_of_gamma,
)
from fmld_synth.photographs.reading import read_photograph
from tests.photographs.drawn import linear, png, portrait

GRAY = portrait()[..., 1]
SRGB_CHROMATICITIES = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
LINEAR = profile_of_gamma(1.0, None)


def renamed(profile, name):
    """A profile with another name."""
    return profile.replace(b"desc\0\0\0\0\0\0\0\1" + b"\0" * 79, _name(name))


def _name(name):
    text = name.encode() + b"\0"
    return (b"desc" + struct.pack(">II", 0, len(text)) + text).ljust(91, b"\0")


def gray_profile(gamma=1.0):
    """An ICC profile of gray with that exponent."""
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256)) + b"\0\0"
    white = b"XYZ " + struct.pack(">I3i", 0, 63190, 65536, 54061)
    name = _name("a gray")
    tags, content, place = b"", b"", 128 + 4 + 12 * 3
    for tag, value in ((b"desc", name), (b"wtpt", white), (b"kTRC", curve)):
        value += b"\0" * (-len(value) % 4)
        tags += tag + struct.pack(">II", place + len(content), len(value))
        content += value
    header = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4sQI12s48s", place + len(content), b"", 0x02400000, b"mntr", b"GRAY", b"XYZ ", b"",
        b"acsp", b"", 0, b"", b"", 0, 0, white[8:], b"",
    )  # fmt: skip
    return header + struct.pack(">I", 3) + tags + content


def icc(profile):
    return b"iCCP", b"name\0\0" + zlib.compress(profile)


def read(tmp_path, content):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    return read_photograph(path).image


def error(image, expected):
    expected = expected if expected.ndim == 3 else np.repeat(expected[..., None], 3, axis=2)
    return np.abs(image.astype(int) - expected).mean()


@pytest.mark.parametrize("name", ["sRGB IEC61966-2.1", "Linear sRGB", "sRGB-elle-V2-g10", "anything"])
def test_linear_light_is_seen_whatever_its_profile_is_called(tmp_path, name):
    profile = renamed(LINEAR, name)
    assert ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip() == name
    stored = linear(portrait()).astype(np.uint8)
    assert error(read(tmp_path, png(stored, icc(profile))), portrait()) < 3
    for path in (tmp_path / "a.tif", tmp_path / "a.webp"):
        Image.fromarray(stored).save(path, icc_profile=profile, lossless=True)
        assert error(read_photograph(path).image, portrait()) < 3


@pytest.mark.parametrize("name", ["sRGB built-in", "c2", "anything"])
def test_sRGB_changes_no_pixel_whatever_it_is_called(tmp_path, name):  # noqa: N802
    ours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    drawn = renamed(profile_of_coding(1, 13), name)
    for profile in (ours, drawn):
        np.testing.assert_array_equal(read(tmp_path, png(portrait(), icc(profile))), portrait())


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("alpha", [False, True])
def test_gray_profiles(tmp_path, bits, alpha):
    white = (1 << bits) - 1
    stored = linear(GRAY, white)[..., None].astype(np.uint16 if bits == 16 else np.uint8)
    if alpha:
        stored = np.dstack([stored, np.full_like(stored, white)])
        stored[:, 100:, 1] = 0
    image = read(tmp_path, png(stored, icc(gray_profile())))
    assert error(image[:, :100], GRAY[:, :100]) < 3
    if alpha:
        assert (image[:, 100:] == 255).all(), "white is not transformed"


def test_half_transparent_pixels_are_mixed_in_srgb(tmp_path):
    stored = np.zeros((40, 40, 4), np.uint8)
    stored[..., 3] = 128
    assert read(tmp_path, png(stored, icc(LINEAR)))[0, 0].tolist() == [127, 127, 127]


def test_gray_with_a_transparent_level(tmp_path):
    stored = linear(GRAY).astype(np.uint8)
    stored[:, 100:] = 7
    image = read(tmp_path, png(stored, icc(gray_profile()), (b"tRNS", struct.pack(">H", 7))))
    assert (image[:, 100:] == 255).all()
    seen = stored[:, :100] != 7
    assert np.abs(image[:, :100][seen].astype(int) - GRAY[:, :100][seen][:, None]).mean() < 3


def gamma(value):
    return b"gAMA", struct.pack(">I", round(value * 100_000))


@pytest.mark.parametrize("picture", [GRAY, portrait()], ids=["gray", "color"])
def test_linear_light_by_gamma(tmp_path, picture):
    stored = linear(picture).astype(np.uint8)
    assert error(read(tmp_path, png(stored, gamma(1.0))), picture) < 3
    alpha = np.dstack([stored, np.full(stored.shape[:2], 255, np.uint8)])
    assert error(read(tmp_path, png(alpha, gamma(1.0))), picture) < 3


def test_gamma_of_old_macs(tmp_path):
    stored = ((linear(portrait()) / 255) ** (1 / 1.8) * 255).round().astype(np.uint8)
    assert error(read(tmp_path, png(stored, gamma(1 / 1.8))), portrait()) < 2


@pytest.mark.parametrize("value", [0.45455, 0.45, 0.46, 0.0, 100.0])
def test_the_gamma_of_screens_and_nonsense_change_nothing(tmp_path, value):
    np.testing.assert_array_equal(read(tmp_path, png(portrait(), gamma(value))), portrait())
    full = png(portrait(), gamma(value), (b"cHRM", SRGB_CHROMATICITIES))
    np.testing.assert_array_equal(read(tmp_path, full), portrait())


def test_a_profile_and_the_word_srgb_go_before_gamma(tmp_path):
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for before in ((b"sRGB", b"\0"), icc(srgb)):
        np.testing.assert_array_equal(read(tmp_path, png(portrait(), before, gamma(1.0))), portrait())


def test_other_primaries_by_chromaticities(tmp_path):
    """The red of Display P3 is redder than sRGB can show."""
    p3 = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    stored = np.full((40, 40, 3), (200, 100, 100), np.uint8)
    image = read(tmp_path, png(stored, gamma(1 / 2.2), (b"cHRM", p3)))
    assert image[0, 0, 0] > 205
    assert image[0, 0, 1] < 100
    nonsense = struct.pack(">8I", *[0] * 8)
    np.testing.assert_array_equal(read(tmp_path, png(stored, gamma(1 / 2.2), (b"cHRM", nonsense))), stored)


def coding(primaries, transfer):
    return b"cICP", bytes([primaries, transfer, 0, 1])


def test_linear_light_by_coding_points(tmp_path):
    stored = linear(portrait()).astype(np.uint8)
    assert error(read(tmp_path, png(stored, coding(1, 8))), portrait()) < 3
    wrong = icc(profile_of_gamma(0.3, None))
    assert error(read(tmp_path, png(stored, wrong, coding(1, 8))), portrait()) < 3, "it goes before a profile"


@pytest.mark.parametrize("points", [(1, 13), (1, 1), (2, 2), (200, 13), (1, 200)])
def test_usual_and_unknown_coding_points_change_nothing(tmp_path, points):
    np.testing.assert_array_equal(read(tmp_path, png(portrait(), coding(*points))), portrait())


@pytest.mark.parametrize("transfer", [16, 18])
def test_high_dynamic_range_has_its_diffuse_white_at_white(tmp_path, transfer):
    """203 cd/m2 is 58 % in PQ and 75 % in HLG (ITU-R BT.2408)."""
    signal = {16: 0.58, 18: 0.75}[transfer]
    stored = np.full((40, 40, 3), round(signal * 255), np.uint8)
    stored[20:] = round(signal * 255 * 0.6)
    image = read(tmp_path, png(stored, coding(9, transfer)))
    assert image[0, 0].min() > 245
    assert 60 < image[30, 0].mean() < 190


def test_primaries_are_those_of_the_standard():
    """White stays white, and the columns of BT.709 are those of sRGB."""
    assert PRIMARIES[1] == (SRGB_PRIMARIES, D65)
    for points in PRIMARIES:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_of_coding(points, 13)))
        transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
        white = ImageCms.applyTransform(Image.new("RGB", (1, 1), "white"), transform)
        assert np.asarray(white).min() >= 253


def test_a_profile_of_another_kind_of_picture_is_ignored(tmp_path):
    np.testing.assert_array_equal(read(tmp_path, png(portrait(), icc(gray_profile()))), portrait())


def test_a_gray_picture_with_a_profile_of_colors(tmp_path):
    """It was made gray after it got its profile."""
    Image.fromarray(linear(GRAY).astype(np.uint8)).save(tmp_path / "a.tif", icc_profile=LINEAR)
    assert error(read_photograph(tmp_path / "a.tif").image, GRAY) < 3


def test_the_color_box_of_avif(tmp_path):
    stored = linear(portrait()).astype(np.uint8)
    path = tmp_path / "a.avif"
    Image.fromarray(stored).save(path, quality=100, subsampling="4:4:4")
    data = path.read_bytes()
    at = data.index(b"colrnclx") + 8
    path.write_bytes(data[:at] + struct.pack(">HH", 1, 8) + data[at + 4 :])
    assert error(read_photograph(path).image, portrait()) < 5
    path.write_bytes(data)
    assert error(read_photograph(path).image, stored) < 3
