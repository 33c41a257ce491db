from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image

from fmld_synth.baselines.evaluation.found_faces import find_boxes, shows_one_face
from fmld_synth.baselines.face_finding.choosing import bundled_face_finder
from fmld_synth.cli.progress import ProgressBar
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.geometry import Box


def picture(path: Path, pixels: np.ndarray, *boxes: Box) -> AnnotatedImage:
    Image.fromarray(pixels).save(path)
    height, width = pixels.shape[:2]
    faces = tuple(AnnotatedFace(box, "none", "unmasked") for box in boxes or (Box(0, 0, width, height),))
    return AnnotatedImage(path, path.name, width, height, faces)


def found(*images: AnnotatedImage):
    return find_boxes(images, ProgressBar(quiet=True), bundled_face_finder)


def test_whole_pictures_get_the_faces_box_and_keep_the_picture_where_there_is_none(tmp_path):
    scene = picture(tmp_path / "scene.png", skimage.data.astronaut())
    blank = picture(tmp_path / "blank.png", np.full((80, 80, 3), 127, np.uint8))
    (first, second), missed = found(scene, blank)
    assert missed == 1
    assert second == blank
    assert first.faces[0].box.intersection_over_union(Box(175, 70, 100, 130)) > 0.5
    assert first.faces[0].label == "none" and not shows_one_face(first)


def test_boxes_of_the_set_find_their_own_face(tmp_path):
    near, elsewhere = Box(170, 60, 110, 130), Box(0, 400, 60, 60)
    (image,), missed = found(picture(tmp_path / "a.png", skimage.data.astronaut(), elsewhere, near))
    assert missed == 1
    assert image.faces[0].box == elsewhere
    assert image.faces[1].box != near and image.faces[1].box.intersection_over_union(near) > 0.5


def test_a_picture_that_cannot_be_read_is_left_to_be_skipped(tmp_path):
    image = picture(tmp_path / "a.png", np.zeros((50, 50, 3), np.uint8))
    image.path.write_bytes(b"\x89PNG broken")
    assert found(image) == ([image], 0)


def test_only_the_whole_picture_counts_as_no_box(tmp_path):
    pixels = np.zeros((40, 50, 3), np.uint8)
    assert shows_one_face(picture(tmp_path / "a.png", pixels))
    assert not shows_one_face(picture(tmp_path / "b.png", pixels, Box(0, 0, 50, 39)))
    assert not shows_one_face(picture(tmp_path / "c.png", pixels, Box(0, 0, 50, 40), Box(1, 1, 9, 9)))
