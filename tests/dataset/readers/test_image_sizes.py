"""Upright sizes of images, whatever turns them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageOps

from fmld_synth.dataset.readers.image_files import image_size
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.geometry import Box
from tests.dataset.readers.layouts import voc_object, write_files, write_voc

ORIENTATION = 0x0112


def write_turned(path, orientation):
    """A picture stored 40 x 60, with an orientation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    Image.linear_gradient("L").resize((40, 60)).convert("RGB").save(path, exif=exif)
    return path


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 99])
def test_the_size_is_that_of_the_upright_picture(tmp_path, ending, orientation):
    path = write_turned(tmp_path / f"a.{ending}", orientation)
    with Image.open(path) as image:
        image.load()
        upright = ImageOps.exif_transpose(image).size
    assert image_size(path, "") == upright
    assert upright == ((60, 40) if orientation in (5, 6, 7, 8) else (40, 60))


@pytest.mark.parametrize("ending", ["jpg", "tif"])
@pytest.mark.parametrize("orientation", [6, 8])
def test_boxes_belong_to_the_upright_picture(tmp_path, ending, orientation):
    write_turned(tmp_path / "voc" / f"a.{ending}", orientation)
    write_voc(tmp_path / "voc" / "a.xml", voc_object("face", (6, 4, 36, 24)), size=(60, 40))
    write_turned(tmp_path / "yolo" / f"a.{ending}", orientation)
    write_files(tmp_path / "yolo", {"classes.txt": "mask\nface\n", "a.txt": "1 0.35 0.35 0.5 0.5\n"})
    for name in ("voc", "yolo"):
        (image,) = open_set(tmp_path / name)(tmp_path / name)
        assert (image.width, image.height) == (60, 40)
        assert image.faces[0].box == pytest.approx(Box(6, 4, 30, 20))
