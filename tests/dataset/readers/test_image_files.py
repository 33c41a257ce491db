"""Sizes and boxes belong to the upright picture, whatever the format and wherever the orientation is noted."""

import numpy as np
import pytest
from PIL import Image

from fmld_synth.dataset.readers import READERS
from fmld_synth.dataset.readers.image_files import image_files, image_size
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.photographs import opening
from fmld_synth.photographs.reading import read_photograph
from tests.dataset.readers.layouts import voc_object, write_voc
from tests.photographs.drawn import ORIENTATION, png, portrait, text_chunk, tiff, turned_to


def stored(path, orientation):
    """A portrait of 150 x 120 pixels, stored turned."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = turned_to(portrait(), orientation)
    if path.suffix == ".tif":
        path.write_bytes(tiff(np.asarray(image), orientation=orientation))
    else:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        image.save(path, exif=exif)
    return path


@pytest.mark.parametrize("orientation", [*range(1, 9), 9, 300])
@pytest.mark.parametrize("name", ["p.tif", "p.jpg", "p.png"])
def test_yolo_boxes_are_shares_of_the_upright_picture(tmp_path, name, orientation):
    stored(tmp_path / "images" / name, orientation)
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/p.txt").write_text("0 0.5 0.5 0.2 0.4\n")
    (tmp_path / "data.yaml").write_text("names: [without_mask]\ntrain: images\n")
    (image,) = READERS["yolo"](tmp_path)
    photograph = read_photograph(tmp_path / "images" / name)
    assert (image.width, image.height) == (photograph.width, photograph.height) == (150, 120)
    assert image.faces[0].box == pytest.approx(Box(60, 36, 30, 48))


@pytest.mark.parametrize("name", ["p.tif", "p.jpg"])
def test_voc_boxes_are_pixels_of_the_upright_picture(tmp_path, name):
    stored(tmp_path / name, 6)
    annotation = write_voc(
        tmp_path / "p.xml",
        voc_object("without_mask"),
        size=(150, 120),
        fields=f"<filename>{name}</filename>",
    )
    (image,) = READERS["pascal_voc"](tmp_path)
    assert (image.width, image.height) == (150, 120)
    write_voc(annotation, voc_object("without_mask"), size=(120, 150), fields=f"<filename>{name}</filename>")
    with pytest.raises(UserError, match=r"\(120, 150\)"):
        list(READERS["pascal_voc"](tmp_path))


def test_all_pictures_that_are_read_are_found(tmp_path):
    for name in ("1.jpg", "2.jfif", "3.JPE", "4.mpo", "5.avif", "6.HEIC", "7.txt", "8.jp2"):
        (tmp_path / name).touch()
    assert [path.name[0] for path in image_files(tmp_path)] == ["1", "2", "3", "4", "5", "6"]


def test_long_texts_do_not_end_the_run(tmp_path):
    (tmp_path / "p.png").write_bytes(png(portrait(), text_chunk(3_000_000)))
    assert image_size(tmp_path / "p.png", "here") == (150, 120)


def test_heic_names_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "reads_heif", lambda: False)
    (tmp_path / "p.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(100))
    with pytest.raises(UserError, match=r"here: .*p\.heic .*pip install pillow-heif"):
        image_size(tmp_path / "p.heic", "here")


def test_messages_hold_no_addresses_in_memory(tmp_path):
    (tmp_path / "p.jpg").write_bytes(b"no picture")
    with pytest.raises(UserError) as raised:
        image_size(tmp_path / "p.jpg", "here")
    assert "0x" not in str(raised.value)
    assert "_io" not in str(raised.value)
