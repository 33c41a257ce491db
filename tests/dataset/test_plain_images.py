"""What an export writes anew: images that other programs would show turned, white or in other colors."""

from __future__ import annotations

import io
import tarfile

import numpy as np
import pytest
from PIL import Image, ImageOps

from fmld_synth.dataset.exporting import export_set
from fmld_synth.dataset.plain_images import plain_content
from fmld_synth.dataset.readers import find_reader
from fmld_synth.dataset.readers.open_set import open_set
from tests.dataset.readers.layouts import write_files

ORIENTATION, DESCRIPTION = 0x0112, 0x010E
STORED, UPRIGHT = (60, 48), (48, 60)


def picture() -> Image.Image:
    """60 x 48 px: white at the left edge, else gray."""
    pixels = np.full((48, 60, 3), 100, np.uint8)
    pixels[:, :15] = 255
    return Image.fromarray(pixels)


def write(path, orientation=None, image=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
        exif[DESCRIPTION] = "taken at home"
    (image or picture()).save(path, exif=exif)
    return path


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_turned_and_mirrored_images_become_upright_without_metadata(tmp_path, ending, orientation):
    path = write(tmp_path / f"a.{ending}", orientation)
    content = plain_content(path)
    assert content is not None
    with Image.open(io.BytesIO(content)) as found, Image.open(path) as original:
        assert found.format == original.format
        assert not dict(found.getexif()).keys() & {ORIENTATION, DESCRIPTION}
        original.load()
        expected = np.asarray(ImageOps.exif_transpose(original).convert("RGB"), float)
        assert np.abs(np.asarray(found.convert("RGB"), float) - expected).mean() < 2


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "bmp", "gif"])
def test_upright_images_stay_the_files_that_they_are(tmp_path, ending):
    assert plain_content(write(tmp_path / f"a.{ending}")) is None


@pytest.mark.parametrize("orientation", [0, 1, 9, 200])
def test_orientations_of_no_meaning_turn_nothing(tmp_path, orientation):
    assert plain_content(write(tmp_path / "a.jpg", orientation)) is None


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA"])
def test_what_all_programs_show_alike_stays(tmp_path, mode):
    assert plain_content(write(tmp_path / "a.png", image=picture().convert(mode))) is None


def test_16_bits_become_8(tmp_path):
    levels = np.linspace(0, 65535, 60 * 48).reshape(48, 60).astype(np.uint16)
    path = tmp_path / "a.png"
    Image.fromarray(levels).save(path)
    with Image.open(io.BytesIO(plain_content(path) or b"")) as found:
        assert found.mode == "RGB"
        assert np.abs(np.asarray(found)[..., 0] - levels / 257).max() <= 1


def test_inks_become_light(tmp_path):
    path = write(tmp_path / "a.jpg", image=picture().convert("CMYK"))
    with Image.open(io.BytesIO(plain_content(path) or b"")) as found:
        assert found.mode == "RGB"
        assert np.asarray(found)[24, 50, 0] == pytest.approx(100, abs=4)


def test_what_cannot_be_read_is_left_to_others(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    assert plain_content(tmp_path / "a.jpg") is None


@pytest.fixture
def turned(tmp_path):
    """A set of one turned and one upright image, each with a face in its upper left quarter."""
    root = tmp_path / "set"
    write(root / "train" / "turned.jpg", 6)
    write(root / "train" / "upright.jpg")
    line = "1 0.25 0.25 0.5 0.5\n"
    write_files(root, {"classes.txt": "mask\nface\n", "train/turned.txt": line, "train/upright.txt": line})
    return root


@pytest.mark.parametrize("link", ["hard", "sym", "copy"])
@pytest.mark.parametrize(
    "to", ["coco", "yolo", "pascal-voc", "image-folder", "hugging-face", "parquet", "csv"]
)
def test_exported_files_have_the_size_that_is_exported(turned, tmp_path, to, link):
    options = {"link": link, "labels": "three", "keep_metadata": True}
    exported = export_set(turned, to=to, output=tmp_path / "out", reader=open_set(turned), **options)
    assert (exported.images, exported.encoded_again) == (2, 1)
    sizes = {}
    for path in (tmp_path / "out").rglob("*.jpg"):
        with Image.open(path) as image:
            sizes[path.name] = image.size
            assert image.getexif().get(ORIENTATION, 1) == 1
    assert sizes == {"turned.jpg": UPRIGHT, "upright.jpg": STORED}
    upright = next((tmp_path / "out").rglob("upright.jpg"))
    assert upright.samefile(turned / "train" / "upright.jpg") == (link != "copy")
    if to in ("coco", "yolo", "pascal-voc") and link != "sym":
        again = {
            image.name.rpartition("/")[2]: image for image in open_set(tmp_path / "out", to)(tmp_path / "out")
        }
        face = again["turned.jpg"].faces[0].box
        assert (again["turned.jpg"].width, again["turned.jpg"].height) == UPRIGHT
        assert face == pytest.approx((0, 0, 24, 30), abs=0.01)


def test_shards_hold_upright_images(turned, tmp_path):
    exported = export_set(turned, to="webdataset", output=tmp_path / "out", reader=open_set(turned))
    assert exported.encoded_again == 1
    with tarfile.open(tmp_path / "out" / "train-000000.tar") as tar:
        found = [
            Image.open(io.BytesIO(tar.extractfile(one).read())).size
            for one in tar
            if one.name.endswith(".jpg")
        ]
    assert found == [UPRIGHT, STORED]


def test_exports_leave_place_and_time_behind(tmp_path):
    exif = Image.Exif()
    exif[0x013B] = "Ann Owner"
    for name in ("mask", "no_mask"):
        (tmp_path / "set" / name).mkdir(parents=True)
        picture().save(tmp_path / "set" / name / f"{name}.jpg", exif=exif)
    reader = find_reader("class-folders")
    for keep in (False, True):
        output = tmp_path / f"out {keep}"
        exported = export_set(tmp_path / "set", to="coco", output=output, reader=reader, keep_metadata=keep)
        assert exported.metadata_removed == (0 if keep else 2) and exported.encoded_again == 0
        for path in output.rglob("*.jpg"):
            assert (b"Ann Owner" in path.read_bytes()) is keep
