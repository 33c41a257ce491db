"""Every kind of file becomes an upright RGB image or is refused with its true reason."""

import hashlib
import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageCms

from fmld_synth import regular_files
from fmld_synth.errors import Rejected
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.reading import read_photograph

ORIENTATION = 0x0112


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    return Image.fromarray(skimage.data.astronaut()[:120, 150:300])


def saved(image: Image.Image, path: Path, **options: Any) -> Path:
    image.save(path, **options)
    return path


def reason(path: Path, **options: int) -> str:
    with pytest.raises(Rejected) as refusal:
        read_photograph(path, **options)
    assert refusal.value.stage == "photograph"
    return refusal.value.reason


def mean_error(image: ByteArray, expected: Image.Image) -> float:
    return float(np.abs(image.astype(int) - np.asarray(expected.convert("RGB"), int)).mean())


def test_what_is_known_of_a_photograph(tmp_path: Path, picture: Image.Image) -> None:
    path = saved(picture, tmp_path / "ein Gesicht ü 脸.png")
    photograph = read_photograph(path)
    np.testing.assert_array_equal(photograph.image, np.asarray(picture))
    assert photograph.image.dtype == np.uint8
    assert photograph.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (photograph.width, photograph.height, photograph.path) == (150, 120, path)


@pytest.mark.parametrize("quality", [5, 30, 50, 75, 90, 100])
def test_jpeg_quality_is_read_from_the_tables(tmp_path: Path, picture: Image.Image, quality: int) -> None:
    path = saved(picture, tmp_path / "a.jpg", quality=quality)
    assert read_photograph(path).compression == quality


@pytest.mark.parametrize(
    ("name", "options", "lossy"),
    [
        ("a.png", {}, False),
        ("a.bmp", {}, False),
        ("a.tif", {}, False),
        ("a.gif", {}, False),
        ("a.webp", {"lossless": True}, False),
        ("a.webp", {"quality": 80}, True),
        ("a.tif", {"compression": "jpeg"}, True),
    ],
)
def test_every_format_is_read(
    tmp_path: Path, picture: Image.Image, name: str, options: dict[str, object], lossy: bool
) -> None:
    photograph = read_photograph(saved(picture, tmp_path / name, **options))
    assert (photograph.compression is not None) == lossy
    assert mean_error(photograph.image, picture) < 8


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "CMYK", "YCbCr"])
def test_every_mode_becomes_rgb(tmp_path: Path, picture: Image.Image, mode: str) -> None:
    image = picture.convert(mode)
    photograph = read_photograph(
        saved(image, tmp_path / "a.tif" if mode in ("CMYK", "YCbCr") else tmp_path / "a.png")
    )
    assert photograph.image.shape == (120, 150, 3)
    assert mean_error(photograph.image, image) < 2


def test_cmyk_jpeg(tmp_path: Path, picture: Image.Image) -> None:
    photograph = read_photograph(saved(picture.convert("CMYK"), tmp_path / "a.jpg", quality=95))
    assert mean_error(photograph.image, picture) < 6


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path, name: str) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (40, 1))
    photograph = read_photograph(saved(Image.fromarray(ramp), tmp_path / name))
    np.testing.assert_array_equal(photograph.image[0, :, 0], np.arange(256))


def test_sixteen_bit_color_is_scaled(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 256).astype(">u2")
    rows = b"".join(b"\0" + np.repeat(ramp, 3).tobytes() for _ in range(40))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 256, 40, 16, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    path = tmp_path / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks
        )
    )
    np.testing.assert_allclose(read_photograph(path).image[0, :, 1], np.arange(256), atol=1)


def test_floating_point_is_scaled(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 1, 256, dtype=np.float32), (40, 1))
    photograph = read_photograph(saved(Image.fromarray(ramp), tmp_path / "a.tif"))
    np.testing.assert_array_equal(photograph.image[0, :, 2], np.arange(256))


def test_transparency_lies_over_white(tmp_path: Path, picture: Image.Image) -> None:
    image = picture.convert("RGBA")
    image.putalpha(Image.fromarray(np.repeat(np.array([[255, 0]], np.uint8), 75, axis=1).repeat(120, axis=0)))
    pixels = read_photograph(saved(image, tmp_path / "a.png")).image
    np.testing.assert_array_equal(pixels[:, :75], np.asarray(picture)[:, :75])
    assert (pixels[:, 75:] == 255).all()


