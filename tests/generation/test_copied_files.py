"""Real pictures of a test part are the files themselves only where every program shows them alike."""

import json

import cv2
import numpy as np
import pytest
from PIL import Image

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine
from tests.making_sets import run
from tests.photographs.drawn import portrait


def write_set(root, files):
    """A COCO set with a train and a test part; ``files`` are the pictures of the test part, by name."""
    (root / "train").mkdir(parents=True)
    (root / "test").mkdir()
    cv2.imwrite(str(root / "train/a.png"), cv2.resize(portrait(), (300, 240)))
    for split, names in (("train", {"a.png": None}), ("test", files)):
        images = [{"id": n, "file_name": name, "width": 300, "height": 240} for n, name in enumerate(names)]
        boxes = [
            {"id": n, "image_id": n, "category_id": 1, "bbox": [100, 70, 90, 110]} for n in range(len(names))
        ]
        content = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "without_mask"}]}
        (root / split / "_annotations.coco.json").write_text(json.dumps(content))
    for name, image in files.items():
        image.save(root / "test" / name)
    return root


@pytest.fixture
def big():
    return cv2.resize(portrait(), (300, 240))[::-1].copy()


def test_files_that_programs_show_differently_are_written_anew(tmp_path, big):
    files = {
        "deep.png": Image.fromarray(big[..., 1] * np.uint16(257)),
        "print.jpg": Image.fromarray(big).transpose(Image.Transpose.FLIP_LEFT_RIGHT).convert("CMYK"),
    }
    root = write_set(tmp_path / "set", files)
    run(root, tmp_path / "out", input_format="coco", per_face=1)
    tested = [record for record in read_manifest(tmp_path / "out") if record.split == "test"]
    assert len(tested) == 2
    for record in tested:
        with Image.open(tmp_path / "out" / record.image) as written:
            assert (written.format, written.mode, written.size) == ("JPEG", "RGB", (300, 240))
            original = {"deep.png": big[..., 1].mean(), "print.jpg": big.mean()}
            expected = original[record.source.path.rpartition("/")[2]]
            assert np.asarray(written).mean() == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("keep", [False, True])
def test_usual_files_are_copied_without_what_they_tell(tmp_path, big, keep):
    root = write_set(tmp_path / "set", {"usual.jpg": Image.fromarray(big)})
    tags = Image.Exif()
    tags[0x013B] = "Ann Owner"
    file = root / "test/usual.jpg"
    Image.fromarray(big).save(file, exif=tags)
    run(root, tmp_path / "out", input_format="coco", per_face=1, keep_metadata=keep)
    (record,) = [record for record in read_manifest(tmp_path / "out") if record.split == "test"]
    content = (tmp_path / "out" / record.image).read_bytes()
    assert record.format == "original"
    assert (b"Ann Owner" in content) is keep and (content == file.read_bytes()) is keep
    with Image.open(tmp_path / "out" / record.image) as copy, Image.open(file) as original:
        assert np.array_equal(np.asarray(copy), np.asarray(original))
    assert not verify(tmp_path / "out", workers=1, engine_factory=fake_engine).faults
