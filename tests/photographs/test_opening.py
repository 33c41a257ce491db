"""Which files are opened, and how large their pictures are before anything is decoded."""

import io
import struct
import sys
import types

import numpy as np
import pytest
from PIL import Image

from fmld_synth.errors import Rejected
from fmld_synth.photographs import opening
from fmld_synth.photographs.endings import EXTENSIONS
from fmld_synth.photographs.opening import MOST_PIXELS, open_image, orientation_of, upright_size
from fmld_synth.photographs.reading import check_light, read_photograph
from tests.photographs.drawn import ORIENTATION, png, portrait, text_chunk, tiff, turned_to


def reason(path):
    with pytest.raises(Rejected) as refusal:
        read_photograph(path)
    return refusal.value.reason


def oriented(path, orientation):
    """A picture that is stored turned."""
    stored = turned_to(portrait(), orientation)
    if path.suffix == ".tif":
        path.write_bytes(tiff(np.asarray(stored), orientation=orientation))
    else:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        stored.save(path, exif=exif, quality=95)
    return path


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.tif", "a.jpg", "a.png", "a.webp", "a.avif"])
def test_sizes_are_upright_as_pictures_are_read(tmp_path, name, orientation):
    path = oriented(tmp_path / name, orientation)
    photograph = read_photograph(path)
    assert np.abs(photograph.image.astype(int) - portrait()).mean() < 5
    assert upright_size(path) == (photograph.width, photograph.height) == (150, 120)


@pytest.mark.parametrize("name", ["a.tif", "a.jpg", "a.png", "a.webp"])
@pytest.mark.parametrize("orientation", [0, 9, 42, 65535])
def test_impossible_orientations_are_none(tmp_path, name, orientation):
    path = oriented(tmp_path / name, orientation)
    assert read_photograph(path).image.shape == (120, 150, 3)
    assert upright_size(path) == (150, 120)


@pytest.mark.parametrize(
    "entry",
    [
        struct.pack("<HHI4s", ORIENTATION, 2, 2, b"6"),
        struct.pack("<HHI4s", ORIENTATION, 7, 1, b"6"),
        struct.pack("<HHIf", ORIENTATION, 11, 1, 6.0),
        struct.pack("<HHIHH", ORIENTATION, 3, 2, 6, 6),
    ],
    ids=["text", "bytes", "float", "two"],
)
def test_orientations_that_are_not_one_whole_number(tmp_path, entry):
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    Image.fromarray(portrait()).save(tmp_path / "a.jpg", exif=exif)
    photograph = read_photograph(tmp_path / "a.jpg")
    assert upright_size(tmp_path / "a.jpg") == (photograph.width, photograph.height)