def test_transparent_palette_lies_over_white(tmp_path: Path) -> None:
    image = Image.new("P", (40, 40), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(0, (0, 0, 20, 40))
    pixels = read_photograph(saved(image, tmp_path / "a.gif", transparency=0)).image
    assert (pixels[:, :20] == 255).all()
    assert (pixels[:, 20:] == (0, 0, 255)).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.tif", "a.png"])
def test_orientation_is_undone(tmp_path: Path, picture: Image.Image, name: str, orientation: int) -> None:
    stored = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    image = picture
    for step in stored.get(orientation, []):
        image = image.transpose(step)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    photograph = read_photograph(saved(image, tmp_path / name, exif=exif))
    assert mean_error(photograph.image, picture) < 5


def test_damaged_exif_does_not_lose_the_picture(tmp_path: Path, picture: Image.Image) -> None:
    path = saved(picture, tmp_path / "a.jpg", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xffgarbage")
    assert mean_error(read_photograph(path).image, picture) < 8


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png"])
def test_first_frame_of_an_animation(tmp_path: Path, name: str) -> None:
    frames = [Image.new("RGB", (40, 40), color) for color in ("red", "lime", "blue")]
    path = saved(frames[0], tmp_path / name, save_all=True, append_images=frames[1:], duration=100)
    assert mean_error(read_photograph(path).image, frames[0]) < 3


def test_color_profile_is_applied(tmp_path: Path, picture: Image.Image) -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(swapped_primaries())).tobytes()
    pixels = read_photograph(
        saved(Image.new("RGB", (40, 40), "red"), tmp_path / "a.png", icc_profile=profile)
    ).image
    assert pixels[0, 0].argmax() == 1, "the profile calls the first channel green"


def swapped_primaries() -> bytes:
    """An sRGB profile whose red and green primaries changed places."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data = data.replace(b"sRGB", b"odd ")
    data = data.replace("sRGB".encode("utf-16-be"), "odd ".encode("utf-16-be"))
    count = int.from_bytes(data[128:132], "big")
    entries = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_unfit_color_profiles_are_ignored(tmp_path: Path, picture: Image.Image, mode: str) -> None:
    image = picture.convert(mode)
    for profile in (b"no profile at all", swapped_primaries() if mode != "RGB" else b"\0" * 200):
        path = saved(image, tmp_path / "a.tif", icc_profile=profile)
        assert mean_error(read_photograph(path).image, image) < 1


def test_missing_files_and_folders_are_unreadable(tmp_path: Path) -> None:
    assert reason(tmp_path / "missing.jpg") == "unreadable"
    assert reason(tmp_path) == "unreadable"
    assert reason(tmp_path / ("x" * 300 + ".jpg")) == "unreadable"
    assert reason(tmp_path / "nul\0.jpg") == "unreadable"


def test_permission_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: Image.Image) -> None:
    path = saved(picture, tmp_path / "a.png")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # the tests may run as root, who may read everything
    assert reason(path) == "unreadable"


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    assert reason(tmp_path / "a.jpg") == "empty"


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.bmp", "a.gif"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_truncated_file(tmp_path: Path, picture: Image.Image, name: str, share: float) -> None:
    path = saved(picture, tmp_path / name)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert reason(path) == "truncated"


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.bmp", "a.gif", "a.tif"])
@pytest.mark.parametrize("kept", [8, 20])
def test_little_more_than_a_signature(tmp_path: Path, picture: Image.Image, name: str, kept: int) -> None:
    path = saved(picture, tmp_path / name)
    path.write_bytes(path.read_bytes()[:kept])
    assert reason(path) in ("truncated", "corrupt")


def test_corrupt_file(tmp_path: Path, picture: Image.Image) -> None:
    path = saved(picture, tmp_path / "a.png")
    data = bytearray(path.read_bytes())
    data[200:260] = b"\x55" * 60
    path.write_bytes(data)
    assert reason(path) == "corrupt"


def test_random_damage_never_raises_anything_else(tmp_path: Path, picture: Image.Image) -> None:
    chance = np.random.default_rng(3)
    for name in ("a.jpg", "a.png", "a.webp", "a.bmp", "a.gif", "a.tif"):
        whole = np.frombuffer(saved(picture, tmp_path / name).read_bytes(), np.uint8)
        for _ in range(30):
            damaged = whole.copy()
            where = chance.integers(0, min(len(damaged), chance.choice([100, 1000, 10**6])), 8)
            damaged[where] = chance.integers(0, 256, 8)
            (tmp_path / name).write_bytes(damaged.tobytes())
            try:
                read_photograph(tmp_path / name)
            except Rejected as refusal:
                assert refusal.stage == "photograph"


@pytest.mark.parametrize(
    "content", [b"this is text, not a picture", b"%PDF-1.7", b"<svg></svg>", b"\0" * 500]
)
def test_other_content_is_unsupported(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    assert reason(tmp_path / "a.jpg") == "unsupported"


def test_formats_that_run_programs_are_not_opened(tmp_path: Path, picture: Image.Image) -> None:
    assert reason(saved(picture, tmp_path / "a.eps")) == "unsupported"


@pytest.mark.parametrize("size", [(1, 1), (31, 500), (500, 31)])
def test_too_small(tmp_path: Path, size: tuple[int, int]) -> None:
    assert reason(saved(Image.new("RGB", size), tmp_path / "a.png")) == "too_small"


def test_too_large_is_refused_before_decoding(tmp_path: Path, picture: Image.Image) -> None:
    path = saved(picture, tmp_path / "a.png")
    assert reason(path, max_pixels=150 * 120 - 1) == "too_large"
    assert read_photograph(path, max_pixels=150 * 120).width == 150


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_decompression_bomb(tmp_path: Path, side: int) -> None:
    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            for name, body in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
        )
    )
    assert reason(path) == "too_large"


def test_links_that_lead_nowhere_and_pipes_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "self.jpg").symlink_to(tmp_path / "self.jpg")
    (tmp_path / "broken.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (tmp_path / "device.jpg").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.jpg")
    for name in ("self.jpg", "broken.jpg", "device.jpg", "pipe.jpg"):
        assert reason(tmp_path / name) == "unreadable"


def test_files_are_read_up_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(Image.new("RGB", (40, 40), "red"), tmp_path / "a.bmp")
    monkeypatch.setattr(regular_files, "MOST_BYTES", path.stat().st_size - 1)
    assert reason(path) == "too_large"
