"""What an export writes anew: images that other programs would show turned, white or in other colors."""

from __future__ import annotations

import io
import tarfile

import numpy as np
import pytest
from PIL import Image

from fmld_synth.dataset.exporting import export_set
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