def test_a_damaged_exif_says_nothing(tmp_path):
    Image.fromarray(portrait()).save(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xffgarbage")
    assert upright_size(tmp_path / "a.jpg") == (150, 120)


@pytest.mark.parametrize("ending", [".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".avif"])
def test_endings_of_phones_and_browsers(tmp_path, ending):
    form = {".mpo": "MPO", ".avif": "AVIF"}.get(ending, "JPEG")
    more = {"save_all": True, "append_images": [Image.new("RGB", (150, 120))]} if form == "MPO" else {}
    Image.fromarray(portrait()).save(tmp_path / f"a{ending}", form, **more)
    assert ending in EXTENSIONS
    assert np.abs(read_photograph(tmp_path / f"a{ending}").image.astype(int) - portrait()).mean() < 9
    assert read_photograph(tmp_path / f"a{ending}").compression is not None


def test_a_photograph_of_a_phone_of_50_megapixels_is_not_too_large(tmp_path):
    assert MOST_PIXELS >= 8192 * 6144
    assert MOST_PIXELS >= 9248 * 6936, "64 megapixels"


def heic(brand):
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + brand + b"mif1" + bytes(100)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"hevc"])
def test_heic_without_its_package_names_the_remedy(tmp_path, monkeypatch, brand):
    monkeypatch.setattr(opening, "reads_heif", lambda: False)
    (tmp_path / "a.heic").write_bytes(heic(brand))
    with pytest.raises(Rejected) as refusal:
        read_photograph(tmp_path / "a.heic")
    assert refusal.value.reason == "needs_pillow_heif"
    assert "pip install pillow-heif" in str(refusal.value.measured["message"])


def test_heic_is_opened_by_its_package(tmp_path, monkeypatch):
    """A stand-in for the package, which only registers itself with Pillow."""

    class _Heif(Image.Image):
        format = "HEIF"

    def register():
        Image.register_open(
            "HEIF",
            lambda file, name: Image.fromarray(portrait()),  # type: ignore[arg-type, return-value]  # any image will do
            lambda head: head[4:8] == b"ftyp",
        )

    monkeypatch.setitem(sys.modules, "pillow_heif", types.SimpleNamespace(register_heif_opener=register))
    monkeypatch.setattr(opening, "find_spec", lambda name: object())
    opening.reads_heif.cache_clear()
    try:
        (tmp_path / "a.heic").write_bytes(heic(b"heic"))
        np.testing.assert_array_equal(read_photograph(tmp_path / "a.heic").image, portrait())
    finally:
        opening.reads_heif.cache_clear()
        Image.OPEN.pop("HEIF", None)
        Image.ID.remove("HEIF")


def test_heic_of_the_real_package(tmp_path):
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.from_pillow(Image.fromarray(portrait())).save(tmp_path / "a.heic", quality=90)
    photograph = read_photograph(tmp_path / "a.heic")
    assert np.abs(photograph.image.astype(int) - portrait()).mean() < 8
    assert upright_size(tmp_path / "a.heic") == (150, 120)


@pytest.mark.parametrize("brand", [b"isom", b"qt  ", b"M4V "])
def test_a_film_under_the_name_of_a_picture_is_unsupported(tmp_path, brand):
    (tmp_path / "a.jpg").write_bytes(heic(brand).replace(b"mif1", b"mp41"))
    assert reason(tmp_path / "a.jpg") == "unsupported"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
@pytest.mark.parametrize(
    "content",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 40\n%%EndComments\nshowpage\n%%EOF\n",
        b"\xc5\xd0\xd3\xc6" + struct.pack("<6IH", 30, 60, 0, 0, 0, 0, 0xFFFF) + b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
    ids=["EPS", "EPS for DOS"],
)
def test_no_program_is_started(tmp_path, monkeypatch, name, content):
    import subprocess

    monkeypatch.setattr(subprocess, "check_call", lambda *_, **__: pytest.fail("a program was started"))
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a program was started"))
    (tmp_path / name).write_bytes(content)
    assert reason(tmp_path / name) == "unsupported"


def test_long_texts_are_no_hindrance_to_the_size(tmp_path):
    (tmp_path / "a.png").write_bytes(png(portrait(), text_chunk(3_000_000)))
    assert upright_size(tmp_path / "a.png") == (150, 120)


def test_a_tiff_of_a_kind_that_is_not_read_is_not_called_damaged(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff(np.zeros((40, 40, 3), np.uint8), photometric=32845))
    assert reason(tmp_path / "a.tif") == "unsupported"


def test_opened_pictures_say_how_they_are_stored():
    image = open_image(io.BytesIO(png(portrait())))
    assert (orientation_of(image), image.size) == (1, (150, 120))


@pytest.mark.parametrize(("factor", "dark"), [(1, False), (0.2, False), (1 / 16, True), (0, True)])
def test_pictures_in_which_nothing_is_seen(factor, dark):
    picture = (portrait() * factor).astype(np.uint8)
    if not dark:
        check_light(picture)
        return
    with pytest.raises(Rejected, match="too_dark"):
        check_light(picture)


def test_a_lit_face_at_night_is_not_too_dark():
    night = np.zeros((1000, 1500, 3), np.uint8)
    night[400:600, 700:900] = 90
    check_light(night)
